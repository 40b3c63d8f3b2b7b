//! A browser whose devices the tests hold in their hand, and ways to wait. Shared by the browser tests of two crates.
#![allow(dead_code, unreachable_pub, reason = "each crate uses its part of it")]

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlMediaElement, MediaStream, MediaStreamTrack};

/// Stands in for `navigator.mediaDevices`, `navigator.permissions` and the timers, until it is dropped.
pub struct FakeBrowser(Script);

impl FakeBrowser {
    /// Without any device.
    pub fn bare() -> Self {
        Self(js_sys::eval(include_str!("fake_browser.js")).unwrap().unchecked_into())
    }

    /// With the cameras `cam1` and `cam2` and the microphones `mic1` and `mic2`.
    pub fn new() -> Self {
        let fake = Self::bare();
        for (kind, id, group) in [
            ("videoinput", "cam1", "g1"),
            ("videoinput", "cam2", "g2"),
            ("audioinput", "mic1", "g1"),
            ("audioinput", "mic2", "g2"),
        ] {
            fake.plug_in(kind, id, group);
        }
        fake
    }

    /// Live tracks of both kinds.
    pub fn all_live(&self) -> u32 {
        self.live("audio") + self.live("video")
    }

    /// Waits until all that was asked before has been answered, and the answers were taken in.
    pub async fn until_answered(&self) {
        until("all is answered", || self.pending() == 0).await;
        until_idle().await;
    }
}

impl Drop for FakeBrowser {
    fn drop(&mut self) {
        self.0.uninstall();
    }
}

impl std::ops::Deref for FakeBrowser {
    type Target = Script;

    fn deref(&self) -> &Script {
        &self.0
    }
}

#[wasm_bindgen]
extern "C" {
    /// What `fake_browser.js` returns.
    pub type Script;

    #[wasm_bindgen(method)]
    fn uninstall(this: &Script);
    #[wasm_bindgen(method, js_name = plugIn)]
    pub fn plug_in(this: &Script, kind: &str, id: &str, group: &str);
    #[wasm_bindgen(method)]
    pub fn unplug(this: &Script, id: &str);
    /// The same id in other hardware, as `default` when the system prefers another device.
    #[wasm_bindgen(method, js_name = moveTo)]
    pub fn move_to(this: &Script, id: &str, group: &str);
    /// The system mutes it, or no longer does.
    #[wasm_bindgen(method, js_name = silenceDevice)]
    pub fn silence_device(this: &Script, id: &str, silent: bool);
    /// What it can, as `getCapabilities` tells it.
    #[wasm_bindgen(method)]
    pub fn enable(this: &Script, id: &str, capabilities: &str);
    /// The browser asks for a speaker, and the person chooses this one; none: they close the question.
    #[wasm_bindgen(method, js_name = addOutputQuestion)]
    pub fn add_output_question(this: &Script, id: &str);
    /// What its tracks do besides, as `getSettings` tells it.
    #[wasm_bindgen(method, js_name = setSetting)]
    pub fn set_setting(this: &Script, id: &str, name: &str, value: bool);
    /// Its tracks sound all the time.
    #[wasm_bindgen(method, js_name = makeSound)]
    pub fn make_sound(this: &Script, id: &str);
    /// Devices have no ids and labels until one is live.
    #[wasm_bindgen(method, js_name = hideNames)]
    pub fn hide_names(this: &Script);
    /// Takes a permission back that was set before: tracks of the kind end, and only then it is told.
    #[wasm_bindgen(method)]
    pub fn revoke(this: &Script, permission: &str, kind: &str);
    #[wasm_bindgen(method)]
    pub fn grant(this: &Script, permission: &str, kind: &str);
    /// What `applyConstraints` was asked for so far, as JSON.
    #[wasm_bindgen(method)]
    pub fn applied(this: &Script) -> String;
    /// Live clones of tracks.
    #[wasm_bindgen(method)]
    pub fn twins(this: &Script) -> u32;
    /// It is there and does not start.
    #[wasm_bindgen(method, js_name = breakDevice)]
    pub fn break_device(this: &Script, id: &str);
    #[wasm_bindgen(method)]
    pub fn mend(this: &Script, id: &str);
    #[wasm_bindgen(method)]
    pub fn deny(this: &Script, kind: &str, message: &str);
    #[wasm_bindgen(method)]
    pub fn allow(this: &Script, kind: &str);
    /// `getUserMedia` throws this before it returns anything.
    #[wasm_bindgen(method, js_name = throwAlways)]
    pub fn throw_always(this: &Script, value: JsValue);
    #[wasm_bindgen(method, js_name = failEnumeration)]
    pub fn fail_enumeration(this: &Script, fails: bool);
    /// As on a page that is not secure.
    #[wasm_bindgen(method, js_name = removeMediaDevices)]
    pub fn remove_media_devices(this: &Script);
    #[wasm_bindgen(method, js_name = removePermissions)]
    pub fn remove_permissions(this: &Script);
    #[wasm_bindgen(method, js_name = setPermission)]
    pub fn set_permission(this: &Script, name: &str, state: &str);
    /// From now on nothing is answered.
    #[wasm_bindgen(method)]
    pub fn hold(this: &Script);
    /// Answers everything, as things are now.
    #[wasm_bindgen(method)]
    pub fn release(this: &Script);
    /// How many questions for devices are held.
    #[wasm_bindgen(method)]
    pub fn asking(this: &Script) -> u32;
    /// How many questions of any sort are held.
    #[wasm_bindgen(method)]
    pub fn pending(this: &Script) -> u32;
    /// What `getUserMedia` was asked for so far, such as `audio+video audio video`.
    #[wasm_bindgen(method)]
    pub fn requests(this: &Script) -> String;
    #[wasm_bindgen(method, js_name = lastRequest)]
    pub fn last_request(this: &Script) -> String;
    #[wasm_bindgen(method, js_name = handedOut)]
    pub fn handed_out(this: &Script) -> u32;
    #[wasm_bindgen(method)]
    pub fn live(this: &Script, kind: &str) -> u32;
    /// How many tracks of a kind were ever live at once.
    #[wasm_bindgen(method, js_name = mostLive)]
    pub fn most_live(this: &Script, kind: &str) -> u32;
    /// On devices, tracks and permissions.
    #[wasm_bindgen(method)]
    pub fn listeners(this: &Script) -> u32;
    #[wasm_bindgen(method)]
    pub fn intervals(this: &Script) -> u32;
    #[wasm_bindgen(method, js_name = audioContexts)]
    pub fn audio_contexts(this: &Script) -> u32;
    /// A track that sounds all the time.
    #[wasm_bindgen(method)]
    pub fn tone(this: &Script) -> MediaStreamTrack;
    /// Whether Web Audio runs at all on this machine.
    #[wasm_bindgen(method, js_name = canPlaySound)]
    pub fn can_play_sound(this: &Script) -> bool;
    #[wasm_bindgen(method, js_name = silentTrack)]
    pub fn silent_track(this: &Script) -> MediaStreamTrack;
    #[wasm_bindgen(method, js_name = pictureTrack)]
    pub fn picture_track(this: &Script) -> MediaStreamTrack;
    /// Its `play()` is refused with an exception of this name.
    #[wasm_bindgen(method, js_name = blockPlaying)]
    pub fn block_playing(this: &Script, element: &HtmlMediaElement, name: &str);
    #[wasm_bindgen(method, js_name = allowPlaying)]
    pub fn allow_playing(this: &Script, element: &HtmlMediaElement);
}

/// A stream of these tracks.
pub fn stream_of(tracks: &[&MediaStreamTrack]) -> MediaStream {
    let array: js_sys::Array = tracks.iter().copied().collect();
    MediaStream::new_with_tracks(&array).unwrap()
}

/// Waits for a condition, up to five seconds.
#[track_caller]
pub fn until(what: &str, condition: impl FnMut() -> bool) -> impl Future<Output = ()> {
    let place = std::panic::Location::caller();
    async move {
        assert!(until_or_timeout(condition, 5_000).await, "{place}: not within 5 s: {what}");
    }
}

/// Waits for a condition; whether it came.
pub async fn until_or_timeout(mut condition: impl FnMut() -> bool, milliseconds: u32) -> bool {
    for _ in 0..milliseconds / 10 {
        if condition() {
            return true;
        }
        TimeoutFuture::new(10).await;
    }
    condition()
}

/// Waits until the event loop has come round a few times: what is on its way then is what nobody holds.
pub async fn until_idle() {
    for _ in 0..3 {
        TimeoutFuture::new(0).await;
    }
}
