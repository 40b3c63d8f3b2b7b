//! What outlives a reload of the page.

use serde::Serialize;
use tincan_protocol::{
    ChatEntry, DisplayName, MemberId,
    json::{self, FromJson, Json},
};

use super::{
    Chat, Config, Delivery,
    hearing::is_understood,
    log::{Kept, Sent},
};

/// A conversation as it is kept in the tab, to be taken up again when the page is loaded again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Saved {
    version: u32,
    you: MemberId,
    former: Vec<MemberId>,
    names: Vec<(MemberId, DisplayName)>,
    entries: Vec<SavedEntry>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct SavedEntry {
    author: MemberId,
    entry: ChatEntry,
    with: Option<MemberId>,
    passed_on_by: Option<MemberId>,
    delivery: Option<Delivery>,
}

json::object!(SavedEntry { author, entry, with, passed_on_by, delivery });

/// As it is read: whatever makes no sense is left out.
struct Found {
    version: u32,
    you: MemberId,
    former: Vec<Json>,
    names: Vec<Json>,
    entries: Vec<Json>,
}

json::object!(Found { version, you, former or Vec::new(), names or Vec::new(), entries or Vec::new() });

impl Saved {
    /// Of another one nothing is read.
    const VERSION: u32 = 1;
    /// The most reloads after which what one said is still one's own.
    const MAX_FORMER: usize = 32;

    /// As JSON: at most two megabytes or so.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What can be read of this JSON, which another version of the app, or anything, may have written.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let Found { version, you, former, names, entries } = json::read(text).ok()?;
        (version == Self::VERSION).then(|| Self {
            version,
            you,
            former: sensible(former),
            names: sensible(names),
            entries: sensible(entries),
        })
    }
}

fn sensible<T: FromJson>(values: Vec<Json>) -> Vec<T> {
    values.into_iter().filter_map(|value| T::from_json(value).ok()).collect()
}

impl Chat {
    /// The chat as it was before the page was loaded again. You may be another member now.
    #[must_use]
    pub fn restore(config: Config, saved: Saved) -> Self {
        let now = config.now;
        let mut chat = Self::new(config);
        chat.restored_until = Some(now + Self::RETURN_WITHIN);
        // The last one first.
        let former = saved.former.into_iter().chain([saved.you]).rev().filter(|id| *id != chat.you);
        chat.former = former.take(Saved::MAX_FORMER).collect();
        let name = chat.names.get(&chat.you).cloned();
        chat.names.extend(saved.names);
        chat.names.extend(name.map(|name| (chat.you.clone(), name)));
        for SavedEntry { author, mut entry, with, passed_on_by, delivery } in saved.entries {
            let people = [Some(&author), with.as_ref(), passed_on_by.as_ref()];
            let known = people.into_iter().flatten().all(|id| chat.names.contains_key(id));
            if !known || !is_understood(&entry) || entry.private != with.is_some() {
                continue;
            }
            entry.clock = chat.clock.see(now, entry.clock);
            entry.at = chat.clock.plausible(now, entry.at);
            let delivery = delivery.filter(|_| chat.is_own(&author));
            let awaited = with.iter().filter(|_| delivery == Some(Delivery::Sending)).cloned().collect();
            let sent = delivery.map(|delivery| Sent { awaited, heard: false, delivery });
            chat.log.insert(Kept { author, entry, with, passed_on_by, sent });
        }
        chat.forget_names();
        chat
    }

    /// What to keep, whenever something [changed](super::Effect::Changed), to [restore](Self::restore) it later in the same room.
    #[must_use]
    pub fn saved(&self) -> Saved {
        let entries = self.log.iter().map(|kept| SavedEntry {
            author: kept.author.clone(),
            entry: kept.entry.clone(),
            with: kept.with.clone(),
            passed_on_by: kept.passed_on_by.clone(),
            delivery: kept.sent.as_ref().map(|sent| sent.delivery),
        });
        Saved {
            version: Saved::VERSION,
            you: self.you.clone(),
            former: self.former.iter().rev().cloned().collect(),
            names: self.names.iter().map(|(id, name)| (id.clone(), name.clone())).collect(),
            entries: entries.collect(),
        }
    }
}
