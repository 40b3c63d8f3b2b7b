//! The fingerprint of a certificate, as a description has it.

use std::fmt;

/// The SHA-256 hash of the certificate that one side of a connection has for DTLS (RFC 8122, 5).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; Self::BYTES]);

impl Fingerprint {
    /// How long one is.
    pub const BYTES: usize = 32;

    /// The fingerprint with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The one that a description names.
    ///
    /// `None`: it names none, several, or one by another hash. Browsers have one certificate for a connection and hash it by SHA-256; what names
    /// several leaves open which one counts.
    #[must_use]
    pub fn of_description(sdp: &str) -> Option<Self> {
        let mut named = sdp.lines().filter_map(|line| line.strip_prefix("a=fingerprint:"));
        let first = Self::parse(named.next()?)?;
        named.all(|other| Self::parse(other) == Some(first)).then_some(first)
    }

    fn parse(text: &str) -> Option<Self> {
        let (hash, digits) = text.trim_end().split_once(' ')?;
        let mut pairs = digits.split(':');
        let mut bytes = [0; Self::BYTES];
        for byte in &mut bytes {
            let pair = pairs.next().filter(|pair| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit()))?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        (hash.eq_ignore_ascii_case("sha-256") && pairs.next().is_none()).then_some(Self(bytes))
    }
}

impl fmt::Debug for Fingerprint {
    /// The beginning: enough to tell two apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, ..] = self.0;
        write!(f, "Fingerprint({first:02X}:{second:02X}…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(hash: &str, byte: &str) -> String {
        format!("a=fingerprint:{hash} {}\r\n", [byte; 32].join(":"))
    }

    #[test]
    fn a_description_has_one_fingerprint() {
        let (one, other) = (line("sha-256", "AB"), line("sha-256", "0c"));
        let check = |sdp: &str, expected: Option<u8>| {
            let expected = expected.map(|byte| Fingerprint::from_bytes([byte; 32]));
            assert_eq!(Fingerprint::of_description(sdp), expected, "{sdp}");
        };
        check(&one, Some(0xab));
        check(&format!("v=0\r\n{one}m=audio 9\r\n{}", line("SHA-256", "ab")), Some(0xab));
        check("v=0\r\n", None);
        check(&format!("{one}{other}"), None);
        check(&format!("{one}{}", line("sha-1", "AB")), None);
        check(&line("sha-1", "AB"), None);
        check(&line("sha-256", "+1"), None);
        check(&one.replacen("AB:", "", 1), None);
        check(&one.replacen("AB:", "AB:AB:", 1), None);
        check("a=fingerprint:sha-256\r\n", None);
    }
}
