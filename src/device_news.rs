//! What there is to say about one's own camera and microphone and about the speaker, in which order.

use yew_webrtc::{
    DeniedBy, Device, DeviceKind, DeviceNotice, MediaError, MediaErrorKind, MediaNews, MediaNotice, UserMediaSnapshot,
    Wanted, browser::Agent, next_step::NextStep,
};

use crate::i18n::{Advice, MediaSource, TroubleText};

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is about.
    pub about: About,
    /// The notices that it says, to be dismissed with it.
    pub notices: Vec<u32>,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// There is no picture or no sound, though the person wants it.
    Trouble(MediaSource, Why),
    /// What is in use stands in for what is wanted, which is there.
    StandsIn {
        /// What it is.
        kind: DeviceKind,
        /// The label of the one before; empty if not known.
        from: String,
        /// The label of the one that is in use now.
        to: String,
        /// What is wanted.
        wanted: Device,
    },
    /// These have just come: one, or a camera and its microphone.
    Offered(Vec<Device>),
    /// Something else happened to a camera, a microphone or a speaker.
    Device(DeviceKind, DeviceNotice),
    /// The microphone gives nothing at all.
    Silent,
    /// The person speaks, and nobody hears it.
    SpeakingWhileMuted,
}

/// Why there is no picture or no sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It could not be had.
    Failed(MediaErrorKind),
    /// It was unplugged; with its label, which may be empty.
    Gone(String),
    /// The permission was taken back.
    PermissionLost,
}

/// What there is to say: what is missing first, what happened after it, the oldest first. `camera` and `microphone` are the
/// troubles that are to be told.
#[must_use]
pub fn items(media: &UserMediaSnapshot, camera: Option<&MediaError>, microphone: Option<&MediaError>) -> Vec<Item> {
    let camera = trouble(media, DeviceKind::Camera, camera);
    let microphone = trouble(media, DeviceKind::Microphone, microphone);
    let mut items = match (camera, microphone) {
        (Some((why, mut notices)), Some((other, more))) if why == other && !matches!(why, Why::Gone(_)) => {
            notices.extend(more);
            vec![Item { about: About::Trouble(MediaSource::CameraAndMicrophone, why), notices }]
        }
        (camera, microphone) => {
            let item =
                |source| move |(why, notices): (Why, Vec<u32>)| Item { about: About::Trouble(source, why), notices };
            let camera = camera.map(item(MediaSource::Camera));
            camera.into_iter().chain(microphone.map(item(MediaSource::Microphone))).collect()
        }
    };
    for item in media.notices.iter().filter_map(|notice| news(media, notice)) {
        match items.iter_mut().find(|earlier| is_offered_with(&earlier.about, &item.about)) {
            Some(earlier) => earlier.extend(item),
            None => items.push(item),
        }
    }
    items
}

/// What happened to the speakers, the oldest first.
#[must_use]
pub fn of_speakers(notices: &[MediaNotice]) -> Vec<Item> {
    let about = |notice: &MediaNotice| match &notice.what {
        MediaNews::Device(_, DeviceNotice::NewDevice(device)) => Some(About::Offered(vec![device.clone()])),
        MediaNews::Device(kind, what) => Some(About::Device(*kind, what.clone())),
        MediaNews::MicrophoneSilent | MediaNews::SpeakingWhileMuted => None,
    };
    notices.iter().filter_map(|notice| Some(Item { about: about(notice)?, notices: vec![notice.id] })).collect()
}

/// Whether both offer parts of one piece of hardware.
fn is_offered_with(one: &About, other: &About) -> bool {
    let (About::Offered(one), About::Offered(other)) = (one, other) else { return false };
    let is_mate =
        |one: &Device, other: &Device| one.kind != other.kind && !one.group.is_empty() && one.group == other.group;
    one.iter().all(|one| other.iter().all(|other| is_mate(one, other)))
}

/// Why a device is missing, and what was said about that. One that is live is not missing, whatever was said.
fn trouble(media: &UserMediaSnapshot, kind: DeviceKind, error: Option<&MediaError>) -> Option<(Why, Vec<u32>)> {
    if media.status(kind).is_live() {
        return None;
    }
    let lost = media.notices.iter().rev().find_map(|notice| match &notice.what {
        MediaNews::Device(of, DeviceNotice::Gone { label }) if *of == kind => {
            Some((Why::Gone(label.clone()), notice.id))
        }
        MediaNews::Device(of, DeviceNotice::PermissionLost) if *of == kind => Some((Why::PermissionLost, notice.id)),
        _ => None,
    });
    match lost {
        Some((why, id)) => Some((why, vec![id])),
        None => error.map(|error| (Why::Failed(error.kind.clone()), Vec::new())),
    }
}

fn news(media: &UserMediaSnapshot, notice: &MediaNotice) -> Option<Item> {
    let about = match &notice.what {
        MediaNews::Device(
            _,
            DeviceNotice::Gone { .. } | DeviceNotice::PermissionLost | DeviceNotice::UnmutedBySystem,
        ) => return None,
        MediaNews::Device(_, DeviceNotice::NewDevice(device)) => About::Offered(vec![device.clone()]),
        MediaNews::Device(kind, what) => match (what, missed(media, *kind)) {
            (DeviceNotice::TookOver { from, to }, Some(wanted)) => {
                About::StandsIn { kind: *kind, from: from.clone(), to: to.clone(), wanted: wanted.clone() }
            }
            _ => About::Device(*kind, what.clone()),
        },
        MediaNews::MicrophoneSilent => About::Silent,
        MediaNews::SpeakingWhileMuted => About::SpeakingWhileMuted,
    };
    Some(Item { about, notices: vec![notice.id] })
}

/// The device that is wanted, and there, and not in use.
fn missed(media: &UserMediaSnapshot, kind: DeviceKind) -> Option<&Device> {
    let wanted = Some(media.wanted(kind)).filter(|wanted| **wanted != Wanted::Automatic)?;
    let device = media.devices.find_wanted(kind, wanted)?;
    media.in_use(kind).is_none_or(|in_use| in_use.id != device.id).then_some(device)
}

impl Item {
    /// Says the other one, too.
    fn extend(&mut self, other: Self) {
        if let (About::Offered(devices), About::Offered(more)) = (&mut self.about, other.about) {
            devices.extend(more);
            self.notices.extend(other.notices);
        }
    }
}

impl About {
    /// Whether something is missing, as opposed to something that happened.
    #[must_use]
    pub fn is_trouble(&self) -> bool {
        matches!(self, Self::Trouble(..))
    }

    /// Whether it happened to a speaker.
    #[must_use]
    pub fn is_of_speaker(&self) -> bool {
        match self {
            Self::Device(kind, _) | Self::StandsIn { kind, .. } => *kind == DeviceKind::Speaker,
            Self::Offered(devices) => devices.iter().any(|device| device.kind == DeviceKind::Speaker),
            Self::Trouble(..) | Self::Silent | Self::SpeakingWhileMuted => false,
        }
    }

    /// It in words: what is the matter, and what to do about it, which may be empty.
    #[must_use]
    pub fn words(&self, words: &TroubleText, agent: Agent) -> Advice {
        let only = |problem: &str| Advice { problem: problem.to_owned(), next: String::new() };
        match self {
            Self::Trouble(source, why) => {
                let problem = match why {
                    Why::Failed(error) => (words.problem)(error, *source),
                    Why::Gone(label) => (words.gone)(label, *source),
                    Why::PermissionLost => (words.permission_lost)(*source),
                };
                let next = match self.next_step(agent) {
                    Some(step) => (words.next_step)(step, *source),
                    None => words.gone_next.to_owned(),
                };
                Advice { problem, next }
            }
            Self::StandsIn { kind, from, to, .. } | Self::Device(kind, DeviceNotice::TookOver { from, to }) => {
                (words.took_over)(*kind, from, to)
            }
            Self::Device(kind, DeviceNotice::CameBack { label }) => only(&(words.came_back)(*kind, label)),
            Self::Offered(devices) => match &devices[..] {
                [device] => only(&(words.new_device)(device.kind, &device.label)),
                devices => {
                    let camera = devices.iter().find(|device| device.kind == DeviceKind::Camera);
                    only(&(words.new_pair)(camera.map_or("", |camera| &camera.label)))
                }
            },
            Self::Device(DeviceKind::Speaker, DeviceNotice::Gone { label }) => {
                Advice { problem: (words.speaker_gone)(label), next: words.gone_next.to_owned() }
            }
            Self::Device(kind, _) => (words.muted_by_system)(*kind),
            Self::Silent => Advice { problem: words.silent_title.to_owned(), next: words.silent_text.to_owned() },
            Self::SpeakingWhileMuted => only(words.speaking_while_muted),
        }
    }

    /// What to do about a trouble, where it depends on the browser.
    #[must_use]
    pub fn next_step(&self, agent: Agent) -> Option<NextStep> {
        match self {
            Self::Trouble(_, Why::Failed(error)) => Some(NextStep::for_device(error, agent)),
            Self::Trouble(_, Why::PermissionLost) => {
                let denied = MediaErrorKind::Denied(DeniedBy::Person);
                Some(NextStep::for_device(&denied, agent))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use yew_webrtc::browser::{Browser, System};

    use super::*;
    use crate::i18n::Language;

    const AGENT: Agent = Agent { browser: Browser::Chrome, system: System::Linux };

    fn device(kind: DeviceKind, what: DeviceNotice) -> MediaNews {
        MediaNews::Device(kind, what)
    }

    fn snapshot(news: Vec<MediaNews>) -> UserMediaSnapshot {
        let notices = news.into_iter().zip(1..).map(|(what, id)| MediaNotice { id, what }).collect();
        UserMediaSnapshot { notices, ..UserMediaSnapshot::default() }
    }

    fn error(kind: MediaErrorKind) -> MediaError {
        MediaError { kind, message: String::new() }
    }

    #[test]
    fn the_same_trouble_of_both_is_said_once() {
        let denied = error(MediaErrorKind::Denied(DeniedBy::Person));
        let missing = error(MediaErrorKind::NotFound);
        let none = snapshot(Vec::new());
        let sources = |camera: &MediaError, microphone: &MediaError| {
            let items = items(&none, Some(camera), Some(microphone));
            let sources = items.iter().map(|item| match item.about {
                About::Trouble(source, _) => source,
                _ => panic!("{item:?}"),
            });
            sources.collect::<Vec<_>>()
        };
        assert_eq!(sources(&denied, &denied), [MediaSource::CameraAndMicrophone]);
        assert_eq!(sources(&denied, &missing), [MediaSource::Camera, MediaSource::Microphone]);
        assert_eq!(items(&none, None, None), []);
    }

    #[test]
    fn all_that_happens_to_speakers_is_said_with_its_name() {
        let label = || "Headset".to_owned();
        let new = Device { id: "1".into(), group: "2".into(), kind: DeviceKind::Speaker, label: label() };
        let told = [
            DeviceNotice::TookOver { from: label(), to: String::new() },
            DeviceNotice::CameBack { label: label() },
            DeviceNotice::NewDevice(new),
            DeviceNotice::Gone { label: label() },
        ];
        let notices = snapshot(told.map(|notice| device(DeviceKind::Speaker, notice)).into()).notices;
        let items = of_speakers(&notices);
        assert_eq!(items.iter().map(|item| item.notices[0]).collect::<Vec<_>>(), [1, 2, 3, 4]);
        for language in Language::ALL {
            for item in &items {
                let Advice { problem, next } = item.about.words(language.trouble_text(), AGENT);
                assert!(format!("{problem} {next}").contains("Headset"), "{item:?}: {problem}");
            }
        }
    }

    #[test]
    fn what_took_a_device_away_says_more_than_the_error_and_goes_with_it() {
        let denied = error(MediaErrorKind::Denied(DeniedBy::Person));
        let lost = [DeviceKind::Camera, DeviceKind::Microphone].map(|kind| device(kind, DeviceNotice::PermissionLost));
        let said = items(&snapshot(lost.into()), Some(&denied), Some(&denied));
        let about = About::Trouble(MediaSource::CameraAndMicrophone, Why::PermissionLost);
        assert_eq!(said, [Item { about, notices: vec![1, 2] }]);

        let gone = device(DeviceKind::Microphone, DeviceNotice::Gone { label: "Headset".to_owned() });
        let said = items(&snapshot(vec![gone]), None, Some(&error(MediaErrorKind::NotFound)));
        let about = About::Trouble(MediaSource::Microphone, Why::Gone("Headset".to_owned()));
        assert_eq!(said, [Item { about, notices: vec![1] }]);
    }

    #[test]
    fn a_camera_and_its_microphone_are_offered_together_and_others_alone() {
        let new = |kind, id: &str, group: &str| Device {
            id: id.into(),
            group: group.into(),
            kind,
            label: format!("Label of {id}"),
        };
        let webcam = new(DeviceKind::Camera, "webcam", "g1");
        let of_webcam = new(DeviceKind::Microphone, "its microphone", "g1");
        let headset = new(DeviceKind::Microphone, "headset", "g2");
        let unknown = [new(DeviceKind::Camera, "x", ""), new(DeviceKind::Microphone, "y", "")];
        let [x, y] = &unknown;
        let all = [&of_webcam, &headset, &webcam, x, y];
        let told = all.map(|it| device(it.kind, DeviceNotice::NewDevice(it.clone()))).into();
        let said = items(&snapshot(told), None, None);
        let offers = [
            (vec![of_webcam, webcam], vec![1, 3]),
            (vec![headset], vec![2]),
            (vec![x.clone()], vec![4]),
            (vec![y.clone()], vec![5]),
        ];
        let offers = offers.map(|(devices, notices)| Item { about: About::Offered(devices), notices });
        assert_eq!(said, offers);
        let words = said[0].about.words(Language::English.trouble_text(), AGENT).problem;
        assert!(words.contains("“Label of webcam”"), "{words}");
    }

    #[test]
    fn what_is_wanted_and_there_may_be_tried_again() {
        let wanted = Device { id: "usb".into(), group: "g1".into(), kind: DeviceKind::Camera, label: "USB".to_owned() };
        let took_over = DeviceNotice::TookOver { from: "USB".to_owned(), to: "Built-in".to_owned() };
        let told = || snapshot(vec![device(DeviceKind::Camera, took_over.clone())]);
        let about = |media: &UserMediaSnapshot| items(media, None, None).remove(0).about;
        let by_itself = About::Device(DeviceKind::Camera, took_over.clone());
        let mut media = told();
        media.devices.cameras.push(wanted.clone());
        assert_eq!(about(&media), by_itself, "nothing is wanted");
        media.wanted_camera = Wanted::device(&wanted);
        let stands_in = About::StandsIn {
            kind: DeviceKind::Camera,
            from: "USB".to_owned(),
            to: "Built-in".to_owned(),
            wanted: wanted.clone(),
        };
        assert_eq!(about(&media), stands_in);
        media.devices.cameras.clear();
        assert_eq!(about(&media), by_itself, "it is not there");
    }

    #[test]
    fn troubles_come_first_and_everything_has_words() {
        let told = vec![
            device(DeviceKind::Camera, DeviceNotice::MutedBySystem),
            device(DeviceKind::Camera, DeviceNotice::UnmutedBySystem),
            device(DeviceKind::Microphone, DeviceNotice::CameBack { label: String::new() }),
            device(DeviceKind::Camera, DeviceNotice::TookOver { from: "a".to_owned(), to: "b".to_owned() }),
            device(DeviceKind::Microphone, DeviceNotice::Gone { label: String::new() }),
            MediaNews::MicrophoneSilent,
            MediaNews::SpeakingWhileMuted,
        ];
        let said = items(&snapshot(told), None, None);
        let ids: Vec<_> = said.iter().flat_map(|item| item.notices.clone()).collect();
        assert_eq!(ids, [5, 1, 3, 4, 6, 7], "nothing is said when the system lets go");
        for language in Language::ALL {
            let words: Vec<_> =
                said.iter().map(|item| item.about.words(language.trouble_text(), AGENT).problem).collect();
            for (index, problem) in words.iter().enumerate() {
                assert!(!problem.is_empty() && !words[..index].contains(problem), "{problem:?}");
            }
        }
    }
}
