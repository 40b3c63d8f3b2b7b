//! Who came, who left, who shares: for those who hear the call page rather than see it.

use tincan_protocol::{DisplayName, MemberId};
use yew_webrtc::RemoteMember;

use crate::i18n::Text;

/// What has last changed among the others, in words. What one finds on arrival is no news.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MemberNews {
    known: Option<Vec<Known>>,
    words: String,
}

/// What was last known of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    id: MemberId,
    name: DisplayName,
    sharing: bool,
}

impl From<&RemoteMember> for Known {
    fn from(member: &RemoteMember) -> Self {
        Self { id: member.id.clone(), name: member.name.clone(), sharing: member.presence.screen }
    }
}

impl MemberNews {
    /// Takes note of who is there.
    pub fn note(&mut self, text: &Text, members: impl Iterator<Item = Known>) {
        let members: Vec<Known> = members.collect();
        let known = self.known.replace(members.clone());
        if let Some(known) = known
            && known != members
        {
            let news = changes(text, &known, &members);
            // Another order is no news.
            if !news.is_empty() {
                self.words = news.join(" ");
            }
        }
    }

    /// What has changed last, until something else does.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }
}

fn changes(text: &Text, old: &[Known], new: &[Known]) -> Vec<String> {
    let find = |list: &[Known], one: &Known| list.iter().find(|other| other.id == one.id).cloned();
    let left = old.iter().filter(|member| find(new, member).is_none()).map(|member| (text.member_left)(&member.name));
    let here = new.iter().flat_map(|member| {
        let before = find(old, member);
        let joined = before.is_none().then(|| (text.member_joined)(&member.name));
        let shared = before.is_some_and(|before| before.sharing);
        let words = if member.sharing { text.member_shares } else { text.member_shares_no_more };
        joined.into_iter().chain((shared != member.sharing).then(|| words(&member.name)))
    });
    left.chain(here).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn member(name: &str, sharing: bool) -> Known {
        Known { id: MemberId::from_bytes([name.as_bytes()[0]; 16]), name: name.parse().unwrap(), sharing }
    }

    #[test]
    fn coming_leaving_and_sharing_are_news_and_the_arrival_is_none() {
        let mut news = MemberNews::default();
        let mut note = |members: &[Known]| {
            news.note(Language::English.text(), members.iter().cloned());
            news.words().to_owned()
        };
        let (ada, bob, eve) = (member("Ada", false), member("Bob", false), member("Eve", false));
        let (ada_shares, eve_shares) = (member("Ada", true), member("Eve", true));

        assert_eq!(note(&[ada.clone(), bob.clone()]), "");
        assert_eq!(note(&[ada.clone(), bob.clone(), eve]), "Eve joined.");
        assert_eq!(note(&[ada_shares.clone(), bob.clone()]), "Eve left. Ada shares a screen.");
        assert_eq!(note(&[bob.clone(), ada_shares.clone()]), "Eve left. Ada shares a screen.");
        assert_eq!(note(&[ada_shares.clone(), bob.clone()]), "Eve left. Ada shares a screen.");
        assert_eq!(note(&[ada, bob.clone()]), "Ada no longer shares a screen.");
        assert_eq!(note(&[bob]), "Ada left.");
        assert_eq!(
            note(&[ada_shares, eve_shares]),
            "Bob left. Ada joined. Ada shares a screen. Eve joined. Eve shares a screen."
        );
    }
}
