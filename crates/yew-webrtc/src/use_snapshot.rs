//! A photo of what a `<video>` shows.

use std::{fmt, rc::Rc};

use tincan_web::snapshot::{PhotoOptions, PhotoStatus, PhotoTaker};
use web_sys::HtmlVideoElement;
use yew::prelude::*;

use crate::controller::use_controller;

/// Photos of what a `<video>` shows, at the picture's own size, as PNG.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{
///     MediaElementOptions, PhotoOptions, PhotoStatus, UserMediaOptions, use_media_element, use_snapshot, use_user_media,
/// };
///
/// #[component]
/// fn Booth() -> Html {
///     let media = use_user_media(UserMediaOptions::default());
///     let video = use_media_element(media.stream.clone(), MediaElementOptions { muted: true, ..Default::default() });
///     let snapshot = use_snapshot(video.node.clone());
///     let take = {
///         let snapshot = snapshot.clone();
///         move |_: MouseEvent| snapshot.take(PhotoOptions::default())
///     };
///     html! {
///         <>
///             <video ref={video.node} playsinline=true />
///             <button onclick={take}>{ "Take a photo" }</button>
///             if let PhotoStatus::Taken(photo) = &snapshot.status {
///                 <a href={photo.url().to_owned()} download="photo.png">{ "Save" }</a>
///             }
///         </>
///     }
/// }
/// ```
///
/// # Returns
/// A [`UseSnapshotHandle`]: the last photo at this render, and the verbs. The component renders again at each change.
///
/// # When it releases
/// On unmount, when [cleared](UseSnapshotHandle::clear), and when another photo was taken: the file's address is revoked with the last
/// clone of the [`Photo`](crate::Photo). A photo that is still being made is given up.
#[hook]
pub fn use_snapshot(video: NodeRef) -> UseSnapshotHandle {
    let taker = use_controller(PhotoTaker::new);
    {
        let taker = Rc::clone(&taker);
        use_effect_with((), move |()| move || taker.close());
    }
    UseSnapshotHandle { status: taker.status(), video, taker }
}

/// What [`use_snapshot`] returns.
#[derive(Clone)]
pub struct UseSnapshotHandle {
    /// The last photo.
    pub status: PhotoStatus,
    video: NodeRef,
    taker: Rc<PhotoTaker>,
}

impl UseSnapshotHandle {
    /// Takes what the video shows now. Does nothing while the node is not on the page.
    pub fn take(&self, options: PhotoOptions) {
        if let Some(video) = self.video.cast::<HtmlVideoElement>() {
            self.taker.take(&video, options);
        }
    }

    /// Forgets the photo.
    pub fn clear(&self) {
        self.taker.clear();
    }
}

impl PartialEq for UseSnapshotHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.taker, &other.taker) && self.status == other.status && self.video == other.video
    }
}

impl fmt::Debug for UseSnapshotHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseSnapshotHandle").field("status", &self.status).finish_non_exhaustive()
    }
}
