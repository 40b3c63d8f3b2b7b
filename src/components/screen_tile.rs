//! A screen that somebody shares.

use tincan_protocol::{DisplayName, MemberId};
use web_sys::MediaStream;
use yew::prelude::*;
use yew_webrtc::{ConnectionStatus, DeviceId, MediaElementOptions, MediaError, use_media_element};

use super::{screen_tools::ScreenToolsProps, video_tile::use_sink_error};
use crate::{panels::use_panels, settings::use_text, unhurried::use_unhurried};

/// Properties of [`ScreenTile`].
#[derive(Debug, PartialEq, Properties)]
pub struct ScreenTileProps {
    /// Whose screen.
    pub member: MemberId,
    /// What they are called.
    pub name: DisplayName,
    /// What is on it.
    pub picture: Option<MediaStream>,
    /// What it sounds like; played beside the person's voice.
    pub sound: Option<MediaStream>,
    /// Whether nothing new is shown for the time being.
    pub paused: bool,
    /// How the connection to its owner is.
    #[prop_or(ConnectionStatus::Connected)]
    pub connection: ConnectionStatus,
    /// Whether the server has no way to them at the moment.
    #[prop_or_default]
    pub away: bool,
    /// Whether it has the stage; if not, it is one of those that moved aside.
    pub on_stage: bool,
    /// Which speaker plays the sound; `None`: the system's.
    #[prop_or_default]
    pub speaker: Option<DeviceId>,
    /// Is told that the sound does not come through it.
    #[prop_or_default]
    pub onsinkerror: Callback<MediaError>,
    /// Gives it the stage, or keeps it there.
    pub onbring: Callback<MemberId>,
}

/// How a screen is looked at: a matter of its tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScreenView {
    /// The tile fills the person's own screen.
    pub fills_screen: bool,
    /// One pixel of the picture is one of the device, and it is moved about where it is too large: what its place is called then. Otherwise
    /// it is as large as there is room.
    pub moved_about: Option<&'static str>,
}

/// A tile of the list `Participants` with a whole picture, which is seen at once; its tools come with the panels. The elements that play
/// picture and sound stay, wherever it goes.
#[component]
pub fn ScreenTile(props: &ScreenTileProps) -> Html {
    let text = use_text();
    let (tile, place) = (use_node_ref(), use_node_ref());
    let picture = use_media_element(props.picture.clone(), MediaElementOptions { muted: true, sink: None });
    let sound =
        use_media_element(props.sound.clone(), MediaElementOptions { muted: false, sink: props.speaker.clone() });
    use_sink_error(&sound, &props.onsinkerror);
    let had_time = use_unhurried(true, false, PICTURE_FIRST_MS);
    let panels = use_panels(had_time);
    let view = use_state_eq(ScreenView::default);
    let staged = props.on_stage || view.fills_screen;
    let movable = view.moved_about.filter(|_| staged);
    let name = AttrValue::from((text.screen_of)(&props.name));
    let tools = ScreenToolsProps {
        owner: props.name.clone(),
        name: name.clone(),
        paused: props.paused,
        connection: props.connection,
        away: props.away,
        on_stage: props.on_stage,
        tile: tile.clone(),
        place: place.clone(),
        video: picture.node.clone(),
        sound: sound.clone(),
        view,
        onbring: props.onbring.reform({
            let member = props.member.clone();
            move |()| member.clone()
        }),
    };
    html! {
        <li
            class="screen-tile"
            ref={tile}
            aria-label={name}
            data-stage={staged.then_some("true")}
            data-paused={props.paused.then_some("true")}
        >
            <div
                key="picture"
                class="screen-tile__picture"
                ref={place}
                data-view={movable.and(Some("actual"))}
                // It can be moved about by keys only if it can have the focus.
                tabindex={movable.and(Some("0"))}
                role={movable.and(Some("group"))}
                aria-label={movable}
            >
                <video class="screen-tile__video" ref={picture.node} playsinline=true />
            </div>
            <div key="sound" class="screen-tile__sound"><audio ref={sound.node} /></div>
            <key="tools">{ panels.draw_framed(text, foot, |panels| (panels.screen_tools)(tools)) }</>
        </li>
    }
}

/// Where the tools will be.
fn foot(words: Html) -> Html {
    html! { <div class="screen-tile__foot">{ words }</div> }
}

/// About as long as the first picture of a screen takes. To load the tools keeps a page busy for longer.
const PICTURE_FIRST_MS: u32 = 500;
