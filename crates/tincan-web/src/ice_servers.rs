//! The STUN and TURN servers that a Tincan server hands out.

use std::{cell::RefCell, fmt, rc::Rc};

use gloo_timers::callback::Timeout;
use tincan_protocol::{ClientMessage, DisplayName, IceServer, RoomCode, ServerMessage, SessionId, VERSION};

use crate::{
    identity,
    signalling::{Socket, SocketEvent},
    sys,
};

/// What is known of the servers.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum IceServersStatus {
    /// Nobody has asked.
    #[default]
    Unasked,
    /// The server was asked.
    Asking,
    /// These; none at all where it runs and knows none.
    Known(Vec<IceServer>),
    /// It does not answer, or lets nobody in.
    Failed,
}

/// Asks a server what it hands out. It tells members of rooms only: so one comes into a room of its own, and leaves it at once.
pub struct IceServersQuery {
    inner: Rc<Inner>,
}

impl IceServersQuery {
    /// Asks nothing yet. `on_change` is called after each change of the [`status`](Self::status), from verbs or from the event loop.
    pub fn new(on_change: impl Fn() + 'static) -> Self {
        let on_change: Rc<dyn Fn()> = Rc::new(on_change);
        let on_change = RefCell::new(Some(on_change));
        Self { inner: Rc::new(Inner { status: RefCell::default(), asking: RefCell::default(), on_change }) }
    }

    /// What is known.
    pub fn status(&self) -> IceServersStatus {
        self.inner.status.borrow().clone()
    }

    /// Asks the server with this address of its socket, for credentials that begin now. An earlier question is given up.
    pub fn ask(&self, url: &str) {
        if self.inner.on_change.borrow().is_none() {
            return;
        }
        let hear = {
            let inner = Rc::downgrade(&self.inner);
            move |event| {
                if let Some(inner) = inner.upgrade() {
                    inner.hear(event);
                }
            }
        };
        let timer = {
            let hear = hear.clone();
            Timeout::new(PATIENCE_MS, move || hear(SocketEvent::Closed))
        };
        let before = self.inner.asking.replace(Some((Socket::open(url, hear), timer)));
        drop(before);
        self.inner.set(IceServersStatus::Asking);
    }

    /// Gives everything back for good: verbs do nothing afterwards, and `on_change` is dropped.
    pub fn close(&self) {
        self.inner.on_change.take();
        drop(self.inner.asking.take());
    }
}

impl Drop for IceServersQuery {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for IceServersQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IceServersQuery").field(&self.status()).finish()
    }
}

struct Inner {
    status: RefCell<IceServersStatus>,
    asking: RefCell<Option<(Socket, Timeout)>>,
    /// `None` once closed.
    on_change: RefCell<Option<Rc<dyn Fn()>>>,
}

impl Inner {
    fn hear(&self, event: SocketEvent) {
        match event {
            SocketEvent::Opened => self.say(join()),
            SocketEvent::Received(ServerMessage::Joined { ice_servers, .. }) => {
                self.say(Some(ClientMessage::Leave));
                self.end(IceServersStatus::Known(ice_servers));
            }
            SocketEvent::Received(ServerMessage::Error { .. }) | SocketEvent::Closed => {
                self.end(IceServersStatus::Failed);
            }
            SocketEvent::Received(_) => {}
        }
    }

    fn say(&self, message: Option<ClientMessage>) {
        if let (Some((socket, _)), Some(message)) = (&*self.asking.borrow(), message) {
            socket.send(&message);
        }
    }

    fn end(&self, status: IceServersStatus) {
        let asked = self.asking.take();
        drop(asked);
        self.set(status);
    }

    fn set(&self, status: IceServersStatus) {
        self.status.replace(status);
        let on_change = self.on_change.borrow().clone();
        if let Some(on_change) = on_change {
            on_change();
        }
    }
}

/// Into a room that nobody else knows, as somebody whom nobody knows: the tab may be in a call at the same time.
fn join() -> Option<ClientMessage> {
    let name: DisplayName = "Lab".parse().ok()?;
    Some(ClientMessage::Join {
        version: VERSION,
        room: RoomCode::from_random(sys::random()),
        name,
        session: SessionId::from_bytes(sys::random()),
        page: identity::new_page_id(),
        key: None,
        proof: None,
        recollection: None,
    })
}

const PATIENCE_MS: u32 = 10_000;
