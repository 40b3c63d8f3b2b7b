//! The link to a call, and the ways to send it.

use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use super::{
    button::{Button, ButtonKind},
    icon::IconName,
};
use crate::{dom, settings::use_text};

/// Properties of [`ShareLink`].
#[derive(Debug, PartialEq, Properties)]
pub struct ShareLinkProps {
    /// The link.
    pub link: AttrValue,
    /// Whether the link itself is always shown, with larger buttons; if not, it is shown only where it cannot be copied.
    #[prop_or_default]
    pub prominent: bool,
}

/// Copies the link, or hands it to the system's share sheet where there is one.
#[component]
pub fn ShareLink(props: &ShareLinkProps) -> Html {
    let text = use_text();
    let outcome = use_state_eq(|| Outcome::None);
    let oncopy = {
        let (link, outcome) = (props.link.clone(), outcome.setter());
        move |_: MouseEvent| {
            let (link, outcome) = (link.clone(), outcome.clone());
            spawn_local(async move {
                outcome.set(if dom::copy_text(&link).await { Outcome::Copied } else { Outcome::Failed });
            });
        }
    };
    let onshare = {
        let link = props.link.clone();
        move |_: MouseEvent| {
            let link = link.clone();
            spawn_local(async move { share(&link).await });
        }
    };
    let announcement = match *outcome {
        Outcome::None => "",
        Outcome::Copied => text.link_copied,
        Outcome::Failed => text.copy_failed,
    };
    let kind = if props.prominent { ButtonKind::Primary } else { ButtonKind::Plain };
    let compact = !props.prominent;
    html! {
        <div class={classes!("share-link", props.prominent.then_some("share-link--prominent"))}>
            if props.prominent || *outcome == Outcome::Failed {
                <output class="share-link__link" aria-label={text.call_link}>{ &props.link }</output>
            }
            <div class="share-link__ways">
                <Button label={text.copy_link} icon={IconName::Copy} {kind} {compact} onclick={oncopy} />
                if dom::navigator_has("share") {
                    <Button label={text.share_link} icon={IconName::Share} {compact} onclick={onshare} />
                }
            </div>
            <p class="share-link__announcement" aria-live="polite">{ announcement }</p>
        </div>
    }
}

/// What came of copying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    None,
    Copied,
    Failed,
}

/// Opens the share sheet. That it was closed without sharing is no trouble, and others are told by the sheet itself.
async fn share(link: &str) {
    let Some(window) = web_sys::window() else { return };
    let data = web_sys::ShareData::new();
    data.set_url(link);
    let _ = JsFuture::from(window.navigator().share_with_data(&data)).await;
}
