//! One notice of a device.

use gloo_timers::callback::Interval;
use web_sys::Element;
use yew::prelude::*;
use yew_webrtc::{Device, DeviceKind, DeviceNotice};

use super::{
    button::Button,
    icon::{IconName, icon},
    permission_guide::permission_guide,
};
use crate::{
    device_news::{About, Item},
    dom,
    i18n::{MediaSource, Text, TroubleText},
    settings::use_settings,
};

/// What a person decides about a notice.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// To use these devices, of different kinds.
    Use(Vec<Device>),
    /// To be heard.
    Unmute,
    /// To try again.
    Retry(MediaSource),
    /// That it was read, or is out of date.
    Dismiss(Item),
}

/// Properties of [`NoticeCard`].
#[derive(Debug, PartialEq, Properties)]
pub struct NoticeCardProps {
    /// What happened, or is missing.
    pub item: Item,
    /// Whether it can be put away.
    pub closable: bool,
    /// Is told what the person decides.
    pub onact: Callback<Act>,
    /// Is told that what is said here is old.
    pub onexpire: Callback<Item>,
}

/// What happened, what can be done about it, and the way to put it away.
#[component]
pub fn NoticeCard(props: &NoticeCardProps) -> Html {
    let settings = use_settings();
    let (text, words) = (settings.text(), settings.language.trouble_text());
    let node = use_node_ref();
    use_expiry(node.clone(), props.item.clone(), props.onexpire.clone());
    let about = &props.item.about;
    let advice = about.words(words, dom::agent());
    let ondismiss = {
        let (onact, item) = (props.onact.clone(), props.item.clone());
        Callback::from(move |()| onact.emit(Act::Dismiss(item.clone())))
    };
    let onkeydown = {
        let (ondismiss, closable) = (ondismiss.clone(), props.closable);
        move |event: KeyboardEvent| {
            if closable && event.key() == "Escape" {
                event.stop_propagation();
                ondismiss.emit(());
            }
        }
    };
    let guide = match (about, about.next_step(dom::agent())) {
        (About::Trouble(source, _), Some(step)) => permission_guide(step, *source),
        _ => Html::default(),
    };
    let tone = if is_good(about) { "good" } else { "warning" };
    html! {
        <div class="notice-card" ref={node} data-tone={tone} {onkeydown}>
            { icon(sign(about)) }
            <div class="notice-card__words">
                <p class="notice-card__title">{ advice.problem.clone() }</p>
                if !advice.next.is_empty() {
                    <p>{ advice.next }</p>
                }
                { guide }
                { ways(text, words, about, &advice.problem, &props.onact, &ondismiss) }
            </div>
            if props.closable {
                <div class="notice-card__close">
                    <Button
                        label={text.close}
                        about={Some(AttrValue::from(advice.problem))}
                        icon={IconName::Close}
                        compact=true
                        onclick={ondismiss.reform(|_| ())}
                    />
                </div>
            }
        </div>
    }
}

/// What can be done, besides reading.
fn ways(
    text: &Text,
    words: &TroubleText,
    about: &About,
    problem: &str,
    onact: &Callback<Act>,
    ondismiss: &Callback<()>,
) -> Html {
    let problem = Some(AttrValue::from(problem.to_owned()));
    let then_dismiss = |act: Act| {
        let (onact, ondismiss) = (onact.clone(), ondismiss.clone());
        Callback::from(move |_: MouseEvent| {
            onact.emit(act.clone());
            ondismiss.emit(());
        })
    };
    let buttons = match about {
        About::Trouble(source, _) => {
            let (onact, source) = (onact.clone(), *source);
            let onclick = move |_: MouseEvent| onact.emit(Act::Retry(source));
            html! { <Button label={text.try_again} about={problem} icon={IconName::Retry} {onclick} /> }
        }
        About::StandsIn { kind, wanted, .. } => {
            let label = AttrValue::from((words.try_device_again)(*kind, &wanted.label));
            let onclick = then_dismiss(Act::Use(vec![wanted.clone()]));
            html! { <Button {label} icon={IconName::Retry} {onclick} /> }
        }
        About::Offered(devices) => html! {
            <>
                <Button label={words.use_it} about={problem.clone()} onclick={then_dismiss(Act::Use(devices.clone()))} />
                <Button label={words.not_now} about={problem} onclick={ondismiss.reform(|_| ())} />
            </>
        },
        About::SpeakingWhileMuted => html! {
            <Button label={words.unmute} icon={IconName::Microphone} onclick={then_dismiss(Act::Unmute)} />
        },
        About::Device(..) | About::Silent => return Html::default(),
    };
    html! { <div class="notice-card__ways">{ buttons }</div> }
}

fn sign(about: &About) -> IconName {
    let of = |kind: DeviceKind| match kind {
        DeviceKind::Camera => IconName::Camera,
        DeviceKind::Microphone => IconName::Microphone,
        DeviceKind::Speaker => IconName::Speaker,
    };
    match about {
        About::Trouble(..) => IconName::Warning,
        About::Device(DeviceKind::Camera, DeviceNotice::MutedBySystem) => IconName::CameraOff,
        About::Device(_, DeviceNotice::MutedBySystem) | About::Silent | About::SpeakingWhileMuted => {
            IconName::MicrophoneOff
        }
        About::Device(kind, _) | About::StandsIn { kind, .. } => of(*kind),
        About::Offered(devices) => of(devices.first().map_or(DeviceKind::Microphone, |device| device.kind)),
    }
}

/// Whether nothing is the matter.
fn is_good(about: &About) -> bool {
    matches!(about, About::Offered(_) | About::Device(_, DeviceNotice::CameBack { .. }))
}

/// Counts the seconds in which the notice is there to be read, and lets it go at the end. It stays while the person is at it, by pointer
/// or by keyboard.
#[hook]
fn use_expiry(node: NodeRef, item: Item, onexpire: Callback<Item>) {
    use_effect_with(item, move |item| {
        let timer = patience(&item.about).map(|patience| {
            let (item, mut left) = (item.clone(), patience);
            Interval::new(1000, move || {
                let busy = |element: Element| element.matches(":hover, :focus-within").unwrap_or(false);
                if !node.cast::<Element>().is_some_and(busy) {
                    left = left.saturating_sub(1);
                }
                if left == 0 {
                    onexpire.emit(item.clone());
                }
            })
        });
        move || drop(timer)
    });
}

/// For how many seconds it is worth reading; `None`: until it is no longer so.
fn patience(about: &About) -> Option<u32> {
    match about {
        About::Device(_, DeviceNotice::CameBack { .. }) => Some(10),
        About::Device(_, DeviceNotice::TookOver { .. }) | About::Offered(_) => Some(30),
        About::SpeakingWhileMuted => Some(15),
        _ => None,
    }
}
