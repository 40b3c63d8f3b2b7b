//! The two ends of one connection, on one page.

use std::{cell::RefCell, rc::Rc, time::Duration};

use yew::prelude::*;
use yew_webrtc::{ConnectionStatus, LocalTracks, PeerOptions, Signal, Trace, UsePeerHandle, clock::now, use_peer};

use crate::{
    components::{
        button::{Button, ButtonKind},
        trace_list::{End, TraceEntry, TraceEvent},
    },
    i18n::LabText,
};

/// Two connections that call each other: A offers and sends `local`, B answers and sends nothing. Signals cross the page and
/// nothing else.
///
/// # When it releases
/// [`hang_up`](BothEnds::hang_up), and the end of the component, close both connections.
#[hook]
pub(super) fn use_both_ends(local: LocalTracks) -> BothEnds {
    let crossing = Crossing { ends: use_mut_ref(|| None) };
    let log = use_reducer(Log::default);
    let a = use_end(End::A, local, crossing.clone(), log.dispatcher());
    let b = use_end(End::B, LocalTracks::default(), crossing.clone(), log.dispatcher());
    use_effect({
        let (crossing, ends) = (crossing.clone(), (a.clone(), b.clone()));
        move || drop(crossing.ends.replace(Some(ends)))
    });
    use_effect_with((), move |()| move || drop(crossing.ends.take()));
    BothEnds { a, b, trace: log.entries.clone(), log: log.dispatcher() }
}

/// What [`use_both_ends`] returns.
#[derive(Debug, Clone)]
pub(super) struct BothEnds {
    /// The end that calls.
    pub(super) a: UsePeerHandle,
    /// The end that answers.
    pub(super) b: UsePeerHandle,
    /// What happened since the call began, oldest first.
    pub(super) trace: Vec<Rc<TraceEntry>>,
    log: UseReducerDispatcher<Log>,
}

impl BothEnds {
    /// A calls B; a new trace begins.
    pub(super) fn call(&self) {
        self.clear_trace();
        self.a.open();
    }

    /// Forgets what happened, and counts the time from now on.
    pub(super) fn clear_trace(&self) {
        self.log.dispatch(Note::Began(now()));
    }

    /// Closes both connections.
    pub(super) fn hang_up(&self) {
        self.a.close();
        self.b.close();
    }

    /// A looks for a new path.
    pub(super) fn restart(&self) {
        self.a.restart();
    }

    /// How the two are; `None` when nobody calls. It is as good as the worse of the two.
    pub(super) fn status(&self) -> Option<ConnectionStatus> {
        let both = [self.a.status, self.b.status];
        if both == [None, None] {
            return None;
        }
        let any = |status| both.contains(&Some(status));
        Some(match () {
            () if any(ConnectionStatus::Failed) => ConnectionStatus::Failed,
            () if any(ConnectionStatus::Interrupted) => ConnectionStatus::Interrupted,
            () if both == [Some(ConnectionStatus::Connected); 2] => ConnectionStatus::Connected,
            () => ConnectionStatus::Connecting,
        })
    }

    /// How long it took until both were connected for the first time.
    pub(super) fn connected_after(&self) -> Option<Duration> {
        let connected = TraceEvent::Step(Trace::ConnectionState("connected".to_owned()));
        let first = |end| self.trace.iter().find(|entry| entry.end == end && entry.event == connected);
        Some(first(End::A)?.after.max(first(End::B)?.after))
    }
}

#[hook]
fn use_end(end: End, local: LocalTracks, crossing: Crossing, log: UseReducerDispatcher<Log>) -> UsePeerHandle {
    let on_signal = use_callback((), move |signal, ()| crossing.send(end.other(), signal));
    let on_trace = {
        let log = log.clone();
        use_callback((), move |step, ()| log.dispatch(Note::Happened(end, now(), TraceEvent::Step(step))))
    };
    let polite = end == End::B;
    let peer = use_peer(PeerOptions { polite, ice_servers: Vec::new(), local, on_signal, on_trace });
    let was_open = use_mut_ref(|| false);
    use_effect_with(peer.status.is_some(), move |&is_open| {
        if was_open.replace(is_open) != is_open {
            let event = if is_open { TraceEvent::Opened } else { TraceEvent::Closed };
            log.dispatch(Note::Happened(end, now(), event));
        }
    });
    peer
}

/// The way from one end to the other: each signal at once, without a render between them, which would keep the last of
/// several only. It holds the ends, whose callbacks hold it, so it is emptied on unmount.
#[derive(Debug, Clone)]
struct Crossing {
    ends: Rc<RefCell<Option<(UsePeerHandle, UsePeerHandle)>>>,
}

impl Crossing {
    fn send(&self, to: End, signal: Signal) {
        // The other end may answer at once: nothing may be borrowed meanwhile.
        let ends = self.ends.borrow().clone();
        match (to, ends) {
            (End::A, Some((a, _))) => a.receive(signal),
            (End::B, Some((_, b))) => b.receive(signal),
            (End::A | End::B, None) => {}
        }
    }
}

#[derive(Debug, Default)]
struct Log {
    began: Duration,
    /// Never begins again, so that the entries of the next call are others, also for the renderer.
    next: usize,
    entries: Vec<Rc<TraceEntry>>,
}

#[derive(Debug)]
enum Note {
    Began(Duration),
    Happened(End, Duration, TraceEvent),
}

impl Reducible for Log {
    type Action = Note;

    fn reduce(self: Rc<Self>, note: Note) -> Rc<Self> {
        let Self { began, next, ref entries } = *self;
        Rc::new(match note {
            Note::Began(at) => Self { began: at, next, entries: Vec::new() },
            Note::Happened(end, at, event) => {
                let entry = TraceEntry { number: next, end, after: at.saturating_sub(began), event };
                let entries = entries.iter().cloned().chain([Rc::new(entry)]).collect();
                Self { began, next: next + 1, entries }
            }
        })
    }
}

/// What connects the ends, and what hangs up: for pages that need no pictures.
pub(super) fn call_buttons(ends: &BothEnds, lab: &'static LabText) -> Html {
    let act = |act: fn(&BothEnds)| {
        let ends = ends.clone();
        move |_: MouseEvent| act(&ends)
    };
    let is_open = ends.status().is_some();
    html! {
        <div class="lab__buttons" role="group" aria-label={lab.controls}>
            <Button
                label={lab.data_channel.connect}
                kind={if is_open { ButtonKind::Plain } else { ButtonKind::Primary }}
                disabled={is_open}
                onclick={act(BothEnds::call)}
            />
            <Button label={lab.hang_up} disabled={!is_open} onclick={act(BothEnds::hang_up)} />
        </div>
    }
}
