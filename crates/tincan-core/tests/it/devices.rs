//! The list of devices: what is in it, what changed, and which to use.

use proptest::prelude::*;
use tincan_core::devices::{Device, DeviceId, DeviceKind, Devices, GroupId, RawDevice, Wanted};

fn raw(kind: &str, id: &str, group: &str) -> RawDevice {
    RawDevice {
        device_id: id.to_owned(),
        kind: kind.to_owned(),
        label: format!("Label of {id}"),
        group_id: group.to_owned(),
    }
}

fn microphones(entries: &[(&str, &str)]) -> Devices {
    Devices::parse(entries.iter().map(|(id, group)| raw("audioinput", id, group)))
}

fn ids(devices: &[Device]) -> Vec<&str> {
    devices.iter().map(|device| device.id.as_str()).collect()
}

#[test]
fn the_list_is_sorted_by_kind_and_keeps_the_order() {
    let devices = Devices::parse([
        raw("audioinput", "default", "g1"),
        raw("videoinput", "cam", "g2"),
        raw("smellinput", "nose", "g3"),
        raw("audiooutput", "out", "g1"),
        raw("audioinput", "mic", "g1"),
        raw("audioinput", "mic", "g1"),
    ]);
    assert_eq!(ids(&devices.cameras), ["cam"]);
    assert_eq!(ids(&devices.microphones), ["default", "mic"]);
    assert_eq!(ids(&devices.speakers), ["out"]);
    assert_eq!(devices.cameras[0].label, "Label of cam");
}

#[test]
fn the_json_of_a_browser_is_read() {
    let read = |json| serde_json::from_str::<Vec<RawDevice>>(json).map_err(|error| error.to_string());
    let json = r#"[{"deviceId":"","kind":"videoinput","label":"","groupId":""},{"kind":"audioinput"}]"#;
    let devices = Devices::parse(read(json).unwrap());
    assert!(devices.cameras[0].is_anonymous());
    assert!(devices.microphones[0].is_anonymous());
    let json = r#"[{"deviceId":"1f","kind":"videoinput","label":"Label of 1f","groupId":"a0","more":[]}]"#;
    assert_eq!(read(json), Ok(vec![raw("videoinput", "1f", "a0")]));
    assert_eq!(
        read(r#"[{"groupId":7}]"#),
        Err("groupId: a text is expected, not a number at line 1 column 15".to_owned())
    );
}

#[test]
fn plugging_in_and_out() {
    let one = microphones(&[("default", "g1"), ("a", "g1")]);
    let two = microphones(&[("default", "g1"), ("a", "g1"), ("b", "g2")]);
    let difference = Devices::difference(&one, &two);
    assert_eq!((ids(&difference.came), ids(&difference.went)), (vec!["b"], vec![]));
    let difference = Devices::difference(&two, &one);
    assert_eq!((ids(&difference.came), ids(&difference.went)), (vec![], vec!["b"]));
    assert!(difference.default_moved.is_empty());
}

#[test]
fn a_headset_takes_over_the_default() {
    let before = microphones(&[("default", "g1"), ("a", "g1"), ("b", "g2")]);
    let after = microphones(&[("default", "g2"), ("a", "g1"), ("b", "g2")]);
    let difference = Devices::difference(&before, &after);
    assert_eq!(difference.default_moved, [DeviceKind::Microphone]);
    assert!(difference.came.is_empty() && difference.went.is_empty());
}

#[test]
fn permission_names_devices_and_brings_none() {
    let before = Devices::parse([raw("audioinput", "", "")]);
    let after = microphones(&[("default", "g1"), ("a", "g1")]);
    assert!(Devices::difference(&before, &after).is_empty());
    assert!(Devices::difference(&after, &before).is_empty());
    assert_eq!(ids(&Devices::difference(&Devices::default(), &after).came), ["a"]);
}

#[test]
fn the_wanted_one_or_the_same_hardware_or_the_default_or_the_first() {
    let wanted = |id: &str, label: &str| Wanted::Device { id: DeviceId::from(id), label: label.to_owned() };
    let choose = |devices: &Devices, wanted: &Wanted, group: Option<&str>| {
        let group = group.map(GroupId::from);
        devices.choose(DeviceKind::Microphone, wanted, group.as_ref()).map(|device| device.id.to_string())
    };
    let devices = microphones(&[("a", "g1"), ("default", "g2"), ("b", "g2"), ("c", "g3")]);
    assert_eq!(choose(&devices, &wanted("b", ""), Some("g3")).as_deref(), Some("b"));
    assert_eq!(choose(&devices, &wanted("b2", "Label of b"), None).as_deref(), Some("b"));
    assert_eq!(choose(&devices, &wanted("unplugged", ""), Some("g3")).as_deref(), Some("c"));
    assert_eq!(choose(&devices, &wanted("unplugged", ""), Some("")).as_deref(), Some("default"));
    assert_eq!(choose(&devices, &Wanted::Automatic, None).as_deref(), Some("default"));
    let no_default = microphones(&[("a", "g"), ("b", "g")]);
    assert_eq!(choose(&no_default, &Wanted::Automatic, None).as_deref(), Some("a"));
    assert_eq!(choose(&microphones(&[("", "")]), &wanted("a", ""), None).as_deref(), Some(""));
    assert_eq!(choose(&Devices::default(), &wanted("a", ""), None), None);
}

#[test]
fn a_label_names_a_device_only_if_one_has_it() {
    let named = |id: &str, label: &str| RawDevice { label: label.to_owned(), ..raw("videoinput", id, "g") };
    let devices = Devices::parse([named("1", "Webcam"), named("2", "Webcam"), named("3", "Other")]);
    let found = |label: &str| {
        let wanted = Wanted::Device { id: DeviceId::from("0"), label: label.to_owned() };
        devices.find_wanted(DeviceKind::Camera, &wanted).map(|device| device.id.as_str())
    };
    assert_eq!((found("Other"), found("Webcam"), found("")), (Some("3"), None, None));
}

#[test]
fn what_is_wanted_survives_being_remembered() {
    let devices = microphones(&[("default", "g1"), ("a", "g1")]);
    let wanted: Vec<Wanted> = devices.iter().map(Wanted::device).collect();
    assert_eq!(wanted[0], Wanted::Automatic);
    for wanted in wanted {
        let json = serde_json::to_string(&wanted).unwrap();
        assert_eq!(serde_json::from_str::<Wanted>(&json).unwrap(), wanted);
    }
}

fn any_devices() -> impl Strategy<Value = Devices> {
    let kind = prop_oneof![Just("audioinput"), Just("videoinput"), Just("audiooutput")];
    let id = prop_oneof![Just("default"), Just("communications"), Just("a"), Just("b"), Just("c")];
    let group = prop_oneof![Just("g1"), Just("g2")];
    proptest::collection::vec((kind, id, group), 0..12)
        .prop_map(|entries| Devices::parse(entries.iter().map(|(kind, id, group)| raw(kind, id, group))))
}

proptest! {
    #[test]
    fn nothing_changed_is_no_difference(devices in any_devices()) {
        prop_assert!(Devices::difference(&devices, &devices).is_empty());
    }

    #[test]
    fn what_came_one_way_went_the_other(a in any_devices(), b in any_devices()) {
        let (there, back) = (Devices::difference(&a, &b), Devices::difference(&b, &a));
        prop_assert_eq!(there.came, back.went);
        prop_assert_eq!(there.went, back.came);
        prop_assert_eq!(there.default_moved, back.default_moved);
    }

    #[test]
    fn the_old_list_and_the_difference_make_the_new_list(a in any_devices(), b in any_devices()) {
        let difference = Devices::difference(&a, &b);
        let key = |device: &Device| (device.kind, device.id.clone());
        let hardware = |devices: &Devices| {
            let mut keys: Vec<_> = devices.iter().filter(|device| !device.is_alias()).map(key).collect();
            keys.sort();
            keys
        };
        let mut made: Vec<_> = hardware(&a).into_iter()
            .filter(|there| !difference.went.iter().map(key).any(|gone| gone == *there))
            .chain(difference.came.iter().map(key))
            .collect();
        made.sort();
        prop_assert_eq!(made, hardware(&b));
    }

    #[test]
    fn one_is_chosen_whenever_there_is_one(devices in any_devices(), wanted in "[abcd]") {
        let wanted = Wanted::Device { id: DeviceId::from(wanted.as_str()), label: String::new() };
        for kind in DeviceKind::ALL {
            let chosen = devices.choose(kind, &wanted, None);
            prop_assert_eq!(chosen.is_some(), !devices.of_kind(kind).is_empty());
            if devices.find_wanted(kind, &wanted).is_some() {
                prop_assert_eq!(Some(&chosen.unwrap().id), wanted.id());
            }
        }
    }
}
