//! What one shares oneself.

use yew::prelude::*;
use yew_webrtc::{Chosen, DisplayStatus, UseDisplayMediaHandle, next_step::NextStep};

use super::{
    button::Button,
    icon::{IconName, icon},
    select_box::{Choice, SelectBox},
};
use crate::{
    dom,
    i18n::{MediaSource, SharingText, Text, TroubleText},
    screen_preview::use_screen_preview,
    settings::{SettingsChange, use_settings},
    share_settings::ShareSettings,
    unhurried::use_unhurried,
};

/// Properties of [`SharePanel`].
#[derive(Debug, PartialEq, Properties)]
pub struct SharePanelProps {
    /// One's own screen, while it is shared.
    pub screen: UseDisplayMediaHandle,
}

/// What the others see, small, and what can be done about it, besides ending it: that is for the toolbar.
#[component]
pub fn SharePanel(props: &SharePanelProps) -> Html {
    let settings = use_settings();
    let (text, words) = (settings.text(), settings.language.sharing_text());
    let screen = &props.screen;
    let stream = use_unhurried(screen.stream.clone(), None, MOMENT_MS);
    let (node, ontimeupdate) = use_screen_preview(screen, stream);
    let sharing = settings.sharing;
    let onchoose =
        settings.changer().reform(move |content| SettingsChange::Sharing(ShareSettings { content, ..sharing }));
    let paused = screen.status == DisplayStatus::Paused;
    let onpause = {
        let screen = screen.clone();
        move |_: MouseEvent| if paused { screen.resume() } else { screen.pause() }
    };
    let onswitch = {
        let screen = screen.clone();
        move |_: MouseEvent| screen.switch()
    };
    let (pause, pause_icon) = match paused {
        false => (words.pause_sharing, IconName::Pause),
        true => (words.resume_sharing, IconName::Resume),
    };
    let sounds = screen.stream.as_ref().is_some_and(|stream| stream.get_audio_tracks().length() > 0);
    html! {
        <section class="share-panel" aria-label={words.own_screen} data-paused={paused.then_some("true")}>
            <div key="preview" class="share-panel__preview">
                if screen.is_own_page {
                    <p class="share-panel__mirror">{ icon(IconName::Screen) }{ words.own_page_shared }</p>
                } else {
                    <video class="share-panel__video" ref={node} playsinline=true {ontimeupdate} />
                }
            </div>
            <div key="words" class="share-panel__words" role="status">
                <p class="share-panel__what">{ if paused { words.sharing_paused } else { (words.sharing)(screen.surface) } }</p>
                <p class="share-panel__sound">{ if sounds { words.sharing_with_sound } else { words.sharing_without_sound } }</p>
                <p class="share-panel__trouble">{ trouble(settings.language.trouble_text(), screen) }</p>
            </div>
            <div key="ways" class="share-panel__ways">
                <Button label={pause} icon={pause_icon} compact=true onclick={onpause} />
                <Button
                    label={words.share_something_else}
                    icon={IconName::Swap}
                    compact=true
                    busy={screen.is_switching}
                    onclick={onswitch}
                />
                { content_picker(text, words, screen, onchoose) }
            </div>
        </section>
    }
}

/// Whether what is shared is text or motion: chosen by hand, which is remembered, or by what moves.
fn content_picker(
    text: &Text,
    words: &SharingText,
    screen: &UseDisplayMediaHandle,
    onchoose: Callback<Chosen>,
) -> Html {
    let choice = |value: &'static str, label: AttrValue| Choice { value: value.into(), label };
    let automatic = match screen.chosen {
        Chosen::Auto => (words.content_automatic)(screen.content).into(),
        Chosen::Text | Chosen::Motion => AttrValue::from(text.devices.automatic),
    };
    let choices = vec![
        choice(AUTO, automatic),
        choice(TEXT, words.content_text.into()),
        choice(MOTION, words.content_motion.into()),
    ];
    let selected = match screen.chosen {
        Chosen::Auto => AUTO,
        Chosen::Text => TEXT,
        Chosen::Motion => MOTION,
    };
    let onchange = {
        let screen = screen.clone();
        move |value: AttrValue| {
            let chosen = match value.as_str() {
                TEXT => Chosen::Text,
                MOTION => Chosen::Motion,
                _ => Chosen::Auto,
            };
            screen.choose(chosen);
            onchoose.emit(chosen);
        }
    };
    html! { <SelectBox id="share-content" label={words.content} {choices} {selected} {onchange} /> }
}

/// Why nothing else could be shared instead.
fn trouble(words: &TroubleText, screen: &UseDisplayMediaHandle) -> String {
    let Some(error) = &screen.switch_error else { return String::new() };
    let problem = (words.problem)(&error.kind, MediaSource::Screen);
    let next = (words.next_step)(NextStep::for_screen(&error.kind, dom::agent()), MediaSource::Screen);
    format!("{problem} {next}")
}

/// To set up a player takes time. Longer than the way of a picture to the others, and too short to be waited for.
const MOMENT_MS: u32 = 400;

const AUTO: &str = "auto";
const TEXT: &str = "text";
const MOTION: &str = "motion";
