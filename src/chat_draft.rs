//! What a person is about to say in the chat.

use std::{cell::RefCell, rc::Rc};

use yew_webrtc::{Audience, Person};

/// A text that is not sent yet. It is kept while the panel is closed, so whoever shows the panel owns it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChatDraft {
    /// The text as it is typed.
    pub text: String,
    /// For whom; `None`: for everyone.
    pub to: Option<Person>,
}

/// A draft in the hands of its owner and of the panel.
pub type SharedDraft = Rc<RefCell<ChatDraft>>;

impl ChatDraft {
    /// For whom it is, in the words of the chat.
    #[must_use]
    pub fn audience(&self) -> Audience {
        self.to.as_ref().map_or(Audience::Everyone, |person| Audience::One(person.id.clone()))
    }
}
