//! Tincan's app: pages, components, words and looks. What it knows of WebRTC it knows through the hooks of
//! [`yew_webrtc`].

use yew::prelude::*;

/// The whole app.
#[component]
pub fn App() -> Html {
    html! { <main><h1>{ "Tincan" }</h1></main> }
}
