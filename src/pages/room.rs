//! A room's address: lobby, call and farewell, one after the other.

use tincan_protocol::{DisplayName, ErrorCode, RoomCode};
use yew::prelude::*;
use yew_webrtc::UseUserMediaHandle;

use super::{call::Call, left::left, lobby::Lobby, refused::refused};
use crate::{
    components::{can_string::StringState, message_page::message_page},
    own_media::use_own_media,
    route::Route,
    settings::use_text,
};

/// Properties of [`Room`].
#[derive(Debug, PartialEq, Properties)]
pub struct RoomProps {
    /// The code as the address has it.
    pub code: String,
}

/// The stages of the call with this code, or the word that there is none.
#[component]
pub fn Room(props: &RoomProps) -> Html {
    let text = use_text();
    match props.code.parse::<RoomCode>() {
        Ok(room) => html! { <Stages key={room.as_str()} room={room.clone()} /> },
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
    Left(DisplayName, Devices),
    Refused(DisplayName, Devices, ErrorCode),
}

/// What was on when a call ended, to be on again after "Rejoin".
#[derive(Debug, Clone, Copy, PartialEq)]
struct Devices {
    microphone: bool,
    camera: bool,
}

impl Devices {
    /// What is on; and off from now on.
    fn release(media: &UseUserMediaHandle) -> Self {
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
    room: RoomCode,
}

/// Owns camera and microphone from lobby to farewell.
#[component]
fn Stages(props: &StagesProps) -> Html {
    let text = use_text();
    let media = use_own_media();
    let stage = use_state_eq(|| Stage::Lobby);
    use_effect_with((), {
        let media = media.clone();
        move |()| media.start()
    });

    let rejoin = |name: &DisplayName, devices: Devices| {
        let (media, stage, name) = (media.clone(), stage.setter(), name.clone());
        Callback::from(move |()| {
            devices.restore(&media);
            stage.set(Stage::Call(name.clone()));
        })
    };
    match &*stage {
        Stage::Lobby => {
            let stage = stage.setter();
            let onjoin = move |name| stage.set(Stage::Call(name));
            html! { <Lobby room={props.room.clone()} {media} {onjoin} /> }
        }
        Stage::Call(name) => {
            let onleave = {
                let (media, stage, name) = (media.clone(), stage.setter(), name.clone());
                move |()| stage.set(Stage::Left(name.clone(), Devices::release(&media)))
            };
            let onrefused = {
                let (media, stage, name) = (media.clone(), stage.setter(), name.clone());
                move |code| stage.set(Stage::Refused(name.clone(), Devices::release(&media), code))
            };
            html! { <Call room={props.room.clone()} name={name.clone()} {media} {onleave} {onrefused} /> }
        }
        Stage::Left(name, devices) => left(text, &rejoin(name, *devices)),
        Stage::Refused(name, devices, code) => refused(text, *code, rejoin(name, *devices)),
    }
}
