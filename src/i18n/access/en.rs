//! English.

use yew_webrtc::{Access, RoomRefusal};

use super::{AccessText, Advice};

pub(super) const TEXT: AccessText = AccessText {
    host: "Host",
    ask_to_mute: "Ask to mute",
    asked_to_mute: |name| format!("{} was asked to mute.", name.as_str()),
    make_host: "Make host",
    remove: "Remove",
    no_host: "No host is here. A host is who made the call with “New call”, and whoever they made one.",

    who_may_come_in: "Who may come in",
    access: |access| match access {
        Access::Open => "Everybody with the link",
        Access::Knock => "Whoever a host lets in",
        Access::Password => "Whoever knows the password",
        Access::Locked => "Nobody else",
    },
    access_hint: |access| match access {
        Access::Open => "Whoever opens the link can join.",
        Access::Knock => "Others wait before the door, and the hosts are asked.",
        Access::Password => "Others are asked for the password.",
        Access::Locked => "The call is locked. Who was in can come back.",
    },
    only_hosts: "Only a host can change this.",
    password: "Password",
    password_new: "New password",
    password_hint: "Tell it to your guests yourself. Neither the link nor the server has it.",
    password_missing: "Type a password first.",
    password_impossible: "Passwords need a page that came by HTTPS.",
    set_password: "Set password",
    password_is_set: "The password is set.",

    end_for_all: "End call for everyone",
    end_for_all_hint: "Everybody is put out of the call, you too.",
    end_now: "End it now",

    knocks: |name| format!("{} wants to come in.", name.as_str()),
    admit: "Admit",
    deny: "Deny",
    mute_asked: "A host asks you to mute your microphone.",

    password_wanted: "This call has a password. Whoever invited you knows it.",
    password_wrong: "That is not the password of this call.",
    knock_again: "Ask again",
    refused,
};

fn refused(refusal: RoomRefusal) -> Advice {
    match refusal {
        RoomRefusal::RoomFull => Advice::new(
            "This call is full",
            "As many people are in it as its host allows. Try again when somebody has left.",
        ),
        RoomRefusal::Busy => Advice::new(
            "The server has its hands full",
            "It takes no more calls for now, or no more from your network. Try again in a minute.",
        ),
        RoomRefusal::Replaced => Advice::new(
            "You joined this call in another window",
            "The call goes on there. To have it here instead, join again.",
        ),
        RoomRefusal::Locked => Advice::new(
            "This call is locked",
            "Its host lets nobody else in for now. Ask them to open it, and try again.",
        ),
        RoomRefusal::PasswordWanted | RoomRefusal::PasswordWrong => {
            Advice::new("This call has a password", "Whoever invited you knows it.")
        }
        RoomRefusal::Denied => Advice::new(
            "You were not let in",
            "A host of this call has said no. If they did not know who you are, ask again under a name that they know.",
        ),
        RoomRefusal::Removed => {
            Advice::new("You were removed from this call", "A host has put you out, and this tab is not let back in.")
        }
        RoomRefusal::Ended => Advice::new("The call has ended", "A host has ended it for everyone."),
        RoomRefusal::OtherVersion => Advice::new(
            "This page is out of date",
            "The server speaks a newer or older language than this page. Reload the page to get the one that fits.",
        ),
        RoomRefusal::NotUnderstood => Advice::new(
            "The server did not let you in",
            "Reload the page and join again. If that does not help, tell the person who runs this server.",
        ),
    }
}
