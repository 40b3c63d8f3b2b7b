//! A safety code, in each state in which it can be.

use tincan::{components::safety_code::SafetyCodeView, settings::SettingsProvider};
use tincan_protocol::DeviceKey;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{
    DeviceStatus, DisplayName, MemberId, RoomSafety, SafetyCode, SafetyFault, SafetyStatus, Standing, Verified,
};

use crate::page::Page;

#[derive(PartialEq, Properties, Clone)]
struct CodeProps {
    status: Option<SafetyStatus>,
    device: DeviceStatus,
}

#[component]
fn Code(props: &CodeProps) -> Html {
    html! {
        <SettingsProvider>
            <SafetyCodeView
                member={MemberId::from_bytes([1; 16])}
                name={name("Bob")}
                status={props.status.clone()}
                device={props.device}
                safety={RoomSafety::default()}
            />
        </SettingsProvider>
    }
}

fn name(name: &str) -> DisplayName {
    name.parse().unwrap()
}

fn key() -> DeviceKey {
    DeviceKey::from_bytes([4; DeviceKey::BYTES]).unwrap()
}

fn with(standing: Standing) -> Option<SafetyStatus> {
    Some(SafetyStatus::Code { code: SafetyCode::from_bytes([0, 0x10, 0x83]), key: key(), standing })
}

fn verified_as(person: &str) -> Verified {
    Verified { name: name(person), key: key(), at: 1_760_000_000_000 }
}

#[wasm_bindgen_test]
async fn nothing_of_it_is_there_until_somebody_wants_it() {
    let page = Page::<Code>::mount(CodeProps { status: with(Standing::New), device: DeviceStatus::Kept }).await;
    assert!(page.all(".safety-code__picture").is_empty());
    page.click("button").await;
    let words: Vec<_> = page.all(".safety-code__picture").iter().filter_map(|picture| picture.text_content()).collect();
    assert_eq!(words.len(), 4);
    assert_eq!(words.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "{words:?}");
    page.click("button").await;
    assert!(page.all(".safety-code__picture").is_empty());
}

#[wasm_bindgen_test]
async fn each_state_says_what_it_is_and_what_can_be_done() {
    let mut page = Page::<Code>::mount(CodeProps { status: None, device: DeviceStatus::Coming }).await;
    page.click("button").await;
    let states = [
        (None, DeviceStatus::Coming, "is on its way", vec![]),
        (Some(SafetyStatus::Waiting), DeviceStatus::Kept, "Bob", vec![]),
        (Some(SafetyStatus::Broken(SafetyFault::OutOfOrder)), DeviceStatus::Kept, "There is no code", vec![]),
        (None, DeviceStatus::Impossible, "HTTPS", vec![]),
        (with(Standing::New), DeviceStatus::OfThisPage, "keeps nothing here", vec!["They match", "They do not match"]),
        (
            with(Standing::New),
            DeviceStatus::Kept,
            "Do both of you see the same?",
            vec!["They match", "They do not match"],
        ),
        (
            with(Standing::Verified(verified_as("Bob"))),
            DeviceStatus::Kept,
            "Verified on",
            vec!["Forget", "They do not match"],
        ),
        (
            with(Standing::Verified(verified_as("Bobby"))),
            DeviceStatus::Kept,
            "Bobby",
            vec!["Forget", "They do not match"],
        ),
        (
            with(Standing::Changed(verified_as("Bob"))),
            DeviceStatus::Kept,
            "Bob",
            vec!["They match", "They do not match"],
        ),
        (with(Standing::Differs), DeviceStatus::Kept, "You said", vec!["They match", "They do not match"]),
    ];
    for (status, device, said, ways) in states {
        page.update(CodeProps { status: status.clone(), device }).await;
        let inside = page.text(".safety-code__inside");
        assert!(!inside.is_empty() && inside.contains(said), "{status:?}: {inside}");
        let buttons: Vec<_> =
            page.all(".safety-code__ways button").iter().filter_map(|button| button.text_content()).collect();
        assert_eq!(buttons.len(), ways.len(), "{status:?}: {buttons:?}");
        assert!(buttons.iter().zip(&ways).all(|(button, way)| button.starts_with(way)), "{status:?}: {buttons:?}");
    }
}
