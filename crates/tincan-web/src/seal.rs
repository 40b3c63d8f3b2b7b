//! Signals sealed with the secret of a call's link, by the browser's own cryptography (Web Cryptography API).

use futures::{
    StreamExt,
    channel::mpsc::{UnboundedSender, unbounded},
};
use js_sys::{Array, Object, Uint8Array};
use tincan_core::seal::{SealProblem, Seals};
use tincan_protocol::{LinkSecret, MemberId, OpaqueSignal, RoomCode, SealedSignal};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, AesKeyGenParams, CryptoKey, HkdfParams, SubtleCrypto};

use crate::{sys, task::Task};

/// Seals and opens one stay's signals, each in its turn: what goes in first comes out first. Dropping it drops what is under way.
#[derive(Debug)]
pub(crate) struct SealedWay {
    jobs: UnboundedSender<Job>,
    _task: Task,
}

#[derive(Debug)]
struct Job {
    from: MemberId,
    to: MemberId,
    signal: OpaqueSignal,
    direction: Direction,
}

#[derive(Debug, Clone, Copy)]
enum Direction {
    Out,
    In,
}

/// What became of a signal.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is sealed, and can be sent.
    Sealed { to: MemberId, signal: OpaqueSignal },
    /// It is open, and can be read.
    Opened { from: MemberId, signal: OpaqueSignal },
    /// It is of no use, for what stands between this side and that member.
    Broken { member: MemberId, problem: SealProblem },
}

impl SealedWay {
    /// What becomes of each signal is told to `on_outcome`, never before [`seal`](Self::seal) or [`open`](Self::open) returns.
    pub(crate) fn new(secret: LinkSecret, room: RoomCode, on_outcome: impl Fn(Outcome) + 'static) -> Self {
        let (jobs, mut waiting) = unbounded::<Job>();
        let task = Task::spawn(async move {
            let key = Key::derive(&secret, &room).await.ok();
            let mut seals = Seals::new(room);
            while let Some(job) = waiting.next().await {
                on_outcome(job.done(key.as_ref(), &mut seals).await);
            }
        });
        Self { jobs, _task: task }
    }

    /// Seals a signal of this side's.
    pub(crate) fn seal(&self, you: MemberId, to: MemberId, signal: OpaqueSignal) {
        self.take(Job { from: you, to, signal, direction: Direction::Out });
    }

    /// Opens what arrived.
    pub(crate) fn open(&self, from: MemberId, you: MemberId, signal: OpaqueSignal) {
        self.take(Job { from, to: you, signal, direction: Direction::In });
    }

    fn take(&self, job: Job) {
        // The other end lives as long as the task, and that as long as this.
        let _ = self.jobs.unbounded_send(job);
    }
}

impl Job {
    async fn done(self, key: Option<&Key>, seals: &mut Seals) -> Outcome {
        let Self { from, to, signal, direction } = self;
        match direction {
            Direction::Out => {
                let sealed = seal(key, seals, &from, &to, &signal).await;
                match sealed {
                    Ok(signal) => Outcome::Sealed { to, signal },
                    Err(problem) => Outcome::Broken { member: to, problem },
                }
            }
            Direction::In => {
                let opened = open(key, seals, &from, &to, &signal).await;
                match opened {
                    Ok(signal) => Outcome::Opened { from, signal },
                    Err(problem) => Outcome::Broken { member: from, problem },
                }
            }
        }
    }
}

async fn seal(
    key: Option<&Key>,
    seals: &mut Seals,
    from: &MemberId,
    to: &MemberId,
    signal: &OpaqueSignal,
) -> Result<OpaqueSignal, SealProblem> {
    let key = key.ok_or(SealProblem::Unavailable)?;
    let sequence = seals.next_sequence();
    let bound_to = seals.bound_to(from, to, sequence);
    let nonce = sys::random();
    let ciphertext = key.encrypt(nonce, &bound_to, signal.as_str()).await.map_err(|_| SealProblem::Unavailable)?;
    Ok(SealedSignal { sequence, nonce, ciphertext }.into())
}

async fn open(
    key: Option<&Key>,
    seals: &mut Seals,
    from: &MemberId,
    to: &MemberId,
    signal: &OpaqueSignal,
) -> Result<OpaqueSignal, SealProblem> {
    if !SealedSignal::is(signal) {
        return Err(SealProblem::NotSealed);
    }
    let key = key.ok_or(SealProblem::Unavailable)?;
    let SealedSignal { sequence, nonce, ciphertext } = SealedSignal::parse(signal).ok_or(SealProblem::Unopened)?;
    let bound_to = seals.bound_to(from, to, sequence);
    let text = key.decrypt(nonce, &bound_to, &ciphertext).await.map_err(|_| SealProblem::Unopened)?;
    // Only what opened counts as had: else anybody could use up a number with nonsense.
    seals.is_new(from, sequence).then_some(text.into()).ok_or(SealProblem::Repeated)
}

/// A room's key, and the browser's means to use it.
struct Key {
    subtle: SubtleCrypto,
    key: CryptoKey,
}

impl Key {
    /// By HKDF with SHA-256 (RFC 5869): the code is the salt, so that one secret makes another key in another room.
    async fn derive(secret: &LinkSecret, room: &RoomCode) -> Result<Self, JsValue> {
        let subtle = sys::crypto()?.subtle();
        let material = bytes(secret.as_str());
        let usages = Array::of1(&"deriveKey".into());
        let base = JsFuture::from(subtle.import_key_with_str("raw", &material, "HKDF", false, &usages)?).await?;
        let derivation = HkdfParams::new_with_str("HKDF", "SHA-256", &bytes("tincan-signal-1"), &bytes(room.as_str()));
        let wanted = AesKeyGenParams::new("AES-GCM", KEY_BITS);
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        let base: CryptoKey = base.unchecked_into();
        let key = subtle.derive_key_with_object_and_object(&derivation, &base, &wanted, false, &usages)?;
        let key = JsFuture::from(key).await?.unchecked_into();
        Ok(Self { subtle, key })
    }

    async fn encrypt(&self, nonce: Nonce, bound_to: &str, text: &str) -> Result<Vec<u8>, JsValue> {
        let ciphertext =
            self.subtle.encrypt_with_object_and_u8_array(&parameters(nonce, bound_to), &self.key, text.as_bytes())?;
        Ok(Uint8Array::new(&JsFuture::from(ciphertext).await?).to_vec())
    }

    async fn decrypt(&self, nonce: Nonce, bound_to: &str, ciphertext: &[u8]) -> Result<String, JsValue> {
        let text = self.subtle.decrypt_with_object_and_u8_array(&parameters(nonce, bound_to), &self.key, ciphertext)?;
        let text = Uint8Array::new(&JsFuture::from(text).await?).to_vec();
        // Whoever sealed it has the secret, but may have sealed anything.
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

type Nonce = [u8; SealedSignal::NONCE_BYTES];

fn parameters(nonce: Nonce, bound_to: &str) -> AesGcmParams {
    let parameters = AesGcmParams::new_with_u8_array("AES-GCM", &Uint8Array::from(nonce.as_slice()));
    parameters.set_additional_data(&bytes(bound_to));
    parameters
}

fn bytes(text: &str) -> Object {
    Uint8Array::from(text.as_bytes()).into()
}

/// The longest that AES has.
const KEY_BITS: u16 = 256;
