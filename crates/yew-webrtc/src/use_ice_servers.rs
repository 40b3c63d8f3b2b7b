//! The STUN and TURN servers that a server of rooms hands out.

use std::{fmt, rc::Rc};

use tincan_web::{
    ice_servers::{IceServersQuery, IceServersStatus},
    signalling,
};
use yew::prelude::*;

use crate::controller::use_controller;

/// The STUN and TURN servers that a server of rooms hands out to calls, with credentials of this moment. In a call
/// [`use_room`](crate::use_room) uses them by itself; this is for pages that look at them.
///
/// `url` is the server's socket; `None` is that of the page's own server.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{IceServersStatus, use_ice_servers};
///
/// #[component]
/// fn Servers() -> Html {
///     let servers = use_ice_servers(None);
///     let onclick = {
///         let servers = servers.clone();
///         move |_: MouseEvent| servers.ask()
///     };
///     let known = match &servers.status {
///         IceServersStatus::Known(servers) => servers.iter().flat_map(|server| server.urls.clone()).collect(),
///         _ => Vec::new(),
///     };
///     html! { <><button {onclick}>{ "Ask" }</button><ul>{ for known.into_iter().map(|url| html! { <li>{ url }</li> }) }</ul></> }
/// }
/// ```
///
/// # Returns
/// A [`UseIceServersHandle`]: what is known at this render, and the verb. The component renders again when that changes.
///
/// # When it releases
/// The socket is closed with the answer, after 10 seconds without one, and on unmount.
#[hook]
pub fn use_ice_servers(url: Option<AttrValue>) -> UseIceServersHandle {
    let query = use_controller(IceServersQuery::new);
    {
        let query = Rc::clone(&query);
        use_effect_with((), move |()| move || query.close());
    }
    UseIceServersHandle { status: query.status(), url, query }
}

/// What [`use_ice_servers`] returns.
#[derive(Clone)]
pub struct UseIceServersHandle {
    /// What is known.
    pub status: IceServersStatus,
    url: Option<AttrValue>,
    query: Rc<IceServersQuery>,
}

impl UseIceServersHandle {
    /// Asks the server. An earlier question is given up.
    pub fn ask(&self) {
        match &self.url {
            Some(url) => self.query.ask(url),
            None => self.query.ask(&signalling::default_url()),
        }
    }
}

impl PartialEq for UseIceServersHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.query, &other.query) && self.status == other.status && self.url == other.url
    }
}

impl fmt::Debug for UseIceServersHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseIceServersHandle").field("status", &self.status).finish_non_exhaustive()
    }
}
