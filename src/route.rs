//! The app's addresses, and the way from one to another.

use gloo_events::EventListener;
use tincan_protocol::RoomCode;
use wasm_bindgen::JsValue;
use web_sys::Event;
use yew::prelude::*;

use crate::dom;

/// Where in the app one is.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    /// Start a call, or come into one.
    Home,
    /// A call: lobby, call and farewell share one address, so that a reload leads back to the lobby.
    Room {
        /// What the link says; not yet parsed, because a wrong code has a page of its own.
        code: String,
    },
    /// The index of the Lab.
    Lab,
    /// The Lab's page about a single connection.
    LabPeerConnection,
    /// Everything else.
    NotFound,
}

impl Route {
    /// The address of a room.
    #[must_use]
    pub fn room(code: &RoomCode) -> Self {
        Self::Room { code: code.as_str().to_owned() }
    }

    /// Reads the path of an address. A slash at its end makes no difference.
    #[must_use]
    pub fn from_path(path: &str) -> Self {
        match path.strip_suffix('/').unwrap_or(path) {
            "" => Self::Home,
            "/lab" => Self::Lab,
            "/lab/peer-connection" => Self::LabPeerConnection,
            path => match path.strip_prefix("/r/") {
                Some(code) if !code.contains('/') => Self::Room { code: dom::decode_path(code) },
                _ => Self::NotFound,
            },
        }
    }

    /// The path of this address.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Room { code } => format!("/r/{code}"),
            Self::Lab => "/lab".to_owned(),
            Self::LabPeerConnection => "/lab/peer-connection".to_owned(),
            Self::NotFound => "/404".to_owned(),
        }
    }

    /// Goes there, with a new entry in the history. Between the Lab and the rest that takes a page load: each is a program
    /// of its own.
    pub fn go(&self) {
        let path = self.path();
        if is_in_lab(&path) != is_in_lab(&dom::path()) {
            dom::load(&path);
            return;
        }
        let Some(window) = web_sys::window() else { return };
        // A browser that refuses (too many entries in too short a time) leaves the person where they are.
        if let Ok(history) = window.history()
            && history.push_state_with_url(&JsValue::NULL, "", Some(&path)).is_ok()
            && let Ok(event) = Event::new(ADDRESS_CHANGED)
        {
            // What a listener throws is reported by the browser, not here.
            let _ = window.dispatch_event(&event);
        }
    }

    /// A link to it. A plain click [goes](Self::go) there; every other click is the browser's.
    pub fn link(self, classes: &'static str, content: Html) -> Html {
        let href = self.path();
        let onclick = move |event: MouseEvent| {
            let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
            if !modified && event.button() == 0 {
                event.prevent_default();
                self.go();
            }
        };
        html! { <a class={classes} {href} {onclick}>{ content }</a> }
    }
}

/// Whether the Lab answers to this path. The page's script (in Trunk.toml) asks the same before it loads one or the other.
fn is_in_lab(path: &str) -> bool {
    path.strip_prefix("/lab").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where one is, followed through links and the browser's own buttons.
#[hook]
pub fn use_route() -> Route {
    let route = use_state_eq(|| Route::from_path(&dom::path()));
    use_effect_with((), {
        let route = route.setter();
        move |()| {
            let listener = web_sys::window().map(|window| {
                EventListener::new(&window, ADDRESS_CHANGED, move |_| route.set(Route::from_path(&dom::path())))
            });
            move || drop(listener)
        }
    });
    (*route).clone()
}

/// What browsers fire when one goes back or forward, and [`Route::go`] for every other way.
const ADDRESS_CHANGED: &str = "popstate";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_route_and_back() {
        for path in ["/", "/r/team-monday", "/lab", "/lab/peer-connection", "/404"] {
            assert_eq!(Route::from_path(path).path(), path);
        }
    }

    #[test]
    fn the_lab_is_everything_below_its_path() {
        for path in ["/lab", "/lab/", "/lab/peer-connection", "/lab/nothing"] {
            assert!(is_in_lab(path), "{path}");
        }
        for path in ["/", "/labs", "/r/lab", "/r/lab/", "/404"] {
            assert!(!is_in_lab(path), "{path}");
        }
    }

    #[test]
    fn paths_are_read() {
        let room = |code: &str| Route::Room { code: code.to_owned() };
        assert_eq!(Route::from_path("/r/abc/"), room("abc"));
        assert_eq!(Route::from_path("/lab/"), Route::Lab);
        for path in ["/r", "/r/a/b", "/rooms", "/lab/nothing", "/404", "/index.html"] {
            assert_eq!(Route::from_path(path), Route::NotFound, "{path}");
        }
    }
}
