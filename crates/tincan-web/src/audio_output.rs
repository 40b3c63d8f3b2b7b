//! Which speaker plays, and how it sounds.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use gloo_timers::callback::Timeout;
use tincan_core::{
    devices::{Device, DeviceId, DeviceKind, Devices, Wanted, choice::Notice, speaker::SpeakerChoice},
    media_error::{MediaError, MediaErrorKind},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AudioContext, GainNode, HtmlAudioElement, MediaStreamAudioDestinationNode};

use crate::{
    audio_context::SharedContext,
    media_error::media_error,
    sys,
    task::Task,
    user_media::{
        MediaNews, MediaNotice,
        notices::{Notices, is_about_use},
    },
};

/// Follows which speaker is to play, plays a test sound, and has the browser ask the person for a speaker. Choosing one holds
/// nothing: every element that plays is given its id ([`MediaAttachment::set_sink`](crate::media_element::MediaAttachment::set_sink)).
///
/// Specification: Audio Output Devices API.
pub struct AudioOutput {
    inner: Rc<Inner>,
}

impl AudioOutput {
    /// Silent. `on_change` is called after each change of what can be asked here.
    pub fn new(on_change: impl Fn() + 'static) -> Self {
        let inner = Inner {
            can_choose: HtmlAudioElement::new().is_ok_and(|element| sys::can_set_sink_id(&element)),
            test: RefCell::default(),
            chime: RefCell::default(),
            asked: RefCell::default(),
            choice: RefCell::default(),
            notices: RefCell::default(),
            error: RefCell::default(),
            closed: Cell::default(),
            on_change: Box::new(on_change),
        };
        Self { inner: Rc::new(inner) }
    }

    /// Whether this browser lets a page choose the speaker: `setSinkId`.
    pub fn can_choose(&self) -> bool {
        self.inner.can_choose
    }

    /// Whether this browser has a question of its own for the speaker: `selectAudioOutput`. It lists only what was chosen there.
    pub fn can_ask(&self) -> bool {
        self.inner.can_choose && sys::can_select_audio_output()
    }

    /// Takes in what is wanted and what there is. What that changes can be read at once: `on_change` is not called.
    pub fn follow(&self, wanted: &Wanted, devices: &Devices) {
        self.inner.follow(wanted, devices.clone());
    }

    /// What can be chosen.
    pub fn speakers(&self) -> Vec<Device> {
        self.inner.choice.borrow().speakers().cloned().collect()
    }

    /// The wanted speaker, if it is there and the page may choose; `None`: the system's plays.
    pub fn in_use(&self) -> Option<Device> {
        self.inner.choice.borrow().in_use().filter(|_| self.can_choose()).cloned()
    }

    /// What happened to the speakers, the oldest first.
    pub fn notices(&self) -> Vec<MediaNotice> {
        self.inner.notices.borrow().list().to_vec()
    }

    /// The notice was read.
    pub fn dismiss(&self, notice: u32) {
        self.inner.notices.borrow_mut().dismiss(notice);
        self.inner.changed();
    }

    /// Offers the speaker in the same piece of hardware as this device, unless it plays.
    pub fn offer_beside(&self, device: &Device) {
        let beside = self.inner.choice.borrow().beside(&device.group).filter(|_| self.can_choose()).cloned();
        if let Some(speaker) = beside {
            self.inner.notices.borrow_mut().tell(news(Notice::NewDevice(speaker)));
            self.inner.changed();
        }
    }

    /// Tells that an element could not play through the speaker in use.
    pub fn report(&self, error: MediaError) {
        if self.inner.error.borrow().as_ref() != Some(&error) {
            self.inner.tell(Some(error));
        }
    }

    /// Whether the test sound is on.
    pub fn is_testing(&self) -> bool {
        self.inner.test.borrow().is_some()
    }

    /// Why the speaker in use does not play, or the last question could not be put.
    pub fn error(&self) -> Option<MediaError> {
        self.inner.error.borrow().clone()
    }

    /// Plays two notes through this speaker, `None` being the system's, from the beginning if they are on. To be called from a
    /// click or a key.
    pub fn test_sound(&self, sink: Option<&DeviceId>) {
        if self.inner.closed.get() {
            return;
        }
        drop(self.inner.test.take());
        let test = Sound::begin(&self.inner, sink.filter(|_| self.can_choose()), Tune::Test);
        let error = test.as_ref().err().cloned();
        self.inner.test.replace(test.ok());
        self.inner.tell(error);
    }

    /// Plays a short, soft note through this speaker, `None` being the system's, unless one is on: something has arrived. Where
    /// the browser lets no sound through it stays silent.
    pub fn chime(&self, sink: Option<&DeviceId>) {
        if self.inner.closed.get() || self.inner.chime.borrow().is_some() {
            return;
        }
        let chime = Sound::begin(&self.inner, sink.filter(|_| self.can_choose()), Tune::Chime);
        self.inner.chime.replace(chime.ok());
    }

    /// Has the browser ask the person, where it [can](Self::can_ask). `on_answer` is given what they chose; nothing, if they
    /// closed the question. To be called from a click or a key.
    pub fn ask(&self, on_answer: impl FnOnce(Device) + 'static) {
        if self.inner.closed.get() || !self.can_ask() {
            return;
        }
        let inner = Rc::downgrade(&self.inner);
        spawn_local(async move {
            let answer = select().await;
            let Some(inner) = inner.upgrade().filter(|inner| !inner.closed.get()) else { return };
            match answer {
                Ok(device) => {
                    inner.choice.borrow_mut().meet(&device.id);
                    inner.asked.replace(Some(device.clone()));
                    inner.tell(None);
                    on_answer(device);
                }
                Err(error) => inner.tell(Some(error).filter(|error| !matches!(error.kind, MediaErrorKind::Denied(_)))),
            }
        });
    }

    /// Silence, for good: verbs do nothing afterwards.
    pub fn close(&self) {
        self.inner.closed.set(true);
        drop(self.inner.test.take());
        drop(self.inner.chime.take());
    }
}

impl Drop for AudioOutput {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for AudioOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AudioOutput").field("testing", &self.is_testing()).finish_non_exhaustive()
    }
}

struct Inner {
    can_choose: bool,
    test: RefCell<Option<Sound>>,
    chime: RefCell<Option<Sound>>,
    /// The speaker that the person chose last in the browser's question, as long as no list has it.
    asked: RefCell<Option<Device>>,
    choice: RefCell<SpeakerChoice>,
    notices: RefCell<Notices>,
    error: RefCell<Option<MediaError>>,
    closed: Cell<bool>,
    on_change: Box<dyn Fn()>,
}

impl Inner {
    fn follow(&self, wanted: &Wanted, mut devices: Devices) {
        let is_listed = |asked: &Device| devices.find(DeviceKind::Speaker, &asked.id).is_some();
        let asked = self.asked.take().filter(|asked| !is_listed(asked));
        devices.speakers.extend(asked.clone());
        self.asked.replace(asked);
        let id = |choice: &SpeakerChoice| choice.in_use().map(|speaker| speaker.id.clone());
        let (mut choice, mut notices) = (self.choice.borrow_mut(), self.notices.borrow_mut());
        let before = id(&choice);
        let told = choice.follow(wanted, &devices);
        if before != id(&choice) {
            self.error.take();
            notices.keep_where(|news| !is_about_use(news, DeviceKind::Speaker));
        }
        notices.keep_where(|news| match news {
            MediaNews::Device(_, Notice::NewDevice(new)) => {
                devices.find(DeviceKind::Speaker, &new.id).is_some() && !choice.is_playing(&new.id)
            }
            _ => true,
        });
        told.into_iter().filter(|_| self.can_choose).for_each(|notice| notices.tell(news(notice)));
    }

    fn tell(&self, error: Option<MediaError>) {
        self.error.replace(error);
        self.changed();
    }

    fn changed(&self) {
        if !self.closed.get() {
            (self.on_change)();
        }
    }

    fn end(&self, tune: Tune, error: Option<MediaError>) {
        match tune {
            Tune::Test => {
                drop(self.test.take());
                self.tell(error);
            }
            Tune::Chime => drop(self.chime.take()),
        }
    }
}

fn news(notice: Notice) -> MediaNews {
    MediaNews::Device(DeviceKind::Speaker, notice)
}

/// What is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tune {
    /// To hear whether one hears: the bell of a door.
    Test,
    /// Something has arrived.
    Chime,
}

impl Tune {
    /// Its notes, in hertz.
    const fn notes(self) -> &'static [f32] {
        match self {
            // E5 and C5.
            Self::Test => &[659.3, 523.3],
            // G5 and C6.
            Self::Chime => &[784.0, 1046.5],
        }
    }

    /// How long each is, in seconds.
    const fn note(self) -> f64 {
        match self {
            Self::Test => 0.4,
            Self::Chime => 0.12,
        }
    }

    const fn volume(self) -> f32 {
        match self {
            Self::Test => 0.3,
            Self::Chime => 0.08,
        }
    }

    /// How long all of it takes, with what it takes to begin, in milliseconds.
    const fn length(self) -> u32 {
        match self {
            Self::Test => 1_500,
            Self::Chime => 800,
        }
    }
}

/// The sound, in an element of its own: only elements can be given a speaker in every browser that has the choice. They come
/// out of Web Audio, so there is no file, and nothing for a content security policy to forbid.
struct Sound {
    element: HtmlAudioElement,
    output: MediaStreamAudioDestinationNode,
    _playing: Task,
    _end: Timeout,
    _context: Rc<SharedContext>,
}

impl Sound {
    fn begin(inner: &Rc<Inner>, sink: Option<&DeviceId>, tune: Tune) -> Result<Self, MediaError> {
        let thrown = |thrown: JsValue| media_error(&thrown);
        let context = SharedContext::acquire()?;
        let output = context.audio().create_media_stream_destination().map_err(thrown)?;
        let element = HtmlAudioElement::new().map_err(thrown)?;
        element.set_src_object(Some(&output.stream()));
        let playing = {
            let (inner, element, output) = (Rc::downgrade(inner), Clone::clone(&element), Clone::clone(&output));
            let (context, sink) = (Rc::downgrade(&context), sink.cloned());
            Task::spawn(async move {
                let played = play(&element, sink.as_ref()).await;
                let notes = match context.upgrade() {
                    Some(context) => played.and_then(|()| play_notes(context.audio(), &output, tune)),
                    None => played,
                };
                if let Err(thrown) = notes {
                    end(&inner, tune, Some(media_error(&thrown)));
                }
            })
        };
        let weak = Rc::downgrade(inner);
        // Also where nothing ever plays, as on a machine without any sound output.
        let end = Timeout::new(tune.length(), move || end(&weak, tune, None));
        Ok(Self { element, output, _playing: playing, _end: end, _context: context })
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        // Can only fail where it does not play.
        let _ = self.element.pause();
        self.element.set_src_object(None);
        for track in self.output.stream().get_tracks().iter() {
            track.unchecked_ref::<web_sys::MediaStreamTrack>().stop();
        }
    }
}

fn end(inner: &Weak<Inner>, tune: Tune, error: Option<MediaError>) {
    if let Some(inner) = inner.upgrade() {
        inner.end(tune, error);
    }
}

async fn play(element: &HtmlAudioElement, sink: Option<&DeviceId>) -> Result<(), JsValue> {
    if let Some(sink) = sink {
        let promise = element.unchecked_ref::<sys::MediaElement>().set_sink_id(sink.as_str())?;
        JsFuture::from(promise).await?;
    }
    JsFuture::from(element.play()?).await?;
    Ok(())
}

fn play_notes(audio: &AudioContext, output: &MediaStreamAudioDestinationNode, tune: Tune) -> Result<(), JsValue> {
    let (mut begin, length) = (audio.current_time(), tune.note());
    for &frequency in tune.notes() {
        let note = audio.create_oscillator()?;
        note.frequency().set_value(frequency);
        let gain: GainNode = audio.create_gain()?;
        // From nothing and to nothing: anything else clicks.
        let volume = gain.gain();
        volume.set_value(0.0);
        volume.set_value_at_time(0.0, begin)?;
        volume.linear_ramp_to_value_at_time(tune.volume(), begin + length / 8.0)?;
        volume.linear_ramp_to_value_at_time(0.0, begin + length)?;
        note.connect_with_audio_node(&gain)?;
        gain.connect_with_audio_node(output)?;
        note.start_with_when(begin)?;
        begin += length;
        note.stop_with_when(begin)?;
    }
    Ok(())
}

async fn select() -> Result<Device, MediaError> {
    let devices = sys::media_devices().ok_or_else(crate::media_error::no_media_devices)?;
    let devices: &sys::OutputDevices = devices.unchecked_ref();
    let promise = devices.select_audio_output().map_err(|thrown| media_error(&thrown))?;
    let chosen = JsFuture::from(promise).await.map_err(|thrown| media_error(&thrown))?;
    let text = |name| sys::text(&chosen, name).unwrap_or_default();
    Ok(Device {
        id: text("deviceId").into(),
        group: text("groupId").into(),
        kind: DeviceKind::Speaker,
        label: text("label"),
    })
}
