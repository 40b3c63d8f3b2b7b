//! One person of a call.

use tincan_protocol::{DisplayName, MemberId, Presence};
use wasm_bindgen::JsCast;
use web_sys::{MediaStream, MediaStreamTrack};
use yew::prelude::*;
use yew_webrtc::{
    ConnectionStatus, DeviceId, MediaElementOptions, MediaError, UseMediaElementHandle, use_media_element, use_speaking,
};

use super::{
    button::{Button, ButtonKind},
    connection_state::connection_state,
    icon::{IconName, icon},
};
use crate::settings::use_text;

/// Properties of [`VideoTile`].
#[derive(Debug, PartialEq, Properties)]
pub struct VideoTileProps {
    /// Who.
    pub name: DisplayName,
    /// Which member; `None`: oneself, who is never heard.
    #[prop_or_default]
    pub member: Option<MemberId>,
    /// Whether the picture is shown as in a mirror.
    #[prop_or_default]
    pub mirrored: bool,
    /// The person's camera; one's own microphone may be in it.
    pub picture: Option<MediaStream>,
    /// The person's microphone; not given for oneself.
    #[prop_or_default]
    pub sound: Option<MediaStream>,
    /// What the person means to send.
    pub presence: Presence,
    /// How the connection is.
    #[prop_or(ConnectionStatus::Connected)]
    pub connection: ConnectionStatus,
    /// Whether the server has no way to them at the moment.
    #[prop_or_default]
    pub away: bool,
    /// What is wrong with what the person's browser sends.
    #[prop_or_default]
    pub problem: Option<&'static str>,
    /// Which speaker plays the sound; `None`: the system's.
    #[prop_or_default]
    pub speaker: Option<DeviceId>,
    /// Is told that the sound does not come through it.
    #[prop_or_default]
    pub onsinkerror: Callback<MediaError>,
    /// What is to be known of the filters of one's own picture and sound, while there are any.
    #[prop_or_default]
    pub filters: Option<&'static str>,
    /// Tries to connect to them once more.
    #[prop_or_default]
    pub onretry: Callback<MemberId>,
}

/// A picture with a name. While the camera is off it shows initials, and says how the connection is while there is none.
/// The elements that play picture and sound stay, whatever comes and goes around them.
#[component]
pub fn VideoTile(props: &VideoTileProps) -> Html {
    let text = use_text();
    let tile = use_node_ref();
    let picture = use_media_element(props.picture.clone(), MediaElementOptions { muted: true, sink: None });
    let sound =
        use_media_element(props.sound.clone(), MediaElementOptions { muted: false, sink: props.speaker.clone() });
    use_sink_error(&sound, &props.onsinkerror);
    let voice = props.sound.as_ref().or(props.picture.as_ref()).and_then(microphone);
    use_speaking(tile.clone(), voice.filter(|_| props.presence.microphone));

    let is_you = props.member.is_none();
    let name: AttrValue =
        if is_you { (text.you)(props.name.as_str()).into() } else { props.name.as_str().to_owned().into() };
    let connected = props.connection == ConnectionStatus::Connected;
    // One's own may come a moment later; the others' are there before anything of them is seen.
    let is_given = props.picture.is_some() || !is_you;
    let pictured = props.presence.camera && is_given && props.connection != ConnectionStatus::Connecting;
    let onplay = {
        let sound = sound.clone();
        move |_: MouseEvent| sound.play()
    };
    let onretry = {
        let (onretry, member) = (props.onretry.clone(), props.member.clone());
        Callback::from(move |()| member.iter().for_each(|member| onretry.emit(member.clone())))
    };
    html! {
        <li
            class="video-tile"
            ref={tile}
            aria-label={name.clone()}
            data-you={is_you.then_some("true")}
            data-mirrored={props.mirrored.then_some("true")}
            data-pictured={pictured.then_some("true")}
        >
            <div key="picture" class="video-tile__picture">
                <video class="video-tile__video" ref={picture.node} playsinline=true />
            </div>
            <div key="sound" class="video-tile__sound">
                if !is_you {
                    <audio ref={sound.node.clone()} />
                }
            </div>
            <div key="middle" class="video-tile__middle">
                if !pictured {
                    <span key="initials" class="video-tile__initials" aria-hidden="true">{ props.name.initials() }</span>
                    <span key="words" class="visually-hidden">{ if connected && !props.presence.camera { text.camera_off } else { "" } }</span>
                }
                <key="state">
                    { connection_state(text, &props.name, props.connection, props.problem, &onretry) }
                </>
                if sound.blocked {
                    <div class="video-tile__blocked">
                        <p>{ text.sound_blocked }</p>
                        <Button
                            label={text.start_sound}
                            about={name.clone()}
                            icon={IconName::Speaker}
                            kind={ButtonKind::Primary}
                            onclick={onplay}
                        />
                    </div>
                }
            </div>
            <div key="foot" class="video-tile__foot">
                if connected && !props.presence.microphone {
                    { mark("muted", text.muted, IconName::MicrophoneOff) }
                }
                if let Some(words) = props.filters {
                    { mark("filters", words, IconName::Settings) }
                }
                if connected && props.away {
                    { mark("away", text.away, IconName::Away) }
                }
                <span class="video-tile__name">{ name }</span>
            </div>
        </li>
    }
}

/// Tells why a sound does not come through the speaker that it was given, each time that it fails.
#[hook]
pub(super) fn use_sink_error(sound: &UseMediaElementHandle, onerror: &Callback<MediaError>) {
    use_effect_with(sound.sink_error.clone(), {
        let onerror = onerror.clone();
        move |error| error.iter().for_each(|error| onerror.emit(error.clone()))
    });
}

/// A small symbol beside the name.
fn mark(key: &'static str, words: &'static str, symbol: IconName) -> Html {
    html! {
        <span {key} class={format!("video-tile__{key}")} title={words}>
            { icon(symbol) }
            <span class="visually-hidden">{ words }</span>
        </span>
    }
}

fn microphone(stream: &MediaStream) -> Option<MediaStreamTrack> {
    stream.get_audio_tracks().get(0).dyn_into().ok()
}
