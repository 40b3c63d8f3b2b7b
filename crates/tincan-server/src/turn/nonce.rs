//! Nonces that nobody has to remember: whoever floods the server with requests fills no table.

use std::{net::IpAddr, time::Duration};

use data_encoding::HEXLOWER;
use ring::hmac;

/// Makes nonces, and knows them again: a time, and its HMAC with the address that it was given to.
#[derive(Debug)]
pub(crate) struct Nonces {
    key: hmac::Key,
}

impl Nonces {
    /// How long a nonce is good (RFC 8656 5 recommends an hour at most).
    pub(crate) const LIFETIME: Duration = Duration::from_secs(3600);

    pub(crate) fn new(secret: &[u8]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, secret) }
    }

    pub(crate) fn make(&self, client: IpAddr, now: Duration) -> String {
        let seconds = now.as_secs();
        HEXLOWER.encode(&seconds.to_be_bytes()) + &HEXLOWER.encode(&self.tag(client, seconds))
    }

    pub(crate) fn is_fresh(&self, nonce: &str, client: IpAddr, now: Duration) -> bool {
        let Some((time, tag)) = nonce.split_at_checked(16) else { return false };
        let Ok(seconds) = u64::from_str_radix(time, 16) else { return false };
        // That somebody guesses it byte by byte earns them nothing: a nonce is given to whoever asks.
        let made_here = tag == HEXLOWER.encode(&self.tag(client, seconds));
        made_here && now.checked_sub(Duration::from_secs(seconds)).is_some_and(|age| age < Self::LIFETIME)
    }

    fn tag(&self, client: IpAddr, seconds: u64) -> [u8; 8] {
        let tag = hmac::sign(&self.key, format!("{seconds} {client}").as_bytes());
        let mut short = [0; 8];
        short.copy_from_slice(&tag.as_ref()[..8]);
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_good_for_an_hour_and_for_one_address() {
        let nonces = Nonces::new(b"secret");
        let (here, there) = (IpAddr::from([203, 0, 113, 1]), IpAddr::from([203, 0, 113, 2]));
        let at = Duration::from_secs;
        let nonce = nonces.make(here, at(1000));
        assert!(nonces.is_fresh(&nonce, here, at(1000)) && nonces.is_fresh(&nonce, here, at(4599)));
        assert!(!nonces.is_fresh(&nonce, here, at(4600)));
        assert!(!nonces.is_fresh(&nonce, here, at(999)));
        assert!(!nonces.is_fresh(&nonce, there, at(1000)));
        assert!(!Nonces::new(b"other").is_fresh(&nonce, here, at(1000)));
        for wrong in ["", "0", "00000000000003e8", "é00000000000003e8000000000000000"] {
            assert!(!nonces.is_fresh(wrong, here, at(1000)), "{wrong:?}");
        }
    }
}
