//! English.

use super::ChatText;

pub(super) const TEXT: ChatText = ChatText {
    messages: "Messages",
    empty_title: "Nothing is written yet",
    empty_text: "What you write goes straight to the browsers of those in the call, and is kept nowhere else.",
    alone_text: "You are alone here. Whoever comes later can read what you write now.",

    you: "You",
    only_to_you: "only to you",
    only_to: |name| format!("only to {name}"),
    passed_on_by: |name| format!("passed on by {name}"),
    sending: "Sending…",
    sending_to: |names| format!("Sending… not yet to {names}"),
    delivered: "Delivered",
    failed: "Not delivered",
    retry: "Retry",
    react: "React",
    reaction: |emoji, names| format!("{emoji}: {names}"),
    new: "New",
    to_the_newest: "New messages",

    message: "Message",
    placeholder: "Write a message",
    to: "To",
    everyone: "Everyone",
    only: |name| format!("Only {name}"),
    private: |name| format!("Only {name} can read this."),
    gone: |name| format!("{name} is no longer in the call. Choose who is to read this."),
    send: "Send",
    left: |count| match count {
        1 => "1 character left".to_owned(),
        _ => format!("{count} characters left"),
    },
    too_many: |count| match count {
        1 => "1 character too many".to_owned(),
        _ => format!("{count} characters too many"),
    },
    typing: |names| match names {
        [one] => format!("{one} is writing…"),
        [one, other] => format!("{one} and {other} are writing…"),
        _ => "Several people are writing…".to_owned(),
    },
    typing_to_you: |names| match names {
        [one] => format!("{one} is writing to you…"),
        [one, other] => format!("{one} and {other} are writing to you…"),
        _ => "Several people are writing to you…".to_owned(),
    },

    copy: "Copy conversation",
    copied: "The conversation is copied.",
    copy_failed: "This browser does not let it be copied here. Save it instead.",
    save: "Save conversation",
    saved: "The conversation is saved as a text file.",
    sound_on: "Turn sound on",
    sound_off: "Turn sound off",
};
