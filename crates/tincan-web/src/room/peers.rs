//! The connections to the members.

use std::rc::Weak;

use tincan_core::{room::Input, safety::Line};
use tincan_protocol::{ConnectionId, IceServer, MemberId};

use super::{ConnectionStatus, Inner, LocalTracks, Paths, PeerProblem};
use crate::peer::{Event, Peer, PeerOptions, Prepared, Role};

impl Inner {
    pub(super) fn prepare_peer(&self, local: &LocalTracks) {
        // What cannot be made now is tried again, and complained of, when it is needed.
        let prepared = Prepared::for_opener(local).ok();
        let replaced = self.prepared.replace(prepared);
        drop(replaced);
    }

    pub(super) fn open_peer(&self, member: MemberId, connection: ConnectionId, role: Role, polite: bool) {
        let (ice_servers, paths) = self.reach();
        let local = self.local.borrow().clone();
        let (this, id) = (Weak::clone(&self.this), member.clone());
        let on_event = move |event| {
            if let Some(inner) = this.upgrade() {
                inner.peer_event(&id, connection, event);
            }
        };
        let options = PeerOptions { connection, role, polite, ice_servers, paths, local };
        let prepared = if role == Role::Opener { self.prepared.take() } else { None };
        let peer = match prepared {
            Some(prepared) => Peer::open_prepared(prepared, options, on_event),
            None => Peer::open(options, on_event),
        };
        let peer = peer.map_err(|error| PeerProblem::Unavailable(error.0));
        let replaced = self.take_peer(&member);
        drop(replaced);
        self.peers.borrow_mut().push((member, peer));
    }

    pub(super) fn reconfigure(&self, restart: bool) {
        let (ice_servers, paths) = self.reach();
        for peer in self.peers.borrow().iter().filter_map(|(_, peer)| peer.as_ref().ok()) {
            peer.reach_through(&ice_servers, paths);
            if restart {
                peer.network_changed();
            }
        }
    }

    fn reach(&self) -> (Vec<IceServer>, Paths) {
        let engine = self.engine.borrow();
        (engine.ice_servers().to_vec(), engine.paths())
    }

    pub(super) fn take_peer(&self, member: &MemberId) -> Option<Result<Peer, PeerProblem>> {
        let mut peers = self.peers.borrow_mut();
        let index = peers.iter().position(|(id, _)| id == member)?;
        let (_, peer) = peers.swap_remove(index);
        drop(peers);
        self.channel_closed(member);
        Some(peer)
    }

    fn peer_event(&self, member: &MemberId, connection: ConnectionId, event: Event) {
        // A peer that was closed meanwhile may have had something to say.
        let status = match find(&self.peers.borrow(), member) {
            Some(Ok(peer)) if peer.connection() == connection => peer.status(),
            _ => return,
        };
        match event {
            Event::Signal(signal) => self.feed(Input::SignalReady(member.clone(), signal)),
            Event::Changed => {
                self.changed.set(true);
                self.feed(Input::ConnectionChanged(member.clone(), status == ConnectionStatus::Connected));
            }
            Event::Left => self.feed(Input::PeerLeft(member.clone())),
            Event::Broken => self.feed(Input::ConnectionBroken(member.clone())),
            Event::ChannelOpened => {
                self.chat.channel_opened(member.clone());
                self.transfers.channel_opened(member);
                self.safety.channel_opened();
            }
            Event::ChannelClosed => self.channel_closed(member),
            Event::Transfer(text) => self.transfers.receive(member, &text),
            Event::DataChannel(channel) => {
                if !self.transfers.receive_channel(member, &channel) {
                    channel.close();
                }
            }
            Event::Chat(message) => self.chat.receive(member.clone(), message),
            Event::ChatGarbage => self.chat.receive_garbage(member.clone()),
            Event::Safety(message) => self.safety.receive(Line { member: member.clone(), connection }, message),
            Event::Trace(_) => {}
        }
    }

    /// Whether anybody was heard since this was asked last. One is enough: each is asked in the browser, which takes its time.
    pub(super) fn hears_somebody(&self) -> bool {
        let peers = self.peers.borrow();
        let mut connected = peers.iter().filter_map(|(_, peer)| peer.as_ref().ok());
        let heard = connected.find_map(|peer| peer.heard_after(self.heard.get()));
        heard.inspect(|at| self.heard.set(*at)).is_some()
    }

    fn channel_closed(&self, member: &MemberId) {
        self.chat.channel_closed(member.clone());
        self.transfers.channel_closed(member);
        self.safety.look();
    }

    pub(super) fn with_peer(&self, member: &MemberId, act: impl FnOnce(&Peer)) {
        if let Some(Ok(peer)) = find(&self.peers.borrow(), member) {
            act(peer);
        }
    }
}

pub(super) fn find<'a>(
    peers: &'a [(MemberId, Result<Peer, PeerProblem>)],
    member: &MemberId,
) -> Option<&'a Result<Peer, PeerProblem>> {
    peers.iter().find(|(id, _)| id == member).map(|(_, peer)| peer)
}
