//! The hook over one connection, with signalling of one's own.

use std::{cell::RefCell, rc::Rc};

use tincan_protocol::{IceServer, Presence, Signal};
use tincan_web::{
    link::{Link, LinkEvent, LinkOptions, LinkSnapshot},
    peer::{ConnectionStatus, LocalTracks, PeerError, PeerProblem, Trace},
};
use web_sys::MediaStream;
use yew::prelude::*;

/// What [`use_peer`] takes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PeerOptions {
    /// Which side yields when both do the same at once: true on exactly one side.
    pub polite: bool,
    /// What to reach the other side through; empty on one's own network.
    pub ice_servers: Vec<IceServer>,
    /// What this side sends. When it changes, the tracks are replaced, and nothing is negotiated.
    pub local: LocalTracks,
    /// Brings a signal to the other side's [`receive`](UsePeerHandle::receive), by whatever way: a socket, a
    /// `BroadcastChannel`, a friend who types. The way may lose, repeat and reorder signals.
    pub on_signal: Callback<Signal>,
    /// Told each step of the connection, for those who watch one being made.
    pub on_trace: Callback<Trace>,
}

/// A connection to one other person: perfect negotiation, ICE restarts, four media slots and a control channel, over
/// signalling of your own.
///
/// One side calls [`open`](UsePeerHandle::open); the other answers by itself.
///
/// # Example
///
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{PeerOptions, Signal, use_peer};
///
/// #[derive(Properties, PartialEq)]
/// struct Props { polite: bool, arrived: Option<Signal>, on_signal: Callback<Signal> }
///
/// #[component]
/// fn Side(props: &Props) -> Html {
///     let peer = use_peer(PeerOptions { polite: props.polite, on_signal: props.on_signal.clone(), ..PeerOptions::default() });
///     {
///         let peer = peer.clone();
///         use_effect_with(props.arrived.clone(), move |arrived| if let Some(signal) = arrived { peer.receive(signal.clone()) });
///     }
///     let call = { let peer = peer.clone(); Callback::from(move |_: MouseEvent| peer.open()) };
///     html! { <button onclick={call}>{ format!("Call ({:?})", peer.status) }</button> }
/// }
/// ```
///
/// # Returns
///
/// A snapshot of the connection, renewed whenever it changes, with the verbs `open`, `receive`, `regain_path`, `restart` and
/// `close`.
///
/// # When it releases
///
/// `close`, and the end of the component, close the connection. The local tracks are only lent.
#[hook]
pub fn use_peer(options: PeerOptions) -> UsePeerHandle {
    let snapshot = use_state_eq(LinkSnapshot::default);
    let error = use_state_eq(|| None::<PeerError>);
    let link = use_mut_ref(|| None::<Rc<Link>>);
    let latest = use_mut_ref(|| None::<PeerOptions>);
    let local = options.local.clone();
    latest.replace(Some(options));
    {
        let link = Rc::clone(&link);
        use_effect_with(local, move |local| {
            let link = link.borrow().clone();
            if let Some(link) = link {
                link.send(local.clone());
            }
        });
    }
    {
        let (link, latest) = (Rc::clone(&link), Rc::clone(&latest));
        use_effect_with((), move |()| {
            move || {
                latest.take();
                let link = link.take();
                drop(link);
            }
        });
    }
    let LinkSnapshot { status, presence, camera, microphone, screen, screen_sound, problem } = (*snapshot).clone();
    UsePeerHandle {
        status,
        presence,
        camera,
        microphone,
        screen,
        screen_sound,
        problem,
        error: (*error).clone(),
        inner: Inner { link, latest, snapshot: snapshot.setter(), error: error.setter() },
    }
}

/// What [`use_peer`] returns.
#[derive(Clone)]
pub struct UsePeerHandle {
    /// The connection; none: nobody has opened one, or it was closed.
    pub status: Option<ConnectionStatus>,
    /// What the other side means to send; nothing, as long as it has not said so.
    pub presence: Presence,
    /// The other side's picture: a stream of one track.
    pub camera: Option<MediaStream>,
    /// The other side's voice: a stream of one track.
    pub microphone: Option<MediaStream>,
    /// The other side's shared screen: a stream of one track. Whether one is shared is said by the presence.
    pub screen: Option<MediaStream>,
    /// The sound of the other side's shared screen: a stream of one track.
    pub screen_sound: Option<MediaStream>,
    /// What is wrong with what the other side sends.
    pub problem: Option<PeerProblem>,
    /// Why the last connection could not even be begun.
    pub error: Option<PeerError>,
    inner: Inner,
}

#[derive(Clone)]
struct Inner {
    /// Only cloned out of its borrow: what the link does may call back, and what is called may do anything to the component.
    link: Rc<RefCell<Option<Rc<Link>>>>,
    /// The options of the latest render, also for a handle of an earlier one; none once the component is gone.
    latest: Rc<RefCell<Option<PeerOptions>>>,
    snapshot: UseStateSetter<LinkSnapshot>,
    error: UseStateSetter<Option<PeerError>>,
}

impl UsePeerHandle {
    /// Calls the other side: opens a connection, in place of the one there is.
    pub fn open(&self) {
        self.act(Link::open);
    }

    /// Takes what the other side's `on_signal` was told.
    pub fn receive(&self, signal: Signal) {
        self.act(|link| link.receive(signal));
    }

    /// The way by which signals travel was interrupted and works again: what may be missing is sent again.
    pub fn regain_path(&self) {
        self.act(|link| {
            link.regain_path();
            Ok(())
        });
    }

    /// Looks for a new path between the two (ICE restart).
    pub fn restart(&self) {
        self.act(|link| {
            link.restart();
            Ok(())
        });
    }

    /// Hangs up; the other side is told. `open` opens again.
    pub fn close(&self) {
        self.act(|link| {
            link.close();
            Ok(())
        });
    }

    fn act(&self, act: impl FnOnce(&Link) -> Result<(), PeerError>) {
        if let Some(link) = self.link() {
            self.inner.error.set(act(&link).err());
        }
    }

    /// Whether both are handles of the same peer, at whatever render.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner.link, &other.inner.link)
    }

    /// The link, made when it is needed first; none once the component is gone.
    pub(crate) fn link(&self) -> Option<Rc<Link>> {
        let Inner { link, latest, .. } = &self.inner;
        let made = link.borrow().clone();
        made.or_else(|| {
            let options = latest.borrow().clone()?;
            let new = Rc::new(self.new_link(options));
            link.replace(Some(Rc::clone(&new)));
            Some(new)
        })
    }

    fn new_link(&self, options: PeerOptions) -> Link {
        let PeerOptions { polite, ice_servers, local, .. } = options;
        let (latest, snapshot) = (Rc::clone(&self.inner.latest), self.inner.snapshot.clone());
        Link::new(LinkOptions { polite, ice_servers, local }, move |event| {
            // Cloned out of the borrow: a callback may render, and with that renew the callbacks.
            let callbacks = latest.borrow().as_ref().map(|now| (now.on_signal.clone(), now.on_trace.clone()));
            let Some((on_signal, on_trace)) = callbacks else { return };
            match event {
                LinkEvent::Signal(said) => on_signal.emit(said),
                LinkEvent::Changed(now) => snapshot.set(now),
                LinkEvent::Trace(step) => on_trace.emit(step),
            }
        })
    }
}

impl PartialEq for UsePeerHandle {
    /// Equal handles show the same and do the same.
    fn eq(&self, other: &Self) -> bool {
        self.status == other.status
            && self.presence == other.presence
            && self.camera == other.camera
            && self.microphone == other.microphone
            && self.screen == other.screen
            && self.screen_sound == other.screen_sound
            && self.problem == other.problem
            && self.error == other.error
            && self.is_same(other)
    }
}

impl std::fmt::Debug for UsePeerHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UsePeerHandle")
            .field("status", &self.status)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

/// A peer that is the same one whatever it shows.
#[derive(Clone)]
pub(crate) struct SamePeer(pub(crate) UsePeerHandle);

impl PartialEq for SamePeer {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_same(&other.0)
    }
}
