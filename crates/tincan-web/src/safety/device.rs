//! The key of this device: made once, kept by the browser, and never seen, not even by this page (Web Cryptography API; Indexed Database API).

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures::channel::oneshot;
use gloo_events::EventListener;
use js_sys::{Array, Uint8Array};
use tincan_protocol::DeviceKey;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    CryptoKey, CryptoKeyPair, EcKeyGenParams, EcdsaParams, IdbDatabase, IdbRequest, IdbTransactionMode, SubtleCrypto,
};

use crate::sys;

/// This device, to others.
#[derive(Debug, Clone)]
pub(super) struct Device {
    /// By which they know it again.
    pub(super) key: DeviceKey,
    /// Whether the browser keeps it.
    pub(super) is_kept: bool,
    private: CryptoKey,
    subtle: SubtleCrypto,
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
        let subtle = sys::crypto()?.subtle();
        if subtle.is_undefined() {
            return Err(JsValue::UNDEFINED);
        }
        let kept = kept(&subtle).await;
        let is_kept = kept.is_ok();
        let pair = match kept {
            Ok(pair) => pair,
            Err(_) => new_pair(&subtle).await?,
        };
        let point = JsFuture::from(subtle.export_key("raw", &pair.get_public_key())?).await?;
        let point = Uint8Array::new(&point).to_vec().try_into().ok().and_then(DeviceKey::from_bytes);
        let key = point.ok_or(JsValue::UNDEFINED)?;
        let device = Self { key, is_kept, private: pair.get_private_key(), subtle };
        // Two stays at once are of one device, also where nothing is kept.
        Ok(KNOWN.with_borrow_mut(|known| known.get_or_insert(device).clone()))
    }

    /// The signature of these bytes.
    ///
    /// # Errors
    /// The browser's: it should not be able to refuse.
    pub(super) async fn sign(&self, bytes: &[u8]) -> Result<[u8; 64], JsValue> {
        let bytes = Uint8Array::from(bytes);
        let signature = self.subtle.sign_with_object_and_buffer_source(&ecdsa(), &self.private, &bytes)?;
        Uint8Array::new(&JsFuture::from(signature).await?).to_vec().try_into().map_err(|_| JsValue::UNDEFINED)
    }

    /// Whether a signature of these bytes is of this key.
    pub(super) async fn check(&self, key: &DeviceKey, bytes: &[u8], signature: &[u8; 64]) -> bool {
        self.verify(key, bytes, signature).await.is_ok_and(|valid| valid.is_truthy())
    }

    async fn verify(&self, key: &DeviceKey, bytes: &[u8], signature: &[u8; 64]) -> Result<JsValue, JsValue> {
        let point = Uint8Array::from(key.as_bytes());
        let usages = Array::of1(&"verify".into());
        let key = JsFuture::from(self.subtle.import_key_with_object("raw", &point, &curve(), true, &usages)?).await?;
        let (signature, bytes) = (Uint8Array::from(signature.as_slice()), Uint8Array::from(bytes));
        let verified = self.subtle.verify_with_object_and_buffer_source_and_buffer_source(
            &ecdsa(),
            key.unchecked_ref(),
            &signature,
            &bytes,
        )?;
        JsFuture::from(verified).await
    }
}

thread_local! {
    /// The device, once it was asked for.
    static KNOWN: RefCell<Option<Device>> = const { RefCell::new(None) };
}

fn curve() -> EcKeyGenParams {
    EcKeyGenParams::new("ECDSA", "P-256")
}

fn ecdsa() -> EcdsaParams {
    EcdsaParams::new_with_str("ECDSA", "SHA-256")
}

/// A pair whose private half cannot be read.
async fn new_pair(subtle: &SubtleCrypto) -> Result<CryptoKeyPair, JsValue> {
    let usages = Array::of2(&"sign".into(), &"verify".into());
    let pair = subtle.generate_key_with_object(&curve(), false, &usages)?;
    Ok(JsFuture::from(pair).await?.unchecked_into())
}

/// The pair that the browser keeps; one is made if there is none. Of two pages that make one at once both have the one that was there first.
async fn kept(subtle: &SubtleCrypto) -> Result<CryptoKeyPair, JsValue> {
    let database = Database::open().await?;
    if let Some(pair) = database.pair().await? {
        return Ok(pair);
    }
    let pair = new_pair(subtle).await?;
    match database.add(&pair).await {
        Ok(_) => Ok(pair),
        Err(error) => database.pair().await?.ok_or(error),
    }
}

/// Closed when it is dropped.
struct Database(IdbDatabase);

impl Database {
    async fn open() -> Result<Self, JsValue> {
        let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
        let factory = window.indexed_db()?.ok_or(JsValue::UNDEFINED)?;
        let request = factory.open_with_u32(NAME, 1)?;
        let _upgrade = EventListener::once(&request, "upgradeneeded", {
            let request = request.clone();
            move |_| {
                // If there is no store then, the first transaction says so.
                let database = request.result().and_then(JsCast::dyn_into::<IdbDatabase>);
                let _ = database.and_then(|database| database.create_object_store(STORE));
            }
        });
        Ok(Self(done(&request).await?.unchecked_into()))
    }

    async fn pair(&self) -> Result<Option<CryptoKeyPair>, JsValue> {
        let store = self.0.transaction_with_str(STORE)?.object_store(STORE)?;
        let found = done(&store.get(&ITEM.into())?).await?;
        Ok((!found.is_undefined()).then(|| found.unchecked_into()))
    }

    async fn add(&self, pair: &CryptoKeyPair) -> Result<JsValue, JsValue> {
        let transaction = self.0.transaction_with_str_and_mode(STORE, IdbTransactionMode::Readwrite)?;
        done(&transaction.object_store(STORE)?.add_with_key(pair, &ITEM.into())?).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// What a request came to.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let (sender, answered) = oneshot::channel();
    let sender = Rc::new(Cell::new(Some(sender)));
    let _listeners = ["success", "error", "blocked"].map(|name| {
        let sender = Rc::clone(&sender);
        EventListener::once(request, name, move |_| {
            if let Some(sender) = sender.take() {
                let _ = sender.send(());
            }
        })
    });
    // The sender lives as long as the listeners.
    let _ = answered.await;
    // It throws unless the request succeeded.
    request.result()
}

const NAME: &str = "tincan-device";
const STORE: &str = "keys";
const ITEM: &str = "device";
