//! A single connection, both ends on one page.

use yew::prelude::*;
use yew_webrtc::{ConnectionStatus, TrackStatus, UseUserMediaHandle};

use super::{
    both_ends::{BothEnds, use_both_ends},
    end_view::{EndView, audio_track},
    frame::frame,
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        device_notices::DeviceNotices,
        notice::notice,
        trace_list::{End, TraceList},
    },
    i18n::{LabText, Text},
    own_media::use_own_media,
    settings::{use_lab_text, use_text},
};

/// The page *Peer connection*: the classic exercise, on the connection that the calls use, with every step told. It needs
/// no server.
#[component]
pub fn PeerConnection() -> Html {
    let (text, lab) = (use_text(), use_lab_text());
    let media = use_own_media();
    let ends = use_both_ends(media.local_tracks());
    let status = ends.status();
    let connected = status == Some(ConnectionStatus::Connected);
    let content = html! {
        <>
            <div class="lab__controls">
                { buttons(&media, &ends, lab) }
                <p class="lab__status" role="status">{ status_words(&media, &ends, text, lab) }</p>
            </div>
            <DeviceNotices media={media.clone()} />
            <ConnectionNotice why={ends.a.error.as_ref().or(ends.b.error.as_ref()).map(|error| error.0.clone())} />
            <div class="peer-connection__ends">
                <EndView
                    end={End::A}
                    name={lab.local_video}
                    picture={media.camera.is_live().then(|| media.stream.clone()).flatten()}
                    voice={media.microphone.track().cloned()}
                    missing={lab.local_video_missing}
                    does={lab.end_a_does}
                />
                { string(status) }
                <EndView
                    end={End::B}
                    name={lab.remote_video}
                    picture={ends.b.camera.clone().filter(|_| connected && ends.b.presence.camera)}
                    sound={ends.b.microphone.clone()}
                    voice={ends.b.presence.microphone.then(|| ends.b.microphone.as_ref().and_then(audio_track)).flatten()}
                    missing={lab.remote_video_missing}
                    does={lab.end_b_does}
                />
            </div>
            <div class="lab__section peer-connection__trace">
                <h2>{ lab.trace }</h2>
                <p class="lab__hint">{ if ends.trace.is_empty() { lab.trace_empty } else { lab.trace_intro } }</p>
                <TraceList entries={ends.trace} />
            </div>
        </>
    };
    frame(text, "peer-connection", lab.peer_connection, lab.peer_connection_how, content)
}

/// What connects the two, drawn from picture to picture. It says nothing that is not said in words, too.
fn string(status: Option<ConnectionStatus>) -> Html {
    let (state, d) = match status {
        None => ("none", ""),
        Some(ConnectionStatus::Connecting | ConnectionStatus::Interrupted) => ("loose", "M0 8C30 76 70 76 100 8"),
        Some(ConnectionStatus::Connected) => ("whole", "M0 8C35 40 65 40 100 8"),
        Some(ConnectionStatus::Failed) => ("torn", "M0 8C15 40 25 50 36 72M100 8C85 40 75 50 64 72"),
    };
    html! {
        <svg
            class="peer-connection__string"
            data-state={state}
            viewBox="0 0 100 80"
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
        >
            <path {d} />
        </svg>
    }
}

/// The four of the exercise, and one more. Each can be pressed when it makes sense.
fn buttons(media: &UseUserMediaHandle, ends: &BothEnds, lab: &'static LabText) -> Html {
    let both = [&media.camera, &media.microphone];
    let live = both.iter().any(|status| status.is_live());
    let requesting = both.contains(&&TrackStatus::Requesting);
    let status = ends.status();
    let restartable = matches!(status, Some(ConnectionStatus::Connected | ConnectionStatus::Interrupted));

    let button = |label: &'static str, kind: ButtonKind, enabled: bool, act: fn(&UseUserMediaHandle, &BothEnds)| {
        let (media, ends) = (media.clone(), ends.clone());
        let onclick = move |_: MouseEvent| act(&media, &ends);
        html! { <Button {label} {kind} disabled={!enabled} {onclick} /> }
    };
    let next = |enabled| if enabled { ButtonKind::Primary } else { ButtonKind::Plain };
    let (can_start, can_call) = (!live && !requesting, live && status.is_none());
    html! {
        <div class="lab__buttons" role="group" aria-label={lab.controls}>
            { button(lab.start, next(can_start), can_start, |media, ends| {
                if ends.status().is_none() {
                    ends.clear_trace();
                }
                media.start();
            }) }
            { button(lab.call, next(can_call), can_call, |_, ends| ends.call()) }
            { button(lab.hang_up, ButtonKind::Plain, status.is_some(), |_, ends| ends.hang_up()) }
            { button(lab.stop, ButtonKind::Plain, live || requesting || status.is_some(), |media, ends| {
                ends.hang_up();
                media.stop();
            }) }
            { button(lab.restart_ice, ButtonKind::Plain, restartable, |_, ends| ends.restart()) }
        </div>
    }
}

fn status_words(media: &UseUserMediaHandle, ends: &BothEnds, text: &Text, lab: &LabText) -> String {
    match (ends.status(), [&media.camera, &media.microphone]) {
        (Some(ConnectionStatus::Connecting), _) => text.connecting.to_owned(),
        (Some(ConnectionStatus::Connected), _) => ends.connected_after().map(lab.connected).unwrap_or_default(),
        (Some(ConnectionStatus::Interrupted), _) => text.reconnecting.to_owned(),
        (Some(ConnectionStatus::Failed), _) => text.connection_failed.to_owned(),
        (None, both) if both.contains(&&TrackStatus::Requesting) => lab.requesting.to_owned(),
        (None, both) if !both.iter().any(|status| status.is_live()) => lab.idle.to_owned(),
        (None, _) if ends.trace.is_empty() => lab.ready.to_owned(),
        (None, _) => lab.hung_up.to_owned(),
    }
}

/// Properties of [`ConnectionNotice`].
#[derive(Debug, PartialEq, Properties)]
struct ConnectionNoticeProps {
    /// Why no connection can be made, in the browser's words.
    why: Option<String>,
}

/// Says that this browser makes no connections. A live region, so it is always there, mostly empty.
#[component]
fn ConnectionNotice(props: &ConnectionNoticeProps) -> Html {
    let lab = use_lab_text();
    let notice = props.why.as_ref().map(|why| {
        let advice = (lab.no_connection)(why);
        notice(advice.problem, html! { <p>{ advice.next }</p> })
    });
    html! { <div class="lab__notice" aria-live="polite">{ for notice }</div> }
}
