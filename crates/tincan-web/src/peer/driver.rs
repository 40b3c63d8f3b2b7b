//! The task that does what the engine decides, one effect after the other.

use std::{collections::VecDeque, rc::Rc};

use futures::{
    StreamExt,
    channel::mpsc::{UnboundedReceiver, UnboundedSender},
    future::join_all,
};
use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use tincan_core::{
    candidate::CandidateParts,
    peer::{Admission, Effect, Input, Transport},
};
use tincan_protocol::{Candidate, Description, DescriptionType, PeerMessage};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RtcIceCandidateInit, RtcPeerConnectionState, RtcSdpType, RtcSessionDescription, RtcSessionDescriptionInit,
};

use super::{Command, Event, Shared, Trace};
use crate::{
    clock::now,
    slots::{Slot, Slots},
    sys::error_parts,
};

pub(super) async fn drive(shared: Rc<Shared>, mut commands: UnboundedReceiver<Command>, own: UnboundedSender<Command>) {
    while let Some(command) = commands.next().await {
        match command {
            Command::Handle(input) => {
                // Whoever closes it from outside fires no event.
                if shared.connection.connection_state() == RtcPeerConnectionState::Closed {
                    shared.handle(Input::TransportChanged(Transport::Closed)).await;
                }
                shared.handle(input).await;
            }
            Command::Send(local) => {
                let presence = local.presence;
                shared.local.replace(local);
                // Word of it goes ahead: the other side makes a place for a picture while that is being encoded.
                shared.handle(Input::PresenceChanged(presence)).await;
                shared.fit_screen().await;
                shared.fill_slots().await;
            }
        }
        shared.fit_encodings().await;
        shared.set_timer(&own);
    }
}

impl Shared {
    /// Takes one input and performs what follows from it, to the end.
    async fn handle(&self, input: Input) {
        let mut effects = VecDeque::from(self.decide(input));
        while let Some(effect) = effects.pop_front() {
            if let Some(result) = self.perform(effect).await {
                effects.extend(self.decide(result));
            }
        }
    }

    /// What to tell the engine of something that arrives from the other side: what it says, unless it is too much.
    pub(super) fn admit(&self, bytes: usize, input: impl FnOnce() -> Option<Input>) -> Option<Input> {
        let admission = self.engine.borrow_mut().admit(now(), bytes);
        match admission {
            Admission::Admitted => input(),
            Admission::Flooded => Some(Input::Flooded),
            Admission::Ignored => None,
        }
    }

    fn decide(&self, input: Input) -> Vec<Effect> {
        self.engine.borrow_mut().handle(now(), input)
    }

    async fn perform(&self, effect: Effect) -> Option<Input> {
        match effect {
            Effect::SetLocal => Some(self.describe(self.set_local()).await),
            Effect::SetRemote(description) => Some(self.describe(self.set_remote(description)).await),
            Effect::AddCandidate(candidate) => self.add_candidate(candidate).await.err().map(Input::CandidateRefused),
            Effect::RestartIce => {
                self.trace(Trace::IceRestart);
                // It throws on a closed connection only, and then there is nothing to restart.
                let _ = self.connection.restart_ice();
                None
            }
            Effect::SendSignal(signal) => {
                self.tell(Event::Signal(signal));
                None
            }
            Effect::SendMessage(message) => {
                self.send_message(&message);
                None
            }
            Effect::Close => {
                self.connection.close();
                None
            }
            Effect::Left => {
                self.tell(Event::Left);
                None
            }
            Effect::Broken => {
                self.tell(Event::Broken);
                None
            }
            Effect::Changed => {
                self.tell(Event::Changed);
                None
            }
        }
    }

    async fn describe(&self, setting: impl Future<Output = Result<Input, String>>) -> Input {
        self.describing.set(true);
        let result = setting.await;
        self.describing.set(false);
        result.unwrap_or_else(|why| self.refused(why))
    }

    async fn set_local(&self) -> Result<Input, String> {
        let set = self.connection.set_local_description_implicitly().map_err(words)?;
        JsFuture::from(set).await.map_err(words)?;
        let description = self.connection.local_description().as_ref().and_then(description);
        let description = description.ok_or("the browser made no description")?;
        self.trace(Trace::LocalDescription(description.clone()));
        self.agree(description.kind);
        Ok(Input::LocalSet(description))
    }

    async fn set_remote(&self, description: Description) -> Result<Input, String> {
        let kind = match description.kind {
            DescriptionType::Offer => RtcSdpType::Offer,
            DescriptionType::Answer => RtcSdpType::Answer,
        };
        let init = RtcSessionDescriptionInit::new(kind);
        init.set_sdp(&description.sdp);
        JsFuture::from(self.connection.set_remote_description(&init)).await.map_err(words)?;
        let kind = description.kind;
        self.trace(Trace::RemoteDescription(description));
        if self.slots.borrow().is_none() {
            let slots = Slots::take_over(&self.connection)?;
            self.slots.replace(Some(Rc::new(slots)));
            self.fill_slots().await;
        }
        self.agree(kind);
        Ok(Input::RemoteSet)
    }

    /// Notes that a description was set: with the first answer, of whichever side, the slots can be played.
    fn agree(&self, kind: DescriptionType) {
        if kind == DescriptionType::Answer && !self.agreed.replace(true) {
            self.tell(Event::Changed);
        }
    }

    async fn add_candidate(&self, candidate: Candidate) -> Result<(), String> {
        let init = RtcIceCandidateInit::new(&candidate.candidate);
        init.set_sdp_mid(candidate.sdp_mid.as_deref());
        init.set_sdp_m_line_index(candidate.sdp_m_line_index);
        if let Some(ufrag) = &candidate.username_fragment {
            // A plain object takes any property.
            let _ = Reflect::set(&init, &"usernameFragment".into(), &ufrag.into());
        }
        let added = self.connection.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&init));
        JsFuture::from(added).await.map_err(words)?;
        // Firefox takes anything, and says nothing.
        if !candidate.candidate.is_empty() && CandidateParts::parse(&candidate.candidate).is_none() {
            return Err("it is of no known form".to_owned());
        }
        self.trace(Trace::RemoteCandidate(candidate));
        Ok(())
    }

    /// Puts the wanted tracks into the slots, where they are not there already.
    async fn fill_slots(&self) {
        let Some(slots) = self.slots.borrow().clone() else { return };
        let local = self.local.borrow().clone().keeping_places(&self.sending.borrow());
        let sending = self.sending.replace(local.clone());
        let changed = Slot::ALL.into_iter().filter(|&slot| local.track(slot) != sending.track(slot));
        let filled = changed.map(|slot| slots.replace(slot, local.track(slot)));
        for why in join_all(filled).await.into_iter().filter_map(Result::err) {
            self.trace(Trace::Refused(why));
        }
    }

    /// Has the voice go before all else.
    async fn fit_voice(&self) {
        let Some(slots) = self.negotiated() else { return };
        if let Err(why) = self.encodings.fit_voice(&slots).await {
            self.trace(Trace::Refused(why));
        }
    }

    /// Has the screen encoded as it wants to be, before it is there: to change its mind costs an encoder time.
    async fn fit_screen(&self) {
        let Some(slots) = self.negotiated() else { return };
        let local = self.local.borrow().clone();
        if let Err(why) = self.encodings.fit_screen(&slots, &local).await {
            self.trace(Trace::Refused(why));
        }
    }

    /// Has all that is sent encoded as it wants to be.
    async fn fit_encodings(&self) {
        // A connection that is on its way is not held up.
        if self.connection.connection_state() == RtcPeerConnectionState::Connected {
            self.fit_voice().await;
            self.fit_screen().await;
        }
        let Some(slots) = self.negotiated() else { return };
        let local = self.sending.borrow().clone();
        if let Err(why) = self.encodings.fit_camera(&slots, &local).await {
            self.trace(Trace::Refused(why));
        }
    }

    /// The slots, once their encoders take advice.
    fn negotiated(&self) -> Option<Rc<Slots>> {
        self.slots.borrow().clone().filter(|_| self.agreed.get())
    }

    pub(super) fn send_message(&self, message: &PeerMessage) {
        if let Ok(text) = serde_json::to_string(message) {
            self.send_text(&text);
        }
    }

    pub(super) fn send_text(&self, text: &str) {
        // A channel that is not open throws; that it closed is said by its own event.
        let _ = self.channel.send_with_str(text);
    }

    fn set_timer(&self, commands: &UnboundedSender<Command>) {
        let deadline = self.engine.borrow().deadline();
        let timer = deadline.map(|at| {
            let commands = commands.clone();
            let wait = u32::try_from(at.saturating_sub(now()).as_millis()).unwrap_or(u32::MAX);
            Timeout::new(wait.saturating_add(1), move || {
                let _ = commands.unbounded_send(Command::Handle(Input::TimePassed));
            })
        });
        self.timer.set(timer);
    }

    fn refused(&self, why: String) -> Input {
        self.trace(Trace::Refused(why.clone()));
        Input::DescriptionRefused(why)
    }

    pub(super) fn trace(&self, trace: Trace) {
        self.tell(Event::Trace(trace));
    }

    pub(super) fn tell(&self, event: Event) {
        if !self.closed.get() {
            (self.on_event)(event);
        }
    }
}

fn description(description: &RtcSessionDescription) -> Option<Description> {
    let kind = match description.type_() {
        RtcSdpType::Offer => DescriptionType::Offer,
        RtcSdpType::Answer => DescriptionType::Answer,
        _ => return None,
    };
    Some(Description { kind, sdp: description.sdp() })
}

pub(super) fn words(error: JsValue) -> String {
    error_parts(&error).message
}
