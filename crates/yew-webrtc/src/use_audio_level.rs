//! How loud a track is, on a node.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use tincan_web::audio_level::{AudioLevel, AudioMeter};
use web_sys::{HtmlElement, MediaStreamTrack};
use yew::prelude::*;

/// Shows how loud a track is, without rendering anything again.
///
/// Twenty times a second, while it changes, the node is given the CSS custom property `--audio-level`, a number from 0
/// (silence) to 1 (loud), and the attribute `data-speaking="true"` while somebody speaks. It begins half a second after the
/// track came. The style sheet does the rest.
///
/// # Example
/// ```no_run
/// use web_sys::MediaStreamTrack;
/// use yew::prelude::*;
/// use yew_webrtc::use_audio_level;
///
/// #[derive(Properties, PartialEq)]
/// struct MeterProps {
///     track: MediaStreamTrack,
/// }
///
/// // .meter { transform: scaleX(var(--audio-level, 0)); }   .meter[data-speaking] { background: green; }
/// #[component]
/// fn Meter(props: &MeterProps) -> Html {
///     let node = use_node_ref();
///     use_audio_level(node.clone(), Some(props.track.clone()));
///     html! { <div class="meter" ref={node} /> }
/// }
/// ```
///
/// # Returns
/// Nothing: the level lives on the node. Where the browser cannot measure, it stays without one.
///
/// # When it releases
/// On unmount, or when the track changes, it stops measuring and takes property and attribute off the node. The track is
/// not stopped.
#[hook]
pub fn use_audio_level(node: NodeRef, track: Option<MediaStreamTrack>) {
    use_meter(node, track, show);
}

/// Has `show` write on the node how loud the track is, and at last take it off again (`None`).
#[hook]
pub(crate) fn use_meter(node: NodeRef, track: Option<MediaStreamTrack>, show: fn(&HtmlElement, Option<AudioLevel>)) {
    use_effect_with((node, track), move |(node, track)| {
        let meter = Rc::new(RefCell::new(None));
        // A node that is not rendered at the moment is not written to. Writing to one that is cannot fail.
        let write = {
            let node = node.clone();
            move |level| _ = node.cast().map(|element| show(&element, level))
        };
        let timer = track.clone().map(|track| {
            let (write, meter) = (write.clone(), Rc::clone(&meter));
            Timeout::new(PATIENCE_MS, move || {
                let started = AudioMeter::new(&track, move |level| write(Some(level))).ok();
                meter.replace(started);
            })
        });
        move || {
            drop(timer);
            drop(meter.take());
            write(None);
        }
    });
}

fn show(element: &HtmlElement, level: Option<AudioLevel>) {
    show_speaking(element, level);
    let Some(AudioLevel { level, .. }) = level else {
        let _ = element.style().remove_property(LEVEL);
        return;
    };
    // In whole hundredths: formatting a fraction would weigh ten kilobytes in every page.
    let hundredths = (level * 100.0) as u32;
    let _ = element.style().set_property(LEVEL, &format!("{}.{:02}", hundredths / 100, hundredths % 100));
}

pub(crate) fn show_speaking(element: &HtmlElement, level: Option<AudioLevel>) {
    let speaks = level.is_some_and(|level| level.speaking);
    if element.has_attribute(SPEAKING) != speaks {
        let _ = if speaks { element.set_attribute(SPEAKING, "true") } else { element.remove_attribute(SPEAKING) };
    }
}

/// A track that has just come mostly comes with a picture, and to set up Web Audio keeps a page busy for as long as the picture
/// takes to be shown: the level can wait.
const PATIENCE_MS: u32 = 500;

const LEVEL: &str = "--audio-level";
const SPEAKING: &str = "data-speaking";
