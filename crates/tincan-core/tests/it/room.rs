//! Stories of one member's room, as inputs and effects.

mod connections;
mod hearing;
mod hosts;
mod socket;

use std::{fmt::Write as _, time::Duration};

use tincan_core::room::{Config, Effect, Input, Room};
use tincan_protocol::{
    Access, ClientMessage, ConnectionId, Description, DescriptionType, DisplayName, ErrorCode, Member, MemberId,
    OpaqueSignal, PageId, ServerMessage, SessionId, Signal, SignalBody, Step,
};

/// A room of member 5, and what was told to it with what came of that.
struct Story {
    room: Room,
    now: Duration,
    transcript: String,
}

impl Story {
    fn new() -> Self {
        let config = Config {
            room: "story".parse().unwrap(),
            session: SessionId::from_bytes([1; 16]),
            page: PageId::from_bytes([2; 16]),
            sealed: false,
            seed: 1,
            key: None,
        };
        Self { room: Room::new(config), now: Duration::ZERO, transcript: String::new() }
    }

    /// The story begins when we are in, and have opened to that other member.
    fn in_a_room_with(other: u8) -> Self {
        let mut story = Self::new();
        story.tell(Input::JoinRequested(name()));
        story.tell(Input::SocketOpened);
        story.receive(joined(false, [member(other)]));
        story.transcript.clear();
        story
    }

    fn tell(&mut self, input: Input) {
        let status = self.room.status();
        writeln!(self.transcript, "{input:?}").unwrap();
        for effect in self.room.handle(self.now, input) {
            writeln!(self.transcript, "    {}", Self::legible(effect)).unwrap();
        }
        if self.room.status() != status {
            writeln!(self.transcript, "    = {:?}", self.room.status()).unwrap();
        }
    }

    fn receive(&mut self, message: ServerMessage) {
        self.tell(Input::Received(message));
    }

    /// A signal arrives from that member; the transcript says which.
    fn hear(&mut self, from: u8, signal: &Signal) {
        writeln!(self.transcript, "{signal:?}").unwrap();
        self.receive(ServerMessage::Signal { from: id(from), signal: OpaqueSignal::new(signal) });
    }

    fn wait(&mut self, time: Duration) {
        self.now += time;
        self.tell(Input::TimePassed);
    }

    fn connection(&self, with: u8) -> ConnectionId {
        self.room.connection(&id(with)).unwrap()
    }

    fn legible(effect: Effect) -> String {
        match effect {
            Effect::Send(ClientMessage::Signal { to, signal }) => {
                format!("Send({:?} to {to:?})", signal.open().unwrap())
            }
            effect => format!("{effect:?}"),
        }
    }
}

impl std::fmt::Display for Story {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.transcript)
    }
}

fn name() -> DisplayName {
    "Ada".parse().unwrap()
}

fn id(number: u8) -> MemberId {
    format!("{number}").repeat(16).parse().unwrap()
}

fn member(number: u8) -> Member {
    Member { id: id(number), name: format!("Person {number}").parse().unwrap(), online: true, host: false }
}

fn joined<const N: usize>(resumed: bool, members: [Member; N]) -> ServerMessage {
    ServerMessage::Joined {
        you: id(5),
        resumed,
        members: members.into(),
        ice_servers: Vec::new(),
        access: Access::Open,
        host: false,
    }
}

fn error(code: ErrorCode) -> ServerMessage {
    ServerMessage::Error { code, message: "in words".to_owned() }
}

fn offer() -> Description {
    Description { kind: DescriptionType::Offer, sdp: "v=0\r\na=ice-ufrag:aaaa\r\n".to_owned() }
}

fn step(seq: u32, description: Description) -> SignalBody {
    SignalBody::Step { seq, ack: 0, step: Step::Description(description) }
}

fn signal(connection: u32, body: SignalBody) -> Signal {
    Signal { connection: ConnectionId(connection), body }
}
