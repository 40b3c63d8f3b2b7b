//! Whether STUN and TURN servers work from here.

use std::{fmt, rc::Rc};

use tincan_core::ice_check::{IceCheck, Server};
use tincan_web::ice_check::IceChecker;
use yew::prelude::*;

use crate::controller::use_controller;

/// Whether STUN and TURN servers work from here, and why not: each by a connection of its own, which gathers candidates and is
/// closed.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{ice_check::{Server, Verdict}, use_ice_check};
///
/// #[component]
/// fn Doctor() -> Html {
///     let ice = use_ice_check();
///     let onclick = {
///         let ice = ice.clone();
///         let server = Server::parse("turn:turn.example.org", "ada", "secret");
///         move |_: MouseEvent| ice.check(server.iter().cloned().collect())
///     };
///     let verdict = ice.check.as_ref().map(|check| check.checks()[0].verdict());
///     html! {
///         <button {onclick}>
///             { match verdict {
///                 None => "Check",
///                 Some(Verdict::Checking) => "Checking …",
///                 Some(Verdict::Fails(_)) => "It does not work",
///                 Some(_) => "It works",
///             } }
///         </button>
///     }
/// }
/// ```
///
/// # Returns
/// A [`UseIceCheckHandle`]: the last check as far as it has come, and the verbs. The component renders again with each candidate and
/// each error.
///
/// # When it releases
/// Each connection is closed as soon as it has told all, and after 12 seconds at most; all are on unmount, when
/// [cleared](UseIceCheckHandle::clear), and when another check begins.
#[hook]
pub fn use_ice_check() -> UseIceCheckHandle {
    let checker = use_controller(IceChecker::new);
    {
        let checker = Rc::clone(&checker);
        use_effect_with((), move |()| move || checker.close());
    }
    UseIceCheckHandle { check: checker.snapshot(), checker }
}

/// What [`use_ice_check`] returns.
#[derive(Clone)]
pub struct UseIceCheckHandle {
    /// The last check, in its course or over.
    pub check: Option<IceCheck>,
    checker: Rc<IceChecker>,
}

impl UseIceCheckHandle {
    /// Checks these servers. A check that is under way is given up for it.
    pub fn check(&self, servers: Vec<Server>) {
        self.checker.check(servers);
    }

    /// Ends the check, and forgets what it told.
    pub fn clear(&self) {
        self.checker.clear();
    }
}

impl PartialEq for UseIceCheckHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.checker, &other.checker) && self.check == other.check
    }
}

impl fmt::Debug for UseIceCheckHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseIceCheckHandle").field("check", &self.check).finish_non_exhaustive()
    }
}
