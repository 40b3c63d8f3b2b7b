//! The app's addresses, and the way from one to another.

use gloo_events::EventListener;
use tincan_protocol::CallLink;
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
        /// What the link has after its `#`; empty: nothing.
        secret: String,
    },
    /// The index of the Lab.
    Lab,
    /// One of the Lab's pages.
    Experiment(Experiment),
    /// Everything else.
    NotFound,
}

impl Route {
    /// The address of a room.
    #[must_use]
    pub fn room(link: CallLink) -> Self {
        Self::Room { code: link.room.into(), secret: link.secret.map(String::from).unwrap_or_default() }
    }

    /// Where this page's address leads.
    #[must_use]
    pub fn current() -> Self {
        Self::from_address(&dom::path(), &dom::fragment())
    }

    /// Reads an address: its path, and what follows its `#`. A slash at the path's end makes no difference.
    #[must_use]
    pub fn from_address(path: &str, fragment: &str) -> Self {
        match path.strip_suffix('/').unwrap_or(path) {
            "" => Self::Home,
            "/lab" => Self::Lab,
            path => Self::from_longer_path(path, fragment).unwrap_or(Self::NotFound),
        }
    }

    fn from_longer_path(path: &str, fragment: &str) -> Option<Self> {
        if let Some(name) = path.strip_prefix("/lab/") {
            return Experiment::ALL.into_iter().find(|experiment| experiment.name() == name).map(Self::Experiment);
        }
        let code = path.strip_prefix("/r/").filter(|code| !code.contains('/'))?;
        Some(Self::Room { code: dom::decode_path(code), secret: fragment.to_owned() })
    }

    /// The path of this address, with what follows it.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Room { code, secret } if secret.is_empty() => format!("/r/{code}"),
            Self::Room { code, secret } => format!("/r/{code}#{secret}"),
            Self::Lab => "/lab".to_owned(),
            Self::Experiment(experiment) => format!("/lab/{}", experiment.name()),
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

/// The Lab's pages, in the order in which its index lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Experiment {
    /// One's own picture, and what can be done with it.
    Camera,
    /// One's own voice, and what it goes through.
    Sound,
    /// What can be asked of a camera and a microphone.
    Constraints,
    /// Which cameras, microphones and speakers there are.
    Devices,
    /// A shared screen.
    Screen,
    /// A single connection.
    PeerConnection,
    /// Servers by which connections find their way.
    Ice,
    /// Messages beside a connection's media.
    DataChannel,
    /// A file from end to end.
    File,
}

impl Experiment {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Camera,
        Self::Sound,
        Self::Constraints,
        Self::Devices,
        Self::Screen,
        Self::PeerConnection,
        Self::Ice,
        Self::DataChannel,
        Self::File,
    ];

    /// The end of its address.
    fn name(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Sound => "sound",
            Self::Constraints => "constraints",
            Self::Devices => "devices",
            Self::Screen => "screen",
            Self::PeerConnection => "peer-connection",
            Self::Ice => "ice",
            Self::DataChannel => "data-channel",
            Self::File => "file",
        }
    }
}

/// Whether the Lab answers to this path. The page's script (in Trunk.toml) asks the same before it loads one or the other.
fn is_in_lab(path: &str) -> bool {
    path.strip_prefix("/lab").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where one is, followed through links and the browser's own buttons.
#[hook]
pub fn use_route() -> Route {
    let route = use_state_eq(Route::current);
    use_effect_with((), {
        let route = route.setter();
        move |()| {
            let listener = web_sys::window()
                .map(|window| EventListener::new(&window, ADDRESS_CHANGED, move |_| route.set(Route::current())));
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
        for path in ["/", "/r/team-monday", "/lab", "/lab/peer-connection", "/lab/sound", "/404"] {
            assert_eq!(Route::from_address(path, "").path(), path);
        }
        for experiment in Experiment::ALL {
            let route = Route::Experiment(experiment);
            assert_eq!(Route::from_address(&route.path(), ""), route);
        }
        assert_eq!(Route::from_address("/r/abc", "secret").path(), "/r/abc#secret");
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
        let room = |code: &str| Route::Room { code: code.to_owned(), secret: String::new() };
        assert_eq!(Route::from_address("/r/abc/", ""), room("abc"));
        assert_eq!(Route::from_address("/lab/", "x"), Route::Lab);
        for path in ["/r", "/r/a/b", "/rooms", "/lab/nothing", "/lab/camera/x", "/404", "/index.html"] {
            assert_eq!(Route::from_address(path, ""), Route::NotFound, "{path}");
        }
    }
}
