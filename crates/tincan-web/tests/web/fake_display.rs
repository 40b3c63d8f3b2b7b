//! A browser whose picker for screens the tests hold in their hand. Shared by the browser tests of two crates.
#![allow(dead_code, unreachable_pub, reason = "each crate uses its part of it")]

use wasm_bindgen::prelude::*;

use crate::fake_browser::{until, until_idle};

/// Stands in for `getDisplayMedia`, until it is dropped. At first the person picks a red monitor without sound.
pub struct FakeDisplay(Script);

impl FakeDisplay {
    pub fn new() -> Self {
        Self(js_sys::eval(include_str!("fake_display.js")).unwrap().unchecked_into())
    }

    /// With its sound, a monitor of this colour of CSS; `film` is another picture each time.
    pub fn with_sound(colour: &str) -> Self {
        let fake = Self::new();
        fake.offer(colour, "monitor", true);
        fake
    }

    /// Pictures and sounds that are captured.
    pub fn all_live(&self) -> u32 {
        self.live("audio") + self.live("video")
    }

    /// Waits until nothing is asked any more, and the answers were taken in.
    pub async fn until_answered(&self) {
        until("all is answered", || self.pending() == 0).await;
        until_idle().await;
    }
}

impl Drop for FakeDisplay {
    fn drop(&mut self) {
        self.0.uninstall();
    }
}

impl std::ops::Deref for FakeDisplay {
    type Target = Script;

    fn deref(&self) -> &Script {
        &self.0
    }
}

#[wasm_bindgen]
extern "C" {
    /// What `fake_display.js` returns.
    pub type Script;

    #[wasm_bindgen(method)]
    fn uninstall(this: &Script);
    /// As in a browser that lets no page capture a screen.
    #[wasm_bindgen(method)]
    pub fn remove(this: &Script);
    /// What the person picks from now on.
    #[wasm_bindgen(method)]
    pub fn offer(this: &Script, colour: &str, surface: &str, sound: bool);
    /// Every question is answered by an exception from now on.
    #[wasm_bindgen(method)]
    pub fn refuse(this: &Script, name: &str, message: &str);
    #[wasm_bindgen(method)]
    pub fn allow(this: &Script);
    /// From now on pickers stay open.
    #[wasm_bindgen(method)]
    pub fn hold(this: &Script);
    /// The person answers them all, as things are now.
    #[wasm_bindgen(method)]
    pub fn release(this: &Script);
    /// How many pickers are open.
    #[wasm_bindgen(method)]
    pub fn pending(this: &Script) -> u32;
    /// How often the person was asked.
    #[wasm_bindgen(method)]
    pub fn asked(this: &Script) -> u32;
    #[wasm_bindgen(method, js_name = lastRequest)]
    pub fn last_request(this: &Script) -> String;
    #[wasm_bindgen(method, js_name = handedOut)]
    pub fn handed_out(this: &Script) -> u32;
    #[wasm_bindgen(method)]
    pub fn live(this: &Script, kind: &str) -> u32;
    /// How many pictures were ever live at once.
    #[wasm_bindgen(method, js_name = mostPictures)]
    pub fn most_pictures(this: &Script) -> u32;
    /// On the tracks.
    #[wasm_bindgen(method)]
    pub fn listeners(this: &Script) -> u32;
    /// The tracks of a kind end by themselves.
    #[wasm_bindgen(method)]
    pub fn end(this: &Script, kind: &str);
    /// The `contentHint` of the last picture.
    #[wasm_bindgen(method)]
    pub fn hint(this: &Script) -> String;
    /// The captured tab goes to this very page.
    #[wasm_bindgen(method, js_name = showThisPage)]
    pub fn show_this_page(this: &Script);
}
