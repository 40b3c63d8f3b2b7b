//! What comes to the STUN and TURN server: from clients with credentials and without, and from peers.

#![no_main]

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use stun::{
    agent::TransactionId,
    attributes::{
        ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_LIFETIME, ATTR_NONCE, ATTR_REALM, ATTR_REQUESTED_TRANSPORT, ATTR_USERNAME,
        ATTR_XOR_PEER_ADDRESS, AttrType,
    },
    integrity::MessageIntegrity,
    message::{
        CLASS_REQUEST, METHOD_ALLOCATE, METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION, Message, MessageType, Setter,
    },
    textattrs::TextAttribute,
    xoraddr::XorMappedAddress,
};
use tincan_protocol::{IceServer, MemberId};
use tincan_server::{
    Secret, TurnOptions, TurnServer,
    turn::relay::{Now, Output, REALM, Relay},
};

/// What somebody does.
#[derive(Debug, Arbitrary)]
enum Act {
    /// A client sends any bytes.
    Bytes { client: u8, bytes: Vec<u8> },
    /// A client does all that it takes to reach a peer: a port is lent, the peer is permitted, and a channel is bound.
    Reach { client: u8, peer: [u8; 4], number: u8 },
    /// A client sends a message, signed by the credential that it has or by nothing.
    Message { client: u8, kind: u16, id: u8, attributes: Vec<Attribute>, signed: bool },
    /// A client sends something through a channel.
    Channel { client: u8, number: u8, bytes: Vec<u8> },
    /// A peer sends something to a port that is lent, or to none.
    Arrive { port: u8, peer: [u8; 4], bytes: Vec<u8> },
    /// Whether ports can be opened from now on.
    Ports(bool),
    /// So many seconds pass.
    Wait(u16),
}

#[derive(Debug, Arbitrary)]
enum Attribute {
    Transport(u8),
    Lifetime(u32),
    Peer([u8; 4], u16),
    Channel(u8),
    Data(Vec<u8>),
    Any(u16, Vec<u8>),
}

fuzz_target!(|acts: Vec<Act>| {
    let mut world = World::new();
    for act in acts {
        world.act(act);
        assert_eq!(world.open.len(), world.relay.counts().allocations, "each that is lent is open, and no other");
        assert!(world.open.len() <= MOST);
    }
    world.wait(AGE);
    assert!(world.open.is_empty(), "nothing is lent for longer than that: {:?}", world.open);
});

struct World {
    relay: Relay,
    now: Now,
    server: TurnServer,
    open: Vec<u16>,
    next: u16,
    ports: bool,
}

impl World {
    fn new() -> Self {
        let options = TurnOptions {
            allocations: MOST,
            allocations_per_member: 2,
            allocation_age: AGE,
            bytes_per_second: 5000,
            ..TurnOptions::at(OWN)
        };
        let secret = Secret::new("secret");
        let relay = Relay::new(options, secret.clone());
        let now = Now { elapsed: Duration::from_secs(1), unix: Duration::from_secs(1_700_000_000) };
        let server = TurnServer { urls: Vec::new(), secret };
        Self { relay, now, server, open: Vec::new(), next: 50000, ports: true }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Bytes { client, bytes } => self.come(at(client), &bytes),
            Act::Reach { client, peer, number } => {
                let peer = || Attribute::Peer(peer, 9000);
                for (method, attributes) in [
                    (METHOD_ALLOCATE, vec![Attribute::Transport(PROTO_UDP)]),
                    (METHOD_CREATE_PERMISSION, vec![peer()]),
                    (METHOD_CHANNEL_BIND, vec![Attribute::Channel(number), peer()]),
                ] {
                    let kind = MessageType::new(method, CLASS_REQUEST).value();
                    let message = self.message(client, kind, number, &attributes, true);
                    self.come(at(client), &message);
                }
            }
            Act::Message { client, kind, id, attributes, signed } => {
                let message = self.message(client, kind, id, &attributes, signed);
                self.come(at(client), &message);
            }
            Act::Channel { client, number, bytes } => {
                let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
                let data = [&channel(number).to_be_bytes()[..], &length.to_be_bytes(), &bytes].concat();
                self.come(at(client), &data);
            }
            Act::Arrive { port, peer, bytes } => {
                let from = SocketAddr::from((peer, 9000));
                let outputs = self.relay.arrived(self.now.elapsed, 50000 + u16::from(port), from, &bytes);
                self.perform(outputs);
            }
            Act::Ports(open) => self.ports = open,
            Act::Wait(seconds) => self.wait(Duration::from_secs(seconds.into())),
        }
    }

    fn come(&mut self, from: SocketAddr, data: &[u8]) {
        let outputs = self.relay.received(self.now, from, data);
        self.perform(outputs);
    }

    fn wait(&mut self, time: Duration) {
        self.now.elapsed += time;
        self.now.unix += time;
        let outputs = self.relay.time_passed(self.now.elapsed);
        self.perform(outputs);
    }

    fn perform(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Answer { to, data } => {
                    assert!((0..CLIENTS).any(|client| at(client) == to), "{to} is nobody's");
                    if data.first().is_some_and(|first| *first < 4) {
                        Message { raw: data, ..Message::default() }.decode().expect("what it says is a message");
                    }
                }
                Output::Relay { port, to, .. } => {
                    assert!(self.open.contains(&port), "{port} is not open");
                    let IpAddr::V4(ip) = to.ip() else { panic!("{to} is of another family") };
                    let inside = ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified();
                    assert!(!inside && !ip.is_multicast() && to.ip() != OWN, "{to} is not for strangers");
                }
                Output::Open(asked) => {
                    let port = self.ports.then_some(self.next);
                    self.next += 1;
                    self.open.extend(port);
                    let outputs = self.relay.opened(self.now, asked, port);
                    self.perform(outputs);
                }
                Output::Close { port } => {
                    let index = self.open.iter().position(|open| *open == port).expect("what is closed was open");
                    self.open.swap_remove(index);
                }
            }
        }
    }

    /// Every third client has the credential of the one before.
    fn credential(&self, client: u8) -> IceServer {
        let member = MemberId::from_bytes([client % CLIENTS / 3; 16]);
        self.server.for_member(&member, Duration::from_secs(1_700_003_600))
    }

    fn message(&mut self, client: u8, kind: u16, id: u8, attributes: &[Attribute], signed: bool) -> Vec<u8> {
        let mut message = begun(kind & 0x3fff, id);
        if signed {
            let IceServer { username, credential, .. } = self.credential(client);
            let (username, credential) = (username.unwrap_or_default(), credential.unwrap_or_default());
            let texts =
                [(ATTR_USERNAME, username.clone()), (ATTR_REALM, REALM.to_owned()), (ATTR_NONCE, self.nonce(client))];
            for (attribute, text) in texts {
                TextAttribute::new(attribute, text).add_to(&mut message).expect("it is short");
            }
            attributes.iter().for_each(|attribute| attribute.add_to(&mut message));
            let key = MessageIntegrity::new_long_term_integrity(username, REALM.to_owned(), credential);
            let _ = key.add_to(&mut message);
        } else {
            attributes.iter().for_each(|attribute| attribute.add_to(&mut message));
        }
        message.raw
    }

    /// As the relay gives it to whoever asks without one.
    fn nonce(&mut self, client: u8) -> String {
        let question = begun(MessageType::new(METHOD_ALLOCATE, CLASS_REQUEST).value(), 0).raw;
        let outputs = self.relay.received(self.now, at(client), &question);
        let [Output::Answer { data, .. }] = &outputs[..] else { panic!("{outputs:?}") };
        let mut answer = Message { raw: data.clone(), ..Message::default() };
        answer.decode().expect("what it says is a message");
        TextAttribute::get_from_as(&answer, ATTR_NONCE).expect("it names a nonce").text
    }
}

impl Attribute {
    fn add_to(&self, message: &mut Message) {
        match self {
            Self::Transport(protocol) => message.add(ATTR_REQUESTED_TRANSPORT, &[*protocol, 0, 0, 0]),
            Self::Lifetime(seconds) => message.add(ATTR_LIFETIME, &seconds.to_be_bytes()),
            Self::Peer(ip, port) => {
                let address = XorMappedAddress { ip: IpAddr::from(*ip), port: *port };
                let _ = address.add_to_as(message, ATTR_XOR_PEER_ADDRESS);
            }
            Self::Channel(number) => {
                message.add(ATTR_CHANNEL_NUMBER, &[&channel(*number).to_be_bytes()[..], &[0, 0]].concat());
            }
            Self::Data(data) => message.add(ATTR_DATA, &data[..data.len().min(2000)]),
            Self::Any(kind, value) => message.add(AttrType(*kind), &value[..value.len().min(2000)]),
        }
    }
}

fn begun(kind: u16, id: u8) -> Message {
    let mut message = Message::new();
    message.typ.read_value(kind);
    message.transaction_id = TransactionId([id; 12]);
    message.write_header();
    message
}

/// From where a client sends.
fn at(client: u8) -> SocketAddr {
    SocketAddr::from(([198, 51, 100, 1 + client % CLIENTS], 5000))
}

/// One of a few (RFC 8656 12).
fn channel(number: u8) -> u16 {
    0x4000 + u16::from(number % 8)
}

/// UDP, by the numbers of IP.
const PROTO_UDP: u8 = 17;
const CLIENTS: u8 = 6;
const MOST: usize = 5;
const OWN: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 5));
const AGE: Duration = Duration::from_secs(7200);
