//! A session description, to be read.

use yew::prelude::*;
use yew_webrtc::sdp::{About, Section, sections};

use crate::{i18n::LabText, settings::use_lab_text};

/// Properties of [`SessionDescription`].
#[derive(Debug, PartialEq, Properties)]
pub struct SessionDescriptionProps {
    /// What it is.
    pub title: AttrValue,
    /// The description in SDP.
    pub sdp: AttrValue,
}

/// A title that unfolds into the description: one line per row, the media sections apart.
#[component]
pub fn SessionDescription(props: &SessionDescriptionProps) -> Html {
    let text = use_lab_text();
    let unfolded = use_state_eq(|| false);
    let ontoggle = {
        let unfolded = unfolded.setter();
        move |event: Event| {
            let details: Option<web_sys::Element> = event.target_dyn_into();
            unfolded.set(details.is_some_and(|details| details.has_attribute("open")));
        }
    };
    let parts = sections(&props.sdp);
    let count = parts.iter().filter(|part| part.about != About::Session).count();
    html! {
        <details class="session-description" {ontoggle}>
            <summary class="session-description__summary">
                <span class="session-description__title">{ &props.title }</span>
                <span class="session-description__size">{ (text.sdp_sections)(count) }</span>
            </summary>
            <div class="session-description__sections" tabindex="0" role="group" aria-label={props.title.clone()}>
                // A folded description would cost hundreds of elements each.
                if *unfolded {
                    { for parts.iter().enumerate().map(|(index, part)| section(index, part, text)) }
                }
            </div>
        </details>
    }
}

fn section(index: usize, section: &Section<'_>, text: &'static LabText) -> Html {
    let lines = section.lines.iter().enumerate().map(|(number, line)| {
        html! { <span key={number} class="session-description__line">{ (*line).to_owned() }</span> }
    });
    html! {
        <section key={index} class="session-description__section">
            <p class="session-description__about">{ (text.sdp_about)(section.about) }</p>
            <code class="session-description__lines" translate="no">{ for lines }</code>
        </section>
    }
}
