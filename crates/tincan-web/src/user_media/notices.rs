//! What is said to the person, for as long as it is true.

use tincan_core::devices::{DeviceKind, choice::Notice};

use super::snapshot::{MediaNews, MediaNotice};

/// The notices that stand, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    list: Vec<MediaNotice>,
    last_id: u32,
}

impl Notices {
    pub(crate) fn list(&self) -> &[MediaNotice] {
        &self.list
    }

    /// Says something. What it outdates is no longer said.
    pub(crate) fn tell(&mut self, what: MediaNews) {
        self.keep_where(|old| !is_same_matter(old, &what));
        self.last_id += 1;
        self.list.push(MediaNotice { id: self.last_id, what });
    }

    pub(crate) fn dismiss(&mut self, id: u32) {
        self.list.retain(|notice| notice.id != id);
    }

    pub(crate) fn keep_where(&mut self, is_true: impl Fn(&MediaNews) -> bool) {
        self.list.retain(|notice| is_true(&notice.what));
    }
}

fn is_same_matter(one: &MediaNews, other: &MediaNews) -> bool {
    match (one, other) {
        (MediaNews::Device(kind, one), MediaNews::Device(other_kind, other)) => {
            kind == other_kind && is_same_matter_of_one_kind(one, other)
        }
        _ => one == other,
    }
}

fn is_same_matter_of_one_kind(one: &Notice, other: &Notice) -> bool {
    match (one, other) {
        (Notice::NewDevice(one), Notice::NewDevice(other)) => one.id == other.id,
        (Notice::NewDevice(_), _) | (_, Notice::NewDevice(_)) => false,
        _ => is_about_mute(one) == is_about_mute(other),
    }
}

fn is_about_mute(notice: &Notice) -> bool {
    matches!(notice, Notice::MutedBySystem | Notice::UnmutedBySystem)
}

/// Whether it says what became of the device in use.
pub(crate) fn is_about_use(news: &MediaNews, of: DeviceKind) -> bool {
    let is_use = |notice: &Notice| !is_about_mute(notice) && !matches!(notice, Notice::NewDevice(_));
    matches!(news, MediaNews::Device(kind, notice) if *kind == of && is_use(notice))
}

#[cfg(test)]
mod tests {
    use tincan_core::devices::Device;

    use super::*;

    fn camera(id: &str) -> MediaNews {
        let device =
            Device { id: id.into(), group: "".into(), kind: DeviceKind::Camera, label: format!("Label of {id}") };
        MediaNews::Device(DeviceKind::Camera, Notice::NewDevice(device))
    }

    fn said(notices: &Notices) -> Vec<&MediaNews> {
        notices.list().iter().map(|notice| &notice.what).collect()
    }

    #[test]
    fn the_later_word_on_a_matter_is_the_only_one() {
        let mut notices = Notices::default();
        let took_over = Notice::TookOver { from: "one".to_owned(), to: "two".to_owned() };
        let came_back = MediaNews::Device(DeviceKind::Camera, Notice::CameBack { label: "one".to_owned() });
        let muted = MediaNews::Device(DeviceKind::Camera, Notice::MutedBySystem);
        let of_microphone = MediaNews::Device(DeviceKind::Microphone, took_over.clone());
        notices.tell(MediaNews::Device(DeviceKind::Camera, took_over));
        notices.tell(of_microphone.clone());
        notices.tell(muted.clone());
        notices.tell(camera("new"));
        notices.tell(camera("newer"));
        notices.tell(camera("new"));
        notices.tell(came_back.clone());
        assert_eq!(said(&notices), [&of_microphone, &muted, &camera("newer"), &camera("new"), &came_back]);
    }

    #[test]
    fn each_has_an_id_of_its_own() {
        let mut notices = Notices::default();
        notices.tell(MediaNews::MicrophoneSilent);
        notices.tell(MediaNews::SpeakingWhileMuted);
        let first = notices.list()[0].id;
        notices.dismiss(first);
        notices.dismiss(first);
        assert_eq!(said(&notices), [&MediaNews::SpeakingWhileMuted]);
        notices.tell(MediaNews::MicrophoneSilent);
        assert!(notices.list().iter().all(|notice| notice.id != first));
    }

    #[test]
    fn news_of_use_are_told_apart_from_offers_and_silence() {
        let gone = MediaNews::Device(DeviceKind::Camera, Notice::Gone { label: String::new() });
        assert!(is_about_use(&gone, DeviceKind::Camera));
        assert!(!is_about_use(&gone, DeviceKind::Microphone));
        assert!(!is_about_use(&camera("new"), DeviceKind::Camera));
        assert!(!is_about_use(&MediaNews::Device(DeviceKind::Camera, Notice::MutedBySystem), DeviceKind::Camera));
    }
}
