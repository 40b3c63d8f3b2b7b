//! What opens rooms: the keys of those whose host one is, and passwords.

use js_sys::{JsString, Object, Uint8Array};
use tincan_protocol::{CallLink, HostKey, LinkSecret, PasswordProof, RoomCode};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, Pbkdf2Params, Storage};

use crate::sys;

/// A link to a new room, with a secret, whose code nobody can guess and whose host one is: its key is kept in this browser.
///
/// Where the browser has no cryptography (a page without HTTPS), or its storage is blocked, it is a room without hosts.
pub async fn new_call_link() -> CallLink {
    let key = HostKey::from_bytes(sys::random());
    let room = match founded_by(&key).await {
        Some(room) => {
            keep_host_key(&room, &key);
            room
        }
        None => RoomCode::from_random(sys::random()),
    };
    CallLink { room, secret: Some(LinkSecret::from_bytes(sys::random())) }
}

/// What this password of this room proves. It takes a few tenths of a second, not of the page's time. `None`: the browser has no
/// cryptography (a page without HTTPS).
pub async fn password_proof(room: &RoomCode, password: &str) -> Option<PasswordProof> {
    let password = String::from(JsString::from(password).normalize("NFKC"));
    let subtle = sys::crypto().ok()?.subtle();
    let secret: Object = Uint8Array::from(password.as_bytes()).into();
    let usages = js_sys::Array::of1(&JsValue::from("deriveBits"));
    let key = subtle.import_key_with_str("raw", &secret, "PBKDF2", false, &usages).ok()?;
    let key: CryptoKey = JsFuture::from(key).await.ok()?.unchecked_into();
    let salt = Uint8Array::from(format!("{}{}", PasswordProof::CONTEXT, room.as_str()).as_bytes());
    let how = Pbkdf2Params::new("PBKDF2", &JsValue::from("SHA-256"), PasswordProof::ROUNDS, &salt);
    let bits = subtle.derive_bits_with_object(&how, &key, 8 * 16).ok()?;
    let bits = Uint8Array::new(&JsFuture::from(bits).await.ok()?).to_vec();
    Some(PasswordProof::from_bytes(bits.try_into().ok()?))
}

/// The key of this room, if one is its host.
pub(crate) fn host_key(room: &RoomCode) -> Option<HostKey> {
    let kept = storage()?.get_item(KEY).ok()??;
    kept.lines().find_map(|line| line.strip_prefix(room.as_str())?.strip_prefix(' ')?.parse().ok())
}

/// One is a host of this room from now on. Of many rooms, those of long ago are forgotten.
pub(crate) fn keep_host_key(room: &RoomCode, key: &HostKey) {
    let Some(storage) = storage() else { return };
    let before = storage.get_item(KEY).ok().flatten().unwrap_or_default();
    let newest = format!("{} {}", room.as_str(), key.as_str());
    let others = before.lines().filter(|line| *line != newest).take(ROOMS - 1);
    let kept: Vec<&str> = std::iter::once(newest.as_str()).chain(others).collect();
    // Where nothing can be stored one is a host as long as the page lives.
    let _ = storage.set_item(KEY, &kept.join("\n"));
}

/// The room whose key this is, as every server finds it, too. `None`: the browser has no cryptography (a page without HTTPS).
pub async fn founded_by(key: &HostKey) -> Option<RoomCode> {
    let text = format!("{}{}", HostKey::CONTEXT, key.as_str()).into_bytes();
    let hash = sys::crypto().ok()?.subtle().digest_with_str_and_u8_array("SHA-256", &text).ok()?;
    let hash = Uint8Array::new(&JsFuture::from(hash).await.ok()?).to_vec();
    Some(RoomCode::from_random(hash.get(..10)?.try_into().ok()?))
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

const KEY: &str = "tincan-host";

/// Of how many rooms the keys are kept.
const ROOMS: usize = 100;
