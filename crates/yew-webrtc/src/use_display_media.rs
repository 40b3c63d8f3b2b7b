//! The person's own screen, window or tab, shared.

use std::{fmt, ops::Deref, rc::Rc};

use tincan_core::{content::Chosen, display::DisplayOptions};
use tincan_protocol::Presence;
use tincan_web::{
    display_media::{DisplayMedia, DisplaySnapshot},
    peer::LocalTracks,
};
use yew::prelude::*;

use crate::controller::use_controller;

/// A screen, a window or a tab of the person's, with its sound, to be shared.
///
/// Nothing is asked for until [`start`](UseDisplayMediaHandle::start), which has to be called from a click or a key. The browser
/// asks the person what to share; that they cancel is no error. Changed options count from the next question on. Where
/// [`can_share_screen`] says no, there should be no button.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{
///     DisplayOptions, MediaElementOptions, Paths, RoomOptions, UserMediaOptions, use_display_media, use_media_element, use_room,
///     use_user_media,
/// };
///
/// #[component]
/// fn Call() -> Html {
///     let media = use_user_media(UserMediaOptions::default());
///     let screen = use_display_media(DisplayOptions::default());
///     let room = use_room(RoomOptions {
///         url: None,
///         room: yew_webrtc::RoomCode::from_random([7; 10]),
///         secret: None,
///         local: screen.lend(media.local_tracks()),
///         paths: Paths::Any,
///     });
///     let preview = use_media_element(screen.stream.clone(), MediaElementOptions { muted: true, ..Default::default() });
///     let share = {
///         let screen = screen.clone();
///         move |_: MouseEvent| if screen.status.is_sharing() { screen.stop() } else { screen.start() }
///     };
///     html! {
///         <>
///             <button onclick={share}>{ if screen.status.is_sharing() { "Stop sharing" } else { "Share screen" } }</button>
///             <p>{ screen.status.error().map(ToString::to_string) }</p>
///             <video ref={preview.node} playsinline=true />
///             <p>{ room.members.iter().filter(|member| member.presence.screen).count() }{ " others share" }</p>
///         </>
///     }
/// }
/// ```
///
/// # Returns
/// A [`UseDisplayMediaHandle`]: how things are at this render, and the verbs. The component renders again at each change.
///
/// # When it releases
/// On unmount: picture and sound are stopped, and what is picked later, in a picker that is still open, is stopped on arrival. A
/// handle that outlives the component does nothing. They are stopped by [`stop`](UseDisplayMediaHandle::stop) too, and the old
/// ones when another surface took over.
#[hook]
pub fn use_display_media(options: DisplayOptions) -> UseDisplayMediaHandle {
    let controller = use_controller(move |on_change| DisplayMedia::new(options, on_change));
    {
        let controller = Rc::clone(&controller);
        use_effect_with(options, move |options| controller.set_options(*options));
    }
    {
        let controller = Rc::clone(&controller);
        use_effect_with((), move |()| move || controller.close());
    }
    UseDisplayMediaHandle { now: controller.snapshot(), controller }
}

/// Whether this browser lets a page capture a screen. Those of phones do not, and none does on an insecure page.
#[must_use]
pub fn can_share_screen() -> bool {
    tincan_web::display_media::is_supported()
}

/// Whether this browser can leave out of a screen's sound what the page itself plays, so that nobody hears themselves back.
#[must_use]
pub fn can_restrict_own_audio() -> bool {
    tincan_web::display_media::can_restrict_own_audio()
}

/// What [`use_display_media`] returns: the fields of a [`DisplaySnapshot`], and verbs. Two are equal if nothing changed between
/// them: tracks and the stream compare by identity.
#[derive(Clone)]
pub struct UseDisplayMediaHandle {
    now: DisplaySnapshot,
    controller: Rc<DisplayMedia>,
}

impl UseDisplayMediaHandle {
    /// Lets the browser ask what to share. From a click or a key.
    pub fn start(&self) {
        self.controller.start();
    }

    /// Ends sharing.
    pub fn stop(&self) {
        self.controller.stop();
    }

    /// Sends nothing any more and keeps the surface; the others keep the picture that they saw last.
    pub fn pause(&self) {
        self.controller.pause();
    }

    /// Goes on.
    pub fn resume(&self) {
        self.controller.resume();
    }

    /// Lets the browser ask for another surface, which takes over without a gap; what is shared stays if the person cancels. From
    /// a click or a key.
    pub fn switch(&self) {
        self.controller.switch();
    }

    /// Has it sent as text or as motion, or as whatever it turns out to be.
    pub fn choose(&self, chosen: Chosen) {
        self.controller.choose(chosen);
    }

    /// The same tracks and the same meaning, with the shared screen added: for [`use_room`](crate::use_room()) and
    /// [`use_peer`](crate::use_peer()). The tracks are lent: they are still stopped by this hook alone.
    #[must_use]
    pub fn lend(&self, local: LocalTracks) -> LocalTracks {
        let DisplaySnapshot { status, picture, sound, content, height, .. } = self.now.clone();
        let presence = Presence {
            screen: status.is_sharing(),
            screen_paused: status.is_sharing() && picture.is_none(),
            ..local.presence
        };
        LocalTracks { screen: picture, screen_sound: sound, content, screen_height: height, presence, ..local }
    }
}

impl Deref for UseDisplayMediaHandle {
    type Target = DisplaySnapshot;

    fn deref(&self) -> &DisplaySnapshot {
        &self.now
    }
}

impl PartialEq for UseDisplayMediaHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.controller, &other.controller) && self.now == other.now
    }
}

impl fmt::Debug for UseDisplayMediaHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UseDisplayMediaHandle").field(&self.now).finish()
    }
}
