//! The little of the document that the app touches outside of its components.

use std::cell::RefCell;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, HtmlAnchorElement, HtmlElement, HtmlTemplateElement, Node,
    ResizeObserver, Storage, Url, Window,
};
use yew::{Callback, Event, MouseEvent, NodeRef, TargetCast, UseStateHandle};
use yew_webrtc::browser::Agent;

/// Sets the document's title: what the tab, the history and a screen reader say first.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The element of this id.
#[must_use]
pub fn element(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Sets (`Some`) or removes (`None`) an attribute of `<html>`.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    // Only an invalid attribute name is refused, and the app has none.
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Sets (`Some`) or removes (`None`) a custom property of `<html>`, which everything on the page inherits.
pub fn set_root_property(name: &str, value: Option<&str>) {
    let root = document().and_then(|document| document.document_element()?.dyn_into::<HtmlElement>().ok());
    let Some(root) = root else { return };
    // Only a declaration that cannot be changed is refused.
    let _ = match value {
        Some(value) => root.style().set_property(name, value),
        None => root.style().remove_property(name).map(|_| ()),
    };
}

/// Puts the stylesheets that wait in this `<template>` into the page. The promise is kept when all are there, and broken when one does not
/// come.
pub fn add_styles(template: &str) -> Promise {
    let template = element(template).and_then(|template| template.dyn_into::<HtmlTemplateElement>().ok());
    let links = template.and_then(|template| template.content().query_selector_all("link").ok());
    let links = links.iter().flat_map(|links| (0..links.length()).filter_map(|index| links.item(index)));
    let coming = links.filter_map(|link| {
        let link: HtmlElement = link.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        let coming = Promise::new(&mut |came, failed| {
            link.set_onload(Some(&came));
            link.set_onerror(Some(&failed));
        });
        document()?.head()?.append_child(&link).ok()?;
        Some(coming)
    });
    Promise::all(&coming.collect::<Array>())
}

/// This site's permanent storage. None where the browser forbids it: private windows, blocked cookies.
#[must_use]
pub fn local_storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// The languages that the person reads, best first, as BCP 47 tags.
#[must_use]
pub fn preferred_languages() -> Vec<String> {
    let languages = window().map(|window| window.navigator().languages());
    languages.iter().flat_map(|languages| languages.iter()).filter_map(|tag| tag.as_string()).collect()
}

/// The origin of this page, such as `https://tincan.example`.
#[must_use]
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// The path of this page's address, such as `/lab`.
#[must_use]
pub fn path() -> String {
    window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// What follows the `#` of this page's address.
#[must_use]
pub fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// A part of a path without its percent signs (RFC 3986, 2.1); as it is, where they make no sense.
#[must_use]
pub fn decode_path(part: &str) -> String {
    if !part.contains('%') {
        return part.to_owned();
    }
    js_sys::decode_uri_component(part).map_or_else(|_| part.to_owned(), String::from)
}

/// Puts a text into the clipboard, and says whether it is there now. There is none outside of secure pages.
pub async fn copy_text(text: &str) -> bool {
    let Some(window) = window() else { return false };
    navigator_has("clipboard") && JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Loads the page at this path of the same site.
pub fn load(path: &str) {
    if let Some(window) = window() {
        // It fails only in sandboxed frames that may not leave their page.
        let _ = window.location().assign(path);
    }
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = window() {
        // It fails only in sandboxed frames, where the person still has the browser's own button.
        let _ = window.location().reload();
    }
}

/// Calls a method without arguments that a browser may lack, or refuse at once or by its promise: either way, the page goes on.
pub fn attempt(object: &JsValue, method: &str) {
    let member = js_sys::Reflect::get(object, &JsValue::from_str(method));
    let Ok(function) = member.and_then(JsCast::dyn_into::<js_sys::Function>) else { return };
    let Ok(answer) = function.call0(object) else { return };
    spawn_local(async move {
        let _ = JsFuture::from(js_sys::Promise::resolve(&answer)).await;
    });
}

/// Sets a custom property of the stylesheet on an element.
pub fn set_property(place: &NodeRef, name: &str, value: &str) {
    if let Some(element) = place.cast::<HtmlElement>() {
        // It throws for no custom property.
        let _ = element.style().set_property(name, value);
    }
}

/// How many pixels of the device a pixel of the stylesheet is wide.
#[must_use]
pub fn pixels_per_pixel() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio())
}

/// Gives the focus to the first of these elements in that place, if there is one.
pub fn focus_first(place: &NodeRef, selector: &str) {
    let place = place.cast::<Element>();
    let element = place.and_then(|place| place.query_selector(selector).ok().flatten());
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // It fails for no element that is in the page.
        let _ = element.focus();
    }
}

/// Gives the focus to the next control after this element, which is about to vanish or to be empty. Only who goes by keyboard gets to
/// a field for text: to others it would bring up the keyboard of their phone.
pub fn focus_beyond(place: &Element) {
    let by_keyboard =
        document().is_some_and(|document| document.query_selector(":focus-visible").is_ok_and(|it| it.is_some()));
    let selector = if by_keyboard { "a[href], summary, button, input, select" } else { "a[href], summary, button" };
    let found = document().and_then(|document| document.query_selector_all(selector).ok());
    let is_beyond = |control: &HtmlElement| {
        let position = place.compare_document_position(control);
        let is_after = position & Node::DOCUMENT_POSITION_FOLLOWING != 0;
        let is_inside = position & Node::DOCUMENT_POSITION_CONTAINED_BY != 0;
        is_after && !is_inside && !control.has_attribute("disabled") && control.offset_width() > 0
    };
    let mut controls = found.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.get(index)));
    let next = controls.find_map(|control| control.dyn_into::<HtmlElement>().ok().filter(is_beyond));
    // It fails for no element that is in the page.
    let _ = next.map(|control| control.focus());
}

/// A button has been pressed, and what it is in, of this selector, goes with it: the focus does not.
pub fn leave(event: &MouseEvent, selector: &str) {
    let button = event.target_dyn_into::<Element>();
    if let Some(place) = button.and_then(|button| button.closest(selector).ok().flatten()) {
        focus_beyond(&place);
    }
}

/// Whether a `<video>` can leave the page for a window of its own that stays above the others (Picture-in-Picture, 3).
#[must_use]
pub fn has_picture_in_picture() -> bool {
    let enabled = document().and_then(|document| {
        js_sys::Reflect::get(&document, &JsValue::from_str("pictureInPictureEnabled")).ok()?.as_bool()
    });
    enabled == Some(true)
}

/// Shows the video in a window of its own, or takes it back from there. Call it from a click or a key.
pub fn toggle_picture_in_picture(video: &Element) {
    let Some(document) = document() else { return };
    let there = js_sys::Reflect::get(&document, &JsValue::from_str("pictureInPictureElement"));
    if there.is_ok_and(|there| js_sys::Object::is(&there, video)) {
        attempt(&document, "exitPictureInPicture");
    } else {
        attempt(video, "requestPictureInPicture");
    }
}

/// The host of this page's address, such as `tincan.example`.
#[must_use]
pub fn host() -> String {
    window().and_then(|window| window.location().host().ok()).unwrap_or_default()
}

/// Whether `navigator` has a member that is missing in some browsers, or outside of secure contexts.
#[must_use]
pub fn navigator_has(member: &str) -> bool {
    window().is_some_and(|window| has(&window.navigator(), member))
}

/// Tells this state whether a `<details>` is open, each time that this changes.
pub fn on_toggle(open: &UseStateHandle<bool>) -> Callback<Event> {
    let open = open.setter();
    Callback::from(move |event: Event| {
        if let Some(details) = event.target_dyn_into::<HtmlElement>() {
            open.set(details.has_attribute("open"));
        }
    })
}

/// Whether an element of this kind has a member that is missing in some browsers.
#[must_use]
pub fn element_has(tag: &str, member: &str) -> bool {
    let element: Option<Element> = document().and_then(|document| document.create_element(tag).ok());
    element.is_some_and(|element| has(&element, member))
}

fn has(object: &JsValue, member: &str) -> bool {
    js_sys::Reflect::get(object, &JsValue::from_str(member)).is_ok_and(|value| !value.is_undefined())
}

/// Which browser this is, for words about its settings.
#[must_use]
pub fn agent() -> Agent {
    let navigator = window().map(|window| window.navigator());
    let user_agent = navigator.as_ref().and_then(|navigator| navigator.user_agent().ok()).unwrap_or_default();
    let touch_points = navigator.map_or(0, |navigator| navigator.max_touch_points());
    Agent::parse(&user_agent, u32::try_from(touch_points).unwrap_or(0))
}

/// Whether browsers give devices to this page: its address is one of `https:`, or of this computer (Secure Contexts, 3.1).
#[must_use]
pub fn is_secure() -> bool {
    window().is_some_and(|window| window.is_secure_context())
}

/// The time by the person's clock, in milliseconds since 1970.
#[must_use]
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// A moment of [`now`] as hours, minutes and seconds, as one writes them in this language (a BCP 47 tag).
#[must_use]
pub fn time_of_day(milliseconds: f64, language: &str) -> String {
    js_sys::Date::new(&milliseconds.into()).to_locale_time_string(language).into()
}

/// A moment of [`now`] as hours and minutes, as one writes them in this language.
#[must_use]
pub fn hours_and_minutes(milliseconds: u64, language: &str) -> String {
    thread_local! {
        /// What writes them, and in which language: to make one takes browsers a millisecond.
        static FORMAT: RefCell<Option<(String, Function)>> = const { RefCell::new(None) };
    }
    let kept = FORMAT.take().filter(|(known, _)| known == language);
    let (language, format) = kept.unwrap_or_else(|| {
        let options = js_sys::Object::new();
        for (part, width) in [("hour", "numeric"), ("minute", "2-digit")] {
            // A plain object takes any property.
            let _ = js_sys::Reflect::set(&options, &part.into(), &width.into());
        }
        let format = js_sys::Intl::DateTimeFormat::new(&Array::of1(&language.into()), &options);
        (language.to_owned(), format.format())
    });
    let written = format.call1(&JsValue::UNDEFINED, &date(milliseconds));
    FORMAT.set(Some((language, format)));
    written.ok().and_then(|written| written.as_string()).unwrap_or_default()
}

/// A moment of [`now`] as day and time, as one writes them in this language.
#[must_use]
pub fn day_and_time(milliseconds: u64, language: &str) -> String {
    date(milliseconds).to_locale_string(language, &JsValue::UNDEFINED).into()
}

/// The day of a moment of [`now`], as one writes it in this language.
#[must_use]
pub fn day(milliseconds: u64, language: &str) -> String {
    date(milliseconds).to_locale_date_string(language, &JsValue::UNDEFINED).into()
}

fn date(milliseconds: u64) -> js_sys::Date {
    js_sys::Date::new(&JsValue::from(milliseconds as f64))
}

/// Whether the person can see the page: it is not in a tab behind another one.
#[must_use]
pub fn is_visible() -> bool {
    document().is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// A text as a file that can be saved, as long as this lives.
#[derive(Debug)]
pub struct TextFile {
    url: String,
}

impl TextFile {
    /// A file with this text; none where the browser is out of memory.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let options = BlobPropertyBag::new();
        options.set_type("text/plain;charset=utf-8");
        let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options).ok()?;
        Some(Self { url: Url::create_object_url_with_blob(&blob).ok()? })
    }

    /// Lets the browser save it under this name, or ask for another one.
    pub fn save(&self, name: &str) {
        let link = document().and_then(|document| document.create_element("a").ok());
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
            link.set_href(&self.url);
            link.set_download(name);
            link.click();
        }
    }
}

impl Drop for TextFile {
    fn drop(&mut self) {
        // Fails only for what is no address.
        let _ = Url::revoke_object_url(&self.url);
    }
}

/// Watches the size of an element, as long as this lives.
///
/// Specification: Resize Observer, 2.1.
#[derive(Debug)]
pub struct SizeWatch {
    observer: ResizeObserver,
    _on_change: Closure<dyn Fn()>,
}

impl SizeWatch {
    /// Tells `on_change` when the element gets another size, and once at first. None where the browser cannot.
    pub fn new(element: &Element, on_change: impl Fn() + 'static) -> Option<Self> {
        let on_change = Closure::<dyn Fn()>::new(on_change);
        let observer = ResizeObserver::new(on_change.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _on_change: on_change })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// What has the focus, if it can be given back later.
#[must_use]
pub fn focused() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// The document.
#[must_use]
pub fn document() -> Option<Document> {
    window()?.document()
}

fn window() -> Option<Window> {
    web_sys::window()
}
