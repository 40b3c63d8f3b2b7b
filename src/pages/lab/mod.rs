//! The Lab: live pages that show each part of a call at work.

mod both_ends;
mod end_view;
mod peer_connection;

use yew::prelude::*;

pub use self::peer_connection::PeerConnection;
use crate::{
    components::{page_footer::page_footer, page_header::PageHeader, page_heading::PageHeading},
    route::Route,
    settings::{use_lab_text, use_text},
};

/// The index of the Lab.
#[component]
pub fn LabIndex() -> Html {
    let (text, lab) = (use_text(), use_lab_text());
    html! {
        <div class="lab">
            <PageHeader />
            <main class="lab__main">
                <PageHeading text={text.lab} />
                <p class="lab__intro">{ lab.intro }</p>
                <ul class="lab__list" role="list">
                    { experiment(Route::LabPeerConnection, lab.peer_connection, lab.peer_connection_text) }
                </ul>
            </main>
            { page_footer(text) }
        </div>
    }
}

fn experiment(route: Route, name: &'static str, what: &'static str) -> Html {
    html! {
        <li class="lab__experiment">
            { route.link("lab__name", html! { { name } }) }
            <p class="lab__what">{ what }</p>
        </li>
    }
}
