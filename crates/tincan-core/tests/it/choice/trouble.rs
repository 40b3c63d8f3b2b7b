//! Devices that do not start, permission that is not given, systems that mute.

use insta::assert_snapshot;
use tincan_core::{
    devices::{Wanted, choice::Input},
    media_error::MediaErrorKind,
};

use super::{Story, denied, device};

#[test]
fn a_device_that_is_listed_and_dead_is_tried_again_shortly_after() {
    let mut story = Story::camera(device("usb"));
    story.list("usb/g1").on().live("usb/g1").wait(10).ended();
    for _ in 0..3 {
        story.failed(MediaErrorKind::InUse).failed(MediaErrorKind::InUse).wait(10);
    }
    story.list("").failed(MediaErrorKind::NotFound).wait(10).list("usb/g1").live("usb/g1");
    assert_snapshot!(story.log, @r#"
     0.0 list usb/g1: -
     0.0 on: acquire usb
     0.0 live usb/g1: -
    10.0 ended: acquire usb
    10.0 failed: acquire default
    10.0 failed: fail (the device could not be started; another program may be using it), "USB is gone"
    11.0 time: acquire usb
    20.0 failed: acquire default
    20.0 failed: fail (the device could not be started; another program may be using it)
    23.0 time: acquire usb
    30.0 failed: acquire default
    30.0 failed: fail (the device could not be started; another program may be using it)
    40.0 list : acquire default
    40.0 failed: fail (no such device was found)
    50.0 list usb/g1: acquire usb
    50.0 live usb/g1: "USB came back"
    "#);
}

#[test]
fn a_device_that_is_slow_after_it_was_plugged_in_comes_back_all_the_same() {
    let mut story = Story::camera(device("usb"));
    story.list("built-in/g1").on().live("built-in/g1").wait(10);
    story.list("built-in/g1 usb/g2").failed(MediaErrorKind::InUse).live("built-in/g1").wait(1).live("usb/g2").wait(10);
    assert_snapshot!(story.log, @r#"
     0.0 list built-in/g1: -
     0.0 on: acquire default
     0.0 live built-in/g1: -
    10.0 list built-in/g1 usb/g2: stop, acquire usb
    10.0 failed: acquire default
    10.0 live built-in/g1: -
    11.0 time: stop, acquire usb
    11.0 live usb/g2: "USB came back"
    "#);
}

#[test]
fn what_failed_by_its_own_name_and_came_as_the_default_is_asked_for_by_name_again() {
    let mut story = Story::camera(device("usb"));
    story.list("").on().failed(MediaErrorKind::NotFound).list("usb/g1").failed(MediaErrorKind::InUse).live("usb/g1");
    story.list("usb/g1 built-in/g2").input("restart", Input::RestartRequested);
    assert_snapshot!(story.log, @r#"
    0.0 list : -
    0.0 on: acquire default
    0.0 failed: fail (no such device was found)
    0.0 list usb/g1: acquire usb
    0.0 failed: acquire default
    0.0 live usb/g1: -
    0.0 list usb/g1 built-in/g2: "use BUILT-IN?"
    0.0 restart: stop, acquire usb
    "#);
}

#[test]
fn a_camera_that_another_program_holds_makes_no_flicker() {
    let mut story = Story::camera(device("usb"));
    story.list("built-in/g1 usb/g2").on().failed(MediaErrorKind::InUse).live("built-in/g1").wait(60);
    story.list("built-in/g1 usb/g2 other/g3");
    assert_snapshot!(story.log, @r#"
     0.0 list built-in/g1 usb/g2: -
     0.0 on: acquire usb
     0.0 failed: acquire default
     0.0 live built-in/g1: "BUILT-IN took over from USB"
    60.0 list built-in/g1 usb/g2 other/g3: "use OTHER?"
    "#);
}

#[test]
fn what_dies_at_once_is_not_started_for_ever() {
    let mut story = Story::camera(device("usb"));
    story.list("built-in/g1 usb/g2").on();
    for _ in 0..3 {
        story.live("usb/g2").ended().live("built-in/g1").wait(4);
    }
    assert_snapshot!(story.log, @r#"
    0.0 list built-in/g1 usb/g2: -
    0.0 on: acquire usb
    0.0 live usb/g2: -
    0.0 ended: acquire default
    0.0 live built-in/g1: "BUILT-IN took over from USB"
    1.0 time: stop, acquire usb
    4.0 live usb/g2: "USB came back"
    4.0 ended: acquire default
    4.0 live built-in/g1: "BUILT-IN took over from USB"
    7.0 time: stop, acquire usb
    8.0 live usb/g2: "USB came back"
    8.0 ended: acquire default
    8.0 live built-in/g1: "BUILT-IN took over from USB"
    "#);
}

#[test]
fn no_device_at_all() {
    let mut story = Story::camera(Wanted::Automatic);
    story.list("").on().failed(MediaErrorKind::NotFound).wait(10).list("a/g1").live("a/g1").wait(10);
    story.ended().failed(MediaErrorKind::NotFound).list("").failed(MediaErrorKind::NotFound).wait(10);
    assert_snapshot!(story.log, @r#"
     0.0 list : -
     0.0 on: acquire default
     0.0 failed: fail (no such device was found)
    10.0 list a/g1: acquire default
    10.0 live a/g1: -
    20.0 ended: acquire a
    20.0 failed: acquire default
    20.0 list : -
    20.0 failed: fail (no such device was found), "A is gone"
    "#);
}

#[test]
fn denied_is_denied_until_it_is_granted() {
    let mut story = Story::microphone(device("usb"));
    story.list("default/g1 usb/g2").on().failed(denied()).list("default/g1 usb/g2 x/g3").wait(10);
    story.input("granted", Input::PermissionGranted).live("usb/g2");
    assert_snapshot!(story.log, @r#"
     0.0 list default/g1 usb/g2: -
     0.0 on: acquire usb
     0.0 failed: fail (permission was not given: denied by the person)
     0.0 list default/g1 usb/g2 x/g3: -
    10.0 granted: acquire usb
    10.0 live usb/g2: -
    "#);
}

#[test]
fn permission_is_taken_back_and_given_again() {
    let mut story = Story::microphone(device("usb"));
    story.list("default/g1 usb/g2").on().live("usb/g2").wait(10);
    story.input("revoked", Input::PermissionRevoked).ended().list("-").wait(10);
    story.input("granted", Input::PermissionGranted).live("usb/g2").list("default/g1 usb/g2").wait(10);
    story.ended().failed(denied()).input("granted", Input::PermissionGranted).live("usb/g2");
    assert_snapshot!(story.log, @r#"
     0.0 list default/g1 usb/g2: -
     0.0 on: acquire usb
     0.0 live usb/g2: -
    10.0 revoked: -
    10.0 ended: PermissionLost, fail (permission was not given: denied by the person)
    10.0 list -: -
    20.0 granted: acquire usb
    20.0 live usb/g2: "Track of usb came back"
    20.0 list default/g1 usb/g2: -
    30.0 ended: acquire usb
    30.0 failed: PermissionLost, fail (permission was not given: denied by the person)
    30.0 granted: acquire usb
    30.0 live usb/g2: "USB came back"
    "#);
}

#[test]
fn muted_by_the_system_is_said_if_it_lasts() {
    let mut story = Story::microphone(Wanted::Automatic);
    story.input("muted", Input::Muted).on().live("default/g1");
    story.input("muted", Input::Muted).input("unmuted", Input::Unmuted).wait(10);
    story.input("muted", Input::Muted).wait(10).input("muted", Input::Muted).input("unmuted", Input::Unmuted).wait(10);
    story.input("muted", Input::Muted).off().wait(10);
    assert_snapshot!(story.log, @"
     0.0 muted: -
     0.0 on: acquire default
     0.0 live default/g1: -
     0.0 muted: -
     0.0 unmuted: -
    10.0 muted: -
    10.5 time: MutedBySystem
    20.0 muted: -
    20.0 unmuted: UnmutedBySystem
    30.0 muted: -
    30.0 off: stop
    ");
}

#[test]
fn a_browser_that_tells_no_ids_is_believed() {
    let mut story = Story::camera(device("a"));
    story.list("a/g1").on().live("/").list("a/g1 b/g2").list("b/g2");
    assert_snapshot!(story.log, @r#"
    0.0 list a/g1: -
    0.0 on: acquire a
    0.0 live /: -
    0.0 list a/g1 b/g2: "use B?"
    0.0 list b/g2: stop, acquire default
    "#);
}

#[test]
fn a_browser_that_gives_another_device_is_not_asked_for_ever() {
    let mut story = Story::camera(device("a"));
    story.list("a/g1 b/g2").on().live("b/g2").wait(60);
    assert_snapshot!(story.log, @"
    0.0 list a/g1 b/g2: -
    0.0 on: acquire a
    0.0 live b/g2: -
    ");
}
