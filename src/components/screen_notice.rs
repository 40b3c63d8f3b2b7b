//! What is wrong with sharing one's screen.

use yew::prelude::*;
use yew_webrtc::{MediaErrorKind, UseDisplayMediaHandle, can_share_screen, next_step::NextStep};

use super::{button::Button, icon::IconName, notice::notice};
use crate::{
    dom,
    i18n::{MediaSource, Text},
};

/// Why no screen is shared although the person wanted it, with the next step. That they changed their mind, or that sharing came to its
/// end, is no trouble. A live region, so it is always there, mostly empty.
pub fn screen_notice(text: &Text, screen: &UseDisplayMediaHandle) -> Html {
    let error = screen.status.error().filter(|error| error.kind != MediaErrorKind::Ended);
    let next = |kind: &MediaErrorKind| {
        let onretry = {
            let screen = screen.clone();
            move |_: MouseEvent| screen.start()
        };
        let onclose = {
            let screen = screen.clone();
            move |_: MouseEvent| screen.stop()
        };
        html! {
            <>
                <p>{ next_step(text, kind) }</p>
                <div class="screen-notice__ways">
                    <Button label={text.try_again} about={text.share_screen} icon={IconName::Retry} onclick={onretry} />
                    <Button label={text.close} onclick={onclose} />
                </div>
            </>
        }
    };
    html! {
        <div class="screen-notice" aria-live="polite">
            if let Some(error) = error {
                { notice((text.devices.problem)(&error.kind, MediaSource::Screen), next(&error.kind)) }
            }
        </div>
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
