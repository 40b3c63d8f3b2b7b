//! What the app remembers about a person, in their own browser: name, language, theme, devices.
//!
//! Each setting is one plain text in local storage. A browser that stores nothing, or a value that makes no sense any
//! more, costs the memory and nothing else.

use std::rc::Rc;

use yew::prelude::*;
use yew_webrtc::{DeviceId, Paths, Wanted};

use crate::{
    dom,
    filter_settings::FilterSettings,
    i18n::{ChatText, LabText, Language, Text, TroubleText},
    media_settings::MediaSettings,
    share_settings::ShareSettings,
};

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// The language of the app.
    pub language: Language,
    /// Light, dark, or whatever the system says.
    pub theme: Theme,
    /// The name last typed in a lobby; possibly empty, not yet parsed.
    pub name: String,
    /// The camera that was chosen, there or not today.
    pub camera: Wanted,
    /// The microphone that was chosen, there or not today.
    pub microphone: Wanted,
    /// The speaker that was chosen, there or not today.
    pub speaker: Wanted,
    /// How picture and sound are to be.
    pub media: MediaSettings,
    /// How a screen is shared.
    pub sharing: ShareSettings,
    /// What is done to picture and sound.
    pub filters: FilterSettings,
    /// Whether the chat makes no sound.
    pub chat_silent: bool,
    /// By which paths the others may be reached.
    pub paths: Paths,
}

impl Settings {
    /// What this browser remembers.
    #[must_use]
    pub fn load() -> Self {
        let storage = dom::local_storage();
        let read = |key: &str| storage.as_ref().and_then(|storage| storage.get_item(key).ok().flatten());
        let device = |key: &str| read(key).map(|value| wanted(&value)).unwrap_or_default();
        Self {
            language: Self::language(),
            theme: read(THEME).map_or(Theme::System, |theme| Theme::from_key(&theme)),
            name: read(NAME).unwrap_or_default(),
            camera: device(CAMERA),
            microphone: device(MICROPHONE),
            speaker: device(SPEAKER),
            media: MediaSettings::from_key(&read(MEDIA).unwrap_or_default()),
            sharing: ShareSettings::from_key(&read(SHARING).unwrap_or_default()),
            filters: FilterSettings::from_key(&read(FILTERS).unwrap_or_default()),
            chat_silent: read(CHAT_SOUND).is_some_and(|sound| sound == OFF),
            paths: if read(PATHS).is_some_and(|paths| paths == RELAYED) { Paths::RelayedOnly } else { Paths::Any },
        }
    }

    /// The language of the app: the one that was chosen, or the first of the browser's own that the app speaks.
    #[must_use]
    pub fn language() -> Language {
        let chosen = dom::local_storage().and_then(|storage| storage.get_item(LANGUAGE).ok().flatten());
        let chosen = chosen.and_then(|tag| Language::from_tag(&tag));
        chosen.unwrap_or_else(|| Language::best_of(&dom::preferred_languages()))
    }

    /// The sentences of the chosen language.
    #[must_use]
    pub fn text(&self) -> &'static Text {
        self.language.text()
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As `prefers-color-scheme` says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name by which it is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this name; an unknown one is the system's.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.key() == key).unwrap_or_default()
    }
}

/// A change of one setting.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingsChange {
    /// Another language was chosen.
    Language(Language),
    /// Another theme was chosen.
    Theme(Theme),
    /// The name was typed.
    Name(String),
    /// Another camera was chosen.
    Camera(Wanted),
    /// Another microphone was chosen.
    Microphone(Wanted),
    /// Another speaker was chosen.
    Speaker(Wanted),
    /// Picture or sound are to be otherwise.
    Media(MediaSettings),
    /// A screen is to be shared in another way.
    Sharing(ShareSettings),
    /// Something else is to be done to picture and sound.
    Filters(FilterSettings),
    /// The chat is to make no sound, or some again.
    ChatSilent(bool),
    /// The others may be reached by other paths.
    Paths(Paths),
}

impl SettingsChange {
    /// Remembers this change, where the browser lets it.
    fn store(&self) {
        let (key, value) = match self {
            Self::Language(language) => (LANGUAGE, Some(language.tag().to_owned())),
            Self::Theme(theme) => (THEME, Some(theme.key().to_owned())),
            Self::Name(name) => (NAME, Some(name.clone())),
            Self::Camera(wanted) => (CAMERA, remembered(wanted)),
            Self::Microphone(wanted) => (MICROPHONE, remembered(wanted)),
            Self::Speaker(wanted) => (SPEAKER, remembered(wanted)),
            Self::Media(settings) => (MEDIA, Some(settings.key())),
            Self::Sharing(settings) => (SHARING, Some(settings.key())),
            Self::Filters(settings) => (FILTERS, Some(settings.key())),
            Self::ChatSilent(silent) => (CHAT_SOUND, silent.then(|| OFF.to_owned())),
            Self::Paths(paths) => (PATHS, (*paths == Paths::RelayedOnly).then(|| RELAYED.to_owned())),
        };
        if let Some(storage) = dom::local_storage() {
            // A full storage costs the memory of this choice, not the choice.
            let _ = match value {
                Some(value) => storage.set_item(key, &value),
                None => storage.remove_item(key),
            };
        }
    }
}

impl Reducible for Settings {
    type Action = SettingsChange;

    fn reduce(self: Rc<Self>, change: SettingsChange) -> Rc<Self> {
        let mut settings = (*self).clone();
        match change {
            SettingsChange::Language(language) => settings.language = language,
            SettingsChange::Theme(theme) => settings.theme = theme,
            SettingsChange::Name(name) => settings.name = name,
            SettingsChange::Camera(wanted) => settings.camera = wanted,
            SettingsChange::Microphone(wanted) => settings.microphone = wanted,
            SettingsChange::Speaker(wanted) => settings.speaker = wanted,
            SettingsChange::Media(media) => settings.media = media,
            SettingsChange::Sharing(sharing) => settings.sharing = sharing,
            SettingsChange::Filters(filters) => settings.filters = filters,
            SettingsChange::ChatSilent(silent) => settings.chat_silent = silent,
            SettingsChange::Paths(paths) => settings.paths = paths,
        }
        if settings == *self { self } else { Rc::new(settings) }
    }
}

/// The settings and the way to change them, as the app's components see them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UseSettingsHandle {
    settings: Rc<Settings>,
    change: Callback<SettingsChange>,
}

impl UseSettingsHandle {
    /// Changes one setting, and remembers it.
    pub fn change(&self, change: SettingsChange) {
        self.change.emit(change);
    }

    /// The way to change a setting, for closures.
    #[must_use]
    pub fn changer(&self) -> Callback<SettingsChange> {
        self.change.clone()
    }
}

impl std::ops::Deref for UseSettingsHandle {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.settings
    }
}

/// The settings of the app, from the [`SettingsProvider`] above; without one, the defaults.
#[hook]
pub fn use_settings() -> UseSettingsHandle {
    use_context().unwrap_or_default()
}

/// The sentences of the language that the person chose.
#[hook]
pub fn use_text() -> &'static Text {
    use_settings().text()
}

/// The sentences of the chat's panel in that language.
#[hook]
pub fn use_chat_text() -> &'static ChatText {
    use_settings().language.chat_text()
}

/// The sentences about what is the matter with devices, in that language.
#[hook]
pub fn use_trouble_text() -> &'static TroubleText {
    use_settings().language.trouble_text()
}

/// The sentences of the Lab in that language.
#[hook]
pub fn use_lab_text() -> &'static LabText {
    use_settings().language.lab_text()
}

/// Properties of [`SettingsProvider`].
#[derive(Debug, PartialEq, Properties)]
pub struct SettingsProviderProps {
    /// Who sees the settings.
    pub children: Html,
    /// Whether filters are only tried out: then there are none at first, and what is chosen is not remembered for the next call.
    #[prop_or_default]
    pub trial: bool,
}

/// Loads the settings, gives them to everything inside it, and applies language and theme to the document.
#[component]
pub fn SettingsProvider(props: &SettingsProviderProps) -> Html {
    let trial = props.trial;
    let settings = use_reducer_eq(|| {
        let settings = Settings::load();
        if trial { Settings { filters: FilterSettings::default(), ..settings } } else { settings }
    });
    let dispatcher = settings.dispatcher();
    let change = use_callback(trial, move |change: SettingsChange, &trial| {
        if !(trial && matches!(change, SettingsChange::Filters(_))) {
            change.store();
        }
        dispatcher.dispatch(change);
    });
    use_effect_with((settings.language, settings.theme), |&(language, theme)| {
        dom::set_root_attribute("lang", Some(language.tag()));
        dom::set_root_attribute("data-theme", (theme != Theme::System).then(|| theme.key()));
    });

    let handle = UseSettingsHandle { settings: Rc::new((*settings).clone()), change };
    html! { <ContextProvider<UseSettingsHandle> context={handle}>{ props.children.clone() }</ContextProvider<UseSettingsHandle>> }
}

/// A device as it is stored: its id, and after a space its label, if it is known. No browser has spaces in its ids.
fn remembered(wanted: &Wanted) -> Option<String> {
    match wanted {
        Wanted::Automatic => None,
        Wanted::Device { id, label } => Some(format!("{id} {label}")),
    }
}

fn wanted(stored: &str) -> Wanted {
    let (id, label) = stored.split_once(' ').unwrap_or((stored, ""));
    if id.is_empty() {
        return Wanted::Automatic;
    }
    Wanted::Device { id: DeviceId::from(id), label: label.to_owned() }
}

const LANGUAGE: &str = "tincan.language";
const THEME: &str = "tincan.theme";
const NAME: &str = "tincan.name";
const CAMERA: &str = "tincan.camera";
const MICROPHONE: &str = "tincan.microphone";
const SPEAKER: &str = "tincan.speaker";
const MEDIA: &str = "tincan.media";
const SHARING: &str = "tincan.sharing";
const FILTERS: &str = "tincan.filters";
const CHAT_SOUND: &str = "tincan.chat-sound";
const OFF: &str = "off";
const PATHS: &str = "tincan.paths";
const RELAYED: &str = "relayed";
