//! Yew 0.23 tears elements down, or panics, when unkeyed siblings come and go (yew#3262, yew#4092). The app is built so that
//! neither happens.

use tincan::{
    components::{tile_grid::TileGrid, video_tile::VideoTile},
    device_news::{About, Item, Why},
    i18n::MediaSource,
};
use tincan_protocol::{MemberId, Presence};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{ConnectionStatus, DeniedBy, MediaErrorKind};

use crate::{device_notices::Region, page::Page};

#[derive(PartialEq, Properties, Clone)]
struct TileProps {
    camera: bool,
    microphone: bool,
    connection: ConnectionStatus,
    problem: Option<&'static str>,
}

#[component]
fn Tile(props: &TileProps) -> Html {
    html! {
        <ul>
            <VideoTile
                member={MemberId::from_bytes([1; 16])}
                name={"Ada".parse::<tincan_protocol::DisplayName>().unwrap()}
                picture={None::<web_sys::MediaStream>}
                presence={Presence { camera: props.camera, microphone: props.microphone, ..Presence::default() }}
                connection={props.connection}
                problem={props.problem}
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
            for problem in [None, Some("Not understood")] {
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
                member={MemberId::from_bytes([name.as_bytes()[0]; 16])}
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
    items: Vec<Item>,
}

#[component]
fn Notices(props: &NoticesProps) -> Html {
    html! {
        <section>
            <p>{ "before" }</p>
            <Region items={props.items.clone()} closable=true onact={Callback::noop()} />
            if !props.items.is_empty() {
                <p>{ "between" }</p>
            }
            <Region items={Vec::new()} closable=false onact={Callback::noop()} />
            <p>{ "after" }</p>
        </section>
    }
}

#[wasm_bindgen_test]
async fn notices_keep_their_place_and_their_elements_while_others_come_and_go() {
    let trouble = |source, kind| Item { about: About::Trouble(source, Why::Failed(kind)), notices: Vec::new() };
    let denied = trouble(MediaSource::Camera, MediaErrorKind::Denied(DeniedBy::Person));
    let missing = trouble(MediaSource::Microphone, MediaErrorKind::NotFound);
    let muted = Item { about: About::SpeakingWhileMuted, notices: vec![7] };
    let mut page = Page::<Notices>::mount(NoticesProps { items: Vec::new() }).await;
    let region = page.one("[aria-live]");
    let cases = [
        vec![muted.clone()],
        vec![denied.clone(), muted.clone()],
        vec![denied.clone(), missing.clone(), muted.clone()],
        vec![missing, muted.clone()],
        vec![denied, muted.clone()],
        vec![muted],
    ];
    let mut seen = None;
    for items in cases {
        let count = items.len();
        page.update(NoticesProps { items }).await;
        let cards = page.all(".notice-card");
        assert_eq!(cards.len(), count);
        let stays = seen.get_or_insert_with(|| cards[count - 1].clone());
        assert!(cards[count - 1].is_same_node(Some(stays)), "what is still said is not said anew");
        assert!(page.one("[aria-live]").is_same_node(Some(&region)));
        let text = page.text("section");
        assert!(text.starts_with("before") && text.ends_with("after"), "{text}");
    }
    page.update(NoticesProps { items: Vec::new() }).await;
    assert_eq!(page.text("section"), "beforeafter");
}
