//! A piece of a page with one component in it.

use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, EventInit, HtmlElement, HtmlSelectElement, KeyboardEvent, KeyboardEventInit};
use yew::{html::BaseComponent, prelude::*, scheduler};
use yew_webrtc::clock::now;

/// A mounted component. It is taken off the page when dropped, whatever the test's outcome.
pub(crate) struct Page<C: BaseComponent> {
    root: HtmlElement,
    app: Option<AppHandle<C>>,
}

impl<C: BaseComponent> Page<C> {
    pub(crate) async fn mount(props: C::Properties) -> Self {
        let root: HtmlElement = document().create_element("div").unwrap().dyn_into().unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        let app = yew::Renderer::<C>::with_root_and_props(root.clone().into(), props).render();
        scheduler::flush().await;
        Self { root, app: Some(app) }
    }

    /// Renders with other properties.
    pub(crate) async fn update(&mut self, props: C::Properties) {
        self.app.as_mut().unwrap().update(props);
        scheduler::flush().await;
    }

    /// The element this selects; there must be one.
    pub(crate) fn one(&self, selector: &str) -> Element {
        self.root.query_selector(selector).unwrap().unwrap_or_else(|| panic!("nothing matches {selector}"))
    }

    /// All elements this selects.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        let list = self.root.query_selector_all(selector).unwrap();
        (0..list.length()).map(|index| list.item(index).unwrap().dyn_into().unwrap()).collect()
    }

    /// The text this selects.
    pub(crate) fn text(&self, selector: &str) -> String {
        self.one(selector).text_content().unwrap_or_default()
    }

    /// Presses what this selects.
    pub(crate) async fn click(&self, selector: &str) {
        self.one(selector).dyn_into::<HtmlElement>().unwrap().click();
        scheduler::flush().await;
    }

    /// Presses this key where this selects.
    pub(crate) async fn press_key(&self, selector: &str, key: &str) {
        let init = KeyboardEventInit::new();
        init.set_bubbles(true);
        init.set_key(key);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        self.one(selector).dispatch_event(&event).unwrap();
        scheduler::flush().await;
    }

    /// Chooses in the `<select>` that this selects.
    pub(crate) async fn choose(&self, selector: &str, value: &str) {
        let select: HtmlSelectElement = self.one(selector).dyn_into().unwrap();
        select.set_value(value);
        let init = EventInit::new();
        init.set_bubbles(true);
        select.dispatch_event(&Event::new_with_event_init_dict("change", &init).unwrap()).unwrap();
        scheduler::flush().await;
    }

    /// The element around the component.
    pub(crate) fn root(&self) -> &HtmlElement {
        &self.root
    }
}

impl<C: BaseComponent> Drop for Page<C> {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.root.remove();
    }
}

pub(crate) fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// Waits until it is so.
pub(crate) async fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = now() + Duration::from_secs(20);
    while !condition() {
        assert!(now() < deadline, "waited in vain for {what}");
        TimeoutFuture::new(20).await;
    }
}
