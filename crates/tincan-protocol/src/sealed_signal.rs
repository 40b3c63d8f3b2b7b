//! Signals that the server can neither read nor change.

use crate::{OpaqueSignal, bits};

/// The JSON of a [`Signal`](crate::Signal), encrypted with a key that the two have from their link
/// ([`LinkSecret`](crate::LinkSecret)), as it travels in an [`OpaqueSignal`]: `sealed:1:SEQUENCE:BASE64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSignal {
    /// Counts what the sender has sealed in this stay, from 1. It is authenticated, though not encrypted.
    pub sequence: u64,
    /// The nonce of AES-GCM, new for each signal.
    pub nonce: [u8; Self::NONCE_BYTES],
    /// What AES-GCM made of the JSON, its tag at the end (NIST SP 800-38D).
    pub ciphertext: Vec<u8>,
}

impl SealedSignal {
    /// How many bytes a nonce has (NIST SP 800-38D, 5.2.1.1).
    pub const NONCE_BYTES: usize = 12;

    /// Whether a signal says that it is sealed, be it well or badly.
    #[must_use]
    pub fn is(signal: &OpaqueSignal) -> bool {
        signal.as_str().starts_with(PREFIX)
    }

    /// The sealed signal that arrived; none: it is not sealed, or not as this version does it.
    #[must_use]
    pub fn parse(signal: &OpaqueSignal) -> Option<Self> {
        let (sequence, bytes) = signal.as_str().strip_prefix(PREFIX)?.strip_prefix(VERSION)?.split_once(':')?;
        let is_plain = sequence.bytes().all(|byte| byte.is_ascii_digit()) && !sequence.starts_with('0');
        let sequence = sequence.parse().ok().filter(|_| is_plain)?;
        let bytes = bits::BASE64.read(bytes)?;
        let (nonce, ciphertext) = bytes.split_first_chunk()?;
        Some(Self { sequence, nonce: *nonce, ciphertext: ciphertext.to_vec() })
    }
}

impl From<SealedSignal> for OpaqueSignal {
    fn from(sealed: SealedSignal) -> Self {
        let SealedSignal { sequence, nonce, ciphertext } = sealed;
        let mut bytes = nonce.to_vec();
        bytes.extend(ciphertext);
        format!("{PREFIX}{VERSION}{sequence}:{}", bits::BASE64.write(&bytes)).into()
    }
}

/// No JSON begins so.
const PREFIX: &str = "sealed:";
/// Of how it is sealed.
const VERSION: &str = "1:";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{ConnectionId, Signal, SignalBody};

    proptest! {
        #[test]
        fn what_is_written_is_read(sequence in 1_u64.., nonce: [u8; 12], ciphertext: Vec<u8>) {
            let sealed = SealedSignal { sequence, nonce, ciphertext };
            let signal = OpaqueSignal::from(sealed.clone());
            prop_assert!(SealedSignal::is(&signal));
            prop_assert_eq!(SealedSignal::parse(&signal), Some(sealed));
        }

        #[test]
        fn no_two_texts_are_the_same(text in "(sealed:)?(1:)?[+0-9]{0,3}:?[A-Za-z0-9+/]{0,24}") {
            let signal = OpaqueSignal::from(text);
            if let Some(sealed) = SealedSignal::parse(&signal) {
                prop_assert_eq!(OpaqueSignal::from(sealed), signal);
            }
        }
    }

    #[test]
    fn a_sealed_signal_is_written_so() {
        let sealed = SealedSignal { sequence: 7, nonce: [0; 12], ciphertext: vec![1, 2, 3] };
        insta::assert_snapshot!(OpaqueSignal::from(sealed).as_str(), @"sealed:1:7:AAAAAAAAAAAAAAAAAQID");
    }

    #[test]
    fn what_is_not_sealed_is_not_taken_for_it() {
        let clear = OpaqueSignal::new(&Signal { connection: ConnectionId(1), body: SignalBody::Reset });
        assert!(!SealedSignal::is(&clear));
        for text in
            ["", "sealed:", "sealed:2:1:AAAAAAAAAAAAAAAAAQID", "sealed:1:x:AAAAAAAAAAAAAAAAAQID", "sealed:1:1:AA"]
        {
            assert_eq!(SealedSignal::parse(&text.to_owned().into()), None, "{text:?}");
        }
    }
}
