//! A person chooses, and turns on and off.

use insta::assert_snapshot;
use tincan_core::{
    devices::{DeviceId, Wanted, choice::Input},
    media_error::MediaErrorKind,
};

use super::{Story, device, overconstrained};

#[test]
fn of_ten_choices_in_a_second_the_last_is_acquired() {
    let mut story = Story::camera(Wanted::Automatic);
    story.list("a/g1 b/g2 c/g3").on().live("a/g1");
    for id in ["b", "c", "a", "b", "c", "a", "b", "c", "a", "c"] {
        story.choose(id);
    }
    story.live("b/g2").live("c/g3");
    assert_snapshot!(story.log, @"
    0.0 list a/g1 b/g2 c/g3: -
    0.0 on: acquire default
    0.0 live a/g1: -
    0.0 choose b: stop, acquire b
    0.0 choose c: -
    0.0 choose a: -
    0.0 choose b: -
    0.0 choose c: -
    0.0 choose a: -
    0.0 choose b: -
    0.0 choose c: -
    0.0 choose a: -
    0.0 choose c: -
    0.0 live b/g2: stop, acquire c
    0.0 live c/g3: -
    ");
    assert_eq!(story.choice.in_use().unwrap().id, DeviceId::from("c"));
}

#[test]
fn a_choice_during_an_acquisition_that_fails() {
    let mut story = Story::camera(device("a"));
    story.list("a/g1 b/g2").on().choose("b").failed(MediaErrorKind::InUse).live("b/g2");
    story.choose("a").choose("b").choose("a").live("a/g1");
    assert_snapshot!(story.log, @"
    0.0 list a/g1 b/g2: -
    0.0 on: acquire a
    0.0 choose b: -
    0.0 failed: acquire b
    0.0 live b/g2: -
    0.0 choose a: stop, acquire a
    0.0 choose b: -
    0.0 choose a: -
    0.0 live a/g1: -
    ");
}

#[test]
fn a_choice_that_does_not_start_gives_back_what_was_in_use() {
    let mut story = Story::camera(device("b"));
    story.list("a/g1 b/g2 c/g3").on().live("b/g2").choose("c").failed(MediaErrorKind::InUse).live("b/g2");
    assert_snapshot!(story.log, @r#"
    0.0 list a/g1 b/g2 c/g3: -
    0.0 on: acquire b
    0.0 live b/g2: -
    0.0 choose c: stop, acquire c
    0.0 failed: acquire b
    0.0 live b/g2: "B took over from C"
    "#);
}

#[test]
fn a_chosen_device_that_is_not_there_costs_nothing() {
    let mut story = Story::camera(device("a"));
    story.list("a/g1 b/g2").on().live("a/g1").choose("elsewhere").list("a/g1 b/g2 elsewhere/g9").live("elsewhere/g9");
    assert_snapshot!(story.log, @"
    0.0 list a/g1 b/g2: -
    0.0 on: acquire a
    0.0 live a/g1: -
    0.0 choose elsewhere: -
    0.0 list a/g1 b/g2 elsewhere/g9: stop, acquire elsewhere
    0.0 live elsewhere/g9: -
    ");
}

#[test]
fn off_is_off() {
    let mut story = Story::camera(device("a"));
    story.list("a/g1").choose("b").list("a/g1 b/g2").on().off().live("b/g2").choose("a").list("b/g2").on().live("b/g2");
    story.off().ended().list("a/g1 b/g2");
    assert_snapshot!(story.log, @"
    0.0 list a/g1: -
    0.0 choose b: -
    0.0 list a/g1 b/g2: -
    0.0 on: acquire b
    0.0 off: -
    0.0 live b/g2: stop
    0.0 choose a: -
    0.0 list b/g2: -
    0.0 on: acquire default
    0.0 live b/g2: -
    0.0 off: stop
    0.0 ended: -
    0.0 list a/g1 b/g2: -
    ");
}

#[test]
fn off_and_on_during_an_acquisition_asks_once() {
    let mut story = Story::camera(device("a"));
    story.list("a/g1").on().off().on().live("a/g1");
    assert_snapshot!(story.log, @"
    0.0 list a/g1: -
    0.0 on: acquire a
    0.0 off: -
    0.0 on: -
    0.0 live a/g1: -
    ");
}

#[test]
fn a_remembered_device_that_is_not_there_today_is_no_news() {
    let mut story = Story::microphone(device("usb"));
    story.list("-").on().failed(overconstrained()).live("default/g1").list("default/g1 built-in/g1");
    story.list("default/g1 built-in/g1 usb/g2").live("usb/g2");
    assert_snapshot!(story.log, @r#"
    0.0 list -: -
    0.0 on: acquire usb
    0.0 failed: acquire default
    0.0 live default/g1: -
    0.0 list default/g1 built-in/g1: -
    0.0 list default/g1 built-in/g1 usb/g2: stop, acquire usb
    0.0 live usb/g2: "USB came back"
    "#);
}

#[test]
fn a_remembered_device_has_a_new_id() {
    let wanted = Wanted::Device { id: DeviceId::from("old"), label: "USB".to_owned() };
    let mut story = Story::camera(wanted);
    story.list("built-in/g1 usb/g2").on().live("usb/g2");
    assert_snapshot!(story.log, @"
    0.0 list built-in/g1 usb/g2: -
    0.0 on: acquire usb
    0.0 live usb/g2: -
    ");
    assert_eq!(*story.choice.wanted(), device("usb"));
}

#[test]
fn other_constraints_start_the_same_device_again() {
    let mut story = Story::camera(Wanted::Automatic);
    let restart = || Input::RestartRequested;
    story.input("restart", restart()).list("a/g1 b/g2").on().input("restart", restart()).live("a/g1").live("a/g1");
    story.wait(10).input("restart", restart()).live("a/g1").choose("b").input("restart", restart());
    story.failed(overconstrained()).live("b/g2");
    assert_snapshot!(story.log, @"
     0.0 restart: -
     0.0 list a/g1 b/g2: -
     0.0 on: acquire default
     0.0 restart: -
     0.0 live a/g1: stop, acquire default
     0.0 live a/g1: -
    10.0 restart: stop, acquire a
    10.0 live a/g1: -
    10.0 choose b: stop, acquire b
    10.0 restart: -
    10.0 failed: acquire b
    10.0 live b/g2: -
    ");
}
