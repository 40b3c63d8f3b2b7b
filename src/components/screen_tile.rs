//! A screen that somebody shares.

use std::{cell::Cell, rc::Rc};

use tincan_protocol::DisplayName;
use web_sys::{Element, HtmlVideoElement, MediaStream};
use yew::prelude::*;
use yew_webrtc::{ConnectionStatus, DeviceId, MediaElementOptions, MediaError, use_media_element};

use super::{
    button::{Button, ButtonKind},
    icon::{IconName, icon},
    video_tile::use_sink_error,
};
use crate::{
    dom,
    full_screen::{UseFullScreenHandle, use_full_screen},
    i18n::SharingText,
    settings::use_settings,
};

/// Properties of [`ScreenTile`].
#[derive(Debug, PartialEq, Properties)]
pub struct ScreenTileProps {
    /// Whose screen.
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
    pub onbring: Callback<()>,
}

/// How large the picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    /// As large as there is room.
    Fit,
    /// One pixel of the device for each pixel, and moved about where that is too large.
    Actual,
}

/// A tile of the list `Participants` with a whole picture. On the stage it has its tools; aside, one button that brings it
/// there. The elements that play picture and sound stay, wherever it goes.
#[component]
pub fn ScreenTile(props: &ScreenTileProps) -> Html {
    let settings = use_settings();
    let (text, words) = (settings.text(), settings.language.sharing_text());
    let tile = use_node_ref();
    let place = use_node_ref();
    let view = use_state_eq(|| View::Fit);
    let full = use_full_screen(tile.clone());
    let picture = use_media_element(props.picture.clone(), MediaElementOptions { muted: true, sink: None });
    let sound =
        use_media_element(props.sound.clone(), MediaElementOptions { muted: false, sink: props.speaker.clone() });
    use_sink_error(&sound, &props.onsinkerror);

    let name = (words.screen_of)(&props.name);
    let paused = if props.paused { (words.screen_paused)(&props.name) } else { String::new() };
    let staged = props.on_stage || full.active;
    let actual = staged && *view == View::Actual;
    let onsize = use_actual_size(picture.node.clone(), place.clone());
    use_effect_with(full.active, {
        let onbring = props.onbring.clone();
        // Who fills the screen with it does not want another in its place.
        move |&active| {
            if active {
                onbring.emit(());
            }
        }
    });
    let connection = match props.connection {
        ConnectionStatus::Connecting => text.connecting,
        ConnectionStatus::Interrupted => text.reconnecting,
        ConnectionStatus::Failed => text.connection_failed,
        ConnectionStatus::Connected if props.away => text.away,
        ConnectionStatus::Connected => "",
    };
    let drag = use_drag(place.clone());
    // The button that was pressed is gone once the tile has the stage; the focus goes on to what came instead.
    let brought = use_memo((), |()| Cell::new(false));
    use_effect_with(props.on_stage, {
        let (brought, tile) = (Rc::clone(&brought), tile.clone());
        move |&on_stage| {
            if on_stage && brought.take() {
                dom::focus_first(&tile, "button");
            }
        }
    });
    let onplay = {
        let sound = sound.clone();
        move |_: MouseEvent| sound.play()
    };
    let tools = if staged {
        let (other, label, symbol) = match *view {
            View::Fit => (View::Actual, words.actual_size, IconName::ActualSize),
            View::Actual => (View::Fit, words.fit, IconName::Fit),
        };
        let onview = {
            let view = view.setter();
            move |_: MouseEvent| view.set(other)
        };
        let video = picture.node.clone();
        stage_tools(words, html! { <Button {label} icon={symbol} compact=true onclick={onview} /> }, &full, video)
    } else {
        let onclick = {
            let (brought, onbring) = (Rc::clone(&brought), props.onbring.clone());
            move |_: MouseEvent| {
                brought.set(true);
                onbring.emit(());
            }
        };
        let about = AttrValue::from(name.clone());
        html! { <Button label={words.bring_to_stage} {about} icon={IconName::Enlarge} compact=true {onclick} /> }
    };
    html! {
        <li
            class="screen-tile"
            ref={tile}
            aria-label={name.clone()}
            data-stage={staged.then_some("true")}
            data-paused={props.paused.then_some("true")}
        >
            <div
                key="picture"
                class="screen-tile__picture"
                ref={place}
                data-view={actual.then_some("actual")}
                // It can be moved about by keys only if it can have the focus.
                tabindex={actual.then_some("0")}
                role={actual.then_some("group")}
                aria-label={actual.then_some(words.move_about)}
                onpointerdown={actual.then_some(drag.start)}
                onpointermove={actual.then_some(drag.on)}
                onpointerup={actual.then(|| drag.end.clone())}
                onpointercancel={actual.then_some(drag.end)}
            >
                <video class="screen-tile__video" ref={picture.node.clone()} playsinline=true onresize={onsize} />
            </div>
            <div key="sound" class="screen-tile__sound"><audio ref={sound.node.clone()} /></div>
            <div key="middle" class="screen-tile__middle">
                // The tile of the person says the same aloud.
                <p class="screen-tile__connection" aria-hidden="true">{ if staged { connection } else { "" } }</p>
                <p class="screen-tile__paused" role="status">{ paused }</p>
                if sound.blocked {
                    <div class="screen-tile__blocked">
                        <p>{ text.sound_blocked }</p>
                        <Button
                            label={text.start_sound}
                            about={AttrValue::from(name.clone())}
                            icon={IconName::Speaker}
                            kind={ButtonKind::Primary}
                            onclick={onplay}
                        />
                    </div>
                }
            </div>
            <div key="foot" class="screen-tile__foot">
                <span class="screen-tile__name">{ icon(IconName::Screen) }<span>{ name }</span></span>
                <div class="screen-tile__tools">{ tools }</div>
            </div>
        </li>
    }
}

/// What can be done with the picture on the stage, as far as this browser can.
fn stage_tools(words: &SharingText, view: Html, full: &UseFullScreenHandle, video: NodeRef) -> Html {
    let onfull = {
        let full = full.clone();
        move |_: MouseEvent| full.toggle()
    };
    let (full_label, full_icon) = match full.active {
        false => (words.full_screen, IconName::FullScreen),
        true => (words.leave_full_screen, IconName::FullScreenOff),
    };
    let onpicture = move |_: MouseEvent| {
        if let Some(video) = video.cast::<Element>() {
            dom::toggle_picture_in_picture(&video);
        }
    };
    html! {
        <>
            { view }
            if dom::has_picture_in_picture() && !full.active {
                <Button
                    key="pip"
                    label={words.picture_in_picture}
                    icon={IconName::PictureInPicture}
                    compact=true
                    onclick={onpicture}
                />
            }
            if UseFullScreenHandle::is_supported() {
                <Button key="full" label={full_label} icon={full_icon} compact=true onclick={onfull} />
            }
        </>
    }
}

/// Tells the stylesheet, in that place, how wide the picture is when a pixel of it is a pixel of the device; to be called when the
/// picture has another size.
#[hook]
fn use_actual_size(video: NodeRef, place: NodeRef) -> Callback<Event> {
    Callback::from(move |_: Event| {
        if let Some(video) = video.cast::<HtmlVideoElement>() {
            let width = f64::from(video.video_width()) / dom::pixels_per_pixel();
            dom::set_property(&place, "--screen-width", &format!("{width}px"));
        }
    })
}

/// What moves the content of a place that scrolls along with the mouse. A finger needs no help.
struct Drag {
    start: Callback<PointerEvent>,
    on: Callback<PointerEvent>,
    end: Callback<PointerEvent>,
}

#[hook]
fn use_drag(place: NodeRef) -> Drag {
    let last = use_mut_ref(|| None::<(i32, i32)>);
    let start = {
        let (last, place) = (last.clone(), place.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(place) = place.cast::<Element>() else { return };
            let scrolls = place.scroll_width() > place.client_width() || place.scroll_height() > place.client_height();
            if scrolls && event.pointer_type() == "mouse" && event.button() == 0 {
                // Without it only a drag that leaves the place ends early.
                let _ = place.set_pointer_capture(event.pointer_id());
                last.replace(Some((event.client_x(), event.client_y())));
            }
        })
    };
    let on = {
        let last = last.clone();
        Callback::from(move |event: PointerEvent| {
            let now = (event.client_x(), event.client_y());
            let Some(before) = last.borrow_mut().as_mut().map(|last| std::mem::replace(last, now)) else { return };
            if let Some(place) = place.cast::<Element>() {
                place.set_scroll_left(place.scroll_left() - (now.0 - before.0));
                place.set_scroll_top(place.scroll_top() - (now.1 - before.1));
            }
        })
    };
    let end = Callback::from(move |_: PointerEvent| {
        last.take();
    });
    Drag { start, on, end }
}
