//! Which web pages may open a socket.

use std::{fmt, str::FromStr};

use axum::http::{HeaderMap, header};

/// The origin of web pages: scheme, host and port (RFC 6454 6.1), as `https://tincan.example`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    /// With its port, unless that is the scheme's own.
    host: String,
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let text = text.trim().to_ascii_lowercase();
        let (scheme, host) = match text.split_once("://") {
            Some(("http", host)) => (Scheme::Http, host),
            Some(("https", host)) => (Scheme::Https, host),
            _ => return Err(OriginError),
        };
        let host = host.strip_suffix('/').unwrap_or(host);
        let valid = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
        if host.is_empty() || !host.bytes().all(valid) {
            return Err(OriginError);
        }
        Ok(Self { scheme, host: scheme.without_own_port(host).to_owned() })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.name(), self.host)
    }
}

/// Why a text is no [`Origin`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "an origin is http:// or https:// and a host, with no path, as in https://tincan.example or http://localhost:8081"
)]
pub struct OriginError;

/// Whether a request to open a socket may be granted: it comes from a page of this host or of an allowed origin, or
/// from no page at all (programs that are not browsers send no `Origin`; what they could do is not more than what a
/// page of theirs could).
#[must_use]
pub(crate) fn is_allowed(headers: &HeaderMap, allowed: &[Origin]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Some(origin) = origin.to_str().ok().and_then(|text| text.parse::<Origin>().ok()) else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_ascii_lowercase);
    let same = host.is_some_and(|host| origin.scheme.without_own_port(&host) == origin.host);
    same || allowed.contains(&origin)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn without_own_port(self, host: &str) -> &str {
        let port = match self {
            Self::Http => ":80",
            Self::Https => ":443",
        };
        host.strip_suffix(port).unwrap_or(host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(origin: &str, host: &str, allowed: &[&str], expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, origin.parse().unwrap());
        headers.insert(header::HOST, host.parse().unwrap());
        let allowed: Vec<Origin> = allowed.iter().map(|origin| origin.parse().unwrap()).collect();
        assert_eq!(is_allowed(&headers, &allowed), expected, "{origin} at {host}");
    }

    #[test]
    fn own_pages_may_and_others_may_not() {
        check("http://localhost:8080", "localhost:8080", &[], true);
        check("https://Tincan.example", "tincan.example", &[], true);
        check("https://tincan.example", "tincan.example:443", &[], true);
        check("http://[::1]:8080", "[::1]:8080", &[], true);
        check("http://localhost:8081", "localhost:8080", &[], false);
        check("https://evil.example", "tincan.example", &[], false);
        check("https://tincan.example.evil.example", "tincan.example", &[], false);
        check("null", "tincan.example", &[], false);
        check("file://", "tincan.example", &[], false);
    }

    #[test]
    fn allowed_pages_may() {
        check("http://localhost:8081", "127.0.0.1:8080", &["http://localhost:8081/"], true);
        check("https://app.example", "api.example", &["https://app.example:443"], true);
        check("http://app.example", "api.example", &["https://app.example"], false);
    }

    #[test]
    fn what_sends_no_origin_may() {
        assert!(is_allowed(&HeaderMap::new(), &[]));
    }

    #[test]
    fn an_origin_has_no_path() {
        for bad in ["", "tincan.example", "https://", "https://tincan.example/app", "ftp://a", "https://a b", "*"] {
            assert_eq!(bad.parse::<Origin>(), Err(OriginError), "{bad:?}");
        }
    }
}
