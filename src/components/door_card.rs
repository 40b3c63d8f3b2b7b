//! What a call asks its people at the door: whom to let in, and to mute; and whom to distrust.

use yew::prelude::*;
use yew_webrtc::{HostAct, Knock, UseRoomHandle, UseUserMediaHandle};

use super::{
    button::{Button, ButtonKind},
    icon::IconName,
    notice::notice,
    safety_alarms::SafetyAlarms,
};
use crate::{
    i18n::AccessText,
    settings::{use_settings, use_text},
};

/// Properties of [`DoorCard`].
#[derive(Debug, PartialEq, Properties)]
pub struct DoorCardProps {
    /// The stay in the call.
    pub room: UseRoomHandle,
    /// One's own microphone.
    pub media: UseUserMediaHandle,
}

/// What is the matter with safety codes, first; who waits to be let in, for hosts; and a host's wish that one be silent, until it is granted
/// or put away.
#[component]
pub fn DoorCard(props: &DoorCardProps) -> Html {
    let text = use_text();
    let words = use_settings().language.access_text();
    let (hosting, media) = (&props.room.hosting, &props.media);
    let heard = use_state_eq(|| 0);
    let loud = media.microphone.is_live() && !media.muted;
    let onheard = {
        let (heard, asked) = (heard.setter(), hosting.mute_asked);
        move || heard.set(asked)
    };
    let onmute = {
        let (media, onheard) = (media.clone(), onheard.clone());
        move |_: MouseEvent| {
            media.mute();
            onheard();
        }
    };
    html! {
        <div class="door-card">
            if props.room.alarmed {
                <SafetyAlarms safety={props.room.safety.clone()} />
            }
            { for hosting.waiting.iter().map(|knock| knocker(knock, &props.room, words)) }
            if loud && *heard < hosting.mute_asked {
                { notice(words.mute_asked, html! {
                    <div class="door-card__ways">
                        <Button
                            label={text.mute_microphone}
                            icon={IconName::MicrophoneOff}
                            kind={ButtonKind::Primary}
                            onclick={onmute}
                        />
                        <Button label={text.close} onclick={move |_: MouseEvent| onheard()} />
                    </div>
                }) }
            }
        </div>
    }
}

fn knocker(knock: &Knock, room: &UseRoomHandle, words: &AccessText) -> Html {
    let act = |act: HostAct| {
        let room = room.clone();
        move |_: MouseEvent| room.act(act.clone())
    };
    let (member, about) = (&knock.id, Some(AttrValue::from(knock.name.as_str().to_owned())));
    let ways = html! {
        <div class="door-card__ways">
            <Button
                label={words.admit}
                about={about.clone()}
                kind={ButtonKind::Primary}
                onclick={act(HostAct::Admit { member: member.clone() })}
            />
            <Button label={words.deny} {about} onclick={act(HostAct::Deny { member: member.clone() })} />
        </div>
    };
    html! { <key={member.as_str()}>{ notice((words.knocks)(&knock.name), ways) }</> }
}
