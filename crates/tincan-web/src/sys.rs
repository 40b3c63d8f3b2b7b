//! The JavaScript that web-sys lacks or declares wrongly: the only bindings of this workspace made by hand.
//!
//! web-sys declares several methods that throw as if they did not. An exception would then fly through Rust frames and
//! leave whatever they hold borrowed for ever, so such methods are bound again here, with `catch`. A type here extends the
//! web-sys type of the same object: everything that web-sys has right stays reachable through it.

#![allow(unsafe_code, reason = "`#[wasm_bindgen] extern` expands to unsafe glue; there is none by hand")]

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{
    CanvasRenderingContext2d, Crypto, Event, EventTarget, FileSystemFileHandle, FileSystemSyncAccessHandle,
    HtmlCanvasElement, HtmlMediaElement, HtmlVideoElement, MediaDeviceInfo, MediaDevices, MediaStream,
    MediaStreamTrack, Permissions, RtcConfiguration, RtcDataChannel, RtcDataChannelInit, RtcIceCandidate,
    RtcPeerConnection, RtcRtpSender, RtcRtpTransceiver, RtcRtpTransceiverDirection, RtcRtpTransceiverInit,
};

#[wasm_bindgen]
extern "C" {
    /// `performance.now()`, of a page and of a worker. web-sys: only by way of whichever of the two it is.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(crate) fn performance_now() -> f64;

    /// `crypto.getRandomValues(bytes)`, likewise.
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]) -> Result<(), JsValue>;

    /// A peer connection. Inherited and right as they are: `close`, `create_offer`, `set_remote_description`,
    /// `set_local_description` (with `RtcSessionDescriptionInit::new(RtcSdpType::Rollback)` it rolls back),
    /// `add_ice_candidate_with_opt_rtc_ice_candidate_init`, `get_stats`, the states: their failures are rejections.
    #[wasm_bindgen(extends = RtcPeerConnection, extends = EventTarget, js_name = RTCPeerConnection)]
    #[derive(Debug, Clone)]
    pub(crate) type PeerConnection;

    /// Opens nothing yet. Throws on a malformed ICE server.
    #[wasm_bindgen(constructor, catch, js_class = "RTCPeerConnection")]
    pub(crate) fn new(configuration: &RtcConfiguration) -> Result<PeerConnection, JsValue>;

    /// `addTransceiver(kind or track, init)`: throws on a closed connection. web-sys: no `catch`.
    #[wasm_bindgen(method, catch, js_class = "RTCPeerConnection", js_name = addTransceiver)]
    pub(crate) fn add_transceiver(
        this: &PeerConnection,
        kind_or_track: &JsValue,
        init: &RtcRtpTransceiverInit,
    ) -> Result<Transceiver, JsValue>;

    /// `createDataChannel(label, init)`: throws on a closed connection or an id in use. web-sys: no `catch`.
    #[wasm_bindgen(method, catch, js_class = "RTCPeerConnection", js_name = createDataChannel)]
    pub(crate) fn create_data_channel(
        this: &PeerConnection,
        label: &str,
        init: &RtcDataChannelInit,
    ) -> Result<RtcDataChannel, JsValue>;

    /// The transceivers in the order of their making, which is that of the m-lines when one side makes them all.
    #[wasm_bindgen(method, catch, js_class = "RTCPeerConnection", js_name = getTransceivers)]
    pub(crate) fn transceivers(this: &PeerConnection) -> Result<Vec<Transceiver>, JsValue>;

    /// Asks for new ICE credentials; `negotiationneeded` follows. Missing in web-sys.
    #[wasm_bindgen(method, catch, js_class = "RTCPeerConnection", js_name = restartIce)]
    pub(crate) fn restart_ice(this: &PeerConnection) -> Result<(), JsValue>;

    /// `setLocalDescription()`: the browser makes the offer or the answer that fits its state (JSEP 5.4). Missing in web-sys.
    #[wasm_bindgen(method, catch, js_class = "RTCPeerConnection", js_name = setLocalDescription)]
    pub(crate) fn set_local_description_implicitly(this: &PeerConnection) -> Result<Promise, JsValue>;

    /// Replaces the ICE servers, for the next gathering. web-sys lacks the `catch`.
    #[wasm_bindgen(method, catch, js_class = "RTCPeerConnection", js_name = setConfiguration)]
    pub(crate) fn try_set_configuration(this: &PeerConnection, configuration: &RtcConfiguration)
    -> Result<(), JsValue>;

    /// One m-line.
    #[wasm_bindgen(extends = RtcRtpTransceiver, js_name = RTCRtpTransceiver)]
    #[derive(Debug, Clone)]
    pub(crate) type Transceiver;

    /// Throws on a stopped transceiver or a closed connection. web-sys: no `catch`.
    #[wasm_bindgen(method, catch, setter, js_class = "RTCRtpTransceiver", js_name = direction)]
    pub(crate) fn try_set_direction(this: &Transceiver, direction: RtcRtpTransceiverDirection) -> Result<(), JsValue>;

    /// The sending half of an m-line.
    #[wasm_bindgen(extends = RtcRtpSender, js_name = RTCRtpSender)]
    #[derive(Debug, Clone)]
    pub(crate) type Sender;

    /// Says to which streams the track belongs. Missing in web-sys, and in older browsers.
    #[wasm_bindgen(method, catch, js_class = "RTCRtpSender", js_name = setStreams)]
    fn set_streams(this: &Sender, stream: &MediaStream) -> Result<(), JsValue>;

    /// `getParameters()`. web-sys: no `catch`. What it gives is changed in place and given to
    /// [`set_parameters`](Sender::set_parameters) itself, in the same turn: it carries the number of a transaction.
    #[wasm_bindgen(method, catch, js_class = "RTCRtpSender", js_name = getParameters)]
    pub(crate) fn parameters(this: &Sender) -> Result<Object, JsValue>;

    /// `setParameters(parameters)`. web-sys: no `catch`, and a type that lacks most of the members.
    #[wasm_bindgen(method, catch, js_class = "RTCRtpSender", js_name = setParameters)]
    pub(crate) fn set_parameters(this: &Sender, parameters: &Object) -> Result<Promise, JsValue>;

    /// What holds a capture of a screen (Screen Capture, 5.3). Missing in web-sys, and in browsers.
    #[derive(Debug, Clone)]
    pub(crate) type CaptureController;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<CaptureController, JsValue>;

    /// Where the focus goes once something was picked. Before the capture begins it never throws.
    #[wasm_bindgen(method, catch, js_name = setFocusBehavior)]
    fn set_focus_behavior(this: &CaptureController, behavior: &str) -> Result<(), JsValue>;

    /// An ICE candidate.
    #[wasm_bindgen(extends = RtcIceCandidate, js_name = RTCIceCandidate)]
    #[derive(Debug, Clone)]
    pub(crate) type IceCandidate;

    /// The generation that the candidate belongs to. Missing in web-sys.
    #[wasm_bindgen(method, getter, js_class = "RTCIceCandidate", js_name = usernameFragment)]
    pub(crate) fn username_fragment(this: &IceCandidate) -> Option<String>;

    /// By what the relay's server is reached. Missing in web-sys, and in browsers.
    #[wasm_bindgen(method, getter, js_class = "RTCIceCandidate", js_name = relayProtocol)]
    pub(crate) fn relay_protocol(this: &IceCandidate) -> Option<String>;

    /// The event `icecandidateerror`. Missing in web-sys; some browsers leave fields out, hence the options.
    #[wasm_bindgen(extends = Event, js_name = RTCPeerConnectionIceErrorEvent)]
    #[derive(Debug, Clone)]
    pub(crate) type IceErrorEvent;

    /// A STUN error code (RFC 8489 14.8), or 701 when the server did not answer.
    #[wasm_bindgen(method, getter, js_class = "RTCPeerConnectionIceErrorEvent", js_name = errorCode)]
    pub(crate) fn error_code(this: &IceErrorEvent) -> Option<u16>;

    /// What the server said.
    #[wasm_bindgen(method, getter, js_class = "RTCPeerConnectionIceErrorEvent", js_name = errorText)]
    pub(crate) fn error_text(this: &IceErrorEvent) -> Option<String>;

    /// Which server.
    #[wasm_bindgen(method, getter, js_class = "RTCPeerConnectionIceErrorEvent")]
    pub(crate) fn url(this: &IceErrorEvent) -> Option<String>;

    /// A track of a camera or a microphone.
    #[wasm_bindgen(extends = MediaStreamTrack, js_name = MediaStreamTrack)]
    #[derive(Debug, Clone)]
    pub(crate) type Track;

    /// `clone()`: another live track of the same device, which has to be stopped as well. Under a name that nobody calls by
    /// mistake; web-sys: no `catch`, and a name that hides `Clone::clone`.
    #[wasm_bindgen(method, catch, js_class = "MediaStreamTrack", js_name = clone)]
    pub(crate) fn make_twin(this: &Track) -> Result<MediaStreamTrack, JsValue>;

    /// What the device can do. web-sys: no `catch`; missing in older browsers.
    #[wasm_bindgen(method, catch, js_class = "MediaStreamTrack", js_name = getCapabilities)]
    pub(crate) fn try_get_capabilities(this: &Track) -> Result<JsValue, JsValue>;

    /// What the page in the captured tab has given; null if it has not, or if no tab is captured. Missing in web-sys, and in browsers:
    /// ask for it first. It throws once the track has ended.
    #[wasm_bindgen(method, catch, js_class = "MediaStreamTrack", js_name = getCaptureHandle)]
    fn get_capture_handle(this: &Track) -> Result<JsValue, JsValue>;

    /// The frames of a track, to be read (MediaStreamTrack Insertable Media Processing using Streams, 3). Missing in web-sys, and in
    /// browsers: ask [`has_track_streams`] first.
    #[wasm_bindgen(js_name = MediaStreamTrackProcessor)]
    #[derive(Debug, Clone)]
    type TrackProcessor;

    #[wasm_bindgen(constructor, catch, js_class = "MediaStreamTrackProcessor")]
    fn new(init: &Object) -> Result<TrackProcessor, JsValue>;

    #[wasm_bindgen(method, getter, js_class = "MediaStreamTrackProcessor")]
    fn readable(this: &TrackProcessor) -> Object;

    /// A track whose frames are written (the same, 4, in the form that it has on pages). Missing in web-sys, and in browsers.
    #[wasm_bindgen(extends = MediaStreamTrack, js_name = MediaStreamTrackGenerator)]
    #[derive(Debug, Clone)]
    type TrackGenerator;

    #[wasm_bindgen(constructor, catch, js_class = "MediaStreamTrackGenerator")]
    fn new(init: &Object) -> Result<TrackGenerator, JsValue>;

    #[wasm_bindgen(method, getter, js_class = "MediaStreamTrackGenerator")]
    fn writable(this: &TrackGenerator) -> Object;

    /// A camera or a microphone of the list. Missing in web-sys.
    #[wasm_bindgen(extends = MediaDeviceInfo, js_name = InputDeviceInfo)]
    #[derive(Debug, Clone)]
    pub(crate) type InputDevice;

    /// What the device can do, as far as the browser tells before it is in use. Missing in older browsers.
    #[wasm_bindgen(method, catch, js_class = "InputDeviceInfo", js_name = getCapabilities)]
    pub(crate) fn try_get_capabilities(this: &InputDevice) -> Result<JsValue, JsValue>;

    /// `navigator.mediaDevices` with what web-sys lacks.
    #[wasm_bindgen(extends = MediaDevices, js_name = MediaDevices)]
    #[derive(Debug, Clone)]
    pub(crate) type OutputDevices;

    /// Lets the person choose a speaker (Audio Output Devices API, 5.1). Missing in web-sys, and in most browsers: ask
    /// [`can_select_audio_output`] first.
    #[wasm_bindgen(method, catch, js_class = "MediaDevices", js_name = selectAudioOutput)]
    pub(crate) fn select_audio_output(this: &OutputDevices) -> Result<Promise, JsValue>;

    /// What the page tells of itself to those who capture its tab. Missing in web-sys, and in browsers: ask for it first.
    #[wasm_bindgen(method, catch, js_class = "MediaDevices", js_name = setCaptureHandleConfig)]
    fn set_capture_handle_config(this: &OutputDevices, config: &Object) -> Result<(), JsValue>;

    /// A `<video>` or `<audio>`.
    #[wasm_bindgen(extends = HtmlMediaElement, extends = EventTarget, js_name = HTMLMediaElement)]
    #[derive(Debug, Clone)]
    pub(crate) type MediaElement;

    /// Plays on that speaker; the empty id is the default. Missing in web-sys, and in browsers: ask
    /// [`can_set_sink_id`] first.
    #[wasm_bindgen(method, catch, js_class = "HTMLMediaElement", js_name = setSinkId)]
    pub(crate) fn set_sink_id(this: &MediaElement, id: &str) -> Result<Promise, JsValue>;

    /// A `<video>`.
    #[wasm_bindgen(extends = HtmlVideoElement, extends = HtmlMediaElement, extends = EventTarget, js_name = HTMLVideoElement)]
    #[derive(Debug, Clone)]
    pub(crate) type VideoElement;

    /// Has a function called once, when the next frame is there and the page is drawn (HTMLVideoElement.requestVideoFrameCallback, 3).
    /// Missing in web-sys, and in browsers: ask [`can_follow_frames`] first.
    #[wasm_bindgen(method, catch, js_class = "HTMLVideoElement", js_name = requestVideoFrameCallback)]
    pub(crate) fn request_video_frame_callback(this: &VideoElement, callback: &Function) -> Result<u32, JsValue>;

    /// Takes the request back. An unknown one makes no difference.
    #[wasm_bindgen(method, catch, js_class = "HTMLVideoElement", js_name = cancelVideoFrameCallback)]
    pub(crate) fn cancel_video_frame_callback(this: &VideoElement, handle: u32) -> Result<(), JsValue>;

    /// The speaker in use; the empty id is the default. Missing in web-sys, and in browsers.
    #[wasm_bindgen(method, getter, js_class = "HTMLMediaElement", js_name = sinkId)]
    pub(crate) fn sink_id(this: &MediaElement) -> Option<String>;
}

impl Sender {
    /// The sender of a transceiver.
    pub(crate) fn of(transceiver: &Transceiver) -> Self {
        transceiver.sender().unchecked_into()
    }

    /// Says to which stream the track belongs. A browser that cannot say it only loses the tie between lips and voice.
    pub(crate) fn set_streams_where_possible(&self, stream: &MediaStream) {
        if has(self, "setStreams") {
            let _ = self.set_streams(stream);
        }
    }
}

impl CaptureController {
    /// One that leaves the focus on this page; `None` in browsers that know none, and do as they like.
    pub(crate) fn keeping_focus() -> Option<Self> {
        let window = web_sys::window()?;
        if !has(&window, "CaptureController") {
            return None;
        }
        let controller = Self::new().ok()?;
        controller.set_focus_behavior("no-focus-change").ok()?;
        Some(controller)
    }
}

/// Says what is in a picture (MediaStreamTrack Content Hints, 3). Missing in web-sys; browsers that know no hints are spared one.
pub(crate) fn set_content_hint(track: &MediaStreamTrack, hint: &str) {
    if has(track, "contentHint") {
        // It throws at nothing: what a browser does not know, it ignores.
        let _ = Reflect::set(track, &"contentHint".into(), &hint.into());
    }
}

/// Gives the tab of this page a name that pages of this site, and only they, can read from a capture of it (Capture Handle, 3).
/// Missing in web-sys, and in most browsers.
pub(crate) fn set_capture_handle(handle: &str) {
    let Some(devices) = media_devices().filter(|devices| has(devices, "setCaptureHandleConfig")) else { return };
    let Some(origin) = web_sys::window().and_then(|window| window.location().origin().ok()) else { return };
    let config = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&config, &"handle".into(), &handle.into());
    let _ = Reflect::set(&config, &"permittedOrigins".into(), &Array::of1(&origin.into()));
    // It throws in frames only, and what is in a frame is not recognised.
    let _ = devices.unchecked_ref::<OutputDevices>().set_capture_handle_config(&config);
}

/// The name of the tab that a track captures, if its page has given one and shows it to this one.
pub(crate) fn capture_handle(track: &MediaStreamTrack) -> Option<String> {
    if !has(track, "getCaptureHandle") {
        return None;
    }
    text(&track.unchecked_ref::<Track>().get_capture_handle().ok()?, "handle")
}

/// A canvas to be read often: it is kept in memory, and not on the graphics card.
pub(crate) fn context_to_read(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let options = object_of("willReadFrequently", &JsValue::TRUE);
    canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()
}

/// A canvas without transparency: what shows through a picture is black.
pub(crate) fn opaque_context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let options = object_of("alpha", &JsValue::FALSE);
    canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()
}

/// Whether this browser draws with filters (HTML, 4.12.5.1.19).
pub(crate) fn can_filter(context: &CanvasRenderingContext2d) -> bool {
    has(context, "filter")
}

/// Whether a canvas can be a track (Media Capture from DOM Elements, 4).
pub(crate) fn can_capture(canvas: &HtmlCanvasElement) -> bool {
    has(canvas, "captureStream")
}

/// Whether the frames of a track can be read and written as streams, on a page: Chromium. Safari can in workers alone, whose canvas
/// knows no filters there.
pub(crate) fn has_track_streams() -> bool {
    web_sys::window()
        .is_some_and(|window| has(&window, "MediaStreamTrackProcessor") && has(&window, "MediaStreamTrackGenerator"))
}

/// A stream of the frames of a track, to be read; it can be transferred. Frames that nobody reads are lost, all but the last.
pub(crate) fn frames_of(track: &MediaStreamTrack) -> Result<Object, JsValue> {
    Ok(TrackProcessor::new(&object_of("track", track))?.readable())
}

/// A live track with a picture, and the stream into which its frames are to be written; that can be transferred.
pub(crate) fn track_to_write() -> Result<(MediaStreamTrack, Object), JsValue> {
    let generator = TrackGenerator::new(&object_of("kind", &"video".into()))?;
    let writable = generator.writable();
    Ok((generator.unchecked_into(), writable))
}

/// Whether a `<video>` tells of each frame.
pub(crate) fn can_follow_frames(video: &VideoElement) -> bool {
    has(video, "requestVideoFrameCallback")
}

/// Random bytes that nobody can predict (`crypto.getRandomValues`, Web Cryptography API 10.1.1). Browsers without it do not
/// run WebAssembly either.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // It throws for more than 64 KiB only.
    let _ = get_random_values(&mut bytes);
    bytes
}

/// `crypto`, of the page or of a worker, which has no window.
pub(crate) fn crypto() -> Result<Crypto, JsValue> {
    Reflect::get(&js_sys::global(), &"crypto".into()).and_then(JsCast::dyn_into::<Crypto>)
}

/// `navigator.mediaDevices`; `None` on insecure pages, where browsers leave it undefined, and outside a window.
pub(crate) fn media_devices() -> Option<MediaDevices> {
    navigator_property("mediaDevices").map(JsCast::unchecked_into)
}

/// `navigator.permissions`; `None` in browsers without it.
pub(crate) fn permissions() -> Option<Permissions> {
    navigator_property("permissions").map(JsCast::unchecked_into)
}

/// The constraints that this browser knows (Media Capture and Streams, 9.2); `None` where it does not tell. web-sys: no `catch`.
pub(crate) fn supported_constraints() -> Option<JsValue> {
    let devices = media_devices().filter(|devices| has(devices, "getSupportedConstraints"))?;
    Some(devices.get_supported_constraints().into())
}

/// Whether this browser lets a page choose the speaker of an element.
pub(crate) fn can_set_sink_id(element: &HtmlMediaElement) -> bool {
    has(element, "setSinkId")
}

/// Whether DTLS, and not ICE, has given a connection up (webrtc-pc 5.5). The transport is missing in web-sys.
pub(crate) fn has_dtls_failed(connection: &RtcPeerConnection) -> bool {
    connection.get_senders().iter().any(|sender| {
        let transport = Reflect::get(&sender, &"transport".into()).unwrap_or_default();
        transport.is_object() && text(&transport, "state").as_deref() == Some("failed")
    })
}

/// Whether this browser has a question of its own for the speaker.
pub(crate) fn can_select_audio_output() -> bool {
    media_devices().is_some_and(|devices| has(&devices, "selectAudioOutput"))
}

/// Calls a method by its name: for what few pages need, since what is declared is JavaScript that all of them load.
pub(crate) fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    method.apply(object, &arguments.iter().collect())
}

/// Whether an object, or what it inherits from, has such a property. What is no object has none.
pub(crate) fn has(object: &JsValue, property: &str) -> bool {
    object.is_object() && Reflect::has(object, &JsValue::from_str(property)).unwrap_or(false)
}

/// Opens a file of this site's own storage for itself alone (File System, 3.3.3). web-sys: no `catch`.
pub(crate) async fn open_sync(file: &FileSystemFileHandle) -> Result<FileSystemSyncAccessHandle, JsValue> {
    Ok(wasm_bindgen_futures::JsFuture::from(file.create_sync_access_handle()).await?.unchecked_into())
}

/// Whether this browser opens files of the site's own storage in a worker.
pub(crate) fn can_open_sync() -> bool {
    let handle = Reflect::get(&js_sys::global(), &"FileSystemFileHandle".into());
    let prototype = handle.and_then(|handle| Reflect::get(&handle, &"prototype".into()));
    prototype.is_ok_and(|prototype| has(&prototype, "createSyncAccessHandle"))
}

/// A property that is a text and says something.
pub(crate) fn text(object: &JsValue, property: &str) -> Option<String> {
    Reflect::get(object, &JsValue::from_str(property)).ok()?.as_string().filter(|text| !text.is_empty())
}

/// A property that is an array of numbers.
pub(crate) fn numbers(object: &JsValue, property: &str) -> Option<Vec<f64>> {
    let array: Array = Reflect::get(object, &JsValue::from_str(property)).ok()?.dyn_into().ok()?;
    array.iter().map(|item| item.as_f64()).collect()
}

/// A plain object with this property.
pub(crate) fn object_of(property: &str, value: &JsValue) -> Object {
    let object = Object::new();
    // It takes any property.
    let _ = Reflect::set(&object, &property.into(), value);
    object
}

/// The name, the message and the constraint of whatever a browser threw or rejected with. All may be empty: anything can
/// be thrown.
pub(crate) fn error_parts(error: &JsValue) -> ErrorParts {
    if !error.is_object() {
        let message = error.as_string().unwrap_or_else(|| format!("{error:?}"));
        return ErrorParts { name: String::new(), message, constraint: None };
    }
    ErrorParts {
        name: text(error, "name").unwrap_or_default(),
        message: text(error, "message").unwrap_or_default(),
        constraint: text(error, "constraint"),
    }
}

/// What [`error_parts`] reads from an exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorParts {
    /// `NotAllowedError` and so on.
    pub(crate) name: String,
    /// The browser's words, for developers.
    pub(crate) message: String,
    /// Which constraint could not be met; of `OverconstrainedError` only.
    pub(crate) constraint: Option<String>,
}

/// A property of `navigator` that this browser may not have.
fn navigator_property(name: &str) -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let value = Reflect::get(&navigator, &JsValue::from_str(name)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}
