//! What a track does, followed while it does it.

use std::{cell::RefCell, fmt, rc::Rc};

use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use js_sys::{JSON, Object};
use tincan_core::amount::Amount;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MediaStreamTrack;

use crate::sys;

/// Follows everything that the browser tells of a track, until it is dropped: a window that is shared changes its size, a browser
/// lowers a rate, and most of it without an event. The track is only looked at, not stopped.
///
/// Specification: Media Capture and Streams, 4.3.3 `getSettings`; Screen Capture, 5.4, for what a screen tells besides.
pub struct SettingsWatch {
    inner: Rc<Inner>,
    _interval: Interval,
    _configuration: EventListener,
}

impl SettingsWatch {
    /// Looks now, and then twice a second. `on_change` is called after each change.
    pub fn new(track: &MediaStreamTrack, on_change: impl Fn() + 'static) -> Self {
        let inner =
            Rc::new(Inner { track: Clone::clone(track), settings: RefCell::default(), on_change: Box::new(on_change) });
        inner.look();
        let look = |inner: &Rc<Inner>| {
            let weak = Rc::downgrade(inner);
            move || {
                if let Some(inner) = weak.upgrade()
                    && inner.look()
                {
                    (inner.on_change)();
                }
            }
        };
        let configured = look(&inner);
        Self {
            _interval: Interval::new(PACE_MS, look(&inner)),
            _configuration: EventListener::new(track, "configurationchange", move |_| configured()),
            inner,
        }
    }

    /// Names and values, in the browser's order.
    pub fn settings(&self) -> Vec<(String, String)> {
        self.inner.settings.borrow().clone()
    }
}

impl fmt::Debug for SettingsWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SettingsWatch").field(&self.inner.settings).finish()
    }
}

struct Inner {
    track: MediaStreamTrack,
    settings: RefCell<Vec<(String, String)>>,
    on_change: Box<dyn Fn()>,
}

impl Inner {
    /// Whether something changed.
    fn look(&self) -> bool {
        let settings = read(&self.track);
        self.settings.replace(settings) != *self.settings.borrow()
    }
}

fn read(track: &MediaStreamTrack) -> Vec<(String, String)> {
    let settings: Object = track.get_settings().unchecked_into();
    let members = Object::entries(&settings).into_iter().map(JsCast::unchecked_into::<js_sys::Array>);
    members.filter_map(|member| Some((member.get(0).as_string()?, written(&member.get(1))))).collect()
}

/// A word as it is, a number no longer than it has to be, anything else as it would stand in code.
fn written(value: &JsValue) -> String {
    let number = value.as_f64().map(|number| Amount::from(number).to_string());
    number.or_else(|| value.as_string()).or_else(|| JSON::stringify(value).ok().map(String::from)).unwrap_or_default()
}

/// Which of the constraints of this name the browser knows: those of a screen are no [`Property`](tincan_core::constraints::Property).
#[must_use]
pub fn knows_constraint(name: &str) -> bool {
    sys::supported_constraints().is_some_and(|known| sys::has(&known, name))
}

/// A change that takes longer to be seen seems to have no cause.
const PACE_MS: u32 = 500;
