//! Tincan's app: pages, components, words and looks. What it knows of WebRTC it knows through the hooks of
//! [`yew_webrtc`].

pub mod chat_draft;
pub mod components;
pub mod device_news;
pub mod dom;
pub mod filter_settings;
pub mod full_screen;
pub mod i18n;
pub mod media_settings;
pub mod member_news;
pub mod own_filters;
pub mod own_media;
pub mod pages;
pub mod panels;
pub mod parts;
pub mod picked_files;
pub mod route;
pub mod screen_preview;
pub mod settings;
pub mod share_settings;
pub mod stage;
pub mod unhurried;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    pages::{
        home::later,
        lab::{Camera, Constraints, DataChannel, Devices, File, Ice, LabIndex, PeerConnection, Screen, Sound},
        not_found::NotFound,
        room::Room,
    },
    route::{Experiment, Route, use_route},
    settings::{Settings, SettingsProvider},
};

/// The app without the Lab: all that a call needs, and the binary `tincan`.
#[component]
pub fn App() -> Html {
    let page = match use_route() {
        Route::Home => html! { <later::Home /> },
        Route::Room { code, secret } => html! { <Room {code} {secret} /> },
        // The Lab's pages are not here; the way to them is a page load.
        Route::Lab | Route::Experiment(_) | Route::NotFound => html! { <NotFound /> },
    };
    html! { <SettingsProvider>{ page }</SettingsProvider> }
}

/// The Lab: the binary `lab`, which the page loads instead of the app at `/lab` and below, so that no call page loads it.
#[component]
pub fn Lab() -> Html {
    let page = match use_route() {
        Route::Lab => html! { <LabIndex /> },
        Route::Experiment(experiment) => lab_page(experiment),
        Route::Home | Route::Room { .. } | Route::NotFound => html! { <NotFound /> },
    };
    html! { <SettingsProvider trial=true>{ page }</SettingsProvider> }
}

fn lab_page(experiment: Experiment) -> Html {
    match experiment {
        Experiment::Camera => html! { <Camera /> },
        Experiment::Sound => html! { <Sound /> },
        Experiment::Constraints => html! { <Constraints /> },
        Experiment::Devices => html! { <Devices /> },
        Experiment::Screen => html! { <Screen /> },
        Experiment::PeerConnection => html! { <PeerConnection /> },
        Experiment::Ice => html! { <Ice /> },
        Experiment::DataChannel => html! { <DataChannel /> },
        Experiment::File => html! { <File /> },
    }
}

/// Puts one of the two into the page, for as long as the page lives, in the person's language.
pub fn mount<C: BaseComponent<Properties = ()>>() {
    if let Some(root) = dom::element("app") {
        spawn_local(async move {
            if !cfg!(feature = "split") {
                // The panels are here already. Without styles they are still of use.
                panels::styles().await;
            }
            // If its words do not come, those of English are there.
            Settings::language().load().await;
            yew::Renderer::<C>::with_root(root).render();
        });
    }
}
