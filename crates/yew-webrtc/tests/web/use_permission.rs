//! `use_permission` follows a permission, and stops.

use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{PermissionName, PermissionStatus, use_permission};

use crate::{
    fake_browser::{FakeBrowser, until},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq)]
struct Props {
    name: PermissionName,
    probe: Probe<PermissionStatus>,
}

#[component]
fn Permission(props: &Props) -> Html {
    props.probe.set(use_permission(props.name));
    html! { <p /> }
}

async fn mount(name: PermissionName) -> (Page<Permission>, Probe<PermissionStatus>) {
    let probe = Probe::new();
    (Page::mount(Props { name, probe: probe.clone() }).await, probe)
}

#[wasm_bindgen_test]
async fn works() {
    let browser = FakeBrowser::bare();
    browser.set_permission("camera", "prompt");
    browser.set_permission("microphone", "denied");
    let (mut page, status) = mount(PermissionName::Camera).await;
    until("it is known", || status.last() == PermissionStatus::Prompt).await;
    browser.set_permission("camera", "granted");
    until("it is followed", || status.last() == PermissionStatus::Granted).await;

    page.update(Props { name: PermissionName::Microphone, probe: status.clone() }).await;
    until("the other is known", || status.last() == PermissionStatus::Denied).await;
    assert_eq!(browser.listeners(), 1);
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let browser = FakeBrowser::bare();
    browser.set_permission("camera", "prompt");
    let (page, status) = mount(PermissionName::Camera).await;
    until("it is known", || status.last() == PermissionStatus::Prompt).await;
    assert_eq!(browser.listeners(), 1);
    page.unmount().await;
    assert_eq!(browser.listeners(), 0);
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let browser = FakeBrowser::bare();
    browser.set_permission("camera", "prompt");
    browser.hold();
    let (page, status) = mount(PermissionName::Camera).await;
    until("the question is open", || browser.pending() == 1).await;
    page.unmount().await;
    let renders = status.renders();
    browser.release();
    browser.until_answered().await;
    assert_eq!((browser.listeners(), status.renders()), (0, renders));
}
