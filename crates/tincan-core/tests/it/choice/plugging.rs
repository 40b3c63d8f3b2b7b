//! Devices are plugged in and out.

use insta::assert_snapshot;
use tincan_core::{devices::Wanted, media_error::MediaErrorKind};

use super::{Story, device, overconstrained};

#[test]
fn unplugged_and_plugged_in_again() {
    let mut story = Story::microphone(device("usb"));
    story.list("-").on().live("usb/g2").list("default/g1 built-in/g1 usb/g2").wait(10);
    story.ended().failed(overconstrained()).list("default/g1 built-in/g1").live("default/g1").wait(10);
    story.list("default/g1 built-in/g1 usb/g2").live("usb/g2");
    assert_snapshot!(story.log, @r#"
     0.0 list -: -
     0.0 on: acquire usb
     0.0 live usb/g2: -
     0.0 list default/g1 built-in/g1 usb/g2: -
    10.0 ended: acquire usb
    10.0 failed: acquire default
    10.0 list default/g1 built-in/g1: -
    10.0 live default/g1: "BUILT-IN took over from USB"
    11.0 time: -
    20.0 list default/g1 built-in/g1 usb/g2: stop, acquire usb
    20.0 live usb/g2: "USB came back"
    "#);
}

#[test]
fn the_list_may_tell_before_the_track() {
    let mut story = Story::camera(device("usb"));
    story.list("usb/g2 built-in/g1").on().live("usb/g2").wait(10);
    story.list("built-in/g1").ended().live("built-in/g1").list("built-in/g1 usb/g2").live("usb/g2");
    assert_snapshot!(story.log, @r#"
     0.0 list usb/g2 built-in/g1: -
     0.0 on: acquire usb
     0.0 live usb/g2: -
    10.0 list built-in/g1: stop, acquire default
    10.0 ended: -
    10.0 live built-in/g1: "BUILT-IN took over from USB"
    10.0 list built-in/g1 usb/g2: stop, acquire usb
    10.0 live usb/g2: "USB came back"
    "#);
}

#[test]
fn what_is_in_the_same_hardware_takes_over_first() {
    let mut story = Story::microphone(device("headset"));
    story.list("default/g1 built-in/g1 headset/g2 boom/g2").on().live("headset/g2").wait(10);
    story.list("default/g1 built-in/g1 boom/g2").live("boom/g2");
    assert_snapshot!(story.log, @r#"
     0.0 list default/g1 built-in/g1 headset/g2 boom/g2: -
     0.0 on: acquire headset
     0.0 live headset/g2: -
    10.0 list default/g1 built-in/g1 boom/g2: stop, acquire boom
    10.0 live boom/g2: "BOOM took over from HEADSET"
    "#);
}

#[test]
fn a_new_device_is_offered_once_and_never_taken() {
    let mut story = Story::camera(Wanted::Automatic);
    story.on().live("a/g1").list("a/g1 b/g2");
    story.list("a/g1 b/g2 c/g3").list("a/g1 b/g2").list("a/g1 b/g2 c/g3").off().list("a/g1 d/g4");
    assert_snapshot!(story.log, @r#"
    0.0 on: acquire default
    0.0 live a/g1: -
    0.0 list a/g1 b/g2: -
    0.0 list a/g1 b/g2 c/g3: "use C?"
    0.0 list a/g1 b/g2: -
    0.0 list a/g1 b/g2 c/g3: -
    0.0 off: stop
    0.0 list a/g1 d/g4: "use D?"
    "#);
}

#[test]
fn the_first_camera_comes_back_though_none_was_chosen() {
    let mut story = Story::camera(Wanted::Automatic);
    story.on().live("a/g1").list("a/g1 b/g2").wait(10);
    story.ended().failed(MediaErrorKind::InUse).list("b/g2").live("b/g2").list("b/g2 a/g1").live("a/g1");
    assert_snapshot!(story.log, @r#"
     0.0 on: acquire default
     0.0 live a/g1: -
     0.0 list a/g1 b/g2: -
    10.0 ended: acquire a
    10.0 failed: acquire default
    10.0 list b/g2: -
    10.0 live b/g2: "B took over from A"
    10.0 list b/g2 a/g1: stop, acquire a
    10.0 live a/g1: "A came back"
    "#);
}

#[test]
fn the_default_moves_to_a_headset_and_back() {
    let mut story = Story::microphone(Wanted::Automatic);
    story.list("default/g1 built-in/g1").on().live("default/g1").wait(10);
    story.list("default/g2 built-in/g1 headset/g2").live("default/g2").wait(10);
    story.ended().list("default/g1 built-in/g1").live("default/g1");
    assert_snapshot!(story.log, @r#"
     0.0 list default/g1 built-in/g1: -
     0.0 on: acquire default
     0.0 live default/g1: -
    10.0 list default/g2 built-in/g1 headset/g2: stop, acquire default
    10.0 live default/g2: "HEADSET took over from BUILT-IN"
    20.0 ended: acquire default
    20.0 list default/g1 built-in/g1: -
    20.0 live default/g1: "BUILT-IN took over from HEADSET"
    "#);
}

#[test]
fn the_default_moves_while_it_is_acquired() {
    let mut story = Story::microphone(Wanted::Automatic);
    story
        .list("default/g1 built-in/g1")
        .on()
        .list("default/g2 built-in/g1 headset/g2")
        .live("default/g1")
        .live("default/g2");
    story.off().on().list("default/g1 built-in/g1 headset/g2").live("default/g1");
    assert_snapshot!(story.log, @r#"
    0.0 list default/g1 built-in/g1: -
    0.0 on: acquire default
    0.0 list default/g2 built-in/g1 headset/g2: -
    0.0 live default/g1: stop, acquire default
    0.0 live default/g2: -
    0.0 off: stop
    0.0 on: acquire default
    0.0 list default/g1 built-in/g1 headset/g2: -
    0.0 live default/g1: -
    "#);
}

#[test]
fn a_chosen_device_does_not_follow_the_default() {
    let mut story = Story::microphone(device("built-in"));
    story.list("default/g1 built-in/g1").on().live("built-in/g1").list("default/g2 built-in/g1 headset/g2");
    assert_snapshot!(story.log, @r#"
    0.0 list default/g1 built-in/g1: -
    0.0 on: acquire built-in
    0.0 live built-in/g1: -
    0.0 list default/g2 built-in/g1 headset/g2: "use HEADSET?"
    "#);
}
