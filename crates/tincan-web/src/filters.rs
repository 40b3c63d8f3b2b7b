//! One's own picture and sound through filters, for the others.

pub(crate) mod canvas;
mod frames;
mod picture;
mod sound;
mod tools;
mod worker;

use std::{
    cell::{Cell, RefCell},
    fmt, mem,
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use tincan_core::{
    filters::{PictureFilters, SoundFilters},
    media_error::{MediaError, MediaErrorKind},
};
use web_sys::{MediaStreamTrack, MediaStreamTrackState};

pub use self::picture::{FilterPlace, PictureCost};
use self::tools::{Begun, Tools};
use crate::{slots::LocalTracks, task::Task, user_media::TrackStatus};

/// Filters of a camera and a microphone. Both are lent, and only looked at and listened to: their owner stops them. What comes
/// out is owned here.
///
/// Four rules hold at every time:
///
/// - what changes nothing costs nothing: without a filter the source itself is what comes out, and nothing runs;
/// - what comes out ends with its source, and with this value;
/// - a picture that is to be filtered never gets out unfiltered, not even for a frame, unless the browser cannot filter at all,
///   which the [`snapshot`](Self::snapshot) says;
/// - another device is followed by the same track, if it was [awaited](Source::Awaited), and other filters too: only on and off is
///   an exchange of tracks.
///
/// Specifications: HTML, 4.12.5.1.19 "Filters"; Media Capture from DOM Elements, 4; Web Audio, 1.24 and 1.13.
pub struct Filters {
    inner: Rc<Inner>,
}

impl Filters {
    /// Without a source. `on_change` is called after each change of the [`snapshot`](Self::snapshot), from verbs or from the event loop; it
    /// may call verbs.
    pub fn new(on_change: impl Fn() + 'static) -> Self {
        let inner = Inner {
            picture: Cell::default(),
            sound: Cell::default(),
            camera: RefCell::default(),
            microphone: RefCell::default(),
            is_without_worker: Cell::default(),
            loading: Cell::default(),
            load: RefCell::default(),
            on_change: RefCell::new(Some(Rc::new(on_change))),
        };
        Self { inner: Rc::new(inner) }
    }

    /// How things are now.
    pub fn snapshot(&self) -> FiltersSnapshot {
        self.inner.snapshot()
    }

    /// What goes in.
    pub fn set_sources(&self, camera: impl Into<Source>, microphone: impl Into<Source>) {
        let (camera, microphone) = (camera.into(), microphone.into());
        self.inner.change(|inner| {
            inner.camera.borrow_mut().wish = camera;
            inner.microphone.borrow_mut().wish = microphone;
        });
    }

    /// What is done to the picture from the next frame on.
    pub fn set_picture(&self, filters: PictureFilters) {
        self.inner.change(|inner| inner.picture.set(filters));
    }

    /// What is done to the sound from now on.
    pub fn set_sound(&self, filters: SoundFilters) {
        self.inner.change(|inner| inner.sound.set(filters));
    }

    /// Asks once more for what filters, if it [did not come](FilterStatus::NotLoaded).
    pub fn retry(&self) {
        self.inner.change(|inner| {
            if inner.loading.get() == Loading::Failed {
                inner.loading.set(Loading::Idle);
            }
        });
    }

    /// What the filters of the picture cost at the moment; `None` while none is at work, and for the first frames.
    pub fn cost(&self) -> Option<PictureCost> {
        match &self.inner.camera.borrow().work {
            Work::Done(picture) => picture.cost(),
            Work::None | Work::Awaited | Work::Impossible(_) => None,
        }
    }

    /// Gives everything back for good: verbs do nothing afterwards, and `on_change` is dropped.
    pub fn close(&self) {
        self.inner.on_change.take();
        self.inner.load.take();
        let released = (self.inner.camera.take(), self.inner.microphone.take());
        drop(released);
    }
}

impl Drop for Filters {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for Filters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filters").field(&self.snapshot()).finish()
    }
}

/// What goes into [`Filters`] of one kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Source {
    /// Nothing: what comes out ends.
    #[default]
    None,
    /// Nothing yet, but soon: what comes out stays, and waits. There is no picture without a first source.
    Awaited,
    /// A live track.
    Live(MediaStreamTrack),
}

impl Source {
    /// The live track.
    pub fn track(&self) -> Option<&MediaStreamTrack> {
        match self {
            Self::Live(track) => Some(track),
            Self::None | Self::Awaited => None,
        }
    }
}

impl From<Option<MediaStreamTrack>> for Source {
    fn from(track: Option<MediaStreamTrack>) -> Self {
        track.map_or(Self::None, Self::Live)
    }
}

impl From<&TrackStatus> for Source {
    fn from(status: &TrackStatus) -> Self {
        match status {
            TrackStatus::Idle | TrackStatus::Failed(_) => Self::None,
            TrackStatus::Requesting => Self::Awaited,
            TrackStatus::Live(track) => Self::Live(Clone::clone(track)),
        }
    }
}

/// What [`Filters`] give at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FiltersSnapshot {
    /// The camera that goes in.
    pub camera: Option<MediaStreamTrack>,
    /// The microphone that goes in.
    pub microphone: Option<MediaStreamTrack>,
    /// The picture that comes out: the camera itself while nothing is done to it.
    pub picture: Option<MediaStreamTrack>,
    /// The sound that comes out: the microphone itself while nothing is done to it.
    pub sound: Option<MediaStreamTrack>,
    /// How it is with the filters of the picture.
    pub picture_status: FilterStatus,
    /// How it is with the filters of the sound.
    pub sound_status: FilterStatus,
}

impl FiltersSnapshot {
    /// The same meaning, with what comes out in place of what goes in. A camera that has not gone in yet is held back, if
    /// something is to be done to it; these are the filters that say so.
    #[must_use]
    pub fn lend(&self, local: LocalTracks, wanted: PictureFilters) -> LocalTracks {
        let camera = match local.camera {
            // While one is awaited, what comes out goes on.
            None => self.picture.clone().filter(|_| self.camera.is_none()),
            Some(camera) if self.camera.as_ref() == Some(&camera) => self.picture.clone(),
            Some(camera) if wanted.is_neutral() => Some(camera),
            // Another camera: it will come out of the same track.
            Some(_) => self.picture.clone().filter(|_| self.picture_status == FilterStatus::On),
        };
        let microphone = match local.microphone {
            None => self.sound.clone().filter(|_| self.microphone.is_none()),
            Some(microphone) if self.microphone.as_ref() == Some(&microphone) => self.sound.clone(),
            other => other,
        };
        LocalTracks { camera, microphone, ..local }
    }
}

/// How it is with filters.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum FilterStatus {
    /// Nothing is to be done, or there is nothing to do it to.
    #[default]
    Off,
    /// What comes out went through the filters.
    On,
    /// Of sound only: the browser lets nothing through Web Audio until the person does something on the page. What comes out is
    /// the source.
    Waiting,
    /// What filters is being loaded. No picture comes out meanwhile; a sound comes out as it is.
    Loading,
    /// What filters could not be loaded, and is [asked for again](Filters::retry) by a word. No picture comes out; a sound comes out
    /// as it is.
    NotLoaded,
    /// It is not possible here. What comes out is the source.
    Impossible(MediaError),
}

/// Everything behind [`Filters`].
struct Inner {
    picture: Cell<PictureFilters>,
    sound: Cell<SoundFilters>,
    camera: RefCell<Path<PictureFilters>>,
    microphone: RefCell<Path<SoundFilters>>,
    /// A worker was tried, and failed.
    is_without_worker: Cell<bool>,
    loading: Cell<Loading>,
    load: RefCell<Option<Task>>,
    /// `None` once closed.
    on_change: RefCell<Option<Rc<dyn Fn()>>>,
}

/// How it is with the [`Tools`], as long as they are not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Loading {
    /// Nobody has asked for them.
    #[default]
    Idle,
    Begun,
    Failed,
}

/// The way of one source.
struct Path<A> {
    /// What goes in.
    wish: Source,
    /// The source whose end is awaited.
    watched: Option<(MediaStreamTrack, EventListener)>,
    work: Work<A>,
}

impl<A> Default for Path<A> {
    fn default() -> Self {
        Self { wish: Source::None, watched: None, work: Work::None }
    }
}

/// What goes through filters, and comes out of a track of its own.
trait Filtering: 'static {
    /// How much of each filter; the default is none.
    type Amounts;

    /// What comes out.
    fn track(&self) -> &MediaStreamTrack;

    /// Other filters from now on.
    fn set_filters(&self, filters: Self::Amounts);

    /// Another source.
    fn set_source(&self, source: &MediaStreamTrack) -> Result<(), MediaError>;

    /// Whether anything comes out.
    fn is_running(&self) -> bool {
        true
    }

    /// What it costs, if that is known.
    fn cost(&self) -> Option<PictureCost> {
        None
    }
}

/// What is done to it.
enum Work<A> {
    None,
    /// There are no tools to do it with yet.
    Awaited,
    Done(Box<dyn Filtering<Amounts = A>>),
    Impossible(MediaError),
}

impl<A> Work<A> {
    fn of(result: Begun<A>) -> Self {
        result.map_or_else(Self::Impossible, Self::Done)
    }
}

impl Inner {
    fn snapshot(&self) -> FiltersSnapshot {
        let (camera, microphone) = (self.camera.borrow(), self.microphone.borrow());
        let (picture, picture_status) = match &camera.work {
            Work::None => (camera.source(), FilterStatus::Off),
            Work::Awaited => (None, self.awaited()),
            Work::Done(filtered) => (Some(Clone::clone(filtered.track())), FilterStatus::On),
            Work::Impossible(error) => (camera.source(), FilterStatus::Impossible(error.clone())),
        };
        let (sound, sound_status) = match &microphone.work {
            Work::None => (microphone.source(), FilterStatus::Off),
            Work::Awaited => (microphone.source(), self.awaited()),
            Work::Done(filtered) if filtered.is_running() => (Some(Clone::clone(filtered.track())), FilterStatus::On),
            Work::Done(_) => (microphone.source(), FilterStatus::Waiting),
            Work::Impossible(error) => (microphone.source(), FilterStatus::Impossible(error.clone())),
        };
        FiltersSnapshot {
            camera: camera.source(),
            microphone: microphone.source(),
            picture,
            sound,
            picture_status,
            sound_status,
        }
    }

    /// How it is with filters for which there are no tools.
    fn awaited(&self) -> FilterStatus {
        match self.loading.get() {
            Loading::Idle | Loading::Begun => FilterStatus::Loading,
            Loading::Failed => FilterStatus::NotLoaded,
        }
    }

    /// Changes what is wished, and everything that follows from it.
    fn change(self: &Rc<Self>, change: impl FnOnce(&Self)) {
        if self.on_change.borrow().is_none() {
            return;
        }
        let before = self.snapshot();
        change(self);
        self.follow_camera();
        self.follow_microphone();
        self.load_if_awaited();
        if self.snapshot() != before {
            self.notify();
        }
    }

    fn follow_camera(self: &Rc<Self>) {
        let filters = self.picture.get();
        self.follow(
            |inner| &inner.camera,
            filters,
            |tools, camera| {
                let failed = self.weakly(Self::work_on_page);
                (tools.picture)(camera, filters, !self.is_without_worker.get(), Box::new(failed))
            },
        );
    }

    fn follow_microphone(self: &Rc<Self>) {
        let filters = self.sound.get();
        self.follow(
            |inner| &inner.microphone,
            filters,
            |tools, microphone| (tools.sound)(microphone, filters, Box::new(self.weakly(|inner| inner.notify()))),
        );
    }

    /// Has a path do what is to be done to its source now. `make` begins with it.
    fn follow<A: Copy + PartialEq + Default + 'static>(
        self: &Rc<Self>,
        path: fn(&Self) -> &RefCell<Path<A>>,
        filters: A,
        make: impl FnOnce(Tools, &MediaStreamTrack) -> Begun<A>,
    ) {
        // Taken out: no cell stays borrowed while JavaScript runs.
        let mut taken = path(self).take();
        let changed = taken.watch(Rc::downgrade(self), path);
        if let Work::Done(filtered) = &taken.work {
            filtered.set_filters(filters);
        }
        taken.work = match (&taken.wish, taken.work) {
            _ if filters == A::default() => Work::None,
            (Source::None, _) => Work::None,
            (Source::Awaited, work) => work,
            (Source::Live(source), Work::Done(filtered)) => Work::of(filtered.set_source(source).map(|()| filtered)),
            (Source::Live(_), Work::Impossible(error)) if !(changed && may_pass(&error)) => Work::Impossible(error),
            (Source::Live(source), _) => Tools::here().map_or(Work::Awaited, |tools| Work::of(make(tools, source))),
        };
        path(self).replace(taken);
    }

    /// Gets the tools, if they are wanted and nobody has asked for them.
    fn load_if_awaited(self: &Rc<Self>) {
        let is_awaited = matches!(self.camera.borrow().work, Work::Awaited)
            || matches!(self.microphone.borrow().work, Work::Awaited);
        if !is_awaited || self.loading.get() != Loading::Idle {
            return;
        }
        self.loading.set(Loading::Begun);
        let loaded = self.weakly(|inner| {
            inner.change(|inner| {
                inner.loading.set(if Tools::here().is_some() { Loading::Idle } else { Loading::Failed });
            });
        });
        let task = Task::spawn(async move {
            Tools::load().await;
            loaded();
        });
        self.load.replace(Some(task));
    }

    /// The worker does not work here, and will not: what it does is done on the page from now on.
    fn work_on_page(self: &Rc<Self>) {
        self.is_without_worker.set(true);
        self.change(|inner| {
            let given_up = mem::replace(&mut inner.camera.borrow_mut().work, Work::None);
            drop(given_up);
        });
    }

    /// To be called from the event loop, as long as there is something to call.
    fn weakly(self: &Rc<Self>, act: impl Fn(&Rc<Self>) + 'static) -> impl Fn() + 'static {
        let weak = Rc::downgrade(self);
        move || {
            if let Some(inner) = weak.upgrade() {
                act(&inner);
            }
        }
    }

    fn notify(&self) {
        let on_change = self.on_change.borrow().clone();
        if let Some(on_change) = on_change {
            on_change();
        }
    }
}

impl<A: 'static> Path<A> {
    /// The track that goes in.
    fn source(&self) -> Option<MediaStreamTrack> {
        self.wish.track().cloned()
    }

    /// Follows the end of the source, and tells whether it is another one than before. One that has ended is none.
    fn watch(&mut self, inner: Weak<Inner>, path: fn(&Inner) -> &RefCell<Self>) -> bool {
        if self.wish.track().is_some_and(|track| track.ready_state() != MediaStreamTrackState::Live) {
            self.wish = Source::None;
        }
        if self.watched.as_ref().map(|(track, _)| track) == self.wish.track() {
            return false;
        }
        self.watched = self.source().map(|track| {
            let listener = EventListener::once(&track, "ended", move |_| {
                if let Some(inner) = inner.upgrade() {
                    inner.change(|inner| path(inner).borrow_mut().wish = Source::None);
                }
            });
            (track, listener)
        });
        true
    }
}

/// Whether another source may get through where this happened.
fn may_pass(error: &MediaError) -> bool {
    error.kind != MediaErrorKind::Unsupported
}
