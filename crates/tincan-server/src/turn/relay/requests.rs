//! What is asked of the relay, and what is answered.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use stun::{
    attributes::{ATTR_MESSAGE_INTEGRITY, ATTR_NONCE, ATTR_REALM, ATTR_REQUESTED_ADDRESS_FAMILY, ATTR_USERNAME},
    error_code::{
        CODE_ADDR_FAMILY_NOT_SUPPORTED, CODE_ALLOC_MISMATCH, CODE_ALLOC_QUOTA_REACHED, CODE_BAD_REQUEST,
        CODE_FORBIDDEN, CODE_INSUFFICIENT_CAPACITY, CODE_PEER_ADDR_FAMILY_MISMATCH, CODE_STALE_NONCE,
        CODE_UNAUTHORIZED, CODE_UNKNOWN_ATTRIBUTE, CODE_UNSUPPORTED_TRANS_PROTO, CODE_WRONG_CREDENTIALS, ErrorCode,
    },
    integrity::MessageIntegrity,
    message::{
        Getter, METHOD_ALLOCATE, METHOD_BINDING, METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION, METHOD_REFRESH,
        Message, Setter,
    },
    textattrs::TextAttribute,
    uattrs::UnknownAttributes,
};
use turn::proto::{
    PROTO_UDP,
    channum::ChannelNumber,
    lifetime::Lifetime,
    relayaddr::RelayedAddress,
    reqfamily::{REQUESTED_FAMILY_IPV4, RequestedAddressFamily},
    reqtrans::RequestedTransport,
};

use super::{Asked, Now, Output, REALM, Relay, Request, canonical};
use crate::turn::{
    access::User,
    allocation::{Allocation, NotBound},
    message::{failure, mapped, not_understood, peers, success, text},
};

impl Relay {
    pub(super) fn request(&mut self, now: Now, from: SocketAddr, message: Message) -> Vec<Output> {
        let method = message.typ.method;
        if method == METHOD_BINDING {
            self.counts.bindings += 1;
            return vec![Output::Answer { to: from, data: success(&message, None, vec![mapped(from)]) }];
        }
        let (request, key) = match self.authenticate(now, from, message) {
            Ok(authenticated) => authenticated,
            Err(data) => return vec![Output::Answer { to: from, data }],
        };
        let done = match method {
            METHOD_ALLOCATE => match self.allocate(now, from, &request, &key) {
                Ok(Allocate::Again(data)) => return vec![Output::Answer { to: from, data }],
                Ok(Allocate::Anew(lifetime)) => {
                    return vec![Output::Open(Asked { client: from, request, lifetime })];
                }
                Err(refusal) => Err(refusal),
            },
            METHOD_REFRESH => self.refresh(now.elapsed, from, &request),
            METHOD_CREATE_PERMISSION => self.create_permission(now.elapsed, from, &request),
            METHOD_CHANNEL_BIND => self.channel_bind(now.elapsed, from, &request),
            _ => Err(Refusal(CODE_BAD_REQUEST)),
        };
        match done {
            Ok((attributes, closed)) => {
                let data = success(&request.message, Some(&key), attributes);
                [Output::Answer { to: from, data }].into_iter().chain(closed).collect()
            }
            Err(Refusal(code)) => {
                self.counts.refused += 1;
                let data = failure(&request.message, Some(&key), code, Vec::new());
                vec![Output::Answer { to: from, data }]
            }
        }
    }

    /// Who sends this (RFC 8489 9.2.4), and the key of their messages; or the answer to them.
    fn authenticate(
        &mut self,
        now: Now,
        from: SocketAddr,
        mut message: Message,
    ) -> Result<(Request, MessageIntegrity), Vec<u8>> {
        let ip = from.ip().to_canonical();
        let mut attributes = message.attributes.0.iter();
        let Some(signature) = attributes.position(|attribute| attribute.typ == ATTR_MESSAGE_INTEGRITY) else {
            return Err(self.challenge(now, ip, CODE_UNAUTHORIZED, &message));
        };
        let unknown = not_understood(&message);
        if !unknown.is_empty() {
            return Err(failure(&message, None, CODE_UNKNOWN_ATTRIBUTE, vec![Box::new(UnknownAttributes(unknown))]));
        }
        let texts = [ATTR_USERNAME, ATTR_REALM, ATTR_NONCE].map(|attribute| text(&message, attribute));
        let [Some(username), Some(_), Some(nonce)] = texts else {
            return Err(failure(&message, None, CODE_BAD_REQUEST, Vec::new()));
        };
        if !self.nonces.is_fresh(&nonce, ip, now.elapsed) {
            return Err(self.challenge(now, ip, CODE_STALE_NONCE, &message));
        }
        let key = self.secret.integrity(&username, REALM);
        let user = User::parse(&username).filter(|_| key.check(&mut message).is_ok());
        // A call may last longer than its credential: what is lent stays lent.
        let good = user.filter(|user| user.expiry > now.unix || message.typ.method != METHOD_ALLOCATE);
        let Some(user) = good else {
            self.counts.refused += 1;
            return Err(self.challenge(now, ip, CODE_UNAUTHORIZED, &message));
        };
        // What comes after the signature anybody may have added.
        message.attributes.0.truncate(signature);
        Ok((Request { message, username, user }, key))
    }

    fn challenge(&self, now: Now, client: IpAddr, code: ErrorCode, message: &Message) -> Vec<u8> {
        let nonce = TextAttribute::new(ATTR_NONCE, self.nonces.make(client, now.elapsed));
        let realm = TextAttribute::new(ATTR_REALM, REALM.to_owned());
        failure(message, None, code, vec![Box::new(realm), Box::new(nonce)])
    }

    fn allocate(
        &self,
        now: Now,
        from: SocketAddr,
        request: &Request,
        key: &MessageIntegrity,
    ) -> Result<Allocate, Refusal> {
        let Request { message, user, .. } = request;
        let there = self.allocations.get(&from).filter(|allocation| allocation.expires > now.elapsed);
        if let Some(allocation) = there {
            let again = allocation.asked_by == message.transaction_id && allocation.member == user.member;
            let answer = again.then(|| self.allocated(now.elapsed, from, message, key, allocation));
            return answer.map(Allocate::Again).ok_or(Refusal(CODE_ALLOC_MISMATCH));
        }
        let mut transport = RequestedTransport::default();
        transport.get_from(message).map_err(|_| Refusal(CODE_BAD_REQUEST))?;
        if transport.protocol != PROTO_UDP {
            return Err(Refusal(CODE_UNSUPPORTED_TRANS_PROTO));
        }
        self.check_family(message, CODE_ADDR_FAMILY_NOT_SUPPORTED)?;
        if self.members.get(&user.member).is_some_and(|usage| usage.allocations >= self.options.allocations_per_member)
        {
            return Err(Refusal(CODE_ALLOC_QUOTA_REACHED));
        }
        if self.allocations.len() >= self.options.allocations {
            return Err(Refusal(CODE_INSUFFICIENT_CAPACITY));
        }
        Ok(Allocate::Anew(lifetime(message)))
    }

    /// The answer that names what is lent.
    pub(super) fn allocated(
        &self,
        now: Duration,
        client: SocketAddr,
        message: &Message,
        key: &MessageIntegrity,
        allocation: &Allocation,
    ) -> Vec<u8> {
        let relayed = RelayedAddress { ip: self.options.address, port: allocation.port };
        let lifetime = Lifetime(allocation.expires.saturating_sub(now));
        success(message, Some(key), vec![Box::new(relayed), Box::new(lifetime), mapped(client)])
    }

    fn refresh(&mut self, now: Duration, from: SocketAddr, request: &Request) -> Result<Done, Refusal> {
        self.check_family(&request.message, CODE_PEER_ADDR_FAMILY_MISMATCH)?;
        let allocation = allocation_of(&mut self.allocations, now, from, request)?;
        let wanted = lifetime(&request.message);
        if wanted == Some(Duration::ZERO) {
            let closed = self.take_back(from);
            return Ok((vec![Box::new(Lifetime(Duration::ZERO))], closed));
        }
        allocation.expires = Allocation::lasting(now, wanted, allocation.ends);
        Ok((vec![Box::new(Lifetime(allocation.expires.saturating_sub(now)))], None))
    }

    fn create_permission(&mut self, now: Duration, from: SocketAddr, request: &Request) -> Result<Done, Refusal> {
        let peers = peers(&request.message).ok_or(Refusal(CODE_BAD_REQUEST))?;
        let peers = peers.into_iter().map(|peer| self.check_peer(peer)).collect::<Result<Vec<_>, _>>()?;
        let allocation = allocation_of(&mut self.allocations, now, from, request)?;
        if allocation.permit(now, &peers) { Ok(DONE) } else { Err(Refusal(CODE_INSUFFICIENT_CAPACITY)) }
    }

    fn channel_bind(&mut self, now: Duration, from: SocketAddr, request: &Request) -> Result<Done, Refusal> {
        let mut number = ChannelNumber::default();
        number.get_from(&request.message).map_err(|_| Refusal(CODE_BAD_REQUEST))?;
        let peers = peers(&request.message).ok_or(Refusal(CODE_BAD_REQUEST))?;
        let ([peer], 0x4000..=0x4fff) = (&peers[..], number.0) else { return Err(Refusal(CODE_BAD_REQUEST)) };
        let peer = self.check_peer(*peer)?;
        let allocation = allocation_of(&mut self.allocations, now, from, request)?;
        match allocation.bind(now, number.0, peer) {
            Ok(()) => Ok(DONE),
            Err(NotBound::Mismatch) => Err(Refusal(CODE_BAD_REQUEST)),
            Err(NotBound::TooMany) => Err(Refusal(CODE_INSUFFICIENT_CAPACITY)),
        }
    }

    /// Whether the family that a message asks for, if it asks, is that of the addresses that are lent.
    fn check_family(&self, message: &Message, code: ErrorCode) -> Result<(), Refusal> {
        if !message.contains(ATTR_REQUESTED_ADDRESS_FAMILY) {
            return Ok(());
        }
        let mut family = RequestedAddressFamily::default();
        family.get_from(message).map_err(|_| Refusal(code))?;
        let same = (family == REQUESTED_FAMILY_IPV4) == self.options.address.is_ipv4();
        if same { Ok(()) } else { Err(Refusal(code)) }
    }

    /// Whether this peer may be relayed to.
    fn check_peer(&self, peer: SocketAddr) -> Result<SocketAddr, Refusal> {
        let peer = canonical(peer);
        if peer.is_ipv4() != self.options.address.is_ipv4() {
            return Err(Refusal(CODE_PEER_ADDR_FAMILY_MISMATCH));
        }
        // Its own ports, and no others: see `forward`.
        let relayed = peer.ip() == self.options.address;
        if relayed || self.options.peers.allow(peer.ip()) { Ok(peer) } else { Err(Refusal(CODE_FORBIDDEN)) }
    }
}

/// Why a request is not done.
struct Refusal(ErrorCode);

/// What is answered, and what is closed.
type Done = (Vec<Box<dyn Setter>>, Option<Output>);

const DONE: Done = (Vec::new(), None);

/// What comes of a request for an allocation.
enum Allocate {
    /// It was said before: the same answer.
    Again(Vec<u8>),
    /// A port is to be opened, for this long.
    Anew(Option<Duration>),
}

fn allocation_of<'a>(
    allocations: &'a mut HashMap<SocketAddr, Allocation>,
    now: Duration,
    from: SocketAddr,
    request: &Request,
) -> Result<&'a mut Allocation, Refusal> {
    let allocation = allocations.get_mut(&from).filter(|allocation| allocation.expires > now);
    let allocation = allocation.ok_or(Refusal(CODE_ALLOC_MISMATCH))?;
    if allocation.username == request.username { Ok(allocation) } else { Err(Refusal(CODE_WRONG_CREDENTIALS)) }
}

pub(super) fn lifetime(message: &Message) -> Option<Duration> {
    let mut lifetime = Lifetime::default();
    lifetime.get_from(message).ok().map(|()| lifetime.0)
}
