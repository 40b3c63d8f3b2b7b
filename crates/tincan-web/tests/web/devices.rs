//! The list follows the devices.

use std::{cell::Cell, rc::Rc};

use tincan_core::{devices::Device, media_error::MediaErrorKind};
use tincan_web::devices::DeviceWatch;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fake_browser::{FakeBrowser, until, until_idle};

fn ids(devices: &[Device]) -> Vec<&str> {
    devices.iter().map(|device| device.id.as_str()).collect()
}

#[wasm_bindgen_test]
async fn the_browser_itself_lists_its_devices() {
    let watch = DeviceWatch::new(|| {});
    until("there is a list", || !watch.devices().cameras.is_empty()).await;
    assert!(!watch.devices().microphones.is_empty());
    assert_eq!(watch.error(), None);
}

#[wasm_bindgen_test]
async fn devices_come_and_go() {
    let browser = FakeBrowser::new();
    let changes = Rc::new(Cell::new(0));
    let watch = {
        let changes = Rc::clone(&changes);
        DeviceWatch::new(move || changes.set(changes.get() + 1))
    };
    until("there is a list", || watch.devices().cameras.len() == 2).await;
    assert_eq!(changes.get(), 1);

    browser.plug_in("videoinput", "cam3", "g3");
    until("it came", || ids(&watch.devices().cameras) == ["cam1", "cam2", "cam3"]).await;
    browser.unplug("cam1");
    until("it went", || ids(&watch.devices().cameras) == ["cam2", "cam3"]).await;
    assert_eq!(changes.get(), 3);

    watch.refresh();
    until_idle().await;
    assert_eq!(changes.get(), 3, "the same list is no change");
}

#[wasm_bindgen_test]
async fn of_many_changes_at_once_the_last_is_seen() {
    let browser = FakeBrowser::new();
    let watch = DeviceWatch::new(|| {});
    for _ in 0..10 {
        browser.plug_in("videoinput", "cam3", "g3");
        browser.unplug("cam3");
    }
    browser.unplug("cam2");
    until("the last is seen", || ids(&watch.devices().cameras) == ["cam1"]).await;
}

#[wasm_bindgen_test]
async fn a_failure_is_told_and_keeps_the_list() {
    let browser = FakeBrowser::new();
    let watch = DeviceWatch::new(|| {});
    until("there is a list", || watch.devices().cameras.len() == 2).await;
    browser.fail_enumeration(true);
    watch.refresh();
    until("it is told", || watch.error().is_some()).await;
    assert_eq!(watch.error().unwrap().kind, MediaErrorKind::PageInactive);
    assert_eq!(watch.devices().cameras.len(), 2);
    browser.fail_enumeration(false);
    watch.refresh();
    until("it is over", || watch.error().is_none()).await;
}

#[wasm_bindgen_test]
async fn a_page_without_devices_says_so() {
    let browser = FakeBrowser::new();
    browser.remove_media_devices();
    let watch = DeviceWatch::new(|| {});
    until("it is told", || watch.error().is_some()).await;
    assert_eq!(watch.error().unwrap().kind, MediaErrorKind::Unsupported);
}

#[wasm_bindgen_test]
async fn drop_stops_listening_even_while_a_list_is_on_its_way() {
    let browser = FakeBrowser::new();
    browser.hold();
    let changes = Rc::new(Cell::new(0));
    let watch = {
        let changes = Rc::clone(&changes);
        DeviceWatch::new(move || changes.set(changes.get() + 1))
    };
    until("the question is open", || browser.pending() == 1).await;
    assert_eq!(browser.listeners(), 1);
    drop(watch);
    assert_eq!(browser.listeners(), 0);
    browser.release();
    browser.until_answered().await;
    assert_eq!(changes.get(), 0);
}
