//! The way of a voice to the others, drawn.

use yew::prelude::*;
use yew_webrtc::{FilterStatus, SoundFilters, UseFiltersHandle, use_audio_level};

use super::sound_filters::{gain_words, high_pass_words};
use crate::settings::{use_lab_text, use_settings};

/// Properties of [`SoundGraph`].
#[derive(Debug, PartialEq, Properties)]
pub struct SoundGraphProps {
    /// The filters at work.
    pub filters: UseFiltersHandle,
}

/// The nodes of the graph from the microphone to the others, each with its value, and the level before and after. What the sound does not
/// pass through is drawn faint. The levels move without rendering: each is a custom property of an element around the drawing.
#[component]
pub fn SoundGraph(props: &SoundGraphProps) -> Html {
    let (settings, lab) = (use_settings(), use_lab_text());
    let (names, words) = (settings.language.filter_text(), &lab.sound);
    let (before, after) = (use_node_ref(), use_node_ref());
    use_audio_level(before.clone(), props.filters.microphone.clone());
    use_audio_level(after.clone(), props.filters.sound.clone());
    let SoundFilters { high_pass, gain, mono } = settings.filters.sound;
    let at_work = props.filters.sound_status == FilterStatus::On;
    let live = props.filters.microphone.is_some();
    let source = props.filters.microphone.as_ref().map(web_sys::MediaStreamTrack::label);
    let nodes = [
        Node { name: words.source, value: source.unwrap_or_else(|| words.source_missing.to_owned()), used: live },
        Node {
            name: names.high_pass,
            value: if high_pass.is_some() {
                high_pass_words("", high_pass).to_string()
            } else {
                words.passed_by.to_owned()
            },
            used: at_work && high_pass.is_some(),
        },
        Node { name: names.gain, value: gain_words(gain).to_string(), used: at_work },
        Node { name: names.mono, value: (if mono { words.mono_on } else { words.mono_off }).to_owned(), used: at_work },
        Node { name: words.meter, value: words.meter_of.to_owned(), used: live },
        Node { name: words.output, value: words.to_others.to_owned(), used: live },
    ];
    let described = nodes.iter().map(|node| format!("{}: {}", node.name, node.value)).collect::<Vec<_>>().join(" → ");
    let height = nodes.len() * PITCH;
    html! {
        <div class="sound-graph">
            <div class="sound-graph__before" ref={before}>
                <div class="sound-graph__after" ref={after}>
                    <svg class="sound-graph__drawing" viewBox={format!("0 0 360 {height}")} role="img" aria-label={described}>
                        { for nodes.iter().enumerate().map(|(index, node)| drawn(index, node)) }
                        { meter("before", 0, live) }
                        { meter("after", nodes.len() - 2, live) }
                    </svg>
                </div>
            </div>
            <p class="sound-graph__words">
                { if live && props.filters.sound_status == FilterStatus::Off { words.straight } else { "" } }
            </p>
        </div>
    }
}

/// A node of the graph.
struct Node {
    name: &'static str,
    value: String,
    /// Whether the sound passes through it.
    used: bool,
}

fn drawn(index: usize, node: &Node) -> Html {
    let top = index * PITCH + 4;
    let (name, value) = (top + 24, top + 44);
    html! {
        <g key={index} class="sound-graph__node" data-used={node.used.then_some("true")}>
            if index > 0 {
                <path class="sound-graph__string" d={format!("M180 {} V{}", top - GAP, top)} />
            }
            <rect class="sound-graph__box" x="20" y={top.to_string()} width="320" height={(PITCH - GAP).to_string()} rx="12" />
            <text class="sound-graph__name" x="36" y={name.to_string()}>{ node.name }</text>
            <text class="sound-graph__value" x="36" y={value.to_string()}>{ shortened(&node.value) }</text>
        </g>
    }
}

/// A column within a node, which fills with the level.
fn meter(which: &'static str, index: usize, live: bool) -> Html {
    let (top, height) = (index * PITCH + 12, PITCH - GAP - 16);
    html! {
        <g key={which} class={classes!("sound-graph__meter", format!("sound-graph__meter--{which}"))} data-live={live.then_some("true")}>
            <rect class="sound-graph__column" x="308" y={top.to_string()} width="16" height={height.to_string()} rx="4" />
            <rect class="sound-graph__level" x="308" y={top.to_string()} width="16" height={height.to_string()} rx="4" />
        </g>
    }
}

/// What fits into a box: names of devices are long.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// From one node to the next, and between them.
const PITCH: usize = 76;
const GAP: usize = 18;
const MOST_LETTERS: usize = 34;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_shortened_at_a_letter() {
        assert_eq!(shortened("Microphone"), "Microphone");
        assert_eq!(shortened(&"가".repeat(40)), format!("{}…", "가".repeat(MOST_LETTERS)));
    }
}
