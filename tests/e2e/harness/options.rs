//! What a browser is started with.

use std::{net::SocketAddr, path::PathBuf};

/// What camera a browser has. All of them are fakes of the browser's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Camera {
    #[default]
    Present,
    /// The machine has none.
    Absent,
    /// There is one, and the person does not let the page have it.
    Denied,
}

/// What microphone a browser has.
pub(crate) type Microphone = Camera;

/// The language that a browser asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    #[default]
    English,
    Korean,
}

/// The colours that a browser asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Theme {
    #[default]
    Light,
    Dark,
}

/// Which screen a person picks when the page asks for one. Only Chromium can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Screen {
    /// A whole monitor, which is a fake of the browser's own.
    #[default]
    Monitor,
    /// The tab of this title.
    Tab(&'static str),
    /// The tab that asks.
    OwnTab,
    /// What is on the [`display`](Options::display), all of it.
    Display,
    /// Nothing by itself: the browser asks, in a window on the [`display`](Options::display).
    Asked,
}

/// What a browser is started with.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) camera: Camera,
    pub(crate) microphone: Microphone,
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    /// How many frames a second the fake camera makes. Few, for several browsers share the machine.
    pub(crate) frame_rate: u32,
    /// How many fake cameras there are.
    pub(crate) cameras: u32,
    pub(crate) screen: Screen,
    /// The address of the [`SoundSystem`](super::SoundSystem) whose headsets the browser has; then it has no camera.
    pub(crate) sound: Option<String>,
    /// The person is asked for camera and microphone, and has answered as these fields say; they may change their mind, see
    /// [`Person::sets_permission`](super::Person::sets_permission). Otherwise nobody is asked. Chromium only.
    pub(crate) asks: bool,
    /// The address of the [`Display`](super::Display) on which the browser has its windows; without, it has none.
    pub(crate) display: Option<String>,
    /// Where it keeps what outlives it; without, it keeps nothing. Chromium only.
    pub(crate) home: Option<PathBuf>,
    /// Whether pages may store files. Only Firefox can be told that they may not.
    pub(crate) stores: bool,
    /// The namespace in whose network the browser and its driver are ([`Internet::home`](super::Internet::home)); without, this
    /// machine's own.
    pub(crate) network: Option<String>,
    /// Other servers, whose pages may use camera and microphone too when the browser is in such a network.
    pub(crate) servers: Vec<SocketAddr>,
    /// Times are taken in it: the probe stays out of the way as far as it can.
    pub(crate) timed: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            camera: Camera::default(),
            microphone: Microphone::default(),
            language: Language::default(),
            theme: Theme::default(),
            frame_rate: 10,
            cameras: 1,
            screen: Screen::default(),
            sound: None,
            asks: false,
            display: None,
            home: None,
            stores: true,
            network: None,
            servers: Vec::new(),
            timed: false,
        }
    }
}

impl Options {
    /// Whether Chromium answers its own questions. It would pick a screen, too, and allow or deny everything alike.
    pub(super) fn has_fake_person(&self) -> bool {
        let answers_alike = !(self.camera == Camera::Denied && self.microphone == Camera::Present);
        !self.asks && self.screen == Screen::Monitor && self.sound.is_none() && answers_alike
    }
}
