//! What kind of file it is.

use serde::Serialize;

use crate::json;

/// A media type (RFC 6838 4.2) without parameters, in small letters; `application/octet-stream` where none is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct MediaType(String);

json::text!(MediaType);

impl MediaType {
    /// The type as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a picture.
    #[must_use]
    pub fn is_image(&self) -> bool {
        self.0.starts_with("image/")
    }
}

impl Default for MediaType {
    fn default() -> Self {
        Self("application/octet-stream".to_owned())
    }
}

impl From<String> for MediaType {
    /// The type that is named, or the unknown one.
    fn from(text: String) -> Self {
        let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.split_once('/') {
            Some((main, sub)) if is_name(main) && is_name(sub) => Self(essence),
            _ => Self::default(),
        }
    }
}

impl From<MediaType> for String {
    fn from(media_type: MediaType) -> Self {
        media_type.0
    }
}

fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
    (1..=127).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_media_type_is_unknown() {
        let read = |text: &str| String::from(MediaType::from(text.to_owned()));
        assert_eq!(read("image/PNG"), "image/png");
        assert_eq!(read("text/plain; charset=utf-8"), "text/plain");
        for bad in ["", "image", "image/", "a/b/c", "a b/c", "image/<svg>", &format!("a/{}", "b".repeat(128))] {
            assert_eq!(read(bad), "application/octet-stream", "{bad}");
        }
    }
}
