//! One track, asked for in exactly these words.

use std::{fmt, ops::Deref, rc::Rc};

use tincan_core::constraints::TrackConstraints;
use tincan_web::constrained_track::{ConstrainedTrack, ConstrainedTrackSnapshot};
use yew::prelude::*;

use crate::controller::use_controller;

/// One track of a camera or a microphone, asked for, and changed, in exactly the words that it is given. It chooses no device and
/// tries nothing else: for pages that show what constraints do. For calls there is [`use_user_media`](crate::use_user_media()).
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{
///     Range, VideoConstraints, constraints::TrackConstraints, use_constrained_track, use_media_element,
/// };
///
/// #[component]
/// fn Exact() -> Html {
///     let track = use_constrained_track();
///     let video = use_media_element(track.stream.clone(), Default::default());
///     let ask = {
///         let track = track.clone();
///         move |_: MouseEvent| {
///             let width = Some(Range::Exact(640));
///             track.request(TrackConstraints::Video(VideoConstraints { width, ..VideoConstraints::ANY }));
///         }
///     };
///     html! {
///         <>
///             <button onclick={ask}>{ "640 pixels or nothing" }</button>
///             <p>{ track.refusal.as_ref().map(|refusal| refusal.error.to_string()) }</p>
///             <video ref={video.node} playsinline=true />
///         </>
///     }
/// }
/// ```
///
/// # Returns
/// A [`UseConstrainedTrackHandle`]: how things are at this render, and the verbs. The component renders again at each change.
///
/// # When it releases
/// On unmount: the track is stopped, and one that arrives later, from a question still open, is stopped on arrival. A handle that
/// outlives the component does nothing.
#[hook]
pub fn use_constrained_track() -> UseConstrainedTrackHandle {
    let controller = use_controller(ConstrainedTrack::new);
    {
        let controller = Rc::clone(&controller);
        use_effect_with((), move |()| move || controller.close());
    }
    UseConstrainedTrackHandle { now: controller.snapshot(), controller }
}

/// What [`use_constrained_track`] returns: the fields of a [`ConstrainedTrackSnapshot`], and verbs. Two are equal if nothing changed
/// between them: the track and the stream compare by identity.
#[derive(Clone)]
pub struct UseConstrainedTrackHandle {
    now: ConstrainedTrackSnapshot,
    controller: Rc<ConstrainedTrack>,
}

impl UseConstrainedTrackHandle {
    /// Asks for a track, by `getUserMedia`. What is live stays live if that fails.
    pub fn request(&self, constraints: TrackConstraints) {
        self.controller.request(constraints);
    }

    /// Asks the live track for something else, by `applyConstraints`. It goes on as it was if that fails.
    pub fn apply(&self, constraints: TrackConstraints) {
        self.controller.apply(constraints);
    }

    /// Stops the track.
    pub fn stop(&self) {
        self.controller.stop();
    }
}

impl Deref for UseConstrainedTrackHandle {
    type Target = ConstrainedTrackSnapshot;

    fn deref(&self) -> &ConstrainedTrackSnapshot {
        &self.now
    }
}

impl PartialEq for UseConstrainedTrackHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.controller, &other.controller) && self.now == other.now
    }
}

impl fmt::Debug for UseConstrainedTrackHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UseConstrainedTrackHandle").field(&self.now).finish()
    }
}
