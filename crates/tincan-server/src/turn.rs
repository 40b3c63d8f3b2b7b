//! A STUN and TURN server over UDP: how two find a way to each other whose networks let nobody in.
//!
//! [`relay`] decides, without sockets; [`Turn`] has the sockets and does what it says. Credentials ([`TurnServer`]) are made by
//! [`rooms`](crate::rooms) for whoever joins, and are checked here.

mod access;
mod allocation;
mod destination;
mod message;
mod nonce;
pub mod relay;

use std::{
    collections::{HashMap, VecDeque},
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    ops::RangeInclusive,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use ring::rand::{SecureRandom, SystemRandom};
use tokio::{
    net::UdpSocket,
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::task::AbortOnDropHandle;

use self::relay::{Now, Output, Relay};
pub use self::{
    access::{Secret, TurnServer, TurnServerError, parse_turn_server},
    destination::Peers,
};
use crate::clock::unix_time;

/// How a TURN server is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnOptions {
    /// Under which address the browsers reach this host. It is written into every relayed candidate.
    pub address: IpAddr,
    /// The UDP ports that are lent to clients.
    pub ports: RangeInclusive<u16>,
    /// To whom it relays.
    pub peers: Peers,
    /// How many ports may be lent at once.
    pub allocations: usize,
    /// How many ports one member may have at once. A browser takes one for each connection and each network of its own, and as
    /// many again while it looks for a new path.
    pub allocations_per_member: usize,
    /// How many bytes are relayed for one member in a second, in both directions and over all of their ports.
    pub bytes_per_second: u32,
    /// How long a port may be lent, however often it is asked for again.
    pub allocation_age: Duration,
}

impl TurnOptions {
    /// A server that is reached at this address: 2,000 ports, 64 of them for one member, 4 MB a second for each, for a day.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        Self {
            address,
            ports: 49152..=65535,
            peers: Peers::default(),
            allocations: 2000,
            allocations_per_member: 64,
            bytes_per_second: 4_000_000,
            allocation_age: Duration::from_secs(24 * 3600),
        }
    }
}

/// What a TURN server has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TurnCounts {
    /// How many ports are lent now.
    pub allocations: usize,
    /// How many were lent since it began.
    pub allocated: u64,
    /// How many requests were refused whose sender had a credential, a good one or a bad one.
    pub refused: u64,
    /// How many asked for no more than their own address (STUN).
    pub bindings: u64,
    /// How many bytes were relayed, without what TURN adds to them.
    pub relayed_bytes: u64,
    /// How many bytes were not relayed because a member had used up their share.
    pub dropped_bytes: u64,
}

/// A STUN and TURN server that has its socket. [`run`](crate::run) makes it work; dropping it gives back the socket and every port.
pub struct Turn {
    shared: Arc<Shared>,
    address: SocketAddr,
    server: TurnServer,
}

impl Turn {
    /// Listens at this address.
    ///
    /// # Errors
    /// The address cannot be listened on, or the system has no randomness.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn bind(listen: SocketAddr, options: TurnOptions) -> io::Result<Self> {
        let (socket, answers) = open(listen)?;
        let local = socket.local_addr()?;
        let secret = Secret::random().map_err(|_| io::Error::other("the system has no randomness"))?;
        let address = SocketAddr::new(options.address, local.port());
        let urls = vec![format!("stun:{address}"), format!("turn:{address}?transport=udp")];
        let same_family = local.is_ipv4() == options.address.is_ipv4();
        let any = if options.address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let shared = Arc::new(Shared {
            socket,
            answers,
            ports: options.ports.clone(),
            from: if same_family { local.ip() } else { any },
            state: Mutex::new(State { relay: Relay::new(options, secret.clone()), lent: HashMap::new() }),
            started: Instant::now(),
        });
        Ok(Self { shared, address, server: TurnServer { urls, secret } })
    }

    /// Where browsers reach it.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What members are to be told: where it is, and how their credentials are made.
    #[must_use]
    pub fn server(&self) -> &TurnServer {
        &self.server
    }

    /// What it counts while it works.
    #[must_use]
    pub fn counter(&self) -> TurnCounter {
        TurnCounter(Arc::downgrade(&self.shared))
    }

    /// Works until dropped.
    pub(crate) async fn work(&self) {
        let mut buffer = vec![0; DATAGRAM_BYTES];
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                received = self.shared.socket.recv_from(&mut buffer) => match received {
                    Ok((length, from)) => self.shared.act(|relay, now| relay.received(now, from, &buffer[..length])),
                    // Some systems report here that an earlier datagram did not reach its receiver.
                    Err(error) => tracing::debug!(%error, "nothing received"),
                },
                _ = ticks.tick() => self.shared.act(|relay, now| relay.time_passed(now.elapsed)),
            }
        }
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("server", &self.server).finish_non_exhaustive()
    }
}

/// What a [`Turn`] counts.
#[derive(Clone)]
pub struct TurnCounter(Weak<Shared>);

impl TurnCounter {
    /// The counts; none once the server has ended.
    #[must_use]
    pub fn read(&self) -> Option<TurnCounts> {
        let shared = self.0.upgrade()?;
        let state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        Some(state.relay.counts())
    }
}

impl fmt::Debug for TurnCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TurnCounter").field(&self.read()).finish()
    }
}

struct Shared {
    socket: UdpSocket,
    /// The same socket, for sending: a datagram that cannot be sent at once is lost, as datagrams may be.
    answers: std::net::UdpSocket,
    /// Which ports are lent, and on which of the host's addresses.
    ports: RangeInclusive<u16>,
    from: IpAddr,
    state: Mutex<State>,
    started: Instant,
}

struct State {
    relay: Relay,
    lent: HashMap<u16, Port>,
}

/// A port that is lent.
struct Port {
    socket: std::net::UdpSocket,
    _reader: AbortOnDropHandle<()>,
}

impl Shared {
    /// Has the relay decide, and does what it says.
    fn act(self: &Arc<Self>, decide: impl FnOnce(&mut Relay, Now) -> Vec<Output>) {
        let now = Now { elapsed: self.started.elapsed(), unix: unix_time() };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut outputs = VecDeque::from(decide(&mut state.relay, now));
        while let Some(output) = outputs.pop_front() {
            let sent = match output {
                Output::Answer { to, data } => self.answers.send_to(&data, to).map(drop),
                Output::Relay { port, to, data } => {
                    state.lent.get(&port).map_or(Ok(()), |port| port.socket.send_to(&data, to).map(drop))
                }
                Output::Open(asked) => {
                    let port = self.lend();
                    outputs.extend(state.relay.opened(now, asked, port.as_ref().map(|(number, _)| *number)));
                    state.lent.extend(port);
                    Ok(())
                }
                Output::Close { port } => {
                    state.lent.remove(&port);
                    Ok(())
                }
            };
            if let Err(error) = sent {
                tracing::trace!(%error, "not sent");
            }
        }
    }

    /// Opens a port that nobody can guess, and reads from it as long as it is kept.
    fn lend(self: &Arc<Self>) -> Option<(u16, Port)> {
        let (number, (socket, answers)) = (0..ATTEMPTS).find_map(|_| {
            let number = random_port(&self.ports)?;
            Some((number, open(SocketAddr::new(self.from, number)).ok()?))
        })?;
        let shared = Arc::downgrade(self);
        let reader = tokio::spawn(async move {
            let mut buffer = vec![0; DATAGRAM_BYTES];
            loop {
                let received = socket.recv_from(&mut buffer).await;
                let Some(shared) = shared.upgrade() else { return };
                if let Ok((length, from)) = received {
                    shared.act(|relay, now| relay.arrived(now.elapsed, number, from, &buffer[..length]));
                }
            }
        });
        Some((number, Port { socket: answers, _reader: AbortOnDropHandle::new(reader) }))
    }
}

/// A socket twice: to read from, and to send on.
fn open(address: SocketAddr) -> io::Result<(UdpSocket, std::net::UdpSocket)> {
    let answers = std::net::UdpSocket::bind(address)?;
    answers.set_nonblocking(true)?;
    Ok((UdpSocket::from_std(answers.try_clone()?)?, answers))
}

fn random_port(ports: &RangeInclusive<u16>) -> Option<u16> {
    let mut random = [0; 4];
    SystemRandom::new().fill(&mut random).ok()?;
    let count = u32::try_from(ports.len()).ok().filter(|count| *count > 0)?;
    ports.start().checked_add(u16::try_from(u32::from_ne_bytes(random) % count).ok()?)
}

/// More than a datagram of WebRTC has, which must pass through an Ethernet.
const DATAGRAM_BYTES: usize = 2048;
/// How exact the ends of allocations are.
const TICK: Duration = Duration::from_secs(1);
/// How many ports are tried before a client is told that there is none.
const ATTEMPTS: usize = 16;
