//! The cameras, microphones and speakers of this machine.

use yew::prelude::*;
use yew_webrtc::{
    Device, PermissionName, TrackStatus, UseUserMediaHandle, UserMediaOptions, Wanted, next_step::NextStep,
    use_audio_output, use_devices, use_permission, use_user_media,
};

use super::frame::frame;
use crate::{
    components::{
        button::{Button, ButtonKind},
        device_log::DeviceLog,
        device_notices::DeviceNotices,
        device_table::DeviceTable,
        notice::notice,
    },
    dom,
    i18n::MediaSource,
    settings::{use_lab_text, use_text, use_trouble_text},
};

/// The page *Devices*: the list as the browser gives it, what the page may know of it, and what comes and goes.
#[component]
pub fn Devices() -> Html {
    let (text, troubles, lab) = (use_text(), use_trouble_text(), use_lab_text());
    let words = &lab.devices;
    let listed = use_devices();
    let camera = use_permission(PermissionName::Camera);
    let microphone = use_permission(PermissionName::Microphone);
    let media = use_user_media(UserMediaOptions::default());
    let asking = is_asking(&media);
    // The names are known once both were answered, and then nothing needs to be on any more. Permission changes them, too.
    use_effect_with((asking, media.camera.is_live() || media.microphone.is_live()), {
        let (media, listed) = (media.clone(), listed.clone());
        move |&(asking, live)| {
            if live && !asking {
                listed.refresh();
                media.stop();
            }
        }
    });
    use_effect_with((camera, microphone), {
        let listed = listed.clone();
        move |_| listed.refresh()
    });
    let onask = {
        let media = media.clone();
        move |_: MouseEvent| media.start()
    };
    let speaker = use_state_eq(Wanted::default);
    let output = use_audio_output((*speaker).clone(), listed.devices.clone());
    let onspeaker = {
        let (output, listed, speaker) = (output.clone(), listed.clone(), speaker.setter());
        move |_: MouseEvent| {
            let (listed, speaker) = (listed.clone(), speaker.clone());
            output.ask(Callback::from(move |wanted| {
                speaker.set(wanted);
                listed.refresh();
            }));
        }
    };
    let hidden = listed.devices.iter().any(Device::is_anonymous);
    let unlisted = listed.error.as_ref().map(|error| {
        let source = MediaSource::CameraAndMicrophone;
        let next = (troubles.next_step)(NextStep::for_device(&error.kind, dom::agent()), source);
        notice((troubles.problem)(&error.kind, source), html! { <p>{ next }</p> })
    });
    let permission = |name: &'static str, status| {
        html! {
            <div class="devices__permission">
                <dt>{ name }</dt>
                <dd>{ (words.permission)(status) }</dd>
            </div>
        }
    };
    let content = html! {
        <div class="devices">
            <div key="controls" class="lab__section devices__controls">
                <h2>{ words.permissions }</h2>
                <dl class="devices__permissions">
                    { permission(text.camera, camera) }
                    { permission(text.microphone, microphone) }
                </dl>
                <p class="lab__status" role="status">
                    { match (asking, hidden) {
                        (true, _) => words.asking,
                        (false, true) => words.names_hidden,
                        (false, false) => words.names_known,
                    } }
                </p>
                <div class="lab__buttons" role="group" aria-label={lab.controls}>
                    <Button
                        label={words.ask_for_names}
                        kind={if hidden { ButtonKind::Primary } else { ButtonKind::Plain }}
                        busy={asking}
                        onclick={onask}
                    />
                    <Button label={words.ask_for_speaker} disabled={!output.can_ask} onclick={onspeaker} />
                </div>
                <p class="lab__hint">{ words.ask_for_names_hint }</p>
                <p class="lab__hint">
                    { if output.can_ask { words.ask_for_speaker_hint } else { words.no_speaker_question } }
                </p>
                <p class="devices__speaker" aria-live="polite">
                    { match &*speaker {
                        _ if output.error.is_some() => text.devices.speaker_failed.to_owned(),
                        Wanted::Device { label, .. } => (words.speaker_chosen)(label),
                        Wanted::Automatic => String::new(),
                    } }
                </p>
                <div class="lab__notice" aria-live="polite">{ for unlisted }</div>
                <DeviceNotices media={media.clone()} />
            </div>
            <div key="log" class="lab__section devices__log">
                <h2>{ words.log }</h2>
                <p class="lab__hint">{ words.log_hint }</p>
                <DeviceLog devices={listed.devices.clone()} />
            </div>
            <div key="list" class="lab__section devices__list">
                <h2>{ words.list }</h2>
                <DeviceTable devices={listed.devices.clone()} />
            </div>
        </div>
    };
    frame(text, "devices-page", words.name, words.how, content)
}

fn is_asking(media: &UseUserMediaHandle) -> bool {
    [&media.camera, &media.microphone].contains(&&TrackStatus::Requesting)
}
