//! Speakers that come and go.

use tincan_core::devices::{
    Device, DeviceId, DeviceKind, Devices, GroupId, RawDevice, Wanted, choice::Notice, speaker::SpeakerChoice,
};

/// Words of `id/group`.
fn list(entries: &str) -> Devices {
    let raw = |entry: &str| {
        let (id, group) = entry.split_once('/').unwrap_or(("", ""));
        let kind = "audiooutput".to_owned();
        RawDevice { device_id: id.to_owned(), kind, label: id.to_uppercase(), group_id: group.to_owned() }
    };
    Devices::parse(entries.split_whitespace().map(raw))
}

fn wanted(id: &str) -> Wanted {
    Wanted::Device { id: DeviceId::from(id), label: id.to_uppercase() }
}

fn speaker(id: &str, group: &str) -> Device {
    let (id, label) = (DeviceId::from(id), id.to_uppercase());
    Device { id, group: GroupId::from(group), kind: DeviceKind::Speaker, label }
}

fn took_over(from: &str, to: &str) -> Notice {
    Notice::TookOver { from: from.to_owned(), to: to.to_owned() }
}

fn came_back(label: &str) -> Notice {
    Notice::CameBack { label: label.to_owned() }
}

const LAPTOP: &str = "default/g1 laptop/g1";
const BOTH: &str = "default/g1 laptop/g1 headset/g2";

#[test]
fn the_wanted_speaker_is_missed_and_comes_back() {
    let mut choice = SpeakerChoice::default();
    assert_eq!(choice.follow(&wanted("headset"), &list(BOTH)), []);
    assert_eq!(choice.in_use().map(|it| it.id.as_str()), Some("headset"));
    assert_eq!(choice.follow(&wanted("headset"), &list(LAPTOP)), [took_over("HEADSET", "LAPTOP")]);
    assert_eq!(choice.in_use(), None);
    assert_eq!(choice.follow(&wanted("headset"), &list(LAPTOP)), [], "said once");
    assert_eq!(choice.follow(&wanted("headset"), &list(BOTH)), [came_back("HEADSET")]);
    assert_eq!(choice.follow(&Wanted::Automatic, &list(BOTH)), [], "the person knows");
}

#[test]
fn where_the_browser_does_not_list_what_the_system_prefers_it_has_no_name() {
    let mut choice = SpeakerChoice::default();
    assert_eq!(choice.follow(&wanted("headset"), &list("headset/g2")), []);
    assert_eq!(choice.follow(&wanted("headset"), &list("")), [took_over("HEADSET", "")]);
    assert_eq!(choice.follow(&wanted("headset"), &list("headset/g2")), [came_back("HEADSET")]);
}

#[test]
fn a_speaker_of_an_earlier_day_comes_as_one_that_comes_back() {
    let mut choice = SpeakerChoice::default();
    assert_eq!(choice.follow(&wanted("headset"), &list(LAPTOP)), [], "nothing was heard through it");
    assert_eq!(choice.follow(&wanted("headset"), &list(BOTH)), [came_back("HEADSET")]);
}

#[test]
fn a_new_speaker_is_offered_once_and_only_if_it_does_not_play_already() {
    let mut choice = SpeakerChoice::default();
    assert_eq!(choice.follow(&Wanted::Automatic, &list(LAPTOP)), []);
    assert_eq!(choice.follow(&Wanted::Automatic, &list(BOTH)), [Notice::NewDevice(speaker("headset", "g2"))]);
    assert_eq!(choice.follow(&Wanted::Automatic, &list(LAPTOP)), []);
    assert_eq!(choice.follow(&Wanted::Automatic, &list(BOTH)), []);
    let moved = "default/g3 laptop/g1 headset/g2 dock/g3";
    assert_eq!(choice.follow(&Wanted::Automatic, &list(moved)), [took_over("LAPTOP", "DOCK")]);
    choice.meet(&DeviceId::from("asked"));
    assert_eq!(choice.follow(&Wanted::Automatic, &list(&format!("{moved} asked/g4"))), []);
}

#[test]
fn speakers_that_only_get_their_names_are_not_new() {
    for hidden in ["-", ""] {
        let mut choice = SpeakerChoice::default();
        assert_eq!(choice.follow(&wanted("headset"), &list(hidden)), []);
        assert_eq!(choice.follow(&wanted("headset"), &list(BOTH)), []);
        assert_eq!(choice.follow(&wanted("headset"), &list("-")), [], "the permission was taken back");
    }
}

#[test]
fn without_any_speaker_nothing_takes_over() {
    let mut choice = SpeakerChoice::default();
    assert_eq!(choice.follow(&Wanted::Automatic, &list(LAPTOP)), []);
    assert_eq!(choice.follow(&Wanted::Automatic, &list("")), [Notice::Gone { label: "LAPTOP".to_owned() }]);
    assert_eq!(choice.follow(&Wanted::Automatic, &list(LAPTOP)), [came_back("LAPTOP")]);

    let mut choice = SpeakerChoice::default();
    assert_eq!(choice.follow(&wanted("headset"), &list(BOTH)), []);
    assert_eq!(choice.follow(&wanted("headset"), &list("")), [Notice::Gone { label: "HEADSET".to_owned() }]);
    assert_eq!(choice.follow(&wanted("headset"), &list(LAPTOP)), [took_over("", "LAPTOP")]);
    assert_eq!(choice.follow(&wanted("headset"), &list(BOTH)), [came_back("HEADSET")]);
}

#[test]
fn a_headset_has_earphones_beside_its_microphone() {
    let mut choice = SpeakerChoice::default();
    assert_eq!(choice.follow(&Wanted::Automatic, &list(BOTH)), []);
    assert_eq!(choice.beside(&GroupId::from("g2")), Some(&speaker("headset", "g2")));
    assert_eq!(choice.beside(&GroupId::from("g1")), None, "it plays");
    assert_eq!(choice.beside(&GroupId::from("")), None);
    assert_eq!(choice.follow(&wanted("headset"), &list(BOTH)), []);
    assert_eq!(choice.beside(&GroupId::from("g2")), None, "it plays");
}
