//! The words of the chat: what the call page itself says of it is in [`Text`](super::Text), and the panel's words are here.

mod en;
mod ko;

use super::Language;

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static ChatText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// Every sentence of the chat's panel in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct ChatText {
    pub messages: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub alone_text: &'static str,

    // A message.
    pub you: &'static str,
    pub only_to_you: &'static str,
    pub only_to: fn(&str) -> String,
    pub passed_on_by: fn(&str) -> String,
    pub sending: &'static str,
    pub sending_to: fn(&str) -> String,
    pub delivered: &'static str,
    pub failed: &'static str,
    pub retry: &'static str,
    pub react: &'static str,
    pub reaction: fn(emoji: &str, names: &str) -> String,
    pub new: &'static str,
    pub to_the_newest: &'static str,

    // Writing one.
    pub message: &'static str,
    pub placeholder: &'static str,
    pub to: &'static str,
    pub everyone: &'static str,
    pub only: fn(&str) -> String,
    pub private: fn(&str) -> String,
    pub gone: fn(&str) -> String,
    pub send: &'static str,
    pub left: fn(usize) -> String,
    pub too_many: fn(usize) -> String,
    pub typing: fn(names: &[&str]) -> String,
    pub typing_to_you: fn(names: &[&str]) -> String,

    // The whole conversation.
    pub copy: &'static str,
    pub copied: &'static str,
    pub copy_failed: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
    pub sound_on: &'static str,
    pub sound_off: &'static str,
}
