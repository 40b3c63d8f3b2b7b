//! Who sends more than anybody can read.

use yew::prelude::*;
use yew_webrtc::Person;

use super::{
    button::Button,
    icon::{IconName, icon},
};
use crate::settings::use_text;

/// Properties of [`ChatFloods`].
#[derive(Debug, PartialEq, Properties)]
pub struct ChatFloodsProps {
    /// Who.
    pub people: Vec<Person>,
    /// Is told that this was read.
    pub onread: Callback<Person>,
}

/// A notice for each of them, until it is put away.
#[component]
pub fn ChatFloods(props: &ChatFloodsProps) -> Html {
    let text = use_text();
    let notice = |by: &Person| {
        let onclick = {
            let (onread, by) = (props.onread.clone(), by.clone());
            move |_: MouseEvent| onread.emit(by.clone())
        };
        let advice = (text.chat_flooded)(&by.name);
        html! {
            <div key={by.id.as_str()} class="chat-floods__notice">
                { icon(IconName::Warning) }
                <p><strong>{ &advice.problem }</strong>{ " " }{ &advice.next }</p>
                <div class="chat-floods__close">
                    <Button
                        label={text.close}
                        about={Some(AttrValue::from(advice.problem))}
                        icon={IconName::Close}
                        compact=true
                        {onclick}
                    />
                </div>
            </div>
        }
    };
    html! { <>{ for props.people.iter().map(notice) }</> }
}
