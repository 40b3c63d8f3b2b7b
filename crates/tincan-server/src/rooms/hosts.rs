//! What hosts do.

use std::time::Duration;

use tincan_protocol::{Departure, ErrorCode, HostAct, HostKey, MemberId, RoomCode, ServerMessage};

use super::{
    Output, Rooms, SocketId,
    door::{Verdict, founded_by},
    error, not_joined, refuse,
    room::{Knocker, Link, Seat},
    send,
};

impl Rooms {
    pub(super) fn act(&mut self, socket: SocketId, act: HostAct, unix: Duration) -> Vec<Output> {
        let Some(seat) = self.seats.get(&socket).cloned() else { return vec![not_joined(socket)] };
        let Some(room) = self.rooms.get_mut(&seat.room) else { return Vec::new() };
        if !room.place(&seat.member).is_some_and(|place| place.host) {
            return vec![error(socket, ErrorCode::NotHost, "only a host of this room can do that".to_owned())];
        }
        match act {
            HostAct::SetAccess { access, proof } => {
                room.door.settle(access, proof.as_ref());
                let mut outputs = room.tell_access();
                outputs.extend(self.judge_again(&seat.room, unix));
                outputs
            }
            HostAct::Admit { member } => self.admit(socket, &seat.room, &member, unix),
            HostAct::Deny { member } => self.deny(socket, &seat.room, &member),
            HostAct::Remove { member } => self.put_out(socket, Seat { member, ..seat }),
            HostAct::AskToMute { member } => match room.place(&member).map(|place| place.link) {
                Some(Link::Online(other)) => vec![send(other, ServerMessage::MuteAsked)],
                Some(Link::Away { .. }) | None => vec![unknown_member(socket)],
            },
            HostAct::MakeHost { member, key } => self.make_host(socket, &Seat { member, ..seat }, key),
            HostAct::EndForAll => self.end(&seat.room),
            HostAct::Unknown => Vec::new(),
        }
    }

    /// The door is another one: some who wait need not, others need not hope.
    fn judge_again(&mut self, code: &RoomCode, unix: Duration) -> Vec<Output> {
        let Some(room) = self.rooms.get_mut(code) else { return Vec::new() };
        let judged: Vec<(Verdict, Knocker)> = std::mem::take(&mut room.waiting)
            .into_iter()
            .map(|knocker| (room.door.judge(&knocker.who), knocker))
            .collect();
        let (stay, go): (Vec<_>, Vec<_>) = judged.into_iter().partition(|(verdict, _)| *verdict == Verdict::Knock);
        room.waiting = stay.into_iter().map(|(_, knocker)| knocker).collect();
        let mut outputs = if go.is_empty() { Vec::new() } else { room.tell_knocks() };
        for (verdict, knocker) in go {
            outputs.extend(match verdict {
                Verdict::Refuse(why) => self.send_away(&knocker, why),
                Verdict::Enter | Verdict::Knock => self.let_in(code, knocker, unix),
            });
        }
        outputs
    }

    fn admit(&mut self, socket: SocketId, code: &RoomCode, member: &MemberId, unix: Duration) -> Vec<Output> {
        let Some((knocker, mut outputs)) = self.take_knocker(code, member) else { return vec![unknown_member(socket)] };
        outputs.extend(self.let_in(code, knocker, unix));
        outputs
    }

    fn let_in(&mut self, code: &RoomCode, knocker: Knocker, unix: Duration) -> Vec<Output> {
        if self.is_full(code) {
            return self.send_away(&knocker, ErrorCode::RoomFull);
        }
        self.knocking.remove(&knocker.socket);
        let seat = Seat { room: code.clone(), member: knocker.who.id.clone() };
        self.enter(knocker.socket, seat, knocker.who, unix)
    }

    fn deny(&mut self, socket: SocketId, code: &RoomCode, member: &MemberId) -> Vec<Output> {
        let Some((knocker, mut outputs)) = self.take_knocker(code, member) else { return vec![unknown_member(socket)] };
        outputs.extend(self.send_away(&knocker, ErrorCode::Denied));
        outputs
    }

    fn take_knocker(&mut self, code: &RoomCode, member: &MemberId) -> Option<(Knocker, Vec<Output>)> {
        let room = self.rooms.get_mut(code)?;
        let index = room.waiting.iter().position(|knocker| knocker.who.id == *member)?;
        let knocker = room.waiting.remove(index);
        Some((knocker, room.tell_knocks()))
    }

    pub(super) fn send_away(&mut self, knocker: &Knocker, why: ErrorCode) -> Vec<Output> {
        self.knocking.remove(&knocker.socket);
        refuse(knocker.socket, why, self.sentence(why), reason(why))
    }

    fn put_out(&mut self, socket: SocketId, seat: Seat) -> Vec<Output> {
        let room = self.rooms.get_mut(&seat.room);
        let Some((place, door)) =
            room.and_then(|room| Some((room.places.iter().find(|place| place.id == seat.member)?, &mut room.door)))
        else {
            return vec![unknown_member(socket)];
        };
        if place.host {
            return vec![error(socket, ErrorCode::NotHost, "a host cannot be put out: they have the key".to_owned())];
        }
        door.remove(&place.session);
        let mut outputs = self.dismiss(&seat, ErrorCode::Removed);
        outputs.extend(self.remove(&seat, Departure::Left));
        outputs
    }

    fn make_host(&mut self, socket: SocketId, seat: &Seat, key: HostKey) -> Vec<Output> {
        if founded_by(&key) != seat.room {
            return vec![error(socket, ErrorCode::NotHost, "that is not the key of this room".to_owned())];
        }
        let Some(room) = self.rooms.get_mut(&seat.room) else { return Vec::new() };
        let access = room.door.access();
        // Whoever is away would not hear of it.
        let place = room.place_mut(&seat.member).and_then(|place| Some((place.socket()?, place)));
        let Some((other, place)) = place else { return vec![unknown_member(socket)] };
        place.host = true;
        let member = place.member();
        let mut outputs = vec![
            send(other, ServerMessage::MadeHost { key }),
            send(other, ServerMessage::RoomChanged { access, host: true }),
        ];
        if !room.waiting.is_empty() {
            outputs.push(send(other, room.knocks()));
        }
        outputs.extend(room.tell_others(&seat.member, &ServerMessage::MemberChanged { member }));
        outputs
    }

    fn end(&mut self, code: &RoomCode) -> Vec<Output> {
        let Some(room) = self.rooms.get_mut(code) else { return Vec::new() };
        let (waiting, places) = (std::mem::take(&mut room.waiting), std::mem::take(&mut room.places));
        let mut outputs = Vec::new();
        for knocker in waiting {
            outputs.extend(self.send_away(&knocker, ErrorCode::Ended));
        }
        for place in places {
            let seat = Seat { room: code.clone(), member: place.id };
            outputs.extend(self.unseat(&seat, place.link, ErrorCode::Ended));
        }
        outputs.extend(self.emptied(code));
        outputs
    }

    /// Closes the socket of a member who is about to lose their place, and says why.
    pub(super) fn dismiss(&mut self, seat: &Seat, why: ErrorCode) -> Vec<Output> {
        let link = self.rooms.get(&seat.room).and_then(|room| room.place(&seat.member)).map(|place| place.link);
        link.map(|link| self.unseat(seat, link, why)).unwrap_or_default()
    }

    fn unseat(&mut self, seat: &Seat, link: Link, why: ErrorCode) -> Vec<Output> {
        match link {
            Link::Online(socket) => {
                self.seats.remove(&socket);
                refuse(socket, why, self.sentence(why), reason(why))
            }
            Link::Away { until } => {
                self.away.remove(&(until, seat.clone()));
                Vec::new()
            }
        }
    }

    /// What people read in logs and consoles.
    pub(super) fn sentence(&self, why: ErrorCode) -> String {
        let sentence = match why {
            ErrorCode::RoomFull => return format!("this room has its {} members", self.options.room_size),
            ErrorCode::Busy => return format!("this server has its {} rooms: try again later", self.options.rooms),
            ErrorCode::Replaced => "this session came in from another page",
            ErrorCode::Locked => "this room lets nobody else in",
            ErrorCode::PasswordWanted => "this room has a password",
            ErrorCode::PasswordWrong => "this room has another password",
            ErrorCode::Denied => "a host does not let you in",
            ErrorCode::Removed => "a host has put you out of this room",
            ErrorCode::Ended => "a host has ended this call",
            _ => "refused",
        };
        sentence.to_owned()
    }
}

/// The reason in a close frame.
pub(super) fn reason(why: ErrorCode) -> &'static str {
    match why {
        ErrorCode::RoomFull => "room full",
        ErrorCode::Busy => "busy",
        ErrorCode::Replaced => "replaced",
        ErrorCode::Locked => "locked",
        ErrorCode::PasswordWanted => "password wanted",
        ErrorCode::PasswordWrong => "password wrong",
        ErrorCode::Denied => "denied",
        ErrorCode::Removed => "removed",
        ErrorCode::Ended => "ended",
        _ => "refused",
    }
}

fn unknown_member(socket: SocketId) -> Output {
    error(socket, ErrorCode::UnknownMember, "nobody is here under that id".to_owned())
}
