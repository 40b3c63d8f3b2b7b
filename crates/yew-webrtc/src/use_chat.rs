//! The hooks over the chat of a room.

use std::{fmt, rc::Rc};

use tincan_protocol::{ChatText, Emoji, EntryId, EntryRef};
use tincan_web::chat::{Audience, Chat, ChatEvent, ChatListener, ChatSnapshot, Message};
use yew::prelude::*;

/// What the people in a room write to each other, from browser to browser: texts to all or to one, reactions, and who is writing.
///
/// The chat belongs to the stay in the room, whoever shows it: several components may, and each renders when something changes, a
/// moment later. So a component that shows much else should leave it to a smaller one. What was said while none was there is not lost. The tab keeps the
/// conversation: it is there again after a reload.
///
/// # Example
///
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{Audience, RoomChat, use_chat};
///
/// #[derive(Properties, PartialEq)]
/// struct PanelProps {
///     chat: RoomChat,
/// }
///
/// /// `chat` is that of the handle of `use_room`.
/// #[component]
/// fn Panel(props: &PanelProps) -> Html {
///     let conversation = use_chat(props.chat.clone());
///     let greet = {
///         let chat = props.chat.clone();
///         move |_: MouseEvent| chat.send(Audience::Everyone, "Hello!".parse().expect("a valid text"))
///     };
///     html! {
///         <>
///             <ul role="log">
///                 { for conversation.messages.iter().map(|message| html! {
///                     <li key={message.key.id.to_string()}>{ message.author.name.as_str() }{ ": " }{ message.text.as_str() }</li>
///                 }) }
///             </ul>
///             <button onclick={greet}>{ "Greet" }</button>
///         </>
///     }
/// }
/// ```
///
/// # Returns
///
/// The conversation at this render; it is empty before one is in the room. The verbs are those of the [`RoomChat`], for they need no
/// rendering. What happens only once, such as a quick reaction, is told by [`use_chat_events`].
///
/// # When it releases
///
/// On unmount, and when another chat is given, it listens no more. The chat itself ends when the stay in the room does: what was said can
/// then still be read, and the verbs do nothing.
#[hook]
pub fn use_chat(chat: RoomChat) -> Rc<ChatSnapshot> {
    let snapshot = chat.snapshot();
    let update = use_force_update();
    use_effect_with(chat, {
        let rendered = Rc::clone(&snapshot);
        move |chat| {
            // It may have changed while this was rendered.
            if chat.snapshot() != rendered {
                update.force_update();
            }
            let listener = chat.listen(move |event| {
                if *event == ChatEvent::Changed {
                    update.force_update();
                }
            });
            move || drop(listener)
        }
    });
    snapshot
}

/// Tells what happens in a chat, without rendering: what arrived, quick reactions, and who sends too much.
///
/// # Example
///
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{ChatEvent, RoomChat, use_chat_events};
///
/// #[derive(Properties, PartialEq)]
/// struct ConfettiProps {
///     chat: RoomChat,
/// }
///
/// #[component]
/// fn Confetti(props: &ConfettiProps) -> Html {
///     let last = use_state(String::new);
///     use_chat_events(props.chat.clone(), {
///         let last = last.setter();
///         move |event| {
///             if let ChatEvent::Cheered { by, emoji, .. } = event {
///                 last.set(format!("{} {}", emoji.symbol(), by.name));
///             }
///         }
///     });
///     html! { <p>{ &*last }</p> }
/// }
/// ```
///
/// # When it releases
///
/// On unmount, and when another chat is given, it listens no more.
#[hook]
pub fn use_chat_events(chat: RoomChat, on_event: impl Fn(&ChatEvent) + 'static) {
    // The closure of the latest render is told, also of what happens between renders.
    let latest = use_mut_ref(|| None::<Rc<dyn Fn(&ChatEvent)>>);
    latest.replace(Some(Rc::new(on_event)));
    use_effect_with(chat, move |chat| {
        let listener = chat.listen(move |event| {
            let on_event = latest.borrow().clone();
            if let Some(on_event) = on_event {
                on_event(event);
            }
        });
        move || drop(listener)
    });
}

/// The chat of a stay in a room ([`UseRoomHandle::chat`](crate::UseRoomHandle::chat)) and what can be done in it. Cheap to clone; two are
/// equal if they are the same stay's, whatever is said in it, so it makes a good property.
#[derive(Clone, Default)]
pub struct RoomChat(pub(crate) Option<Rc<Chat>>);

impl RoomChat {
    /// Sends a text. It is among the messages at once, with how its delivery stands.
    pub fn send(&self, to: Audience, text: ChatText) {
        self.act(|chat| chat.send(to, text));
    }

    /// Gives a reaction to a text, or takes it back.
    pub fn react(&self, to: EntryRef, emoji: Emoji) {
        self.act(|chat| chat.react(to, emoji));
    }

    /// Sends a text of one's own once more, after it failed.
    pub fn retry(&self, id: EntryId) {
        self.act(|chat| chat.retry(id));
    }

    /// Lets these people know that one is writing; to be said at each change of a text that is not empty.
    pub fn typed(&self, to: Audience) {
        self.act(|chat| chat.typed(to));
    }

    /// Lets them know that one is no longer writing. To [send](Self::send) says the same.
    pub fn stop_typing(&self) {
        self.act(Chat::stop_typing);
    }

    /// Takes note of whether the conversation is shown; at first it is not. What arrives while it is not, or while the page is hidden, is
    /// unread.
    pub fn look(&self, shown: bool) {
        self.act(|chat| chat.look(shown));
    }

    /// The whole conversation as plain text. `time` writes [`Message::at`], and `who` whoever said it, to whom if it is private.
    #[must_use]
    pub fn transcript(&self, time: impl Fn(u64) -> String, who: impl Fn(&Message) -> String) -> String {
        self.0.as_ref().map_or_else(String::new, |chat| chat.transcript(time, who))
    }

    /// Shows everybody a quick reaction, oneself included ([`ChatEvent::Cheered`]). More than a few at once do nothing.
    pub fn cheer(&self, emoji: Emoji) {
        self.act(|chat| chat.cheer(emoji));
    }

    fn snapshot(&self) -> Rc<ChatSnapshot> {
        self.0.as_ref().map_or_else(Rc::default, |chat| chat.snapshot())
    }

    fn listen(&self, on_event: impl Fn(&ChatEvent) + 'static) -> Option<ChatListener> {
        self.0.as_ref().map(|chat| chat.listen(on_event))
    }

    fn act(&self, act: impl FnOnce(&Chat)) {
        if let Some(chat) = &self.0 {
            act(chat);
        }
    }
}

impl PartialEq for RoomChat {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().map(Rc::as_ptr) == other.0.as_ref().map(Rc::as_ptr)
    }
}

impl fmt::Debug for RoomChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RoomChat")
    }
}
