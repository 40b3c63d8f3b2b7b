//! Tincan's app: pages, components, words and looks. What it knows of WebRTC it knows through the hooks of
//! [`yew_webrtc`].

pub mod components;
pub mod dom;
pub mod i18n;
pub mod own_media;
pub mod pages;
pub mod route;
pub mod settings;

use yew::prelude::*;

use crate::{
    pages::{
        home::Home,
        lab::{Lab, PeerConnection},
        not_found::NotFound,
        room::Room,
    },
    route::{Route, use_route},
    settings::SettingsProvider,
};

/// The whole app.
#[component]
pub fn App() -> Html {
    let route = use_route();
    html! { <SettingsProvider>{ page(route) }</SettingsProvider> }
}

fn page(route: Route) -> Html {
    match route {
        Route::Home => html! { <Home /> },
        Route::Room { code } => html! { <Room {code} /> },
        Route::Lab => html! { <Lab /> },
        Route::LabPeerConnection => html! { <PeerConnection /> },
        Route::NotFound => html! { <NotFound /> },
    }
}
