//! Bits written as letters and digits (RFC 4648), by little code: crates for it are made for any alphabet at any speed, and weigh more
//! in an app than all that they read there.

/// The characters that stand for so many bits each.
pub(crate) struct Alphabet {
    bits: u32,
    characters: &'static [u8],
}

/// Hexadecimal, in small letters (RFC 4648, 8).
pub(crate) const HEXADECIMAL: Alphabet = Alphabet { bits: 4, characters: b"0123456789abcdef" };

/// Base 32, in small letters and not filled up (RFC 4648, 6).
pub(crate) const BASE32: Alphabet = Alphabet { bits: 5, characters: b"abcdefghijklmnopqrstuvwxyz234567" };

/// Base 64, not filled up (RFC 4648, 4).
pub(crate) const BASE64: Alphabet =
    Alphabet { bits: 6, characters: b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" };

impl Alphabet {
    /// The bytes that are written so. `None`: a character stands for nothing, there is one too many, or a bit is set beyond the last
    /// byte; so no two texts are the same bytes.
    pub(crate) fn read(&self, text: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let (mut waiting, mut count) = (0, 0);
        for character in text.bytes() {
            let value = self.characters.iter().position(|known| *known == character)?;
            waiting = waiting << self.bits | value;
            count += self.bits;
            if let Some(rest) = count.checked_sub(8) {
                count = rest;
                bytes.push(u8::try_from(waiting >> count).ok()?);
                waiting &= (1 << count) - 1;
            }
        }
        (count < self.bits && waiting == 0).then_some(bytes)
    }

    /// How these bytes are written.
    pub(crate) fn write(&self, bytes: &[u8]) -> String {
        let mut text = String::new();
        let (mut waiting, mut count) = (0, 0_u32);
        for byte in bytes {
            waiting = waiting << 8 | usize::from(*byte);
            count += 8;
            while let Some(rest) = count.checked_sub(self.bits) {
                count = rest;
                text.push(self.character(waiting >> count));
                waiting &= (1 << count) - 1;
            }
        }
        if count > 0 {
            text.push(self.character(waiting << (self.bits - count)));
        }
        text
    }

    fn character(&self, value: usize) -> char {
        self.characters.get(value).copied().map_or('?', char::from)
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, HEXLOWER};
    use proptest::prelude::*;

    use super::*;

    /// Texts that are nearly right: of the characters of an alphabet, or of others.
    fn texts() -> impl Strategy<Value = String> {
        prop_oneof!["[0-9a-f]{0,12}", "[a-z2-7]{0,12}", "[A-Za-z0-9+/]{0,12}", "[ -~é]{0,6}"]
    }

    proptest! {
        #[test]
        fn bits_are_read_as_the_rfc_has_it(text in texts()) {
            prop_assert_eq!(HEXADECIMAL.read(&text), HEXLOWER.decode(text.as_bytes()).ok());
            prop_assert_eq!(BASE64.read(&text), BASE64_NOPAD.decode(text.as_bytes()).ok());
            let is_small = !text.bytes().any(|byte| byte.is_ascii_uppercase());
            let base32 = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).ok().filter(|_| is_small);
            prop_assert_eq!(BASE32.read(&text), base32);
        }

        #[test]
        fn bits_are_written_as_the_rfc_has_it(bytes: Vec<u8>) {
            prop_assert_eq!(HEXADECIMAL.write(&bytes), HEXLOWER.encode(&bytes));
            prop_assert_eq!(BASE32.write(&bytes), BASE32_NOPAD.encode(&bytes).to_ascii_lowercase());
            prop_assert_eq!(BASE64.write(&bytes), BASE64_NOPAD.encode(&bytes));
        }
    }
}
