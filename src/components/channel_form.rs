//! What a data channel is made with, argument by argument.

mod draft;

use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_webrtc::{Priority, knows_channel_priority};

pub use self::draft::{Draft, DraftFault, Field};
use super::{
    select_box::{Choice, SelectBox},
    switch_box::switch_box,
};
use crate::{i18n::DataChannelText, settings::use_lab_text};

/// Properties of [`ChannelForm`].
#[derive(Debug, PartialEq, Properties)]
pub struct ChannelFormProps {
    /// What is put together.
    pub draft: Draft,
    /// Is told the new draft.
    pub onchange: Callback<Draft>,
}

/// A field for each argument of `createDataChannel`, under the specification's name, with what it means.
#[component]
pub fn ChannelForm(props: &ChannelFormProps) -> Html {
    let lab = use_lab_text();
    let text = &lab.data_channel;
    let form = Form { props, text };
    let draft = &props.draft;
    let priorities =
        Priority::ALL.map(|priority| Choice { value: priority.name().into(), label: priority.name().into() });
    let about_priority = match (text.about)(Field::Priority) {
        about if knows_channel_priority() => about.to_owned(),
        about => format!("{about}. {}", lab.screen.unknown_here),
    };
    let onpriority = form.change(|name: AttrValue, draft| {
        draft.priority = Priority::ALL.into_iter().find(|it| it.name() == name).unwrap_or_default();
    });
    html! {
        <div class="channel-form" role="group" aria-label={text.form}>
            { form.typed(Field::Label, &draft.label, false, |text, draft| draft.label = text) }
            { form.switched(Field::Ordered, "channel-ordered", draft.ordered, |on, draft| draft.ordered = on) }
            { form.typed(Field::MaxRetransmits, &draft.max_retransmits, true, |text, draft| draft.max_retransmits = text) }
            { form.typed(Field::MaxPacketLifeTime, &draft.max_packet_life_time, true, |text, draft| draft.max_packet_life_time = text) }
            { form.typed(Field::Protocol, &draft.protocol, false, |text, draft| draft.protocol = text) }
            <div key="priority" class="channel-form__field">
                <SelectBox
                    id="channel-priority"
                    label={Field::Priority.name()}
                    choices={priorities.to_vec()}
                    selected={draft.priority.name()}
                    hint={AttrValue::from(about_priority)}
                    onchange={onpriority}
                />
            </div>
            { form.switched(Field::Negotiated, "channel-negotiated", draft.negotiated, |on, draft| draft.negotiated = on) }
            { form.typed(Field::Id, &draft.id, true, |text, draft| draft.id = text) }
        </div>
    }
}

/// A form that is being drawn.
struct Form<'a> {
    props: &'a ChannelFormProps,
    text: &'static DataChannelText,
}

impl Form<'_> {
    fn typed(&self, field: Field, value: &str, numeric: bool, set: fn(String, &mut Draft)) -> Html {
        let change = self.change(set);
        let oninput = move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                change.emit(input.value());
            }
        };
        let id = format!("channel-{}", field.name());
        let hint = format!("{id}-hint");
        html! {
            <div key={field.name()} class="channel-form__field">
                <label class="channel-form__label" for={id.clone()}>{ field.name() }</label>
                <input
                    class="channel-form__input"
                    {id}
                    type="text"
                    inputmode={numeric.then_some("numeric")}
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    value={value.to_owned()}
                    aria-describedby={hint.clone()}
                    {oninput}
                />
                <p class="channel-form__hint" id={hint.clone()}>{ (self.text.about)(field) }</p>
            </div>
        }
    }

    fn switched(&self, field: Field, id: &'static str, on: bool, set: fn(bool, &mut Draft)) -> Html {
        html! {
            <div key={field.name()} class="channel-form__field">
                { switch_box(id, field.name(), (self.text.about)(field), on, self.change(set)) }
            </div>
        }
    }

    fn change<T: 'static>(&self, set: impl Fn(T, &mut Draft) + 'static) -> Callback<T> {
        let draft = self.props.draft.clone();
        self.props.onchange.reform(move |value| {
            let mut draft = draft.clone();
            set(value, &mut draft);
            draft
        })
    }
}
