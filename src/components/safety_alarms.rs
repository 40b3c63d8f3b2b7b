//! What somebody has to know about safety codes, whatever they look at.

use yew::prelude::*;
use yew_webrtc::{Alarm, AlarmKind, RoomSafety, use_safety_code};

use super::{button::Button, notice::notice};
use crate::{dom, settings::use_settings};

/// Properties of [`SafetyAlarms`].
#[derive(Debug, PartialEq, Properties)]
pub struct SafetyAlarmsProps {
    /// The codes of the call.
    pub safety: RoomSafety,
}

/// The alarms, each until it is put away. They interrupt whoever listens to the page.
#[component]
pub fn SafetyAlarms(props: &SafetyAlarmsProps) -> Html {
    let settings = use_settings();
    let (text, language) = (settings.text(), settings.language);
    let words = language.safety_text();
    let codes = use_safety_code(props.safety.clone());
    let alarm = |Alarm { number, name, kind, .. }: &Alarm| {
        let advice = match kind {
            AlarmKind::Changed(verified) => (words.changed_alarm)(name, &dom::day(verified.at, language.tag())),
            AlarmKind::Differs => (words.differs_alarm)(name),
            AlarmKind::Broken(_) => (words.broken_alarm)(name),
        };
        let onclose = {
            let (safety, number) = (props.safety.clone(), *number);
            move |event: MouseEvent| {
                dom::leave(&event, "[role=alert]");
                safety.dismiss(number);
            }
        };
        let next = html! {
            <>
                <p>{ advice.next }</p>
                <Button label={text.close} about={Some(AttrValue::from(advice.problem.clone()))} onclick={onclose} />
            </>
        };
        html! { <div key={*number} role="alert">{ notice(advice.problem, next) }</div> }
    };
    html! { <div class="safety-alarms">{ for codes.alarms.iter().map(alarm) }</div> }
}
