//! The four media sections that every connection has from the start, always in the same order.
//!
//! The opener offers them, with tracks or without; the other side takes them over from the offer. Turning a camera on is then
//! `replaceTrack`: nothing is negotiated, and which track is which never has to be guessed.

use js_sys::{Array, Reflect};
use tincan_core::content::ContentKind;
use tincan_protocol::Presence;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaStream, MediaStreamTrack, MediaStreamTrackState, RtcRtpTransceiverDirection, RtcRtpTransceiverInit,
};

use crate::sys::{PeerConnection, Sender, Transceiver, error_parts};

/// What a media section is for. The order is that of the sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The person's voice.
    Microphone,
    /// The person's picture.
    Camera,
    /// The shared screen.
    Screen,
    /// The sound of the shared screen.
    ScreenSound,
}

impl Slot {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Microphone, Self::Camera, Self::Screen, Self::ScreenSound];

    /// `audio` or `video`.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Microphone | Self::ScreenSound => "audio",
            Self::Camera | Self::Screen => "video",
        }
    }
}

/// What this side sends. The tracks are lent: whoever acquired them stops them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LocalTracks {
    /// For [`Slot::Microphone`].
    pub microphone: Option<MediaStreamTrack>,
    /// For [`Slot::Camera`].
    pub camera: Option<MediaStreamTrack>,
    /// For [`Slot::Screen`].
    pub screen: Option<MediaStreamTrack>,
    /// For [`Slot::ScreenSound`].
    pub screen_sound: Option<MediaStreamTrack>,
    /// What the screen shows: it is encoded accordingly.
    pub content: ContentKind,
    /// How high the screen is, in pixels, as far as that is known: what is too large for its content is scaled down.
    pub screen_height: Option<u32>,
    /// What the person means to send, as the others are told.
    pub presence: Presence,
}

impl LocalTracks {
    /// The track for a slot.
    #[must_use]
    pub fn track(&self, slot: Slot) -> Option<&MediaStreamTrack> {
        match slot {
            Slot::Microphone => self.microphone.as_ref(),
            Slot::Camera => self.camera.as_ref(),
            Slot::Screen => self.screen.as_ref(),
            Slot::ScreenSound => self.screen_sound.as_ref(),
        }
    }

    /// The same, with the camera that was sent before in place of one that is only being exchanged, if it has ended and so sends nothing:
    /// a slot that was empty in between would begin anew, which costs the next picture time.
    pub(crate) fn keeping_places(self, before: &Self) -> Self {
        let ended = |track: &MediaStreamTrack| track.ready_state() == MediaStreamTrackState::Ended;
        let exchanged = self.presence.camera && self.camera.is_none();
        let kept = before.camera.clone().filter(|camera| exchanged && ended(camera));
        Self { camera: self.camera.or(kept), ..self }
    }

    /// Whether both send the same, whatever is meant by it.
    #[must_use]
    pub fn same_tracks(&self, other: &Self) -> bool {
        Slot::ALL.iter().all(|&slot| self.track(slot) == other.track(slot))
    }
}

/// The slots of one connection.
#[derive(Debug)]
pub(crate) struct Slots {
    slots: [(Transceiver, MediaStream); 4],
}

impl Slots {
    /// Makes the slots, to be offered, with these tracks in them: to replace them afterwards would hold the offer up.
    pub(crate) fn offer(connection: &PeerConnection, local: &LocalTracks) -> Result<Self, String> {
        // Picture and voice say that they belong to one stream, so that the other browser keeps lips and voice together.
        let person = MediaStream::new().map_err(words)?;
        let screen = MediaStream::new().map_err(words)?;
        let make = |slot: Slot| {
            let init = RtcRtpTransceiverInit::new();
            init.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            init.set_streams(&Array::of1(if slot.is_screen() { &screen } else { &person }));
            let track = local.track(slot).map(JsValue::from);
            connection.add_transceiver(&track.unwrap_or_else(|| slot.kind().into()), &init).map_err(words)
        };
        let transceivers =
            [make(Slot::Microphone)?, make(Slot::Camera)?, make(Slot::Screen)?, make(Slot::ScreenSound)?];
        Self::new(transceivers)
    }

    /// Takes the slots over from the offer that the connection has just been given.
    pub(crate) fn take_over(connection: &PeerConnection) -> Result<Self, String> {
        let offered = connection.transceivers().map_err(words)?;
        let kinds: Vec<String> = offered.iter().map(|transceiver| transceiver.receiver().track().kind()).collect();
        if kinds != Slot::ALL.map(Slot::kind) {
            return Err(format!("it offers the media sections {}, not audio, video, video, audio", kinds.join(", ")));
        }
        let person = MediaStream::new().map_err(words)?;
        let screen = MediaStream::new().map_err(words)?;
        for (slot, transceiver) in Slot::ALL.into_iter().zip(&offered) {
            transceiver.try_set_direction(RtcRtpTransceiverDirection::Sendrecv).map_err(words)?;
            Sender::of(transceiver).set_streams_where_possible(if slot.is_screen() { &screen } else { &person });
        }
        let transceivers: Result<[Transceiver; 4], _> = offered.try_into();
        Self::new(transceivers.map_err(|_| "it does not offer four media sections".to_owned())?)
    }

    fn new(transceivers: [Transceiver; 4]) -> Result<Self, String> {
        let receive = |transceiver: Transceiver| {
            let stream = MediaStream::new().map_err(words)?;
            stream.add_track(&transceiver.receiver().track());
            Ok::<_, String>((transceiver, stream))
        };
        let [microphone, camera, screen, sound] = transceivers;
        Ok(Self { slots: [receive(microphone)?, receive(camera)?, receive(screen)?, receive(sound)?] })
    }

    /// What the other side sends in a slot, as a stream of one track. It is there from the start and says nothing about
    /// whether anything is coming: that is what presence is for.
    pub(crate) fn remote(&self, slot: Slot) -> MediaStream {
        Clone::clone(&self.slots[slot as usize].1)
    }

    /// When voice or picture came, if any did after this moment: both in milliseconds by the browser's clock (webrtc-pc 5.3).
    pub(crate) fn heard_after(&self, moment: f64) -> Option<f64> {
        self.slots[..2].iter().find_map(|(transceiver, _)| {
            // There is none before something came, nor ten seconds after it.
            let source = transceiver.receiver().get_synchronization_sources().get(0);
            let at = if source.is_object() { Reflect::get(&source, &"timestamp".into()).ok()?.as_f64() } else { None };
            at.filter(|at| *at > moment)
        })
    }

    /// What sends in a slot.
    pub(crate) fn sender(&self, slot: Slot) -> Sender {
        Sender::of(&self.slots[slot as usize].0)
    }

    /// Sends this track in the slot, or nothing.
    pub(crate) async fn replace(&self, slot: Slot, track: Option<&MediaStreamTrack>) -> Result<(), String> {
        JsFuture::from(self.sender(slot).replace_track(track)).await.map(|_| ()).map_err(words)
    }
}

impl Slot {
    fn is_screen(self) -> bool {
        matches!(self, Self::Screen | Self::ScreenSound)
    }
}

fn words(error: JsValue) -> String {
    error_parts(&error).message
}
