//! A room's address: lobby, call and farewell, one after the other.

use tincan_protocol::{CallLink, DisplayName};
use yew::prelude::*;
use yew_webrtc::{
    DisplayStatus, RoomOptions, RoomRefusal, RoomStatus, TrackStatus, UseDisplayMediaHandle, UseUserMediaHandle,
    can_restrict_own_audio, use_display_media, use_room,
};

use super::{call::Call, left::left, lobby::Lobby, refused::RefusedProps};
use crate::{
    components::{can_string::StringState, message_page::message_page, password_form::PasswordFormProps},
    own_filters::use_own_filters,
    own_media::use_own_media,
    panels::use_panels,
    route::Route,
    settings::{use_settings, use_text},
    unhurried::use_unhurried,
};

/// Properties of [`Room`].
#[derive(Debug, PartialEq, Properties)]
pub struct RoomProps {
    /// The code as the address has it.
    pub code: String,
    /// The secret as the address has it; empty: it has none.
    pub secret: String,
}

/// The stages of the call with this code, or the word that there is none.
#[component]
pub fn Room(props: &RoomProps) -> Html {
    let text = use_text();
    match CallLink::new(&props.code, &props.secret) {
        Ok(link) => html! { <Stages key={link.to_string()} link={link.clone()} /> },
        Err(error) => {
            let message = format!("{} {}", (text.room_code_error)(&error), text.bad_code_next);
            let home = Route::Home.link("button button--primary", html! { { text.home } });
            message_page(text, text.bad_code_title, message, StringState::Cut, home)
        }
    }
}

/// Where in the course of a call one is.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    Lobby,
    Call(DisplayName),
    /// The call has a password; whether another one was tried.
    Password(DisplayName, bool),
    Left(DisplayName, Devices),
    Refused(DisplayName, Devices, RoomRefusal),
}

/// What was on when a call ended, to be on again after "Rejoin".
#[derive(Debug, Clone, Copy, PartialEq)]
struct Devices {
    microphone: bool,
    camera: bool,
}

impl Devices {
    /// What is on; and off from now on. A screen is shared again when the person says so, and not before.
    fn release(media: &UseUserMediaHandle, screen: &UseDisplayMediaHandle) -> Self {
        screen.stop();
        let on = Self { microphone: media.microphone.is_live() && !media.muted, camera: media.camera.is_live() };
        media.stop();
        on
    }

    fn restore(self, media: &UseUserMediaHandle) {
        match (self.microphone, self.camera) {
            (true, true) => media.start(),
            (true, false) => media.unmute(),
            (false, true) => media.turn_camera_on(),
            (false, false) => {}
        }
    }
}

/// Properties of [`Stages`].
#[derive(Debug, PartialEq, Properties)]
struct StagesProps {
    link: CallLink,
}

/// Owns camera, microphone, the shared screen and the stay in the room from lobby to farewell.
#[component]
fn Stages(props: &StagesProps) -> Html {
    let settings = use_settings();
    let text = settings.text();
    let media = use_own_media();
    let stage = use_state_eq(|| Stage::Lobby);
    use_effect_with((), {
        let media = media.clone();
        move |()| media.start()
    });

    let screen = use_display_media(settings.sharing.options(!can_restrict_own_audio()));
    use_effect_with(settings.sharing.content, {
        let screen = screen.clone();
        move |&content| screen.choose(content)
    });
    let filters = use_own_filters(&media);
    let local = screen.lend(filters.lend(media.local_tracks()));
    let room = use_room(RoomOptions {
        url: None,
        room: props.link.room.clone(),
        secret: props.link.secret.clone(),
        local,
        paths: settings.paths,
    });
    // The others have it before it is drawn that they have it.
    let is_shown = use_mut_ref(|| false);
    let is_beginning = screen.status.is_sharing() || screen.status == DisplayStatus::Requesting;
    let moment = if is_beginning && !*is_shown.borrow() { SCREEN_FIRST_MS } else { MOMENT_MS };
    let shown_screen = use_unhurried(screen.clone(), screen.clone(), moment);
    is_shown.replace(shown_screen.status.is_sharing());
    let own = (media.clone(), filters.clone());
    let (shown_media, shown_filters) = use_unhurried(own.clone(), own, 0);
    let settled = ![&media.camera, &media.microphone].into_iter().any(|status| *status == TrackStatus::Requesting);
    use_effect_with((*stage == Stage::Lobby, settled), {
        let room = room.clone();
        move |&(in_lobby, settled)| {
            if in_lobby && settled {
                room.prepare();
            }
        }
    });
    let join = {
        let (room, stage) = (room.clone(), stage.setter());
        move |name: DisplayName| {
            room.join(name.clone());
            stage.set(Stage::Call(name));
        }
    };
    // Whoever ended it: the person, the server, or the browser that put the page aside.
    use_effect_with((room.status, (*stage).clone()), {
        let (media, screen, stage) = (media.clone(), screen.clone(), stage.setter());
        move |(status, current)| match (status, current) {
            (RoomStatus::Left, Stage::Call(name)) => {
                stage.set(Stage::Left(name.clone(), Devices::release(&media, &screen)));
            }
            (RoomStatus::Refused(RoomRefusal::PasswordWanted), Stage::Call(name)) => {
                stage.set(Stage::Password(name.clone(), false));
            }
            (RoomStatus::Refused(RoomRefusal::PasswordWrong), Stage::Call(name)) => {
                stage.set(Stage::Password(name.clone(), true));
            }
            (RoomStatus::Refused(refusal), Stage::Call(name)) => {
                stage.set(Stage::Refused(name.clone(), Devices::release(&media, &screen), *refusal));
            }
            _ => {}
        }
    });
    let rejoin = |name: &DisplayName, devices: Devices| {
        let (media, join, name) = (media.clone(), join.clone(), name.clone());
        Callback::from(move |()| {
            devices.restore(&media);
            join(name.clone());
        })
    };
    let panels = use_panels(matches!(&*stage, Stage::Password(..) | Stage::Refused(..)));
    match &*stage {
        // The way from here is so short that a page of its own would only flash by.
        Stage::Lobby => html! { <Lobby link={props.link.clone()} {media} {filters} onjoin={join} /> },
        Stage::Call(_) if is_on_the_way(room.status) => {
            let knocking = room.status == RoomStatus::Knocking;
            html! { <Lobby link={props.link.clone()} {media} {filters} onjoin={join} joining=true {knocking} /> }
        }
        Stage::Call(name) => {
            html! {
                <Call
                    link={props.link.clone()}
                    name={name.clone()}
                    media={shown_media}
                    filters={shown_filters}
                    screen={shown_screen}
                    {room}
                />
            }
        }
        Stage::Left(name, devices) => left(text, &rejoin(name, *devices)),
        Stage::Password(name, wrong) => {
            let onproof = {
                let (room, stage, name) = (room.clone(), stage.setter(), name.clone());
                move |proof| {
                    room.join_with_password(name.clone(), proof);
                    stage.set(Stage::Call(name.clone()));
                }
            };
            let (code, wrong, onproof) = (props.link.room.clone(), *wrong, Callback::from(onproof));
            let form = panels.draw(text, |panels| (panels.password)(PasswordFormProps { code, wrong, onproof }));
            html! { <Lobby link={props.link.clone()} {media} {filters} onjoin={join} way_in={Some(form)} /> }
        }
        Stage::Refused(name, devices, refusal) => {
            let (refusal, onrejoin) = (*refusal, rejoin(name, *devices));
            panels.draw(text, |panels| (panels.refused)(RefusedProps { refusal, onrejoin }))
        }
    }
}

/// Whether the server may still answer to the first try.
fn is_on_the_way(status: RoomStatus) -> bool {
    matches!(status, RoomStatus::Idle | RoomStatus::Connecting { attempt: 0 | 1 } | RoomStatus::Knocking)
}

/// Longer than the first frame of a screen is on its way to the others.
const SCREEN_FIRST_MS: u32 = 500;

/// Too short to be noticed.
const MOMENT_MS: u32 = 50;
