//! What can be done with a screen that somebody shares, and what is to be said of it.

use std::{cell::Cell, rc::Rc};

use gloo_events::EventListener;
use tincan_protocol::DisplayName;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlVideoElement};
use yew::prelude::*;
use yew_webrtc::{ConnectionStatus, UseMediaElementHandle};

use super::{
    button::{Button, ButtonKind},
    icon::{IconName, icon},
    screen_tile::ScreenView,
};
use crate::{
    dom,
    full_screen::{UseFullScreenHandle, use_full_screen},
    i18n::SharingText,
    settings::use_settings,
};

/// Properties of [`ScreenTools`]: the parts of the tile, and how it is with the screen.
#[derive(Debug, PartialEq, Properties)]
pub struct ScreenToolsProps {
    /// Whose screen.
    pub owner: DisplayName,
    /// What the tile is called.
    pub name: AttrValue,
    /// Whether nothing new is shown for the time being.
    pub paused: bool,
    /// How the connection to its owner is.
    pub connection: ConnectionStatus,
    /// Whether the server has no way to them at the moment.
    pub away: bool,
    /// Whether it has the stage; if not, it is one of those that moved aside.
    pub on_stage: bool,
    /// The tile.
    pub tile: NodeRef,
    /// Where in it the picture is.
    pub place: NodeRef,
    /// The picture.
    pub video: NodeRef,
    /// Its sound.
    pub sound: UseMediaElementHandle,
    /// How it is looked at.
    pub view: UseStateHandle<ScreenView>,
    /// Gives it the stage, or keeps it there.
    pub onbring: Callback<()>,
}

/// On the stage the tools of a tile; aside, one button that brings it there.
#[component]
pub fn ScreenTools(props: &ScreenToolsProps) -> Html {
    let settings = use_settings();
    let (text, words) = (settings.text(), settings.language.sharing_text());
    let (full, sound, view) = (use_full_screen(props.tile.clone()), &props.sound, *props.view);
    let paused = if props.paused { (words.screen_paused)(&props.owner) } else { String::new() };
    let staged = props.on_stage || view.fills_screen;
    // In another language the place is called otherwise.
    use_effect_with((words.move_about, view.moved_about.is_some()), {
        let setter = props.view.setter();
        move |&(label, moved)| setter.set(ScreenView { moved_about: moved.then_some(label), ..view })
    });
    use_actual_size(props.video.clone(), props.place.clone());
    use_drag(props.place.clone(), staged && view.moved_about.is_some());
    use_effect_with(full.active, {
        let (onbring, setter) = (props.onbring.clone(), props.view.setter());
        move |&active| {
            setter.set(ScreenView { fills_screen: active, ..view });
            // Who fills the screen with it does not want another in its place.
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
    // The button that was pressed is gone once the tile has the stage; the focus goes on to what came instead.
    let brought = use_memo((), |()| Cell::new(false));
    use_effect_with(props.on_stage, {
        let (brought, tile) = (Rc::clone(&brought), props.tile.clone());
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
    let about = &props.name;
    let tools = if staged {
        let (other, label, symbol) = match view.moved_about {
            None => (Some(words.move_about), words.actual_size, IconName::ActualSize),
            Some(_) => (None, words.fit, IconName::Fit),
        };
        let onview = {
            let setter = props.view.setter();
            move |_: MouseEvent| setter.set(ScreenView { moved_about: other, ..view })
        };
        stage_tools(
            words,
            html! { <Button {label} icon={symbol} compact=true onclick={onview} /> },
            &full,
            &props.video,
        )
    } else {
        let onclick = {
            let (brought, onbring) = (Rc::clone(&brought), props.onbring.clone());
            move |_: MouseEvent| {
                brought.set(true);
                onbring.emit(());
            }
        };
        let about = about.clone();
        html! { <Button label={words.bring_to_stage} {about} icon={IconName::Enlarge} compact=true {onclick} /> }
    };
    html! {
        <>
            <div key="middle" class="screen-tile__middle">
                // The tile of the person says the same aloud.
                <p class="screen-tile__connection" aria-hidden="true">{ if staged { connection } else { "" } }</p>
                <p class="screen-tile__paused" role="status">{ paused }</p>
                if sound.blocked {
                    <div class="screen-tile__blocked">
                        <p>{ text.sound_blocked }</p>
                        <Button
                            label={text.start_sound}
                            about={about.clone()}
                            icon={IconName::Speaker}
                            kind={ButtonKind::Primary}
                            onclick={onplay}
                        />
                    </div>
                }
            </div>
            <div key="foot" class="screen-tile__foot">
                <span class="screen-tile__name">{ icon(IconName::Screen) }<span>{ about }</span></span>
                <div class="screen-tile__tools">{ tools }</div>
            </div>
        </>
    }
}

/// What can be done with the picture on the stage, as far as this browser can.
fn stage_tools(words: &SharingText, view: Html, full: &UseFullScreenHandle, video: &NodeRef) -> Html {
    let onfull = {
        let full = full.clone();
        move |_: MouseEvent| full.toggle()
    };
    let (full_label, full_icon) = match full.active {
        false => (words.full_screen, IconName::FullScreen),
        true => (words.leave_full_screen, IconName::FullScreenOff),
    };
    let video = video.clone();
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

/// Tells the stylesheet, in that place, how wide the picture is when a pixel of it is a pixel of the device, now and whenever it has another
/// size.
#[hook]
fn use_actual_size(video: NodeRef, place: NodeRef) {
    use_effect_with((video, place), |(video, place)| {
        let place = place.clone();
        let tell = move |video: &HtmlVideoElement| {
            let width = f64::from(video.video_width()) / dom::pixels_per_pixel();
            // Before the first frame there is none.
            if width > 0.0 {
                dom::set_property(&place, "--screen-width", &format!("{width}px"));
            }
        };
        let listener = video.cast::<HtmlVideoElement>().map(|video| {
            tell(&video);
            EventListener::new(&video.clone(), "resize", move |_| tell(&video))
        });
        move || drop(listener)
    });
}

/// Moves the content of a place that scrolls along with the mouse, while it is `movable`. A finger needs no help.
#[hook]
fn use_drag(place: NodeRef, movable: bool) {
    use_effect_with((place, movable), |(place, movable)| {
        let listeners = place.cast::<Element>().filter(|_| *movable).map(|place| drag(&place));
        move || drop(listeners)
    });
}

/// Where the mouse was last, while it drags.
type Place = Cell<Option<(i32, i32)>>;

fn drag(place: &Element) -> [EventListener; 4] {
    let last = Rc::new(Place::new(None));
    let on = |kind: &'static str, act: fn(&Element, &PointerEvent, &Place)| {
        let (place, last) = (place.clone(), Rc::clone(&last));
        EventListener::new(&place.clone(), kind, move |event| act(&place, event.unchecked_ref(), &last))
    };
    [
        on("pointerdown", |place, event, last| {
            let scrolls = place.scroll_width() > place.client_width() || place.scroll_height() > place.client_height();
            if scrolls && event.pointer_type() == "mouse" && event.button() == 0 {
                // Without it only a drag that leaves the place ends early.
                let _ = place.set_pointer_capture(event.pointer_id());
                last.set(Some((event.client_x(), event.client_y())));
            }
        }),
        on("pointermove", |place, event, last| {
            let now = (event.client_x(), event.client_y());
            if let Some(before) = last.get() {
                last.set(Some(now));
                place.set_scroll_left(place.scroll_left() - (now.0 - before.0));
                place.set_scroll_top(place.scroll_top() - (now.1 - before.1));
            }
        }),
        on("pointerup", |_, _, last| last.set(None)),
        on("pointercancel", |_, _, last| last.set(None)),
    ]
}
