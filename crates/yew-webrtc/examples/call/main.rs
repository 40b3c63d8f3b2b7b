//! A whole call: everybody who opens the page with the same `?room=` sees and hears the others. `README.md` beside this
//! file says how to run it.

#![expect(clippy::expect_used, reason = "of constants")]

use web_sys::{MediaStream, UrlSearchParams};
use yew::prelude::*;
use yew_webrtc::{
    MediaElementOptions, Paths, RoomOptions, UserMediaOptions, use_media_element, use_room, use_user_media,
};

fn main() {
    yew::Renderer::<Call>::new().render();
}

#[component]
fn Call() -> Html {
    let media = use_user_media(UserMediaOptions::default());
    let url = Some(parameter("url").unwrap_or_else(|| "ws://localhost:8080/ws".to_owned()));
    let code = parameter("room")
        .and_then(|code| code.parse().ok())
        .unwrap_or_else(|| "tea-for-two".parse().expect("a valid code"));
    let room = use_room(RoomOptions { url, room: code, secret: None, local: media.local_tracks(), paths: Paths::Any });
    let join = {
        let (media, room) = (media.clone(), room.clone());
        move |_: MouseEvent| {
            media.start();
            room.join("Somebody".parse().expect("a valid name"));
        }
    };
    html! {
        <>
            <button key="join" onclick={join}>{ "Join" }</button>
            <p key="status">{ format!("{:?}", room.status) }</p>
            <div key="you"><Player stream={media.stream.clone()} muted=true /></div>
            <div key="others">{ for room.members.iter().map(|member| html! {
                <section key={member.id.as_str()}>
                    <Player stream={member.camera.clone()} muted=true />
                    <Player stream={member.microphone.clone()} muted=false />
                </section>
            }) }</div>
        </>
    }
}

#[derive(PartialEq, Properties)]
struct PlayerProps {
    stream: Option<MediaStream>,
    muted: bool,
}

#[component]
fn Player(props: &PlayerProps) -> Html {
    let element = use_media_element(props.stream.clone(), MediaElementOptions { muted: props.muted, sink: None });
    html! { <video ref={element.node} playsinline=true /> }
}

fn parameter(name: &str) -> Option<String> {
    UrlSearchParams::new_with_str(&web_sys::window()?.location().search().ok()?).ok()?.get(name)
}
