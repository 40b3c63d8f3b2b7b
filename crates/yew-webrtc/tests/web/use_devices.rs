//! `use_devices` follows the devices, and stops.

use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{MediaErrorKind, UseDevicesHandle, use_devices};

use crate::{
    fake_browser::{FakeBrowser, until},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq)]
struct Props {
    probe: Probe<UseDevicesHandle>,
}

#[component]
fn Devices(props: &Props) -> Html {
    props.probe.set(use_devices());
    html! { <p /> }
}

async fn mount() -> (Page<Devices>, Probe<UseDevicesHandle>) {
    let probe = Probe::new();
    (Page::mount(Props { probe: probe.clone() }).await, probe)
}

#[wasm_bindgen_test]
async fn works() {
    let browser = FakeBrowser::new();
    let (_page, handle) = mount().await;
    until("there is a list", || handle.last().devices.cameras.len() == 2).await;
    browser.plug_in("audiooutput", "out1", "g1");
    until("it came", || handle.last().devices.speakers.len() == 1).await;
    browser.unplug("cam1");
    until("it went", || handle.last().devices.cameras.len() == 1).await;

    browser.fail_enumeration(true);
    handle.last().refresh();
    until("it is told", || handle.last().error.is_some()).await;
    assert_eq!(handle.last().error.unwrap().kind, MediaErrorKind::PageInactive);
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let browser = FakeBrowser::new();
    let (page, handle) = mount().await;
    until("there is a list", || handle.last().devices.cameras.len() == 2).await;
    assert_eq!(browser.listeners(), 1);
    page.unmount().await;
    assert_eq!(browser.listeners(), 0);
    let renders = handle.renders();
    handle.last().refresh();
    browser.until_answered().await;
    assert_eq!(handle.renders(), renders);
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let browser = FakeBrowser::new();
    browser.hold();
    let (page, handle) = mount().await;
    until("the question is open", || browser.pending() == 1).await;
    page.unmount().await;
    let renders = handle.renders();
    browser.release();
    browser.until_answered().await;
    assert_eq!((browser.listeners(), handle.renders()), (0, renders));
}
