//! The list of servers as it is being typed.

use std::rc::Rc;

use yew::prelude::*;
use yew_webrtc::{
    IceServer,
    ice_check::{Server, ServerFaults},
};

use crate::components::ice_server_form::Field;

/// What is typed for a server, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Draft {
    /// No other draft has or had it.
    pub(super) id: usize,
    pub(super) url: String,
    pub(super) username: String,
    pub(super) credential: String,
}

impl Draft {
    pub(super) fn server(&self) -> Result<Server, ServerFaults> {
        Server::parse(&self.url, &self.username, &self.credential)
    }

    fn is_empty(&self) -> bool {
        [&self.url, &self.username, &self.credential].iter().all(|typed| typed.trim().is_empty())
    }
}

/// All that is typed; at least one, if an empty one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drafts {
    pub(super) list: Vec<Draft>,
    next: usize,
}

impl Default for Drafts {
    fn default() -> Self {
        Self { list: vec![Draft::default()], next: 1 }
    }
}

/// What somebody does with the list.
#[derive(Debug)]
pub(super) enum Edit {
    /// One more, empty.
    Add,
    /// Without the one of this id.
    Remove(usize),
    /// A field of the one of this id.
    Change(usize, Field, String),
    /// These, too: with new credentials where they are there already, and in place of what is empty.
    Fill(Vec<IceServer>),
}

impl Reducible for Drafts {
    type Action = Edit;

    fn reduce(self: Rc<Self>, edit: Edit) -> Rc<Self> {
        let mut drafts = (*self).clone();
        match edit {
            Edit::Add if drafts.list.len() < MAX_DRAFTS => drafts.push(Draft::default()),
            Edit::Add => {}
            Edit::Remove(id) => drafts.list.retain(|draft| draft.id != id),
            Edit::Change(id, field, value) => {
                if let Some(draft) = drafts.list.iter_mut().find(|draft| draft.id == id) {
                    *match field {
                        Field::Url => &mut draft.url,
                        Field::Username => &mut draft.username,
                        Field::Credential => &mut draft.credential,
                    } = value;
                }
            }
            Edit::Fill(servers) => drafts.fill(servers),
        }
        if drafts.list.is_empty() {
            drafts.push(Draft::default());
        }
        Rc::new(drafts)
    }
}

impl Drafts {
    fn push(&mut self, draft: Draft) {
        self.list.push(Draft { id: self.next, ..draft });
        self.next += 1;
    }

    fn fill(&mut self, servers: Vec<IceServer>) {
        for IceServer { urls, username, credential } in servers {
            let (username, credential) = (username.unwrap_or_default(), credential.unwrap_or_default());
            for url in urls {
                let draft = Draft { id: 0, url, username: username.clone(), credential: credential.clone() };
                match self.list.iter_mut().find(|known| known.url.trim() == draft.url) {
                    Some(known) => *known = Draft { id: known.id, ..draft },
                    None => self.push(draft),
                }
            }
        }
        self.list.retain(|draft| !draft.is_empty());
    }
}

/// As many as somebody may add: each is a connection.
pub(super) const MAX_DRAFTS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(drafts: &Drafts) -> Vec<&str> {
        drafts.list.iter().map(|draft| draft.url.as_str()).collect()
    }

    fn own(password: &str) -> Edit {
        let server = |urls: &[&str], password: Option<&str>| IceServer {
            urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            username: password.map(|_| "1900000000:x".to_owned()),
            credential: password.map(str::to_owned),
        };
        Edit::Fill(vec![server(&["stun:a"], None), server(&["turn:a", "turn:a?transport=tcp"], Some(password))])
    }

    #[test]
    fn what_is_filled_in_takes_nothing_away() {
        let drafts = Rc::new(Drafts::default()).reduce(own("first"));
        assert_eq!(urls(&drafts), ["stun:a", "turn:a", "turn:a?transport=tcp"], "in place of the empty one");
        let id = drafts.list[0].id;
        let drafts = drafts.reduce(Edit::Change(id, Field::Url, "stun:mine".to_owned())).reduce(own("second"));
        assert_eq!(urls(&drafts), ["stun:mine", "turn:a", "turn:a?transport=tcp", "stun:a"]);
        assert_eq!(drafts.list[1].credential, "second");
    }

    #[test]
    fn there_is_always_one_and_never_too_many() {
        let drafts = Rc::new(Drafts::default()).reduce(Edit::Remove(0));
        assert_eq!(urls(&drafts), [""]);
        assert_ne!(drafts.list[0].id, 0, "it is another one");
        let drafts = (0..20).fold(drafts, |drafts, _| drafts.reduce(Edit::Add));
        assert_eq!(drafts.list.len(), MAX_DRAFTS);
    }
}
