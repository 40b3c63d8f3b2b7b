//! The list of devices, kept up to date.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};

use gloo_events::EventListener;
use tincan_core::{
    devices::{Devices, RawDevice},
    media_error::MediaError,
};
use tincan_protocol::json;
use wasm_bindgen_futures::JsFuture;

use crate::{
    media_error::{media_error, no_media_devices},
    sys,
    task::Task,
};

/// Follows which devices there are, until it is dropped.
///
/// It lists them when it is made and on every `devicechange`. Browsers fire none when permission is given, though ids and
/// labels appear then: call [`refresh`](Self::refresh) once a camera or a microphone is live.
///
/// Specification: Media Capture and Streams, 9 "Enumerating Local Media Devices".
pub struct DeviceWatch {
    inner: Rc<Inner>,
    /// `None` on pages without devices, and once closed.
    device_change: RefCell<Option<EventListener>>,
}

impl DeviceWatch {
    /// Starts to watch. `on_change` is called after each change of the list or the error, the first list included.
    pub fn new(on_change: impl Fn() + 'static) -> Self {
        let inner = Rc::new(Inner {
            devices: RefCell::default(),
            error: RefCell::default(),
            task: RefCell::default(),
            closed: Cell::new(false),
            on_change: Box::new(on_change),
        });
        let weak = Rc::downgrade(&inner);
        let device_change = sys::media_devices().map(|devices| {
            EventListener::new(&devices, "devicechange", move |_| {
                if let Some(inner) = weak.upgrade() {
                    inner.refresh();
                }
            })
        });
        inner.refresh();
        Self { inner, device_change: RefCell::new(device_change) }
    }

    /// The last list; empty until the first has arrived.
    pub fn devices(&self) -> Devices {
        self.listed().unwrap_or_default()
    }

    /// The last list, if there was one.
    pub fn listed(&self) -> Option<Devices> {
        self.inner.devices.borrow().clone()
    }

    /// Why there is no list, if that is so.
    pub fn error(&self) -> Option<MediaError> {
        self.inner.error.borrow().clone()
    }

    /// Lists the devices again.
    pub fn refresh(&self) {
        self.inner.refresh();
    }

    /// Stops watching; what is dropped has stopped too.
    pub fn close(&self) {
        self.inner.closed.set(true);
        drop(self.device_change.take());
        drop(self.inner.task.take());
    }
}

impl Drop for DeviceWatch {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for DeviceWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceWatch").field("devices", &self.inner.devices).finish_non_exhaustive()
    }
}

struct Inner {
    /// `None` until the first list.
    devices: RefCell<Option<Devices>>,
    error: RefCell<Option<MediaError>>,
    /// The enumeration on its way. A newer one replaces it: listing acquires nothing, so it may be cut off.
    task: RefCell<Option<Task>>,
    closed: Cell<bool>,
    on_change: Box<dyn Fn()>,
}

impl Inner {
    fn refresh(self: &Rc<Self>) {
        if self.closed.get() {
            return;
        }
        let weak = Rc::downgrade(self);
        let task = Task::spawn(async move {
            let result = enumerate().await;
            if let Some(inner) = weak.upgrade() {
                inner.take_in(result);
            }
        });
        self.task.replace(Some(task));
    }

    fn take_in(&self, result: Result<Devices, MediaError>) {
        let changed = match result {
            Ok(devices) => {
                let cured = self.error.take().is_some();
                let old = self.devices.replace(Some(devices));
                old != *self.devices.borrow() || cured
            }
            Err(error) => {
                let error = Some(error);
                self.error.replace(error.clone()) != error
            }
        };
        if changed && !self.closed.get() {
            (self.on_change)();
        }
    }
}

async fn enumerate() -> Result<Devices, MediaError> {
    let devices = sys::media_devices().ok_or_else(no_media_devices)?;
    let promise = devices.enumerate_devices().map_err(|thrown| media_error(&thrown))?;
    let list = JsFuture::from(promise).await.map_err(|thrown| media_error(&thrown))?;
    let json = js_sys::JSON::stringify(&list).map_err(|thrown| media_error(&thrown))?;
    let entries = json::read::<Vec<RawDevice>>(&String::from(json));
    let entries = entries.map_err(|error| MediaError::from_dom("", &error.to_string(), None))?;
    Ok(Devices::parse(entries))
}
