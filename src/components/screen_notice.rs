//! What is wrong with sharing one's screen.

use web_sys::Element;
use yew::prelude::*;
use yew_webrtc::{MediaErrorKind, UseDisplayMediaHandle, can_share_screen, next_step::NextStep};

use super::{button::Button, icon::IconName, notice::notice};
use crate::{
    dom,
    i18n::{Advice, MediaSource, Text},
};

/// Why no screen is shared, although the person wanted it or it was a moment ago, with the next step. That they changed their mind is no
/// trouble. A live region, so it is always there, mostly empty.
pub fn screen_notice(text: &Text, screen: &UseDisplayMediaHandle) -> Html {
    let onagain = {
        let screen = screen.clone();
        move |event: MouseEvent| {
            leave(&event);
            screen.start();
        }
    };
    let onclose = {
        let screen = screen.clone();
        move |event: MouseEvent| {
            leave(&event);
            screen.stop();
        }
    };
    let trouble = screen.status.error().map(|error| {
        let (advice, again) = match &error.kind {
            MediaErrorKind::Ended => {
                let label = AttrValue::from(text.share_again);
                let again = html! { <Button {label} icon={IconName::Screen} onclick={onagain} /> };
                ((text.sharing_ended)(screen.surface), again)
            }
            kind => {
                let problem = (text.devices.problem)(kind, MediaSource::Screen);
                let about = AttrValue::from(text.share_screen);
                let label = AttrValue::from(text.try_again);
                let again = html! { <Button {label} {about} icon={IconName::Retry} onclick={onagain} /> };
                (Advice { problem, next: next_step(text, kind) }, again)
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
    });
    html! { <div class="screen-notice" aria-live="polite">{ for trouble }</div> }
}

/// The notice goes, and its buttons with it: the focus does not.
fn leave(event: &MouseEvent) {
    let notice = event.target_dyn_into::<Element>().and_then(|button| button.closest(".screen-notice").ok().flatten());
    if let Some(notice) = notice {
        dom::focus_beyond(&notice);
    }
}

/// Why there is no way to share a screen here; nothing where there is one.
pub fn screen_hint(text: &Text) -> Html {
    let kind = if dom::is_secure() { MediaErrorKind::Unsupported } else { MediaErrorKind::InsecurePage };
    html! {
        <div class="screen-notice__hint">
            if !can_share_screen() {
                <h3>{ text.share_screen }</h3>
                <p>{ (text.devices.problem)(&kind, MediaSource::Screen) }{ " " }{ next_step(text, &kind) }</p>
            }
        </div>
    }
}

fn next_step(text: &Text, kind: &MediaErrorKind) -> String {
    (text.devices.next_step)(NextStep::for_screen(kind, dom::agent()), MediaSource::Screen)
}
