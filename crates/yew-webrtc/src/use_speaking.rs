//! Whether somebody speaks, on a node.

use web_sys::MediaStreamTrack;
use yew::prelude::*;

use crate::use_audio_level::{show_speaking, use_meter};

/// Shows whether somebody speaks on a track, without rendering anything again.
///
/// The node is given the attribute `data-speaking="true"` while somebody does, pauses between words included. It begins half a second
/// after the track came. Where there is no meter to be drawn this is cheaper than [`use_audio_level`](crate::use_audio_level()), which
/// writes on the node twenty times a second.
///
/// # Example
/// ```no_run
/// use web_sys::MediaStreamTrack;
/// use yew::prelude::*;
/// use yew_webrtc::use_speaking;
///
/// #[derive(Properties, PartialEq)]
/// struct PersonProps {
///     name: AttrValue,
///     voice: Option<MediaStreamTrack>,
/// }
///
/// // .person[data-speaking] { outline: 4px solid orange; }
/// #[component]
/// fn Person(props: &PersonProps) -> Html {
///     let node = use_node_ref();
///     use_speaking(node.clone(), props.voice.clone());
///     html! { <li class="person" ref={node}>{ &props.name }</li> }
/// }
/// ```
///
/// # Returns
/// Nothing: it is on the node. Where the browser cannot measure, nobody speaks.
///
/// # When it releases
/// On unmount, or when the track changes, it stops measuring and takes the attribute off the node. The track is not stopped.
#[hook]
pub fn use_speaking(node: NodeRef, track: Option<MediaStreamTrack>) {
    use_meter(node, track, show_speaking);
}
