//! A single connection, both ends on one page.

use yew::prelude::*;

use crate::{
    components::{page_footer::PageFooter, page_header::PageHeader, page_heading::PageHeading},
    settings::use_text,
};

/// The page *Peer connection*.
#[component]
pub fn PeerConnection() -> Html {
    let text = use_text();
    html! {
        <div class="lab">
            <PageHeader />
            <main class="lab__main">
                <PageHeading text={text.lab_peer_connection} />
                <p class="lab__intro">{ text.lab_peer_connection_text }</p>
            </main>
            <PageFooter />
        </div>
    }
}
