//! The safety code of this device and somebody else's.

use yew::prelude::*;
use yew_webrtc::{DeviceStatus, DisplayName, MemberId, RoomSafety, SafetyCode, SafetyStatus, Standing, Verified};

use super::{
    button::Button,
    icon::{IconName, icon},
};
use crate::{
    dom,
    i18n::{Language, SafetyText},
    settings::use_settings,
};

/// Properties of [`SafetyCodeView`].
#[derive(Debug, PartialEq, Properties)]
pub struct SafetyCodeViewProps {
    /// Whose other device it is about.
    pub member: MemberId,
    /// Their name.
    pub name: DisplayName,
    /// How it stands with them; none as long as nothing is known.
    pub status: Option<SafetyStatus>,
    /// This device.
    pub device: DeviceStatus,
    /// All codes of the call.
    pub safety: RoomSafety,
}

/// The code, what it proves and what to say about it, once somebody wants it.
#[component]
pub fn SafetyCodeView(props: &SafetyCodeViewProps) -> Html {
    let language = use_settings().language;
    let words = language.safety_text();
    let open = use_state_eq(|| false);
    let onopen = {
        let open = open.clone();
        move |_: MouseEvent| open.set(!*open)
    };
    html! {
        <div class="safety-code">
            <Button label={words.safety_code} about={about(&props.name)} icon={IconName::Lock} expanded={Some(*open)} onclick={onopen} />
            if *open {
                <div class="safety-code__inside">{ inside(props, words, language) }</div>
            }
        </div>
    }
}

/// The small sign beside the name of somebody who was verified under this name; nothing beside others.
pub fn safety_sign(name: &DisplayName, status: Option<&SafetyStatus>, words: &SafetyText) -> Html {
    match status {
        Some(SafetyStatus::Code { standing: Standing::Verified(verified), .. }) if verified.name == *name => html! {
            <span class="safety-code__sign">{ icon(IconName::Lock) }{ words.verified }</span>
        },
        _ => Html::default(),
    }
}

fn inside(props: &SafetyCodeViewProps, words: &SafetyText, language: Language) -> Html {
    match (&props.status, props.device) {
        (_, DeviceStatus::Impossible) => html! { <p>{ words.impossible }</p> },
        (_, DeviceStatus::Coming) => html! { <p role="status">{ words.coming }</p> },
        (None | Some(SafetyStatus::Waiting), _) => html! { <p role="status">{ (words.waiting)(&props.name) }</p> },
        (Some(SafetyStatus::Broken(_)), _) => html! { <p class="safety-code__warning">{ words.broken }</p> },
        (Some(SafetyStatus::Code { code, standing, .. }), device) => html! {
            <>
                { pictures(*code, words) }
                { said_of(*code, standing, props, words, language) }
                <p class="safety-code__hint">{ words.proves }</p>
                <p class="safety-code__hint">{ words.proves_not }</p>
                if device == DeviceStatus::OfThisPage {
                    <p class="safety-code__hint">{ words.not_kept }</p>
                }
            </>
        },
    }
}

fn pictures(code: SafetyCode, words: &SafetyText) -> Html {
    let picture = |emoji: yew_webrtc::SafetyEmoji| {
        html! {
            <li class="safety-code__picture">
                <span class="safety-code__emoji" aria-hidden="true">{ emoji.symbol() }</span>
                <span>{ words.words[emoji.index()] }</span>
            </li>
        }
    };
    html! { <ol class="safety-code__pictures" aria-label={words.safety_code}>{ for code.emoji().map(picture) }</ol> }
}

/// What is known of the device, and what can be said about the code.
fn said_of(
    code: SafetyCode,
    standing: &Standing,
    props: &SafetyCodeViewProps,
    words: &SafetyText,
    language: Language,
) -> Html {
    let day = |verified: &Verified| dom::day(verified.at, language.tag());
    match standing {
        Standing::Verified(verified) => {
            let said = if verified.name == props.name {
                (words.verified_on)(&day(verified))
            } else {
                (words.verified_as)(&day(verified), &verified.name)
            };
            let onforget = {
                let (safety, key) = (props.safety.clone(), verified.key);
                move |_: MouseEvent| safety.forget(&key)
            };
            html! {
                <>
                    <p class="safety-code__verified" role="status">{ icon(IconName::Lock) }{ said }</p>
                    <div class="safety-code__ways">
                        <Button key="forget" label={words.forget} about={about(&props.name)} onclick={onforget} />
                        { they_do_not_match(props, words) }
                    </div>
                </>
            }
        }
        Standing::New => question(code, None, props, words),
        Standing::Changed(verified) => {
            question(code, Some((words.other_device)(&verified.name, &day(verified))), props, words)
        }
        Standing::Differs => question(code, Some(words.differs.to_owned()), props, words),
    }
}

fn question(code: SafetyCode, warning: Option<String>, props: &SafetyCodeViewProps, words: &SafetyText) -> Html {
    let onmatch = {
        let (safety, member) = (props.safety.clone(), props.member.clone());
        move |_: MouseEvent| safety.codes_match(&member, code)
    };
    html! {
        <>
            if let Some(warning) = warning {
                <p class="safety-code__warning">{ icon(IconName::Warning) }{ warning }</p>
            }
            <p>{ words.how }{ " " }<strong>{ words.question }</strong></p>
            <div class="safety-code__ways">
                <Button key="match" label={words.they_match} about={about(&props.name)} onclick={onmatch} />
                { they_do_not_match(props, words) }
            </div>
        </>
    }
}

fn they_do_not_match(props: &SafetyCodeViewProps, words: &SafetyText) -> Html {
    let ondiffer = {
        let (safety, member) = (props.safety.clone(), props.member.clone());
        move |_: MouseEvent| safety.codes_differ(&member)
    };
    html! {
        <Button key="differ" label={words.they_do_not_match} about={about(&props.name)} onclick={ondiffer} />
    }
}

fn about(name: &DisplayName) -> Option<AttrValue> {
    Some(name.as_str().to_owned().into())
}
