//! How the two ends of one connection come to a code: commit, then reveal.

use sha2::{Digest, Sha256};
use tincan_protocol::{DeviceKey, SafetyMessage};

use super::{Fingerprint, SafetyCode};

/// Why there is no code on a connection, and will be none: none of this comes from an honest side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SafetyFault {
    /// A message came twice, or before its turn.
    OutOfOrder,
    /// A message was of no known form.
    Unreadable,
    /// What was revealed is not what was committed to.
    WrongReveal,
    /// The key that was shown has not signed both certificates.
    BadSignature,
    /// The connection has other certificates than before.
    CertificateChanged,
}

/// One side of it. What it says and what it makes of the other's words are bound to both certificates, so nothing of it can be used on
/// another connection.
#[derive(Debug)]
pub(super) struct Run {
    own: Fingerprint,
    other: Fingerprint,
    key: DeviceKey,
    nonce: [u8; 32],
    signature: [u8; 64],
    stage: Stage,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Stage {
    /// The own signature is being made. The other's commitment may be here.
    Signing { commitment: Option<[u8; 32]> },
    /// The own commitment is sent.
    Committed,
    /// The other's commitment came, and what this side committed to is sent.
    Revealed { commitment: [u8; 32] },
    /// What the other committed to came, and its signature is being checked.
    Checking { key: DeviceKey, nonce: [u8; 32] },
    /// There is a code.
    Agreed { code: SafetyCode, key: DeviceKey },
    /// There will be none.
    Failed(SafetyFault),
}

/// What a run wants done.
#[derive(Debug)]
pub(super) enum Step {
    Nothing,
    Send(Vec<SafetyMessage>),
    Check {
        key: DeviceKey,
        bytes: Vec<u8>,
        signature: [u8; 64],
    },
    /// It is decided: there is a code, or there is none.
    Over,
}

impl Run {
    pub(super) fn new((own, other): (Fingerprint, Fingerprint), key: DeviceKey, nonce: [u8; 32]) -> Self {
        Self { own, other, key, nonce, signature: [0; 64], stage: Stage::Signing { commitment: None } }
    }

    pub(super) fn stage(&self) -> &Stage {
        &self.stage
    }

    /// What this side's device is to sign.
    pub(super) fn own_statement(&self) -> Vec<u8> {
        statement(&self.own, &self.other)
    }

    pub(super) fn signed(&mut self, signature: [u8; 64]) -> Step {
        let Stage::Signing { commitment } = self.stage else { return Step::Nothing };
        self.signature = signature;
        let commit = SafetyMessage::Commit { commitment: commitment_to(&self.own, &self.nonce, &self.key) };
        self.stage = Stage::Committed;
        match commitment {
            Some(commitment) => Step::Send(vec![commit, self.reveal(commitment)]),
            None => Step::Send(vec![commit]),
        }
    }

    /// Takes what arrived; `None` is what could not be read.
    pub(super) fn receive(&mut self, message: Option<SafetyMessage>) -> Step {
        match (self.stage, message) {
            (Stage::Failed(_), _) => Step::Nothing,
            (_, None) => self.fail(SafetyFault::Unreadable),
            (Stage::Signing { commitment: None }, Some(SafetyMessage::Commit { commitment })) => {
                self.stage = Stage::Signing { commitment: Some(commitment) };
                Step::Nothing
            }
            (Stage::Committed, Some(SafetyMessage::Commit { commitment })) => Step::Send(vec![self.reveal(commitment)]),
            (Stage::Revealed { commitment }, Some(SafetyMessage::Reveal { nonce, key, signature })) => {
                if commitment_to(&self.other, &nonce, &key) != commitment {
                    return self.fail(SafetyFault::WrongReveal);
                }
                self.stage = Stage::Checking { key, nonce };
                Step::Check { key, bytes: statement(&self.other, &self.own), signature }
            }
            _ => self.fail(SafetyFault::OutOfOrder),
        }
    }

    pub(super) fn checked(&mut self, valid: bool) -> Step {
        let Stage::Checking { key, nonce } = self.stage else { return Step::Nothing };
        if !valid {
            return self.fail(SafetyFault::BadSignature);
        }
        let code = code((&self.own, &self.nonce, &self.key), (&self.other, &nonce, &key));
        self.stage = Stage::Agreed { code, key };
        Step::Over
    }

    /// These are the certificates of the connection now.
    pub(super) fn looked_at(&mut self, certificates: (Fingerprint, Fingerprint)) -> Step {
        match self.stage {
            Stage::Failed(_) => Step::Nothing,
            _ if certificates == (self.own, self.other) => Step::Nothing,
            _ => self.fail(SafetyFault::CertificateChanged),
        }
    }

    fn reveal(&mut self, commitment: [u8; 32]) -> SafetyMessage {
        self.stage = Stage::Revealed { commitment };
        SafetyMessage::Reveal { nonce: self.nonce, key: self.key, signature: self.signature }
    }

    fn fail(&mut self, fault: SafetyFault) -> Step {
        self.stage = Stage::Failed(fault);
        Step::Over
    }
}

/// A side's part in the code: its certificate, its nonce and its device.
type Part<'a> = (&'a Fingerprint, &'a [u8; 32], &'a DeviceKey);

/// That a device is at this end of the connection between these two certificates.
fn statement(signer: &Fingerprint, other: &Fingerprint) -> Vec<u8> {
    [b"tincan safety device 1\0", signer.as_bytes(), other.as_bytes()].concat()
}

/// What binds a side to its part. The certificate tells the two sides apart, so none can give the other's commitment back as its own.
fn commitment_to(certificate: &Fingerprint, nonce: &[u8; 32], key: &DeviceKey) -> [u8; 32] {
    hash(&[b"tincan safety commit 1\0", certificate.as_bytes(), nonce, key.as_bytes()])
}

/// The code of two parts, the same from both ends.
fn code(own: Part<'_>, other: Part<'_>) -> SafetyCode {
    let (first, second) = if own.0 < other.0 { (own, other) } else { (other, own) };
    let bytes = |(certificate, nonce, key): Part<'_>| [certificate.as_bytes(), nonce, key.as_bytes()].concat();
    let [first, second, third, ..] = hash(&[b"tincan safety code 1\0", &bytes(first), &bytes(second)]);
    SafetyCode::from_bytes([first, second, third])
}

/// Of parts that have each a length of their own.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    Sha256::digest(parts.concat()).into()
}
