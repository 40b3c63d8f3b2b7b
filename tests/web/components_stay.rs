//! Yew 0.23 tears elements down, or panics, when unkeyed siblings come and go (yew#3262, yew#4092). The app is built so that
//! neither happens.

use tincan::components::{media_notice::MediaNotice, tile_grid::TileGrid, video_tile::VideoTile};
use tincan_protocol::Presence;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{ConnectionStatus, DeniedBy, MediaError, MediaErrorKind, PeerProblem};

use crate::page::Page;

#[derive(PartialEq, Properties, Clone)]
struct TileProps {
    camera: bool,
    microphone: bool,
    connection: ConnectionStatus,
    problem: Option<PeerProblem>,
}

#[component]
fn Tile(props: &TileProps) -> Html {
    html! {
        <ul>
            <VideoTile
                name={"Ada".parse::<tincan_protocol::DisplayName>().unwrap()}
                picture={None::<web_sys::MediaStream>}
                presence={Presence { camera: props.camera, microphone: props.microphone, ..Presence::default() }}
                connection={props.connection}
                problem={props.problem.clone()}
            />
        </ul>
    }
}

#[wasm_bindgen_test]
async fn a_tile_keeps_its_video_through_every_change_around_it() {
    let states = [
        ConnectionStatus::Connecting,
        ConnectionStatus::Connected,
        ConnectionStatus::Interrupted,
        ConnectionStatus::Failed,
    ];
    let mut all = Vec::new();
    for connection in states {
        for (camera, microphone) in [(false, false), (true, false), (true, true), (false, true)] {
            for problem in [None, Some(PeerProblem::BadSignal("?".to_owned()))] {
                all.push(TileProps { camera, microphone, connection, problem });
            }
        }
    }
    let mut page = Page::<Tile>::mount(all[0].clone()).await;
    let (video, audio) = (page.one("video"), page.one("audio"));
    for props in all.iter().chain(all.iter().rev()) {
        page.update(props.clone()).await;
        assert!(page.one("video").is_same_node(Some(&video)));
        assert!(page.one("audio").is_same_node(Some(&audio)));
        let initials = page.all(".video-tile__initials").len();
        assert_eq!(initials == 0, props.camera && props.connection != ConnectionStatus::Connecting);
        let retry = page.all(".connection-state button").len();
        assert_eq!(retry == 1, props.connection == ConnectionStatus::Failed);
    }
}

#[derive(PartialEq, Properties, Clone)]
struct PeopleProps {
    names: Vec<&'static str>,
}

#[component]
fn People(props: &PeopleProps) -> Html {
    let tile = |name: &&'static str| {
        html! {
            <VideoTile
                key={*name}
                name={name.parse::<tincan_protocol::DisplayName>().unwrap()}
                picture={None::<web_sys::MediaStream>}
                presence={Presence::default()}
            />
        }
    };
    html! { <TileGrid count={props.names.len()}>{ for props.names.iter().map(tile) }</TileGrid> }
}

#[wasm_bindgen_test]
async fn who_stays_keeps_their_video_while_others_come_and_go() {
    let mut page = Page::<People>::mount(PeopleProps { names: vec!["Ada", "Bob", "Eve"] }).await;
    let video = |page: &Page<People>, name: &str| page.one(&format!("li[aria-label={name}] video"));
    let (ada, eve) = (video(&page, "Ada"), video(&page, "Eve"));
    for names in [vec!["Ada", "Eve"], vec!["Zoe", "Ada", "Yan", "Eve"], vec!["Eve", "Ada"], vec!["Ada", "Bob", "Eve"]] {
        page.update(PeopleProps { names: names.clone() }).await;
        let order: Vec<_> = page.all("li").iter().filter_map(|tile| tile.get_attribute("aria-label")).collect();
        assert_eq!(order, names);
        assert!(video(&page, "Ada").is_same_node(Some(&ada)));
        assert!(video(&page, "Eve").is_same_node(Some(&eve)));
    }
}

#[derive(PartialEq, Properties, Clone)]
struct NoticesProps {
    camera: Option<MediaError>,
    microphone: Option<MediaError>,
}

#[component]
fn Notices(props: &NoticesProps) -> Html {
    html! {
        <section>
            <p>{ "before" }</p>
            <MediaNotice
                camera={props.camera.clone()}
                microphone={props.microphone.clone()}
                onretry={Callback::noop()}
            />
            if props.camera.is_some() {
                <p>{ "between" }</p>
            }
            <MediaNotice camera={None::<MediaError>} microphone={props.microphone.clone()} onretry={Callback::noop()} />
            <p>{ "after" }</p>
        </section>
    }
}

#[wasm_bindgen_test]
async fn components_with_nothing_to_say_keep_their_place() {
    let error = |kind| MediaError { kind, message: String::new() };
    let (denied, missing) = (error(MediaErrorKind::Denied(DeniedBy::Person)), error(MediaErrorKind::NotFound));
    let mut page = Page::<Notices>::mount(NoticesProps { camera: None, microphone: None }).await;
    let cases = [
        (Some(&denied), None, 1),
        (None, Some(&denied), 2),
        (None, None, 0),
        (Some(&denied), Some(&missing), 3),
        (Some(&denied), Some(&denied), 2),
        (None, None, 0),
    ];
    for (camera, microphone, expected) in cases {
        page.update(NoticesProps { camera: camera.cloned(), microphone: microphone.cloned() }).await;
        assert_eq!(page.all(".notice").len(), expected);
        let text = page.text("section");
        assert!(text.starts_with("before") && text.ends_with("after"), "{text}");
    }
}
