//! Whether the person gave permission, without asking for it.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};

use gloo_events::EventListener;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::PermissionState;

use crate::{sys, task::Task};

/// Follows one permission, until it is dropped. Never asks the person anything.
///
/// Specification: Permissions, 6.1 "Querying for permission".
pub struct PermissionWatch {
    inner: Rc<Inner>,
    name: PermissionName,
    _task: Task,
}

impl PermissionWatch {
    /// Starts to watch. `on_change` is called after each change of the [`status`](Self::status).
    pub fn new(name: PermissionName, on_change: impl Fn() + 'static) -> Self {
        let inner =
            Rc::new(Inner { status: Cell::default(), change: RefCell::default(), on_change: Box::new(on_change) });
        let weak = Rc::downgrade(&inner);
        let task = Task::spawn(async move {
            let Some(permission) = query(name).await else { return };
            let Some(inner) = weak.upgrade() else { return };
            let seen = permission.clone();
            let change = EventListener::new(&permission, "change", move |_| {
                if let Some(inner) = weak.upgrade() {
                    inner.see(seen.state());
                }
            });
            inner.change.replace(Some(change));
            inner.see(permission.state());
        });
        Self { inner, name, _task: task }
    }

    /// How the permission is; `Unknown` until the browser has answered.
    pub fn status(&self) -> PermissionStatus {
        self.inner.status.get()
    }

    /// Asks the browser again, and takes its answer in: a change is told by one way, and what follows from it by another, so
    /// either may come first.
    pub(crate) fn refresh(&self) -> impl Future<Output = ()> + 'static {
        let (inner, name) = (Rc::downgrade(&self.inner), self.name);
        async move {
            let permission = query(name).await;
            if let (Some(permission), Some(inner)) = (permission, inner.upgrade()) {
                inner.see(permission.state());
            }
        }
    }
}

impl fmt::Debug for PermissionWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PermissionWatch").field("status", &self.status()).finish_non_exhaustive()
    }
}

/// Which permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PermissionName {
    /// For cameras.
    Camera,
    /// For microphones.
    Microphone,
}

impl PermissionName {
    fn as_str(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Microphone => "microphone",
        }
    }
}

/// How a permission is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PermissionStatus {
    /// Not known yet, or the browser does not tell.
    #[default]
    Unknown,
    /// The person will be asked.
    Prompt,
    /// Given.
    Granted,
    /// Refused; asking again fails at once.
    Denied,
}

struct Inner {
    status: Cell<PermissionStatus>,
    change: RefCell<Option<EventListener>>,
    on_change: Box<dyn Fn()>,
}

impl Inner {
    fn see(&self, state: PermissionState) {
        let status = match state {
            PermissionState::Prompt => PermissionStatus::Prompt,
            PermissionState::Granted => PermissionStatus::Granted,
            PermissionState::Denied => PermissionStatus::Denied,
            _ => PermissionStatus::Unknown,
        };
        if self.status.replace(status) != status {
            (self.on_change)();
        }
    }
}

/// `None` where the interface or the name is not known: a browser without the name rejects with a `TypeError`.
async fn query(name: PermissionName) -> Option<web_sys::PermissionStatus> {
    let descriptor = Object::new();
    Reflect::set(&descriptor, &JsValue::from_str("name"), &JsValue::from_str(name.as_str())).ok()?;
    let promise = sys::permissions()?.query(&descriptor).ok()?;
    JsFuture::from(promise).await.ok().map(JsCast::unchecked_into)
}
