//! What decides in a chat: [`tincan_core::chat`], behind a border at which an app can be cut (the feature `split`), so that a call in which
//! nobody writes does without. Without the feature it is there at once.

use std::{rc::Rc, time::Duration};

use tincan_core::chat::{Chat, Config, Effect, Input, Message, Saved};

use super::ChatSnapshot;

/// An engine, as a chat knows it.
pub(super) trait Engine {
    /// Takes an input in.
    fn handle(&mut self, now: Duration, input: Input) -> Vec<Effect>;
    /// When it wants to be told the time.
    fn deadline(&self) -> Option<Duration>;
    /// How the chat is; with the messages `before` if they are equal.
    fn snapshot(&self, before: Rc<Vec<Message>>) -> ChatSnapshot;
    /// The whole conversation as plain text.
    fn transcript(&self, time: &dyn Fn(u64) -> String, who: &dyn Fn(&Message) -> String) -> String;
    /// What is to be kept of it, as JSON.
    fn saved(&self) -> String;
}

/// Begins an engine, with what was kept of an earlier one.
pub(super) type Begin = fn(Config, Option<String>) -> Box<dyn Engine>;

/// Begins engines from now on; none if their code could not be loaded.
#[cfg(feature = "split")]
pub(super) async fn load() -> Option<Begin> {
    code().await.ok()
}

/// Without the feature there is nothing to load: see [`BEGIN`].
#[cfg(not(feature = "split"))]
pub(super) async fn load() -> Option<Begin> {
    BEGIN
}

/// What is reached through this function alone is cut off; it becomes an async one that loads it first.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(chat, fallible)]
fn code() -> Result<Begin, wasm_split_helpers::SplitLoaderError> {
    Ok(begin)
}

/// What begins engines, if it is here from the start.
pub(super) const BEGIN: Option<Begin> = if cfg!(feature = "split") { None } else { Some(begin) };

fn begin(config: Config, kept: Option<String>) -> Box<dyn Engine> {
    Box::new(match kept.and_then(|kept| Saved::from_json(&kept)) {
        Some(saved) => Chat::restore(config, saved),
        None => Chat::new(config),
    })
}

impl Engine for Chat {
    fn handle(&mut self, now: Duration, input: Input) -> Vec<Effect> {
        Self::handle(self, now, input)
    }

    fn deadline(&self) -> Option<Duration> {
        Self::deadline(self)
    }

    fn snapshot(&self, before: Rc<Vec<Message>>) -> ChatSnapshot {
        let messages = self.messages();
        ChatSnapshot {
            messages: if *before == messages { before } else { Rc::new(messages) },
            unread: self.unread(),
            first_unread: self.first_unread().cloned(),
            typing: self.typing().collect(),
            people: self.people().collect(),
        }
    }

    fn transcript(&self, time: &dyn Fn(u64) -> String, who: &dyn Fn(&Message) -> String) -> String {
        Self::transcript(self, time, who)
    }

    fn saved(&self) -> String {
        Self::saved(self).to_json()
    }
}
