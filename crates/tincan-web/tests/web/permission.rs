//! Permissions are followed without asking.

use std::{cell::Cell, rc::Rc};

use tincan_web::permission::{PermissionName, PermissionStatus, PermissionWatch};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fake_browser::{FakeBrowser, until};

#[wasm_bindgen_test]
async fn changes_are_followed() {
    let browser = FakeBrowser::bare();
    browser.set_permission("camera", "prompt");
    let watch = PermissionWatch::new(PermissionName::Camera, || {});
    assert_eq!(watch.status(), PermissionStatus::Unknown);
    until("it is known", || watch.status() == PermissionStatus::Prompt).await;
    for (state, status) in [("granted", PermissionStatus::Granted), ("denied", PermissionStatus::Denied)] {
        browser.set_permission("camera", state);
        assert_eq!(watch.status(), status);
    }
    assert_eq!(browser.listeners(), 1);
    drop(watch);
    assert_eq!(browser.listeners(), 0);
}

#[wasm_bindgen_test]
async fn a_browser_that_does_not_tell_leaves_it_unknown() {
    let browser = FakeBrowser::bare();
    let watch = PermissionWatch::new(PermissionName::Microphone, || {});
    browser.until_answered().await;
    assert_eq!(watch.status(), PermissionStatus::Unknown);

    browser.remove_permissions();
    let watch = PermissionWatch::new(PermissionName::Microphone, || {});
    browser.until_answered().await;
    assert_eq!(watch.status(), PermissionStatus::Unknown);
}

#[wasm_bindgen_test]
async fn nothing_listens_if_the_answer_comes_after_drop() {
    let browser = FakeBrowser::bare();
    browser.set_permission("camera", "granted");
    browser.hold();
    let told = Rc::new(Cell::new(false));
    let watch = {
        let told = Rc::clone(&told);
        PermissionWatch::new(PermissionName::Camera, move || told.set(true))
    };
    until("the question is open", || browser.pending() == 1).await;
    drop(watch);
    browser.release();
    browser.until_answered().await;
    assert_eq!((browser.listeners(), told.get()), (0, false));
}
