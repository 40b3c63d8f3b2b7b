//! A small picture of a file.

use std::fmt;

use serde::Serialize;

use crate::{bits, json};

/// A picture in a compressed form: at most [`Self::MAX_BYTES`], of a type that is only a picture, and whose bytes begin as that
/// type does.
///
/// It travels in base 64 (RFC 4648, 4).
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct Thumbnail {
    kind: ThumbnailType,
    bytes: Vec<u8>,
}

json::text!(Thumbnail);

/// Of which type a [`Thumbnail`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThumbnailType {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
    /// `image/webp`
    Webp,
}

impl Thumbnail {
    /// The most bytes that a thumbnail has.
    pub const MAX_BYTES: usize = 16 * 1024;

    /// The thumbnail that these bytes are.
    ///
    /// # Errors
    /// There are none, too many, or they are of no type that a thumbnail has.
    pub fn new(bytes: Vec<u8>) -> Result<Self, ThumbnailError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(ThumbnailError::TooLarge);
        }
        let kind = match &bytes[..] {
            [0xff, 0xd8, 0xff, ..] => ThumbnailType::Jpeg,
            [0x89, b'P', b'N', b'G', ..] => ThumbnailType::Png,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ThumbnailType::Webp,
            _ => return Err(ThumbnailError::Type),
        };
        Ok(Self { kind, bytes })
    }

    /// The bytes of the picture.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The media type of the picture.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        match self.kind {
            ThumbnailType::Jpeg => "image/jpeg",
            ThumbnailType::Png => "image/png",
            ThumbnailType::Webp => "image/webp",
        }
    }
}

impl TryFrom<String> for Thumbnail {
    type Error = ThumbnailError;

    fn try_from(text: String) -> Result<Self, ThumbnailError> {
        if text.len() > Self::MAX_BYTES.div_ceil(3) * 4 {
            return Err(ThumbnailError::TooLarge);
        }
        let unfilled = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(&text);
        let bytes = bits::BASE64.read(unfilled).filter(|_| text.len().is_multiple_of(GROUP));
        Self::new(bytes.ok_or(ThumbnailError::Type)?)
    }
}

impl From<Thumbnail> for String {
    fn from(thumbnail: Thumbnail) -> Self {
        let mut text = bits::BASE64.write(&thumbnail.bytes);
        while !text.len().is_multiple_of(GROUP) {
            text.push('=');
        }
        text
    }
}

impl fmt::Debug for Thumbnail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbnail({:?}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// In base 64, so many characters stand for three bytes; the last group of them is filled up.
const GROUP: usize = 4;

/// Why some bytes are no [`Thumbnail`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThumbnailError {
    /// More than [`Thumbnail::MAX_BYTES`].
    #[error("a thumbnail has at most 16384 bytes")]
    TooLarge,
    /// No JPEG, PNG or WebP, or not in base 64.
    #[error("a thumbnail is a JPEG, a PNG or a WebP in base 64")]
    Type,
}
