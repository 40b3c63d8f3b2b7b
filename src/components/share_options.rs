//! How one likes to share a screen.

use yew::prelude::*;
use yew_webrtc::{can_restrict_own_audio, display::Cursor};

use super::{
    select_box::{Choice, SelectBox},
    switch_box::switch_box,
};
use crate::{
    settings::{SettingsChange, use_settings},
    share_settings::ShareSettings,
};

/// The few options of sharing that a person may want otherwise. They are remembered.
#[component]
pub fn ShareOptions() -> Html {
    let settings = use_settings();
    let (text, words) = (settings.text(), settings.language.sharing_text());
    let sharing = settings.sharing;
    let change = settings.changer().reform(SettingsChange::Sharing);
    let choice = |value: &'static str, label: &'static str| Choice { value: value.into(), label: label.into() };
    let pointers = vec![
        choice(ALWAYS, words.pointer_always),
        choice(MOTION, words.pointer_motion),
        choice(NEVER, words.pointer_never),
    ];
    let selected = match sharing.pointer {
        Cursor::Always => ALWAYS,
        Cursor::Motion => MOTION,
        Cursor::Never => NEVER,
    };
    let onpointer = change.reform(move |value: AttrValue| {
        let pointer = match value.as_str() {
            MOTION => Cursor::Motion,
            NEVER => Cursor::Never,
            _ => Cursor::Always,
        };
        ShareSettings { pointer, ..sharing }
    });
    let onsound = change.reform(move |sound| ShareSettings { sound, ..sharing });
    let onquietly = change.reform(move |quietly| ShareSettings { quietly, ..sharing });
    html! {
        <div class="share-options">
            <h3>{ text.share_screen }</h3>
            <p class="share-options__hint">{ words.share_options_hint }</p>
            { switch_box("share-sound", words.share_sound, (words.share_sound_hint)(!can_restrict_own_audio()), sharing.sound, onsound) }
            { switch_box("share-quietly", words.share_quietly, words.share_quietly_hint, sharing.quietly, onquietly) }
            <SelectBox id="share-pointer" label={words.pointer} choices={pointers} {selected} onchange={onpointer} />
        </div>
    }
}

const ALWAYS: &str = "always";
const MOTION: &str = "motion";
const NEVER: &str = "never";
