//! What is wrong with sharing one's screen.

use yew::prelude::*;
use yew_webrtc::{MediaErrorKind, UseDisplayMediaHandle, can_share_screen, next_step::NextStep};

use super::{button::Button, icon::IconName, notice::notice};
use crate::{
    dom,
    i18n::{Advice, MediaSource, Text, TroubleText},
    panels::Panels,
    parts::UsePart,
    settings::use_settings,
};

/// Where it is told why no screen is shared, although the person wanted it or it was a moment ago. That they changed their mind is no
/// trouble. A live region, so it is always there, mostly empty.
pub fn screen_notice(text: &Text, screen: &UseDisplayMediaHandle, panels: &UsePart<Panels>) -> Html {
    let trouble = screen.status.error().map(|_| {
        let trouble = ScreenTroubleProps { screen: screen.clone() };
        panels.draw_quietly(text, |panels| (panels.screen_trouble)(trouble))
    });
    html! { <div class="screen-notice" aria-live="polite">{ for trouble }</div> }
}

/// Properties of [`ScreenTrouble`].
#[derive(Debug, PartialEq, Properties)]
pub struct ScreenTroubleProps {
    /// One's own screen.
    pub screen: UseDisplayMediaHandle,
}

/// What is the matter, with the next step.
#[component]
pub fn ScreenTrouble(props: &ScreenTroubleProps) -> Html {
    let settings = use_settings();
    let text = settings.text();
    let (words, sharing) = (settings.language.trouble_text(), settings.language.sharing_text());
    let screen = &props.screen;
    let Some(error) = screen.status.error() else { return Html::default() };
    let onagain = {
        let screen = screen.clone();
        move |event: MouseEvent| {
            dom::leave(&event, ".screen-notice");
            screen.start();
        }
    };
    let onclose = {
        let screen = screen.clone();
        move |event: MouseEvent| {
            dom::leave(&event, ".screen-notice");
            screen.stop();
        }
    };
    let (advice, again) = match &error.kind {
        MediaErrorKind::Ended => {
            let label = AttrValue::from(sharing.share_again);
            let again = html! { <Button {label} icon={IconName::Screen} onclick={onagain} /> };
            ((sharing.sharing_ended)(screen.surface), again)
        }
        kind => {
            let problem = (words.problem)(kind, MediaSource::Screen);
            let about = AttrValue::from(text.share_screen);
            let label = AttrValue::from(text.try_again);
            let again = html! { <Button {label} {about} icon={IconName::Retry} onclick={onagain} /> };
            (Advice { problem, next: next_step(words, kind) }, again)
        }
    };
    let ways = html! {
        <>
            <p>{ advice.next }</p>
            <div class="screen-notice__ways">
                { again }
                <Button label={text.close} about={text.share_screen} onclick={onclose} />
            </div>
        </>
    };
    notice(advice.problem, ways)
}

/// Why there is no way to share a screen here; nothing where there is one.
pub fn screen_hint(text: &Text, words: &TroubleText) -> Html {
    let kind = if dom::is_secure() { MediaErrorKind::Unsupported } else { MediaErrorKind::InsecurePage };
    html! {
        <div class="screen-notice__hint">
            if !can_share_screen() {
                <h3>{ text.share_screen }</h3>
                <p>{ (words.problem)(&kind, MediaSource::Screen) }{ " " }{ next_step(words, &kind) }</p>
            }
        </div>
    }
}

fn next_step(words: &TroubleText, kind: &MediaErrorKind) -> String {
    (words.next_step)(NextStep::for_screen(kind, dom::agent()), MediaSource::Screen)
}
