//! Where one writes.

use web_sys::{HtmlTextAreaElement, SubmitEvent};
use yew::prelude::*;
use yew_webrtc::{ChatText, Person, RoomChat};

use crate::{
    chat_draft::SharedDraft,
    components::{
        button::{Button, ButtonKind},
        icon::IconName,
        select_box::{Choice, SelectBox},
    },
    settings::use_chat_text,
};

#[derive(Debug, PartialEq, Properties)]
pub(super) struct ComposerProps {
    pub(super) chat: RoomChat,
    pub(super) draft: SharedDraft,
    /// To whom something private can be written.
    pub(super) people: Vec<Person>,
}

/// For whom, the field, and `Send`. The field is the browser's own while one types: nothing is written into it, which would cut a
/// composition off, and nothing is rendered for a letter.
#[component]
pub(super) fn Composer(props: &ComposerProps) -> Html {
    let words = use_chat_text();
    let field = use_node_ref();
    let to = use_state_eq(|| props.draft.borrow().to.clone());
    let room = use_state_eq(|| Room::of(&props.draft.borrow().text));
    use_effect_with((), {
        let (field, draft) = (field.clone(), props.draft.clone());
        move |()| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                field.set_value(&draft.borrow().text);
                // It fails for no element that is in the page.
                let _ = field.focus();
            }
        }
    });
    let gone = to.as_ref().filter(|person| !props.people.iter().any(|other| other.id == person.id));
    let send = {
        let (chat, draft, field, room, gone) =
            (props.chat.clone(), props.draft.clone(), field.clone(), room.setter(), gone.is_some());
        Callback::from(move |()| {
            let Some(field) = field.cast::<HtmlTextAreaElement>() else { return };
            // What is empty, or too long, stays; that it is too long is said already.
            if let Ok(text) = field.value().parse::<ChatText>()
                && !gone
            {
                let audience = draft.borrow().audience();
                chat.send(audience, text);
                draft.borrow_mut().text.clear();
                field.set_value("");
                room.set(Room::Enough);
            }
        })
    };
    let oninput = {
        let (chat, draft, room) = (props.chat.clone(), props.draft.clone(), room.setter());
        move |event: InputEvent| {
            let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            let text = field.value();
            room.set(Room::of(&text));
            if text.trim().is_empty() {
                chat.stop_typing();
            } else {
                let audience = draft.borrow().audience();
                chat.typed(audience);
            }
            draft.borrow_mut().text = text;
        }
    };
    let onkeydown = {
        let send = send.clone();
        move |event: KeyboardEvent| {
            // The Enter that ends a composition is of the input method; Safari tells it by the code alone (UI Events, 3.8).
            let composing = event.is_composing() || event.key_code() == COMPOSING;
            if event.key() == "Enter" && !event.shift_key() && !composing {
                event.prevent_default();
                // Nobody else wants it, and to ask all around takes as long as to send it.
                event.stop_propagation();
                send.emit(());
            }
        }
    };
    let onsubmit = {
        let field = field.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            send.emit(());
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                let _ = field.focus();
            }
        }
    };
    let onto = {
        let (chat, draft, people, to) = (props.chat.clone(), props.draft.clone(), props.people.clone(), to.setter());
        move |id: AttrValue| {
            let person = people.iter().find(|person| person.id.as_str() == id.as_str()).cloned();
            chat.stop_typing();
            draft.borrow_mut().to.clone_from(&person);
            to.set(person);
        }
    };
    let choice = |person: &Person| Choice {
        value: person.id.as_str().to_owned().into(),
        label: (words.only)(person.name.as_str()).into(),
    };
    let everyone = Choice { value: EVERYONE.into(), label: words.everyone.into() };
    let choices: Vec<Choice> = [everyone].into_iter().chain(props.people.iter().chain(gone).map(choice)).collect();
    let selected = to.as_ref().map_or(EVERYONE, |person| person.id.as_str()).to_owned();
    let note = match (&*to, gone) {
        (_, Some(person)) => (words.gone)(person.name.as_str()),
        (Some(person), None) => (words.private)(person.name.as_str()),
        (None, None) => String::new(),
    };
    html! {
        <form
            class="chat-panel__composer"
            data-private={to.is_some().then_some("true")}
            data-gone={gone.is_some().then_some("true")}
            {onsubmit}
        >
            <div key="to" class="chat-panel__to">
                if choices.len() > 1 {
                    <SelectBox id="chat-to" label={words.to} {choices} {selected} onchange={onto} />
                }
            </div>
            <div key="field" class="chat-panel__write">
                <label class="visually-hidden" for="chat-message">{ words.message }</label>
                <textarea
                    class="chat-panel__field"
                    id="chat-message"
                    ref={field}
                    rows="1"
                    dir="auto"
                    placeholder={words.placeholder}
                    aria-describedby="chat-note chat-room"
                    aria-invalid={matches!(*room, Room::TooLittle(_)).then_some("true")}
                    {oninput}
                    {onkeydown}
                />
                <Button label={words.send} icon={IconName::Send} kind={ButtonKind::Primary} submit=true />
            </div>
            <p key="note" class="chat-panel__note" id="chat-note" aria-live="polite">{ note }</p>
            <p key="room" class="chat-panel__room" id="chat-room" aria-live="polite" data-over={matches!(*room, Room::TooLittle(_)).then_some("true")}>
                { match *room {
                    Room::Enough => String::new(),
                    Room::Little(left) => (words.left)(left),
                    Room::TooLittle(over) => (words.too_many)(over),
                } }
            </p>
        </form>
    }
}

/// How much more fits into a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    /// Nobody need think of it.
    Enough,
    /// So many characters.
    Little(usize),
    /// So many are too many.
    TooLittle(usize),
}

impl Room {
    fn of(text: &str) -> Self {
        // Most texts are so short that nothing need be counted.
        if text.len() + NEAR <= ChatText::MAX_CHARS {
            return Self::Enough;
        }
        let chars = ChatText::chars_of(text);
        match ChatText::MAX_CHARS.checked_sub(chars) {
            None => Self::TooLittle(chars - ChatText::MAX_CHARS),
            Some(left) if left <= NEAR => Self::Little(left),
            Some(_) => Self::Enough,
        }
    }
}

/// From how many characters on it is said how many are left.
const NEAR: usize = 200;

/// `keyCode` of a key that the input method has taken.
const COMPOSING: u32 = 229;

const EVERYONE: &str = "";
