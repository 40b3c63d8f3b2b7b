//! What is told about devices, and what a person can do about it.

use std::{cell::RefCell, rc::Rc};

use tincan::{
    components::{
        device_notices::{NoticeList, notice_region},
        notice_card::Act,
    },
    device_news::{About, Item, Why, items},
    i18n::{Language, MediaSource},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlCanvasElement, HtmlElement, MediaStreamTrack};
use yew::{prelude::*, scheduler};
use yew_webrtc::{
    DeniedBy, Device, DeviceId, DeviceKind, DeviceNotice, GroupId, MediaErrorKind, MediaNews, MediaNotice, TrackStatus,
    UserMediaSnapshot,
};

use crate::page::{Page, document};

fn headset() -> Device {
    Device {
        id: DeviceId::from("1"),
        group: GroupId::from("2"),
        kind: DeviceKind::Microphone,
        label: "Headset".to_owned(),
    }
}

fn trouble() -> Item {
    let why = Why::Failed(MediaErrorKind::Denied(DeniedBy::Person));
    Item { about: About::Trouble(MediaSource::CameraAndMicrophone, why), notices: vec![1, 2] }
}

fn offer() -> Item {
    Item { about: About::Offered(vec![headset()]), notices: vec![3] }
}

fn speaking() -> Item {
    Item { about: About::SpeakingWhileMuted, notices: vec![4] }
}

#[derive(PartialEq, Properties)]
pub(crate) struct RegionProps {
    pub items: Vec<Item>,
    pub closable: bool,
    pub onact: Callback<Act>,
}

/// The notices in their place.
#[component]
pub(crate) fn Region(props: &RegionProps) -> Html {
    let list = use_node_ref();
    let RegionProps { items, closable, onact } = props;
    let notices = html! {
        <NoticeList items={items.clone()} closable={*closable} onact={onact.clone()} list={list.clone()} />
    };
    notice_region(Language::English.text(), &list, notices)
}

struct Told {
    page: Page<Region>,
    acts: Rc<RefCell<Vec<Act>>>,
}

impl Told {
    async fn mount(items: Vec<Item>, closable: bool) -> Self {
        let acts = Rc::new(RefCell::new(Vec::new()));
        let onact = {
            let acts = Rc::clone(&acts);
            Callback::from(move |act| acts.borrow_mut().push(act))
        };
        Self { page: Page::mount(RegionProps { items, closable, onact }).await, acts }
    }

    fn button(&self, name: &str) -> HtmlElement {
        let mut buttons = self.page.all("button").into_iter();
        let found = buttons.find(|button| button.text_content().unwrap_or_default().starts_with(name));
        found.unwrap_or_else(|| panic!("no button {name:?}")).unchecked_into()
    }

    async fn press(&self, name: &str) -> Vec<Act> {
        self.button(name).click();
        scheduler::flush().await;
        self.acts.take()
    }
}

#[wasm_bindgen_test]
async fn a_new_device_is_used_or_not_as_the_person_says() {
    let told = Told::mount(vec![offer()], true).await;
    assert!(told.page.text(".notice-card__title").contains("Headset"));
    assert_eq!(told.press("Use it").await, [Act::Use(vec![headset()]), Act::Dismiss(offer())]);
    assert_eq!(told.press("Not now").await, [Act::Dismiss(offer())]);
}

#[wasm_bindgen_test]
async fn who_speaks_while_muted_is_one_press_from_being_heard() {
    let told = Told::mount(vec![trouble(), speaking()], true).await;
    assert_eq!(told.press("Unmute").await, [Act::Unmute, Act::Dismiss(speaking())]);
    assert_eq!(told.press("Try again").await, [Act::Retry(MediaSource::CameraAndMicrophone)]);
}

#[wasm_bindgen_test]
async fn a_trouble_has_a_guide_and_stays_where_it_cannot_be_put_away() {
    let told = Told::mount(vec![trouble(), speaking()], false).await;
    let closers = told.page.all(".notice-card__close");
    assert_eq!(closers.len(), 1, "what merely happened can be put away");
    assert_eq!(told.page.all(".permission-guide[aria-hidden=true]").len(), 1);

    let told = Told::mount(vec![trouble()], true).await;
    assert_eq!(told.press("Close: ").await, [Act::Dismiss(trouble())]);
}

#[wasm_bindgen_test]
async fn escape_puts_away_the_notice_with_the_focus_and_the_list_keeps_it() {
    let told = Told::mount(vec![trouble(), speaking()], true).await;
    told.button("Unmute").focus().unwrap();
    told.page.press_key(".notice-card:last-child button", "Escape").await;
    assert_eq!(told.acts.take(), [Act::Dismiss(speaking())]);
    assert!(told.page.one("[aria-live=polite]").is_same_node(document().active_element().as_deref()));
}

#[wasm_bindgen_test]
async fn what_stands_in_makes_way_when_the_person_says_so() {
    let wanted = headset();
    let (from, to) = (wanted.label.clone(), "Built-in".to_owned());
    let about = About::StandsIn { kind: DeviceKind::Microphone, from, to, wanted: wanted.clone() };
    let item = Item { about, notices: vec![5] };
    let told = Told::mount(vec![item.clone()], true).await;
    assert_eq!(told.press("Try “Headset” again").await, [Act::Use(vec![wanted]), Act::Dismiss(item)]);
}

#[wasm_bindgen_test]
async fn the_focus_goes_on_to_the_next_control_after_the_last_notice() {
    let told = Told::mount(vec![speaking()], true).await;
    let next: HtmlElement = document().create_element("button").unwrap().unchecked_into();
    next.set_text_content(Some("Next"));
    document().body().unwrap().append_child(&next).unwrap();
    told.button("Unmute").focus().unwrap();
    told.press("Unmute").await;
    assert!(next.is_same_node(document().active_element().as_deref()));
    next.remove();
}

#[wasm_bindgen_test]
fn what_is_live_is_not_missing() {
    let canvas: HtmlCanvasElement = document().create_element("canvas").unwrap().unchecked_into();
    canvas.get_context("2d").unwrap();
    let track: MediaStreamTrack = canvas.capture_stream().unwrap().get_tracks().get(0).unchecked_into();
    let lost = |kind, id| MediaNotice { id, what: MediaNews::Device(kind, DeviceNotice::PermissionLost) };
    let notices = vec![lost(DeviceKind::Camera, 1), lost(DeviceKind::Microphone, 2)];
    let media = UserMediaSnapshot { camera: TrackStatus::Live(track), notices, ..UserMediaSnapshot::default() };
    let about = About::Trouble(MediaSource::Microphone, Why::PermissionLost);
    assert_eq!(items(&media, None, None), [Item { about, notices: vec![2] }]);
}
