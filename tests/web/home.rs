//! The form of the first page, and what every page does when it appears.

use std::{cell::RefCell, rc::Rc};

use tincan::{
    components::page_heading::{PageHeading, PageHeadingProps},
    pages::home::{JoinForm, JoinFormProps},
};
use tincan_protocol::CallLink;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, InputEvent, InputEventInit};
use yew::{prelude::*, scheduler};

use crate::page::{Page, document};

async fn type_in(page: &Page<JoinForm>, text: &str) {
    let input: HtmlInputElement = page.one("input").dyn_into().unwrap();
    input.set_value(text);
    let init = InputEventInit::new();
    init.set_bubbles(true);
    input.dispatch_event(&InputEvent::new_with_event_init_dict("input", &init).unwrap()).unwrap();
    scheduler::flush().await;
}

#[wasm_bindgen_test]
async fn what_is_no_call_is_said_beside_the_field_and_mended_while_typing() {
    let joined = Rc::new(RefCell::new(Vec::<CallLink>::new()));
    let onjoin = {
        let joined = Rc::clone(&joined);
        Callback::from(move |link| joined.borrow_mut().push(link))
    };
    let page = Page::<JoinForm>::mount(JoinFormProps { onjoin }).await;

    type_in(&page, "https://tincan.example/lab").await;
    assert_eq!(page.one("input").get_attribute("aria-invalid"), None, "nobody is corrected before they are done");
    page.click("button").await;
    assert_eq!(page.one("input").get_attribute("aria-invalid").as_deref(), Some("true"));
    let note = page.one("input").get_attribute("aria-describedby").unwrap();
    assert!(page.text(&format!("#{note}")).contains("/r/"));
    assert!(joined.borrow().is_empty());

    type_in(&page, "https://tincan.example/r/Team-Monday#abcdefghijklmnopqrstuvwxyz").await;
    assert_eq!(page.one("input").get_attribute("aria-invalid"), None);
    page.click("button").await;
    assert_eq!(*joined.borrow(), [CallLink::new("team-monday", "abcdefghijklmnopqrstuvwxyz").unwrap()]);
}

#[wasm_bindgen_test]
async fn a_page_that_appears_is_named_and_has_the_focus_on_its_heading() {
    let props = |text: &'static str| PageHeadingProps { text: text.into(), title: None, hidden: false };
    let mut page = Page::<PageHeading>::mount(props("Ready?")).await;
    assert_eq!(document().title(), "Ready? · Tincan");
    assert!(page.one("h1").is_same_node(document().active_element().as_deref()));
    page.update(props("In the call")).await;
    assert_eq!(document().title(), "In the call · Tincan");
}
