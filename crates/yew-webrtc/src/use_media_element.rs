//! A stream in a `<video>` or `<audio>`.

use std::{cell::RefCell, fmt, rc::Rc};

use tincan_core::{devices::DeviceId, media_error::MediaError};
use tincan_web::media_element::MediaAttachment;
use web_sys::{HtmlMediaElement, MediaStream};
use yew::prelude::*;

/// Shows a stream in a `<video>`, or plays it through an `<audio>`.
///
/// Give the returned node to the element. The element may come and go between renders. The stream is attached to it, played
/// and, if the browser refuses to play sound on a page that nobody has touched, reported as
/// [`blocked`](UseMediaElementHandle::blocked): show a button then that calls [`play`](UseMediaElementHandle::play).
///
/// # Example
/// ```no_run
/// use web_sys::MediaStream;
/// use yew::prelude::*;
/// use yew_webrtc::{MediaElementOptions, use_media_element};
///
/// #[derive(Properties, PartialEq)]
/// struct PictureProps {
///     stream: MediaStream,
/// }
///
/// #[component]
/// fn Picture(props: &PictureProps) -> Html {
///     let element = use_media_element(Some(props.stream.clone()), MediaElementOptions::default());
///     let play = {
///         let element = element.clone();
///         move |_: MouseEvent| element.play()
///     };
///     html! {
///         <>
///             <video ref={element.node.clone()} playsinline=true />
///             <button onclick={play} hidden={!element.blocked}>{ "Click to listen" }</button>
///         </>
///     }
/// }
/// ```
///
/// # Returns
/// A [`UseMediaElementHandle`]: the node for the element, whether playing is blocked, and what is wrong with the speaker.
///
/// # When it releases
/// The stream is detached on unmount, when another stream comes, and when the element goes. No track is ever stopped: that
/// is for whoever acquired it.
#[hook]
pub fn use_media_element(stream: Option<MediaStream>, options: MediaElementOptions) -> UseMediaElementHandle {
    let node = use_node_ref();
    let update = use_force_update();
    let attachment = use_mut_ref(|| None::<MediaAttachment>);
    {
        let (node, attachment) = (node.clone(), Rc::clone(&attachment));
        // After every render: only then is it known whether the element is there.
        use_effect(move || attach(&attachment, node.cast(), stream, &options, update));
    }
    {
        let attachment = Rc::clone(&attachment);
        use_effect_with((), move |()| move || drop(attachment.take()));
    }
    let blocked = attachment.borrow().as_ref().is_some_and(MediaAttachment::is_blocked);
    let sink_error = attachment.borrow().as_ref().and_then(MediaAttachment::sink_error);
    UseMediaElementHandle { node, blocked, sink_error, attachment }
}

/// How [`use_media_element`] plays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MediaElementOptions {
    /// Silent; for the person's own picture. Browsers play what is silent without being touched.
    pub muted: bool,
    /// Through which speaker; `None` is the system's choice. Without effect in browsers that offer no choice.
    pub sink: Option<DeviceId>,
}

/// What [`use_media_element`] returns.
#[derive(Clone)]
pub struct UseMediaElementHandle {
    /// To be given to the `<video>` or `<audio>`.
    pub node: NodeRef,
    /// The browser refused to play until the person does something.
    pub blocked: bool,
    /// Why it does not play through [`MediaElementOptions::sink`]: it goes on through another speaker. To be told to
    /// [`UseAudioOutputHandle::report`](crate::UseAudioOutputHandle::report).
    pub sink_error: Option<MediaError>,
    attachment: Rc<RefCell<Option<MediaAttachment>>>,
}

impl UseMediaElementHandle {
    /// Plays, if it does not. Call it from a click or a key.
    pub fn play(&self) {
        if let Some(attachment) = &*self.attachment.borrow() {
            attachment.play();
        }
    }
}

impl PartialEq for UseMediaElementHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.attachment, &other.attachment)
            && self.node == other.node
            && self.blocked == other.blocked
            && self.sink_error == other.sink_error
    }
}

impl fmt::Debug for UseMediaElementHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseMediaElementHandle").field("blocked", &self.blocked).finish_non_exhaustive()
    }
}

/// Brings the attachment to what this render asks for.
fn attach(
    attachment: &RefCell<Option<MediaAttachment>>,
    element: Option<HtmlMediaElement>,
    stream: Option<MediaStream>,
    options: &MediaElementOptions,
    update: UseForceUpdateHandle,
) {
    let wanted = element.zip(stream);
    let fits = match (&*attachment.borrow(), &wanted) {
        (Some(there), Some((element, stream))) => there.element() == element && there.stream() == stream,
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    if !fits {
        // The old one first: it empties the element.
        let was_blocked = attachment.take().is_some_and(|old| old.is_blocked());
        let on_change = update.clone();
        attachment.replace(wanted.map(|(element, stream)| {
            MediaAttachment::new(element, stream, options.muted, move || on_change.force_update())
        }));
        if was_blocked {
            update.force_update();
        }
    }
    if let Some(attachment) = &*attachment.borrow() {
        attachment.set_muted(options.muted);
        attachment.set_sink(options.sink.as_ref());
    }
}
