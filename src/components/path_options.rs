//! How one likes to be reached by the others.

use yew::prelude::*;
use yew_webrtc::{Paths, Relays};

use super::switch_box::switch_box;
use crate::settings::{SettingsChange, use_settings};

/// Properties of [`PathOptions`].
#[derive(Debug, PartialEq, Properties)]
pub struct PathOptionsProps {
    /// What there is to be relayed by.
    pub relays: Relays,
}

/// Whether one's address is hidden, which is remembered, and what the server has no relay for.
#[component]
pub fn PathOptions(props: &PathOptionsProps) -> Html {
    let settings = use_settings();
    let words = settings.language.paths_text();
    let hidden = settings.paths == Paths::RelayedOnly;
    let onchange =
        settings.changer().reform(|hidden| SettingsChange::Paths(if hidden { Paths::RelayedOnly } else { Paths::Any }));
    let trouble = match (props.relays, settings.paths) {
        (Relays::None, Paths::RelayedOnly) => words.no_relay_to_hide_behind,
        (Relays::None, Paths::Any) => words.no_relay,
        (Relays::Udp | Relays::Tcp, _) => "",
    };
    html! {
        <div class="path-options">
            <h3>{ words.title }</h3>
            { switch_box("relayed-only", words.relayed_only, words.relayed_only_hint, hidden, onchange) }
            <p class="path-options__trouble" role="status">{ trouble }</p>
        </div>
    }
}
