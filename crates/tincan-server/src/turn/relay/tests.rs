//! The relay in virtual time: clients that say what they should, and some that do not.

use std::net::IpAddr;

use proptest::prelude::*;
use stun::{
    attributes::{ATTR_DATA, ATTR_DONT_FRAGMENT, ATTR_NONCE, ATTR_REALM, ATTR_USERNAME},
    error_code::ErrorCodeAttribute,
    fingerprint::FINGERPRINT,
    integrity::MessageIntegrity,
    message::{
        CLASS_ERROR_RESPONSE, CLASS_SUCCESS_RESPONSE, METHOD_ALLOCATE, METHOD_BINDING, METHOD_CHANNEL_BIND,
        METHOD_CREATE_PERMISSION, METHOD_DATA, METHOD_REFRESH, MessageType, Method, Setter,
    },
    textattrs::TextAttribute,
    xoraddr::XorMappedAddress,
};
use turn::proto::{
    PROTO_UDP, channum::ChannelNumber, lifetime::Lifetime, peeraddr::PeerAddress, relayaddr::RelayedAddress,
    reqtrans::RequestedTransport,
};

use super::{requests::lifetime, *};
use crate::turn::{Peers, TurnServer, message::text};

#[test]
fn an_address_is_told_to_whoever_asks() {
    let mut world = World::new();
    let answer = world.say(ADA, &message(METHOD_BINDING, &[]));
    let mut mapped = XorMappedAddress::default();
    mapped.get_from(&answer).unwrap();
    assert_eq!(SocketAddr::new(mapped.ip, mapped.port), ADA);
    let mapped_v4: SocketAddr = "[::ffff:198.51.100.1]:5000".parse().unwrap();
    mapped.get_from(&world.say(mapped_v4, &message(METHOD_BINDING, &[]))).unwrap();
    assert_eq!(mapped.ip.to_string(), "198.51.100.1");
    assert_eq!(world.relay.counts().bindings, 2);
}

#[test]
fn a_port_is_lent_to_who_has_a_credential() {
    let mut world = World::new();
    let mut ada = Client::new(&world, ADA, 1);
    assert_eq!(ada.allocate(&mut world), Ok(600));
    assert_eq!(world.open, [50000]);
    assert_eq!((world.relay.counts().allocations, world.relay.counts().allocated), (1, 1));
}

#[test]
fn credentials_that_are_wrong_or_over_are_not_taken() {
    let mut world = World::new();
    let good = Client::new(&world, ADA, 1);
    let over = Client { ice: world.credential(1, world.now.unix - SECOND), ..Client::new(&world, ADA, 1) };
    let forged = Client {
        ice: tincan_protocol::IceServer { credential: Some("x".to_owned()), ..good.ice.clone() },
        ..good.clone()
    };
    let username = Some(format!("{}:{}", u64::MAX, "a".repeat(16)));
    let longer = Client { ice: tincan_protocol::IceServer { username, ..good.ice.clone() }, ..good.clone() };
    let nonsense = Client {
        ice: tincan_protocol::IceServer { username: Some("ada".to_owned()), ..good.ice },
        ..Client::new(&world, ADA, 1)
    };
    for mut client in [over, forged, longer, nonsense] {
        assert_eq!(client.allocate(&mut world), Err(401), "{:?}", client.ice.username);
    }
    assert!(world.open.is_empty());
    assert_eq!(world.relay.counts().refused, 4);
}

#[test]
fn what_is_lent_outlives_its_credential_but_not_its_age() {
    let mut world = World::new();
    let mut ada = Client::new(&world, ADA, 1);
    ada.allocate(&mut world).unwrap();
    let mut elapsed = Duration::ZERO;
    while elapsed < AGE - 500 * SECOND {
        world.wait(500 * SECOND);
        elapsed += 500 * SECOND;
        assert!(ada.refresh(&mut world, None).is_ok(), "{elapsed:?}");
    }
    // Its credential is over since long: a second one is not lent for it.
    let mut again = Client { at: "198.51.100.1:5001".parse().unwrap(), nonce: String::new(), ..ada.clone() };
    assert_eq!(again.allocate(&mut world), Err(401));
    let left = ada.refresh(&mut world, Some(3600)).unwrap();
    assert_eq!(left, (AGE - elapsed).as_secs());
    world.wait(Duration::from_secs(left));
    assert!(world.open.is_empty());
    assert_eq!(ada.refresh(&mut world, None), Err(437));
}

#[test]
fn a_port_that_nobody_asks_for_again_is_taken_back() {
    let mut world = World::new();
    let mut ada = Client::new(&world, ADA, 1);
    ada.allocate(&mut world).unwrap();
    world.wait(599 * SECOND);
    assert_eq!(world.open, [50000]);
    world.wait(SECOND);
    assert!(world.open.is_empty());
    assert_eq!(world.relay.counts().allocations, 0);
    ada.allocate(&mut world).unwrap();
    assert_eq!(ada.refresh(&mut world, Some(0)), Ok(0));
    assert!(world.open.is_empty());
}

#[test]
fn an_answer_that_was_lost_is_said_again() {
    let mut world = World::new();
    let mut ada = Client::new(&world, ADA, 1);
    ada.nonce = world.nonce(ADA);
    let request = ada.request(METHOD_ALLOCATE, &[&RequestedTransport { protocol: PROTO_UDP }]);
    let relayed = |answer: &Message| {
        let mut relayed = RelayedAddress::default();
        relayed.get_from(answer).map(|()| relayed.port)
    };
    assert_eq!(relayed(&world.say(ADA, &request)), Ok(50000));
    assert_eq!(relayed(&world.say(ADA, &request)), Ok(50000));
    assert_eq!(ada.allocate(&mut world), Err(437));
    assert_eq!(world.open, [50000]);
}

#[test]
fn nobody_takes_what_another_was_lent() {
    let mut world = World::new();
    let mut ada = Client::new(&world, ADA, 1);
    ada.allocate(&mut world).unwrap();
    let mut eve = Client { at: ADA, ..Client::new(&world, ADA, 2) };
    assert_eq!(eve.refresh(&mut world, Some(0)), Err(441));
    assert_eq!(eve.permit(&mut world, &[peer(9)]), Err(441));
    assert_eq!(eve.bind(&mut world, 0x4000, peer(9)), Err(441));
    // Without anything lent there is nothing to permit.
    let mut bob = Client::new(&world, BOB, 3);
    assert_eq!(bob.permit(&mut world, &[peer(9)]), Err(437));
    assert_eq!(bob.bind(&mut world, 0x4000, peer(9)), Err(437));
}

#[test]
fn nobody_is_let_into_the_hosts_network() {
    let mut world = World::new();
    let mut ada = Client::new(&world, ADA, 1);
    ada.allocate(&mut world).unwrap();
    for address in ["127.0.0.1:53", "10.0.0.1:80", "169.254.169.254:80", "224.0.0.1:5353", "0.0.0.0:1", "192.168.1.1:1"]
    {
        let address: SocketAddr = address.parse().unwrap();
        let SocketAddr::V4(v4) = address else { unreachable!() };
        let mapped = SocketAddr::new(v4.ip().to_ipv6_mapped().into(), v4.port());
        for dressed in [address, mapped] {
            assert_eq!(ada.permit(&mut world, &[dressed]), Err(403), "{dressed}");
            assert_eq!(ada.permit(&mut world, &[peer(9), dressed]), Err(403), "{dressed}");
            assert_eq!(ada.bind(&mut world, 0x4000, dressed), Err(403), "{dressed}");
            assert!(world.act(ada.at, &send_indication(dressed, b"x")).is_empty());
        }
    }
    // Nothing of a list is permitted when one of it is not.
    assert!(world.act(ada.at, &send_indication(peer(9), b"x")).is_empty());
    assert_eq!(ada.permit(&mut world, &["[2001:db8::1]:1".parse().unwrap()]), Err(443));
}

#[test]
fn private_networks_are_reached_if_told_so() {
    let mut world = World::with(TurnOptions { peers: Peers::Private, ..options() });
    let mut ada = Client::new(&world, ADA, 1);
    ada.allocate(&mut world).unwrap();
    assert_eq!(ada.permit(&mut world, &["10.0.0.1:80".parse().unwrap()]), Ok(()));
    assert_eq!(ada.permit(&mut world, &["127.0.0.1:80".parse().unwrap()]), Err(403));
}

#[test]
fn data_goes_to_and_fro_by_indications_and_by_channels() {
    let mut world = World::new();
    let mut ada = Client::new(&world, ADA, 1);
    ada.allocate(&mut world).unwrap();
    // Whoever is not permitted is not heard.
    assert!(world.arrive(50000, peer(9), b"hello").is_empty());
    ada.permit(&mut world, &[peer(9), peer(10)]).unwrap();
    assert_eq!(world.relayed(ADA, &send_indication(peer(9), b"one")), [(50000, peer(9), b"one".to_vec())]);
    assert_eq!(world.relayed(ADA, &send_indication(peer(10), b"two")), [(50000, peer(10), b"two".to_vec())]);
    let [(to, data)] = &world.arrive(50000, peer(9), b"hello")[..] else { panic!() };
    let indication = parse(data).unwrap();
    assert_eq!((*to, indication.typ.method), (ADA, METHOD_DATA));
    assert_eq!(indication.get(ATTR_DATA).unwrap(), b"hello");
    assert_eq!(peers(&indication), Some(vec![peer(9)]));

    ada.bind(&mut world, 0x4001, peer(9)).unwrap();
    let padded = [&[0x40, 1, 0, 5][..], b"hello\0\0\0"].concat();
    assert_eq!(world.relayed(ADA, &padded), [(50000, peer(9), b"hello".to_vec())]);
    assert_eq!(world.arrive(50000, peer(9), b"hi"), [(ADA, b"\x40\x01\x00\x02hi".to_vec())]);
    // Too short, of no channel, and from somebody else.
    assert!(world.relayed(ADA, b"\x40\x01\x00\x06hello").is_empty());
    assert!(world.relayed(ADA, b"\x40\x02\x00\x01h").is_empty());
    assert!(world.relayed(BOB, b"\x40\x01\x00\x01h").is_empty());
    assert_eq!(world.relay.counts().relayed_bytes, 3 + 3 + 5 + 5 + 2);
}

#[test]
fn a_channel_has_one_peer_and_a_peer_one_channel() {
    let mut world = World::new();
    let mut ada = Client::new(&world, ADA, 1);
    ada.allocate(&mut world).unwrap();
    assert_eq!(ada.bind(&mut world, 0x4001, peer(9)), Ok(()));
    assert_eq!(ada.bind(&mut world, 0x4001, peer(9)), Ok(()));
    assert_eq!(ada.bind(&mut world, 0x4001, peer(8)), Err(400));
    assert_eq!(ada.bind(&mut world, 0x4002, peer(9)), Err(400));
    assert_eq!(ada.bind(&mut world, 0x3fff, peer(7)), Err(400));
    assert_eq!(ada.bind(&mut world, 0x5000, peer(7)), Err(400));
    // A permission ends before the channel does, and the channel with it.
    world.wait(300 * SECOND);
    assert!(world.relayed(ADA, b"\x40\x01\x00\x01h").is_empty());
    ada.refresh(&mut world, None).unwrap();
    world.wait(300 * SECOND);
    assert_eq!(ada.bind(&mut world, 0x4001, peer(8)), Ok(()));
}

#[test]
fn two_who_are_both_relayed_meet_inside() {
    let mut world = World::new();
    let (mut ada, mut bob) = (Client::new(&world, ADA, 1), Client::new(&world, BOB, 2));
    ada.allocate(&mut world).unwrap();
    bob.allocate(&mut world).unwrap();
    let [a, b] = [50000, 50001].map(|port| SocketAddr::new(options().address, port));
    ada.permit(&mut world, &[b]).unwrap();
    // Bob does not permit her yet.
    assert!(world.act(ADA, &send_indication(b, b"x")).is_empty());
    bob.bind(&mut world, 0x4000, a).unwrap();
    let outputs = world.act(ADA, &send_indication(b, b"x"));
    let [Output::Answer { to: BOB, data }] = &outputs[..] else { panic!("{outputs:?}") };
    assert_eq!(data, b"\x40\x00\x00\x01x");
    // Nothing else of the host is reached under its address.
    for port in [22, 53, 3478, 50002] {
        assert!(world.act(ADA, &send_indication(SocketAddr::new(options().address, port), b"x")).is_empty());
    }
}

#[test]
fn quotas_are_for_each_member_and_for_all() {
    let mut world = World::new();
    for number in 0..3 {
        assert!(Client::new(&world, at(1, number), 1).allocate(&mut world).is_ok());
    }
    let mut fourth = Client::new(&world, at(1, 3), 1);
    assert_eq!(fourth.allocate(&mut world), Err(486));
    assert!(Client::new(&world, at(2, 0), 2).allocate(&mut world).is_ok());
    assert!(Client::new(&world, at(2, 1), 2).allocate(&mut world).is_ok());
    assert_eq!(Client::new(&world, at(3, 0), 3).allocate(&mut world), Err(508));
    // What is given back can be lent again.
    let mut first = Client { nonce: world.nonce(at(1, 0)), ..Client::new(&world, at(1, 0), 1) };
    first.refresh(&mut world, Some(0)).unwrap();
    assert!(fourth.allocate(&mut world).is_ok());
}

#[test]
fn no_more_is_relayed_for_a_member_than_their_share() {
    let mut world = World::with(TurnOptions { bytes_per_second: 10_000, ..options() });
    let mut ada = Client::new(&world, ADA, 1);
    ada.allocate(&mut world).unwrap();
    ada.permit(&mut world, &[peer(9)]).unwrap();
    let sent = |world: &mut World| {
        let datagram = send_indication(peer(9), &[0; 1000]);
        (0..20).filter(|_| !world.relayed(ADA, &datagram).is_empty()).count()
    };
    assert_eq!(sent(&mut world), 10);
    // What comes back counts, too.
    assert!(world.arrive(50000, peer(9), &[0; 1000]).is_empty());
    world.wait(500 * Duration::from_millis(1));
    assert_eq!(sent(&mut world), 5);
    assert_eq!((world.relay.counts().relayed_bytes, world.relay.counts().dropped_bytes), (15_000, 26_000));
    // Another one's share is another one's.
    let mut bob = Client::new(&world, BOB, 2);
    bob.allocate(&mut world).unwrap();
    bob.permit(&mut world, &[peer(9)]).unwrap();
    assert_eq!(world.relayed(BOB, &send_indication(peer(9), &[0; 1000])).len(), 1);
}

#[test]
fn what_is_not_understood_is_said() {
    let mut world = World::new();
    let mut ada = Client::new(&world, ADA, 1);
    ada.nonce = world.nonce(ADA);
    let udp = RequestedTransport { protocol: PROTO_UDP };
    let tcp = RequestedTransport { protocol: turn::proto::PROTO_TCP };
    let v6 = turn::proto::reqfamily::REQUESTED_FAMILY_IPV6;
    let dont_fragment = stun::attributes::RawAttribute { typ: ATTR_DONT_FRAGMENT, ..Default::default() };
    let mut code = |attributes: &[&dyn Setter]| error_code(&world.say(ADA, &ada.request(METHOD_ALLOCATE, attributes)));
    assert_eq!(code(&[]), Some(400));
    assert_eq!(code(&[&tcp]), Some(442));
    assert_eq!(code(&[&udp, &v6]), Some(440));
    assert_eq!(code(&[&udp, &dont_fragment]), Some(420));
    assert!(world.open.is_empty());
    // A nonce is good for an hour, and for who got it.
    ada.allocate(&mut world).unwrap();
    world.wait(550 * SECOND);
    let old = ada.nonce.clone();
    ada.nonce = "0".repeat(32);
    let request = ada.request(METHOD_REFRESH, &[]);
    assert_eq!(error_code(&world.say(ADA, &request)), Some(438));
    ada.nonce = old;
    assert!(ada.refresh(&mut world, None).is_ok());
}

#[test]
fn what_was_added_after_the_signature_does_not_count() {
    let mut world = World::new();
    let mut ada = Client::new(&world, ADA, 1);
    ada.allocate(&mut world).unwrap();
    let mut signed =
        Message { raw: ada.request(METHOD_CREATE_PERMISSION, &[&addressed(peer(9))]), ..Message::default() };
    signed.decode().unwrap();
    let fingerprint = signed.raw.len() - 8;
    signed.raw.truncate(fingerprint);
    signed.raw[2..4].copy_from_slice(&u16::try_from(fingerprint - 20).unwrap().to_be_bytes());
    signed.decode().unwrap();
    addressed(peer(10)).add_to(&mut signed).unwrap();
    assert_eq!(error_code(&world.say(ADA, &signed.raw)), None);
    assert_eq!(world.relayed(ADA, &send_indication(peer(9), b"x")).len(), 1);
    assert!(world.relayed(ADA, &send_indication(peer(10), b"x")).is_empty());
}

#[test]
fn a_port_that_cannot_be_opened_is_said() {
    let mut world = World::new();
    world.no_ports = true;
    let mut ada = Client::new(&world, ADA, 1);
    assert_eq!(ada.allocate(&mut world), Err(508));
    assert_eq!(world.relay.counts().allocations, 0);
}

proptest! {
    #[test]
    fn any_bytes_are_survived(datagrams in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..20)) {
        let mut world = World::new();
        for datagram in datagrams {
            for output in world.act(ADA, &datagram) {
                let small = matches!(&output, Output::Answer { data, .. } if data.len() <= 3 * datagram.len() + 200);
                prop_assert!(small, "{output:?}");
            }
        }
    }

    #[test]
    fn a_message_that_was_bent_is_survived(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in 0..200usize) {
        let mut world = World::new();
        let mut ada = Client::new(&world, ADA, 1);
        ada.nonce = world.nonce(ADA);
        let mut request = ada.request(METHOD_ALLOCATE, &[&RequestedTransport { protocol: PROTO_UDP }]);
        let signed = request.len() - 8;
        let before = request.clone();
        for (index, byte) in changes {
            let place = index.index(signed);
            request[place] = byte;
        }
        request.truncate(request.len().saturating_sub(cut));
        let _ = world.act(ADA, &request);
        prop_assert!(world.open.is_empty() || request[..signed.min(request.len())] == before[..signed.min(before.len())]);
    }

    /// Whatever clients do in whichever order: nothing leaves for a place that is not allowed or not permitted, no quota is
    /// exceeded, and in the end everything is given back.
    #[test]
    fn the_rules_hold_in_any_order(steps in prop::collection::vec((0..4u8, 0..7u8, 0..6usize, 0..700u64), 1..60)) {
        let mut world = World::new();
        let mut clients: Vec<Client> = (0..4).map(|number| {
            let at = at(number / 2 + 1, u16::from(number));
            Client { nonce: world.nonce(at), ..Client::new(&world, at, number / 2 + 1) }
        }).collect();
        let places = ["192.0.2.9:9", "192.0.2.10:9", "10.0.0.1:9", "127.0.0.1:9", "203.0.113.5:50000", "203.0.113.5:22"];
        for (who, what, place, seconds) in steps {
            let client = &mut clients[usize::from(who)];
            let place: SocketAddr = places[place].parse().unwrap();
            let outputs = match what {
                0 => { let _ = client.allocate(&mut world); Vec::new() }
                1 => { let _ = client.refresh(&mut world, Some(seconds % 700)); Vec::new() }
                2 => { let _ = client.permit(&mut world, &[place]); Vec::new() }
                3 => { let _ = client.bind(&mut world, 0x4000 + u16::from(who), place); Vec::new() }
                4 => world.act(client.at, &send_indication(place, b"data")),
                5 => world.act(client.at, &[0x40, who, 0, 1, 7]),
                _ => { world.wait(Duration::from_secs(seconds)); Vec::new() }
            };
            for output in outputs {
                match output {
                    Output::Relay { to, port, .. } => {
                        prop_assert!(Peers::Public.allow(to.ip()) && to.ip() != options().address, "{to}");
                        prop_assert!(world.open.contains(&port));
                    }
                    Output::Answer { to, .. } => prop_assert!(clients.iter().any(|client| client.at == to)),
                    Output::Open(_) | Output::Close { .. } => {}
                }
            }
            prop_assert_eq!(world.open.len(), world.relay.counts().allocations);
            prop_assert!(world.open.len() <= 5);
        }
        world.wait(AGE);
        prop_assert!(world.open.is_empty() && world.relay.members.is_empty() && world.relay.ports.is_empty());
    }
}

/// A relay whose ports are opened one after the other, from 50000.
struct World {
    relay: Relay,
    now: Now,
    secret: Secret,
    open: Vec<u16>,
    next: u16,
    no_ports: bool,
}

impl World {
    fn new() -> Self {
        Self::with(options())
    }

    fn with(options: TurnOptions) -> Self {
        let secret = Secret::new("secret");
        let relay = Relay::new(options, secret.clone());
        let now = Now { elapsed: SECOND, unix: Duration::from_secs(1_700_000_000) };
        Self { relay, now, secret, open: Vec::new(), next: 50000, no_ports: false }
    }

    /// What comes of a datagram, once ports are opened and closed.
    fn act(&mut self, from: SocketAddr, data: &[u8]) -> Vec<Output> {
        let outputs = self.relay.received(self.now, from, data);
        self.perform(outputs)
    }

    fn perform(&mut self, outputs: Vec<Output>) -> Vec<Output> {
        let mut left = Vec::new();
        for output in outputs {
            match output {
                Output::Open(asked) => {
                    let port = (!self.no_ports).then_some(self.next);
                    self.next += 1;
                    self.open.extend(port);
                    left.extend(self.relay.opened(self.now, asked, port));
                }
                Output::Close { port } => self.open.retain(|open| *open != port),
                output => left.push(output),
            }
        }
        left
    }

    /// The one answer to a message.
    fn say(&mut self, from: SocketAddr, data: &[u8]) -> Message {
        let outputs = self.act(from, data);
        let [Output::Answer { to, data }] = &outputs[..] else { panic!("{outputs:?}") };
        assert_eq!(*to, from);
        let answer = parse(data).unwrap();
        FINGERPRINT.check(&answer).unwrap();
        answer
    }

    fn relayed(&mut self, from: SocketAddr, data: &[u8]) -> Vec<(u16, SocketAddr, Vec<u8>)> {
        let relayed = |output| match output {
            Output::Relay { port, to, data } => (port, to, data),
            other => panic!("{other:?}"),
        };
        self.act(from, data).into_iter().map(relayed).collect()
    }

    fn arrive(&mut self, port: u16, from: SocketAddr, data: &[u8]) -> Vec<(SocketAddr, Vec<u8>)> {
        let answer = |output| match output {
            Output::Answer { to, data } => (to, data),
            other => panic!("{other:?}"),
        };
        self.relay.arrived(self.now.elapsed, port, from, data).into_iter().map(answer).collect()
    }

    fn wait(&mut self, time: Duration) {
        self.now.elapsed += time;
        self.now.unix += time;
        let outputs = self.relay.time_passed(self.now.elapsed);
        assert!(self.perform(outputs).is_empty());
    }

    fn nonce(&mut self, from: SocketAddr) -> String {
        text(&self.say(from, &message(METHOD_ALLOCATE, &[])), ATTR_NONCE).unwrap()
    }

    fn credential(&self, member: u8, expiry: Duration) -> tincan_protocol::IceServer {
        let server = TurnServer { urls: Vec::new(), secret: self.secret.clone() };
        server.for_member(&MemberId::from_bytes([member; 16]), expiry)
    }
}

/// A client with a credential for an hour.
#[derive(Clone)]
struct Client {
    at: SocketAddr,
    ice: tincan_protocol::IceServer,
    nonce: String,
}

impl Client {
    fn new(world: &World, at: SocketAddr, member: u8) -> Self {
        let ice = world.credential(member, world.now.unix + 3600 * SECOND);
        Self { at, ice, nonce: String::new() }
    }

    fn request(&self, method: Method, attributes: &[&dyn Setter]) -> Vec<u8> {
        let username = self.ice.username.clone().unwrap();
        let key = MessageIntegrity::new_long_term_integrity(
            username.clone(),
            REALM.to_owned(),
            self.ice.credential.clone().unwrap(),
        );
        let texts = [(ATTR_USERNAME, username), (ATTR_REALM, REALM.to_owned()), (ATTR_NONCE, self.nonce.clone())];
        let texts = texts.map(|(attribute, text)| TextAttribute::new(attribute, text));
        let mut all: Vec<&dyn Setter> = texts.iter().map(|text| text as &dyn Setter).collect();
        all.extend(attributes);
        all.extend([&key as &dyn Setter, &FINGERPRINT]);
        message(method, &all)
    }

    /// Asks, and asks again with the nonce that the answer brings.
    fn ask(&mut self, world: &mut World, method: Method, attributes: &[&dyn Setter]) -> Result<Message, u16> {
        for _ in 0..2 {
            let answer = world.say(self.at, &self.request(method, attributes));
            match error_code(&answer) {
                None => return Ok(answer),
                Some(401 | 438) if text(&answer, ATTR_NONCE).is_some_and(|nonce| nonce != self.nonce) => {
                    self.nonce = text(&answer, ATTR_NONCE).unwrap();
                }
                Some(code) => return Err(code),
            }
        }
        Err(401)
    }

    fn allocate(&mut self, world: &mut World) -> Result<u64, u16> {
        let answer = self.ask(world, METHOD_ALLOCATE, &[&RequestedTransport { protocol: PROTO_UDP }])?;
        Ok(lifetime(&answer).unwrap().as_secs())
    }

    fn refresh(&mut self, world: &mut World, seconds: Option<u64>) -> Result<u64, u16> {
        let wanted = seconds.map(|seconds| Lifetime(Duration::from_secs(seconds)));
        let wanted: Vec<&dyn Setter> = wanted.iter().map(|lifetime| lifetime as &dyn Setter).collect();
        let answer = self.ask(world, METHOD_REFRESH, &wanted)?;
        Ok(lifetime(&answer).unwrap().as_secs())
    }

    fn permit(&mut self, world: &mut World, peers: &[SocketAddr]) -> Result<(), u16> {
        let peers: Vec<PeerAddress> = peers.iter().copied().map(addressed).collect();
        let peers: Vec<&dyn Setter> = peers.iter().map(|peer| peer as &dyn Setter).collect();
        self.ask(world, METHOD_CREATE_PERMISSION, &peers).map(drop)
    }

    fn bind(&mut self, world: &mut World, number: u16, peer: SocketAddr) -> Result<(), u16> {
        self.ask(world, METHOD_CHANNEL_BIND, &[&ChannelNumber(number), &addressed(peer)]).map(drop)
    }
}

fn options() -> TurnOptions {
    TurnOptions {
        allocations: 5,
        allocations_per_member: 3,
        allocation_age: AGE,
        ..TurnOptions::at(IpAddr::from([203, 0, 113, 5]))
    }
}

fn message(method: Method, attributes: &[&dyn Setter]) -> Vec<u8> {
    let mut message = Message::new();
    message.set_type(MessageType::new(method, CLASS_REQUEST));
    message.new_transaction_id().unwrap();
    message.write_header();
    for attribute in attributes {
        attribute.add_to(&mut message).unwrap();
    }
    message.raw
}

fn send_indication(to: SocketAddr, data: &[u8]) -> Vec<u8> {
    let mut message = Message::new();
    message.set_type(MessageType::new(METHOD_SEND, CLASS_INDICATION));
    message.write_header();
    addressed(to).add_to(&mut message).unwrap();
    message.add(ATTR_DATA, data);
    message.raw
}

fn addressed(peer: SocketAddr) -> PeerAddress {
    PeerAddress { ip: peer.ip(), port: peer.port() }
}

fn error_code(answer: &Message) -> Option<u16> {
    let mut error = ErrorCodeAttribute::default();
    let code = error.get_from(answer).ok().map(|()| error.code.0);
    let class = if code.is_some() { CLASS_ERROR_RESPONSE } else { CLASS_SUCCESS_RESPONSE };
    assert_eq!(answer.typ.class, class);
    code
}

fn at(host: u8, number: u16) -> SocketAddr {
    SocketAddr::from(([198, 51, 100, host], 6000 + number))
}

fn peer(host: u8) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, host], 9000))
}

const ADA: SocketAddr = SocketAddr::V4(std::net::SocketAddrV4::new(std::net::Ipv4Addr::new(198, 51, 100, 1), 5000));
const BOB: SocketAddr = SocketAddr::V4(std::net::SocketAddrV4::new(std::net::Ipv4Addr::new(198, 51, 100, 2), 5000));
const SECOND: Duration = Duration::from_secs(1);
const AGE: Duration = Duration::from_secs(7200);
