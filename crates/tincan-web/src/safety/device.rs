//! The key of this device: made once, kept by the browser, and never seen, not even by this page (Web Cryptography API; Indexed Database
//! API). Methods are called by their names, since each that is declared is a line of JavaScript in every page that loads nothing of this.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures::channel::oneshot;
use gloo_events::EventListener;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use tincan_protocol::DeviceKey;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::EventTarget;

use crate::sys::{self, call, object_of};

/// This device, to others.
#[derive(Debug, Clone)]
pub(super) struct Device {
    /// By which they know it again.
    pub(super) key: DeviceKey,
    /// Whether the browser keeps it.
    pub(super) is_kept: bool,
    private: JsValue,
}

impl Device {
    /// The one that the browser keeps, or else a new one, which it keeps from now on if it can.
    ///
    /// # Errors
    /// The browser has no cryptography: the page is not secure (secure-contexts, 3).
    pub(super) async fn of_this_browser() -> Result<Self, JsValue> {
        if let Some(known) = KNOWN.with_borrow(Clone::clone) {
            return Ok(known);
        }
        // It runs to its end, whoever gives up waiting: a store that is left half made would never hold a key.
        let (sender, found) = oneshot::channel();
        spawn_local(async move {
            let _ = sender.send(Self::find().await);
        });
        found.await.unwrap_or(Err(JsValue::UNDEFINED))
    }

    async fn find() -> Result<Self, JsValue> {
        let kept = kept().await;
        let is_kept = kept.is_ok();
        let pair = match kept {
            Ok(pair) => pair,
            Err(_) => new_pair().await?,
        };
        let [public, private] = ["publicKey", "privateKey"].map(|half| Reflect::get(&pair, &half.into()));
        let point = bytes(&subtle("exportKey", &["raw".into(), public?]).await?);
        let key = point.try_into().ok().and_then(DeviceKey::from_bytes).ok_or(JsValue::UNDEFINED)?;
        let device = Self { key, is_kept, private: private? };
        // Two stays at once are of one device, also where nothing is kept.
        Ok(KNOWN.with_borrow_mut(|known| known.get_or_insert(device).clone()))
    }

    /// The signature of these bytes.
    ///
    /// # Errors
    /// The browser's: it should not be able to refuse.
    pub(super) async fn sign(&self, statement: &[u8]) -> Result<[u8; 64], JsValue> {
        let signature = subtle("sign", &[ecdsa(), self.private.clone(), Uint8Array::from(statement).into()]).await?;
        bytes(&signature).try_into().map_err(|_| JsValue::UNDEFINED)
    }
}

/// Whether a signature of these bytes is of this key.
pub(super) async fn is_signed(key: &DeviceKey, statement: &[u8], signature: &[u8; 64]) -> bool {
    verify(key, statement, signature).await.is_ok_and(|valid| valid.is_truthy())
}

async fn verify(key: &DeviceKey, statement: &[u8], signature: &[u8; 64]) -> Result<JsValue, JsValue> {
    let [point, signature, statement] =
        [key.as_bytes(), signature, statement].map(|bytes| Uint8Array::from(bytes).into());
    let usages = Array::of1(&"verify".into()).into();
    let key = subtle("importKey", &["raw".into(), point, curve(), JsValue::TRUE, usages]).await?;
    subtle("verify", &[ecdsa(), key, signature, statement]).await
}

thread_local! {
    /// The device, once it was asked for.
    static KNOWN: RefCell<Option<Device>> = const { RefCell::new(None) };
}

/// What a method of `SubtleCrypto` comes to (Web Cryptography API, 14.3).
async fn subtle(method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let subtle = sys::crypto()?.subtle();
    JsFuture::from(call(&subtle, method, arguments)?.unchecked_into::<Promise>()).await
}

fn bytes(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

fn curve() -> JsValue {
    algorithm("namedCurve", "P-256")
}

fn ecdsa() -> JsValue {
    algorithm("hash", "SHA-256")
}

fn algorithm(property: &str, value: &str) -> JsValue {
    let algorithm: Object = object_of("name", &"ECDSA".into());
    // A plain object takes any property.
    let _ = Reflect::set(&algorithm, &property.into(), &value.into());
    algorithm.into()
}

/// A `CryptoKeyPair` whose private half cannot be read.
async fn new_pair() -> Result<JsValue, JsValue> {
    let usages = Array::of2(&"sign".into(), &"verify".into()).into();
    subtle("generateKey", &[curve(), JsValue::FALSE, usages]).await
}

/// The pair that the browser keeps; one is made if there is none. Of two pages that make one at once both have the one that was there first.
async fn kept() -> Result<JsValue, JsValue> {
    let database = Database::open().await?;
    let kept = database.pair().await?;
    if !kept.is_undefined() {
        return Ok(kept);
    }
    let pair = new_pair().await?;
    match database.add(&pair).await {
        Ok(_) => Ok(pair),
        Err(error) => Some(database.pair().await?).filter(|pair| !pair.is_undefined()).ok_or(error),
    }
}

/// An `IDBDatabase`, closed when it is dropped.
struct Database(JsValue);

impl Database {
    async fn open() -> Result<Self, JsValue> {
        let factory = Reflect::get(&js_sys::global(), &"indexedDB".into())?;
        let request: EventTarget = call(&factory, "open", &[NAME.into(), 1.into()])?.dyn_into()?;
        let _upgrade = EventListener::new(&request, "upgradeneeded", {
            let request = request.clone();
            move |_| {
                // If there is no store then, the first transaction says so.
                let database = Reflect::get(&request, &"result".into());
                let _ = database.and_then(|database| call(&database, "createObjectStore", &[STORE.into()]));
            }
        });
        Ok(Self(done(&request).await?))
    }

    async fn pair(&self) -> Result<JsValue, JsValue> {
        done(&call(&self.store("readonly")?, "get", &[ITEM.into()])?.dyn_into()?).await
    }

    async fn add(&self, pair: &JsValue) -> Result<JsValue, JsValue> {
        done(&call(&self.store("readwrite")?, "add", &[pair.clone(), ITEM.into()])?.dyn_into()?).await
    }

    /// The store, in a transaction of its own.
    fn store(&self, mode: &str) -> Result<JsValue, JsValue> {
        let transaction = call(&self.0, "transaction", &[STORE.into(), mode.into()])?;
        call(&transaction, "objectStore", &[STORE.into()])
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // It does not throw.
        let _ = call(&self.0, "close", &[]);
    }
}

/// What an `IDBRequest` came to.
async fn done(request: &EventTarget) -> Result<JsValue, JsValue> {
    let (sender, answered) = oneshot::channel();
    let sender = Rc::new(Cell::new(Some(sender)));
    let _listeners = ["success", "error", "blocked"].map(|name| {
        let sender = Rc::clone(&sender);
        EventListener::new(request, name, move |_| {
            if let Some(sender) = sender.take() {
                let _ = sender.send(());
            }
        })
    });
    // The sender lives as long as the listeners.
    let _ = answered.await;
    // It throws if there is none.
    let error = Reflect::get(request, &"error".into())?;
    if error.is_null() { Reflect::get(request, &"result".into()) } else { Err(error) }
}

const NAME: &str = "tincan-device";
const STORE: &str = "keys";
const ITEM: &str = "device";
