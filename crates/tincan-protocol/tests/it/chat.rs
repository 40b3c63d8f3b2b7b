//! The chat's part of the wire format.

use insta::assert_json_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};
use tincan_protocol::{
    ChatBody, ChatEntry, ChatMessage, ChatText, DisplayName, Emoji, EntryId, EntryRef, MemberId, PassedOn, PeerMessage,
};

fn id(byte: u8) -> EntryId {
    EntryId::from_bytes([byte; 16])
}

fn text(text: &str) -> ChatBody {
    ChatBody::Text { text: text.parse().unwrap() }
}

fn entry(private: bool, body: ChatBody) -> ChatEntry {
    ChatEntry { id: id(1), clock: 1_760_000_000_001, at: 1_760_000_000_000, private, body }
}

fn ada() -> MemberId {
    MemberId::from_bytes([3; 16])
}

#[test]
fn chat_messages() {
    let to = EntryRef { author: ada(), id: id(1) };
    let passed_on =
        PassedOn { author: ada(), name: "Ada".parse().unwrap(), entry: entry(false, text("안녕\n`code`")) };
    let messages = [
        ChatMessage::Entry(entry(true, text("<b>psst</b>"))),
        ChatMessage::Entry(entry(false, ChatBody::Reaction { to, emoji: Emoji::ThumbsUp, on: true })),
        ChatMessage::Received { ids: vec![id(1), id(2)] },
        ChatMessage::Digest { sum: u64::MAX },
        ChatMessage::HistoryWanted { have: vec![id(2)] },
        ChatMessage::History { entries: vec![passed_on], more: true },
        ChatMessage::Typing { private: false, on: true },
        ChatMessage::Cheer { emoji: Emoji::Heart },
    ];
    let messages = messages.map(PeerMessage::Chat);
    assert_json_snapshot!(messages);
    for message in messages {
        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<PeerMessage>(&json).unwrap(), message, "{json}");
    }
}

#[test]
fn the_names_of_chat_emoji_stay() {
    assert_json_snapshot!(Emoji::ALL.map(|emoji| (emoji, emoji.symbol())));
}

fn received(message: Value) -> PeerMessage {
    serde_json::from_value(message).unwrap()
}

#[test]
fn what_a_newer_chat_says_is_skipped() {
    let chat = |message| PeerMessage::Chat(message);
    assert_eq!(received(json!({ "type": "chat", "chat": "poll", "of": [1] })), chat(ChatMessage::Unknown));
    assert_eq!(
        received(json!({ "type": "chat", "chat": "cheer", "emoji": "teleport" })),
        chat(ChatMessage::Cheer { emoji: Emoji::Unknown })
    );
    let mut newer = serde_json::to_value(chat(ChatMessage::Entry(entry(false, text("a"))))).unwrap();
    newer["body"] = json!({ "type": "drawing", "lines": [[0, 0], [1, 1]] });
    newer["colour"] = json!("red");
    assert_eq!(received(newer), chat(ChatMessage::Entry(entry(false, ChatBody::Unknown))));
}

#[test]
fn what_a_chat_may_not_say_is_refused_in_words() {
    let refused = |field: &str, value: Value| {
        let mut message = serde_json::to_value(PeerMessage::Chat(ChatMessage::Entry(entry(false, text("a"))))).unwrap();
        message[field] = value;
        serde_json::from_value::<PeerMessage>(message).unwrap_err().to_string()
    };
    insta::assert_snapshot!(refused("body", json!({ "type": "text", "text": "a".repeat(4001) })), @"body.text: a message has at most 4000 characters, and this one has 4001");
    insta::assert_snapshot!(refused("body", json!({ "type": "text", "text": "\r\n" })), @"body.text: a message has at least one character");
    insta::assert_snapshot!(refused("id", json!("x")), @"id: the identifier of an entry has 26 of the letters a to z and the digits 2 to 7");
    insta::assert_snapshot!(refused("clock", json!(-1)), @"clock: a whole number from 0 to 18446744073709551615 is expected, not another");
}

/// The longest that one person can make a message.
#[test]
fn the_longest_chat_entry_is_far_below_the_longest_message() {
    let name: DisplayName = "🎉".repeat(DisplayName::MAX_CHARS).parse().unwrap();
    for character in ["🎉", "\"", "\\", "힣"] {
        let body = text(&character.repeat(ChatText::MAX_CHARS));
        let entry = ChatEntry { clock: u64::MAX, at: u64::MAX, ..entry(false, body) };
        let author = "z".repeat(64).parse().unwrap();
        let entries = vec![PassedOn { author, name: name.clone(), entry }];
        let message = PeerMessage::Chat(ChatMessage::History { entries, more: false });
        assert!(serde_json::to_string(&message).unwrap().len() * 3 < ChatMessage::MAX_BYTES, "{character}");
    }
}

proptest! {
    /// A fuzz of the form: whatever some JSON becomes with a value somewhere else in it, it is read or refused.
    #[test]
    fn reading_a_chat_message_never_panics(garbage: String, field in 0..8_usize, number: i64, what in 0..4_u8) {
        let mut message = serde_json::to_value(PeerMessage::Chat(ChatMessage::Entry(entry(false, text("a"))))).unwrap();
        let field = ["type", "chat", "id", "clock", "at", "private", "body", "x"][field];
        message[field] = match what {
            0 => json!(garbage),
            1 => json!(number),
            2 => json!([garbage, number]),
            _ => json!({ "type": "text", "text": garbage }),
        };
        if let Ok(read) = serde_json::from_value::<PeerMessage>(message) {
            let json = serde_json::to_string(&read).unwrap();
            prop_assert_eq!(serde_json::from_str::<PeerMessage>(&json).unwrap(), read);
        }
        prop_assert!(serde_json::from_str::<PeerMessage>(&garbage).is_err());
    }
}
