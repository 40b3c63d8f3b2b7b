//! One's own picture and sound through filters.

use std::{fmt, ops::Deref, rc::Rc};

use tincan_core::filters::{PictureFilters, SoundFilters};
use tincan_web::{
    filters::{Filters, FiltersSnapshot, PictureCost, Source},
    peer::LocalTracks,
};
use yew::prelude::*;

use crate::controller::use_controller;

/// Filters of a camera and a microphone, for the others: tracks that went through them.
///
/// Nothing runs while nothing is to be done: then the sources themselves come out. Turning filters on and off exchanges the
/// tracks, without negotiation; other amounts do not even do that, nor another device that was awaited, as one is that comes from
/// [`use_user_media`](crate::use_user_media()). A picture that is to be filtered never gets
/// out unfiltered, unless the browser cannot filter at all, which the status says (Safari, at present). For one's own preview
/// [`css`](UseFiltersHandle::css) is enough, and works everywhere.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{
///     FiltersOptions, Paths, PictureFilter, PictureFilters, RoomOptions, UserMediaOptions, use_filters, use_room, use_user_media,
/// };
///
/// #[component]
/// fn GreyCall() -> Html {
///     let media = use_user_media(UserMediaOptions::default());
///     let mut picture = PictureFilters::default();
///     picture.set(PictureFilter::Grayscale, 100);
///     let filters = use_filters(
///         (&media.camera).into(),
///         (&media.microphone).into(),
///         FiltersOptions { picture, ..Default::default() },
///     );
///     let room = use_room(RoomOptions {
///         url: None,
///         room: yew_webrtc::RoomCode::from_random([7; 10]),
///         secret: None,
///         local: filters.lend(media.local_tracks()),
///         paths: Paths::Any,
///     });
///     html! { <p>{ room.members.len() }{ " others see you in grey, which takes " }{ format!("{:?}", filters.cost()) }</p> }
/// }
/// ```
///
/// # Returns
/// A [`UseFiltersHandle`]: what comes out at this render, and how it is with the filters. The component renders again when that
/// changes; what the filters cost renders nothing. For levels before and after, give `microphone` and `sound` to
/// [`use_audio_level`](crate::use_audio_level()).
///
/// # When it releases
/// On unmount, and while nothing is to be done: the tracks that it made are stopped, canvas and audio graph are gone. The sources
/// are never stopped.
#[hook]
pub fn use_filters(camera: Source, microphone: Source, options: FiltersOptions) -> UseFiltersHandle {
    let controller = use_controller(Filters::new);
    {
        let controller = Rc::clone(&controller);
        use_effect_with(options, move |options| {
            controller.set_picture(options.picture);
            controller.set_sound(options.sound);
        });
    }
    {
        let controller = Rc::clone(&controller);
        use_effect_with((camera, microphone), move |(camera, microphone)| {
            controller.set_sources(camera.clone(), microphone.clone());
        });
    }
    {
        let controller = Rc::clone(&controller);
        use_effect_with((), move |()| move || controller.close());
    }
    UseFiltersHandle { now: controller.snapshot(), options, controller }
}

/// What [`use_filters`] is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FiltersOptions {
    /// To the picture.
    pub picture: PictureFilters,
    /// To the sound.
    pub sound: SoundFilters,
}

/// What [`use_filters`] returns: the fields of a [`FiltersSnapshot`], and verbs. Two are equal if nothing changed between them:
/// tracks compare by identity.
#[derive(Clone)]
pub struct UseFiltersHandle {
    now: FiltersSnapshot,
    options: FiltersOptions,
    controller: Rc<Filters>,
}

impl UseFiltersHandle {
    /// The value of the CSS property `filter` for one's own preview. The content security policy of a page may forbid `style`
    /// attributes: set it from code, as a custom property.
    #[must_use]
    pub fn css(&self) -> String {
        self.options.picture.css()
    }

    /// What the filters of the picture cost at the moment; `None` while none is at work, and for the first frames. Ask about once
    /// a second.
    #[must_use]
    pub fn cost(&self) -> Option<PictureCost> {
        self.controller.cost()
    }

    /// Asks once more for what filters, if it [did not come](tincan_web::filters::FilterStatus::NotLoaded).
    pub fn retry(&self) {
        self.controller.retry();
    }

    /// The same meaning, with the filtered tracks in place of their sources: for [`use_room`](crate::use_room()) and
    /// [`use_peer`](crate::use_peer()). The tracks are lent: they are still stopped by this hook alone.
    #[must_use]
    pub fn lend(&self, local: LocalTracks) -> LocalTracks {
        self.now.lend(local, self.options.picture)
    }
}

impl Deref for UseFiltersHandle {
    type Target = FiltersSnapshot;

    fn deref(&self) -> &FiltersSnapshot {
        &self.now
    }
}

impl PartialEq for UseFiltersHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.controller, &other.controller) && self.now == other.now && self.options == other.options
    }
}

impl fmt::Debug for UseFiltersHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseFiltersHandle")
            .field("now", &self.now)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
