//! A whole call: everybody who opens the page with the same `?room=` sees and hears the others. `README.md` beside this
//! file says how to run it.

use web_sys::{MediaStream, UrlSearchParams};
use yew::prelude::*;
use yew_webrtc::{
    LocalTracks, MediaElementOptions, RoomOptions, UserMediaOptions, use_media_element, use_room, use_user_media,
};

fn main() {
    yew::Renderer::<App>::new().render();
}

#[component]
fn App() -> Html {
    let url = parameter("url").unwrap_or_else(|| "ws://localhost:8080/ws".to_owned());
    let room = parameter("room").unwrap_or_else(|| "tea-for-two".to_owned());
    let (Ok(room), Ok(name)) = (room.parse(), "Somebody".parse()) else { return html! { "This is no room." } };
    html! { <Call room={RoomOptions { url: Some(url), room, name, local: LocalTracks::default() }} /> }
}

#[derive(PartialEq, Properties)]
struct CallProps {
    room: RoomOptions,
}

#[component]
fn Call(props: &CallProps) -> Html {
    let media = use_user_media(UserMediaOptions::default());
    let room = use_room(RoomOptions { local: media.local_tracks(), ..props.room.clone() });
    let join = {
        let (media, room) = (media.clone(), room.clone());
        move |_: MouseEvent| {
            media.start();
            room.join();
        }
    };
    html! {
        <>
            <button key="join" onclick={join}>{ "Join" }</button>
            <p key="status">{ format!("{:?}", room.status) }</p>
            <div key="you"><Player stream={media.stream} muted=true /></div>
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
    let query = web_sys::window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&query).ok()?.get(name)
}
