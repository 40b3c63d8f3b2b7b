//! What can be done with the whole conversation, and its sound.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_webrtc::{Message, RoomChat};

use crate::{
    components::{button::Button, icon::IconName},
    dom::{self, TextFile},
    i18n::{ChatText, Language},
    settings::{SettingsChange, use_settings},
};

#[derive(Debug, PartialEq, Properties)]
pub(super) struct WaysProps {
    pub(super) chat: RoomChat,
    /// Whether nothing is written yet.
    pub(super) empty: bool,
}

/// Copies or saves the conversation, and turns the sound on or off.
#[component]
pub(super) fn Ways(props: &WaysProps) -> Html {
    let settings = use_settings();
    let (language, silent) = (settings.language, settings.chat_silent);
    let words = language.chat_text();
    let outcome = use_state_eq(|| "");
    // The file is there as long as the browser may read it.
    let file = use_mut_ref(|| None::<TextFile>);
    let oncopy = {
        let (chat, outcome) = (props.chat.clone(), outcome.setter());
        move |_: MouseEvent| {
            let (transcript, outcome) = (transcript(&chat, language), outcome.clone());
            spawn_local(async move {
                outcome.set(if dom::copy_text(&transcript).await { words.copied } else { words.copy_failed });
            });
        }
    };
    let onsave = {
        let (chat, outcome) = (props.chat.clone(), outcome.setter());
        move |_: MouseEvent| {
            let saved = TextFile::new(&transcript(&chat, language));
            if let Some(saved) = &saved {
                saved.save(FILE_NAME);
                outcome.set(words.saved);
            }
            file.replace(saved);
        }
    };
    let onsound = settings.changer().reform(move |_: MouseEvent| SettingsChange::ChatSilent(!silent));
    let (sound, sound_icon) = match silent {
        false => (words.sound_off, IconName::Speaker),
        true => (words.sound_on, IconName::SpeakerOff),
    };
    let way = |label: &'static str, symbol: IconName, disabled: bool, onclick: Callback<MouseEvent>| {
        html! {
            <div class="chat-panel__way side-panel__way" title={label}>
                <Button {label} icon={symbol} compact=true {disabled} {onclick} />
            </div>
        }
    };
    html! {
        <div class="chat-panel__ways">
            { way(words.copy, IconName::Copy, props.empty, oncopy.into()) }
            { way(words.save, IconName::Download, props.empty, onsave.into()) }
            { way(sound, sound_icon, false, onsound) }
            <p class="chat-panel__outcome" role="status">{ *outcome }</p>
        </div>
    }
}

fn transcript(chat: &RoomChat, language: Language) -> String {
    let words = language.chat_text();
    chat.transcript(|at| dom::day_and_time(at, language.tag()), |message| who(words, message))
}

/// Who said it, and to whom if not to all.
fn who(words: &ChatText, message: &Message) -> String {
    let name = message.author.name.as_str();
    match &message.private_with {
        None => name.to_owned(),
        Some(with) => format!("{name} ({})", privately(words, message.own, with.name.as_str())),
    }
}

/// For whom something private is: for the other one, or for oneself.
pub(super) fn privately(words: &ChatText, own: bool, with: &str) -> String {
    if own { (words.only_to)(with) } else { words.only_to_you.to_owned() }
}

const FILE_NAME: &str = "tincan-chat.txt";
