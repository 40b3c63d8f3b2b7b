//! A signalling server at the edge of the page: in place of `window.WebSocket`, until it is dropped. Shared by the browser
//! tests of two crates.

#![allow(dead_code, reason = "each crate uses its part of it")]
#![allow(unsafe_code, reason = "`#[wasm_bindgen] extern` expands to unsafe glue; there is none by hand")]

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use serde_json::Value;
use tincan_protocol::{
    Access, ClientMessage, Departure, DisplayName, ErrorCode, IceServer, Member, MemberId, OpaqueSignal, PageId,
    ServerMessage, Signal,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(inline_js = r#"
const setTimeout = window.setTimeout.bind(window);

export class FakeNetwork {
    constructor(onConnect, onText, onClose) {
        const network = this;
        const later = task => setTimeout(() => network.ended || task(), 0);

        class FakeWebSocket extends EventTarget {
            constructor(url) {
                super();
                this.url = new URL(url).href;
                Object.assign(this, { readyState: 0, bufferedAmount: 0, protocol: '', extensions: '', binaryType: 'blob' });
                later(() => onConnect(this));
            }

            send(data) {
                if (this.readyState === 0) {
                    throw new DOMException('Still in CONNECTING state', 'InvalidStateError');
                }
                if (this.readyState === 1) {
                    later(() => onText(this, data));
                }
            }

            close() {
                if (this.readyState < 2) {
                    this.readyState = 2;
                    later(() => this.end(new CloseEvent('close', { code: 1005, wasClean: true })));
                }
            }

            end(event) {
                if (this.readyState !== 3) {
                    this.readyState = 3;
                    onClose(this);
                    this.dispatchEvent(event);
                }
            }

            accept() {
                later(() => {
                    if (this.readyState === 0) {
                        this.readyState = 1;
                        this.dispatchEvent(new Event('open'));
                    }
                });
            }

            deliver(data) {
                later(() => this.readyState === 1 && this.dispatchEvent(new MessageEvent('message', { data })));
            }

            cut() {
                later(() => {
                    if (this.readyState < 2) {
                        this.readyState = 2;
                        this.dispatchEvent(new Event('error'));
                        this.end(new CloseEvent('close', { code: 1006, wasClean: false }));
                    }
                });
            }
        }

        this.real = window.WebSocket;
        window.WebSocket = FakeWebSocket;
    }

    end() {
        this.ended = true;
        window.WebSocket = this.real;
    }
}
"#)]
extern "C" {
    type FakeNetwork;

    #[wasm_bindgen(constructor)]
    fn new(on_connect: &SocketClosure, on_text: &TextClosure, on_close: &SocketClosure) -> FakeNetwork;

    #[wasm_bindgen(method)]
    fn end(this: &FakeNetwork);

    /// The server's end of a socket.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) type FakeSocket;

    #[wasm_bindgen(method)]
    fn accept(this: &FakeSocket);

    /// Sends text, or bytes.
    #[wasm_bindgen(method)]
    pub(crate) fn deliver(this: &FakeSocket, data: &JsValue);

    /// Ends it as a broken network does.
    #[wasm_bindgen(method)]
    pub(crate) fn cut(this: &FakeSocket);
}

type SocketClosure = Closure<dyn Fn(FakeSocket)>;
type TextClosure = Closure<dyn Fn(FakeSocket, JsValue)>;

/// How the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It does its work.
    Serving,
    /// Sockets open, and nothing is ever answered.
    Silent,
    /// No socket opens.
    Absent,
    /// Nobody is let in.
    Refusing(ErrorCode),
}

/// The server, with one room.
pub(crate) struct FakeServer {
    inner: Rc<Inner>,
    network: FakeNetwork,
    _closures: (SocketClosure, TextClosure, SocketClosure),
}

struct Inner {
    mood: Cell<Mood>,
    ice_servers: RefCell<Vec<IceServer>>,
    seats: RefCell<Vec<Seat>>,
    sockets: RefCell<Vec<FakeSocket>>,
    sockets_made: Cell<u32>,
    received: RefCell<Vec<ClientMessage>>,
    meddle: RefCell<Box<dyn FnMut(Relayed) -> Vec<Relayed>>>,
}

/// A signal that is to be passed on.
#[derive(Debug, Clone)]
pub(crate) struct Relayed {
    pub(crate) from: MemberId,
    pub(crate) to: MemberId,
    pub(crate) signal: OpaqueSignal,
}

struct Seat {
    member: Member,
    page: Option<PageId>,
    socket: Option<FakeSocket>,
}

impl FakeServer {
    pub(crate) fn start() -> Self {
        let inner = Rc::new(Inner {
            mood: Cell::new(Mood::Serving),
            ice_servers: RefCell::default(),
            seats: RefCell::default(),
            sockets: RefCell::default(),
            sockets_made: Cell::new(0),
            received: RefCell::default(),
            meddle: RefCell::new(Box::new(|relayed| vec![relayed])),
        });
        let (one, two, three) = (Rc::clone(&inner), Rc::clone(&inner), Rc::clone(&inner));
        let closures = (
            SocketClosure::new(move |socket| one.connected(socket)),
            TextClosure::new(move |socket: FakeSocket, data: JsValue| two.said(&socket, &data)),
            SocketClosure::new(move |socket: FakeSocket| three.closed(&socket)),
        );
        let network = FakeNetwork::new(&closures.0, &closures.1, &closures.2);
        Self { inner, network, _closures: closures }
    }

    pub(crate) fn set_mood(&self, mood: Mood) {
        self.inner.mood.set(mood);
    }

    /// Hands these out to whoever comes in from now on.
    pub(crate) fn hand_out(&self, servers: Vec<IceServer>) {
        self.inner.ice_servers.replace(servers);
    }

    /// Passes on this instead of each signal from now on: as servers do that are not honest.
    pub(crate) fn meddle(&self, meddle: impl FnMut(Relayed) -> Vec<Relayed> + 'static) {
        *self.inner.meddle.borrow_mut() = Box::new(meddle);
    }

    /// Breaks all sockets.
    pub(crate) fn cut(&self) {
        self.sockets().iter().for_each(FakeSocket::cut);
    }

    /// The sockets that are open, or on the way.
    pub(crate) fn sockets(&self) -> Vec<FakeSocket> {
        self.inner.sockets.borrow().clone()
    }

    /// How many sockets there ever were.
    pub(crate) fn sockets_made(&self) -> u32 {
        self.inner.sockets_made.get()
    }

    /// How many messages arrived that are such.
    pub(crate) fn received(&self, is_wanted: impl Fn(&ClientMessage) -> bool) -> usize {
        self.inner.received.borrow().iter().filter(|message| is_wanted(message)).count()
    }

    /// What was said to this member.
    pub(crate) fn signals_to(&self, id: &MemberId) -> Vec<Signal> {
        let signal_to = |message: &ClientMessage| match message {
            ClientMessage::Signal { to, signal } if to == id => signal.clone().open().ok(),
            _ => None,
        };
        self.inner.received.borrow().iter().filter_map(signal_to).collect()
    }

    /// Lets somebody in who has no page: what they say is said by the test.
    pub(crate) fn seat(&self, name: &str) -> MemberId {
        let id = MemberId::from_bytes([101; 16]);
        let member = Member { id: id.clone(), name: name.parse().unwrap(), online: true, host: false };
        self.inner.tell_all(None, &ServerMessage::MemberJoined { member: member.clone() });
        self.inner.seats.borrow_mut().push(Seat { member, page: None, socket: None });
        id
    }

    /// Says to all in the room that this member sent them a signal.
    pub(crate) fn signal_from(&self, from: &MemberId, signal: impl Into<Value>) {
        let signal = OpaqueSignal::from(signal.into());
        self.inner.tell_all(None, &ServerMessage::Signal { from: from.clone(), signal });
    }

    /// Says this to all, whatever it is.
    pub(crate) fn say(&self, data: &JsValue) {
        self.sockets().iter().for_each(|socket| socket.deliver(data));
    }

    /// Gives up a member whose socket is away.
    pub(crate) fn lose(&self, name: &str) {
        let lost = |seat: &Seat| seat.member.name.as_str() == name;
        let ids: Vec<_> =
            self.inner.seats.borrow().iter().filter(|seat| lost(seat)).map(|it| it.member.id.clone()).collect();
        self.inner.seats.borrow_mut().retain(|seat| !lost(seat));
        for id in ids {
            self.inner.tell_all(None, &ServerMessage::MemberLeft { id, departure: Departure::Lost });
        }
    }

    /// Forgets everybody, as a server does that is restarted.
    pub(crate) fn restart(&self) {
        self.inner.seats.borrow_mut().clear();
        self.cut();
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.network.end();
    }
}

impl Inner {
    fn connected(&self, socket: FakeSocket) {
        self.sockets_made.set(self.sockets_made.get() + 1);
        if self.mood.get() == Mood::Absent {
            socket.cut();
        } else {
            socket.accept();
            self.sockets.borrow_mut().push(socket);
        }
    }

    fn said(&self, socket: &FakeSocket, data: &JsValue) {
        let message: ClientMessage = serde_json::from_str(&data.as_string().unwrap()).unwrap();
        self.received.borrow_mut().push(message.clone());
        match self.mood.get() {
            Mood::Serving => self.serve(socket, message),
            Mood::Refusing(code) => {
                tell(socket, &ServerMessage::Error { code, message: "No.".to_owned() });
                socket.cut();
            }
            Mood::Silent | Mood::Absent => {}
        }
    }

    fn serve(&self, socket: &FakeSocket, message: ClientMessage) {
        match message {
            ClientMessage::Join { name, page, .. } => self.join(socket, name, page),
            ClientMessage::Signal { to, signal } => {
                let from =
                    self.seats.borrow().iter().find(|seat| seat.holds(socket)).map(|seat| seat.member.id.clone());
                let relayed = from.map(|from| (self.meddle.borrow_mut())(Relayed { from, to, signal }));
                relayed.into_iter().flatten().for_each(|relayed| self.relay(relayed));
            }
            ClientMessage::Leave => {
                let seats = std::mem::take(&mut *self.seats.borrow_mut());
                let (left, staying): (Vec<_>, Vec<_>) = seats.into_iter().partition(|seat| seat.holds(socket));
                self.seats.replace(staying);
                for seat in left {
                    let (id, departure) = (seat.member.id, Departure::Left);
                    self.tell_all(None, &ServerMessage::MemberLeft { id, departure });
                }
            }
            ClientMessage::Ping => tell(socket, &ServerMessage::Pong),
            // Tests say for themselves what comes of it.
            ClientMessage::Host(_) | ClientMessage::Unknown => {}
        }
    }

    fn relay(&self, Relayed { from, to, signal }: Relayed) {
        let target = self.seats.borrow().iter().find(|seat| seat.member.id == to).and_then(|it| it.socket.clone());
        if let Some(target) = target {
            tell(&target, &ServerMessage::Signal { from, signal });
        }
    }

    fn join(&self, socket: &FakeSocket, name: DisplayName, page: PageId) {
        let mut seats = self.seats.borrow_mut();
        let known = seats.iter().position(|seat| seat.page.as_ref() == Some(&page));
        let mut seat = match known {
            Some(index) => seats.remove(index),
            // As with the real server, an id follows from the page, also after a restart.
            None => {
                let id = page.as_str().parse().unwrap();
                Seat { member: Member { id, name, online: true, host: false }, page: Some(page), socket: None }
            }
        };
        seat.member.online = true;
        seat.socket = Some(socket.clone());
        let members = seats.iter().map(|seat| seat.member.clone()).collect();
        let (you, member) = (seat.member.id.clone(), seat.member.clone());
        seats.push(seat);
        drop(seats);
        let resumed = known.is_some();
        tell(
            socket,
            &ServerMessage::Joined {
                you,
                resumed,
                members,
                ice_servers: self.ice_servers.borrow().clone(),
                access: Access::Open,
                host: false,
            },
        );
        let news =
            if resumed { ServerMessage::MemberChanged { member } } else { ServerMessage::MemberJoined { member } };
        self.tell_all(Some(socket), &news);
    }

    fn closed(&self, socket: &FakeSocket) {
        self.sockets.borrow_mut().retain(|other| other != socket);
        let away = self.seats.borrow_mut().iter_mut().find(|seat| seat.holds(socket)).map(|seat| {
            seat.socket = None;
            seat.member.online = false;
            seat.member.clone()
        });
        if let Some(member) = away {
            self.tell_all(None, &ServerMessage::MemberChanged { member });
        }
    }

    fn tell_all(&self, but: Option<&FakeSocket>, message: &ServerMessage) {
        let sockets = self.seats.borrow().iter().filter_map(|seat| seat.socket.clone()).collect::<Vec<_>>();
        sockets.iter().filter(|socket| Some(*socket) != but).for_each(|socket| tell(socket, message));
    }
}

impl Seat {
    fn holds(&self, socket: &FakeSocket) -> bool {
        self.socket.as_ref() == Some(socket)
    }
}

fn tell(socket: &FakeSocket, message: &ServerMessage) {
    socket.deliver(&JsValue::from(serde_json::to_string(message).unwrap()));
}

/// Where the code under test believes the server to be.
pub(crate) const URL: &str = "ws://fake.test/ws";
