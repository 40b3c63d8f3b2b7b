//! The flags of the STUN and TURN server, and what comes of them.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    ops::RangeInclusive,
    str::FromStr,
};

use clap::Args;
use tincan_server::{Peers, Turn, TurnOptions};

/// The flags of the STUN and TURN server.
#[derive(Debug, Args)]
pub(crate) struct TurnFlags {
    /// Address and UDP port for STUN and TURN, through which people meet whose networks let nobody in; `off` for none.
    /// [default: 0.0.0.0:3478]
    #[arg(long, env = "TINCAN_TURN_LISTEN", value_name = "ADDRESS:PORT|off")]
    turn_listen: Option<TurnListen>,

    /// Address under which browsers reach this computer from elsewhere. Without it: the one that this computer has itself.
    #[arg(long, env = "TINCAN_TURN_ADDRESS", value_name = "ADDRESS")]
    turn_address: Option<IpAddr>,

    /// UDP ports that are lent to those who are relayed; a firewall has to let them in.
    #[arg(
        long, env = "TINCAN_TURN_PORTS", default_value = "49152-65535", value_name = "FIRST-LAST", value_parser = ports
    )]
    turn_ports: RangeInclusive<u16>,

    /// To whom is relayed: to the internet, or also to private networks, or also to this computer itself.
    #[arg(
        long, env = "TINCAN_TURN_PEERS", default_value = "public", value_name = "public|private|any",
        value_parser = peers
    )]
    turn_peers: Peers,

    /// The most ports that are lent at once, to all together.
    #[arg(long, env = "TINCAN_TURN_ALLOCATIONS", default_value_t = 2000, value_name = "NUMBER")]
    turn_allocations: usize,

    /// The most that is relayed for one person, in kilobits a second.
    #[arg(
        long, env = "TINCAN_TURN_KBITS", default_value = "32000", value_name = "KBIT/S",
        value_parser = clap::value_parser!(u32).range(1..=10_000_000)
    )]
    turn_kbits: u32,
}

impl TurnFlags {
    /// The server that these flags ask for.
    ///
    /// # Errors
    /// It was asked for and cannot listen, in words for whoever started the program. A server that nobody asked for is left
    /// out, with a warning: calls on one network need none.
    pub(crate) fn start(&self) -> anyhow::Result<Option<Turn>> {
        let (listen, asked_for) = match self.turn_listen {
            Some(TurnListen::Off) => return Ok(None),
            Some(TurnListen::At(listen)) => (listen, true),
            None => (DEFAULT, self.turn_address.is_some()),
        };
        let address = self.turn_address.unwrap_or_else(|| own_address(listen.ip()));
        let options = TurnOptions {
            ports: self.turn_ports.clone(),
            peers: self.turn_peers,
            allocations: self.turn_allocations,
            bytes_per_second: self.turn_kbits.saturating_mul(125),
            ..TurnOptions::at(address)
        };
        match Turn::bind(listen, options) {
            Ok(turn) => Ok(Some(turn)),
            Err(error) if asked_for => Err(explain(listen, error)),
            Err(error) => {
                tracing::warn!("nobody is relayed: {:#}", explain(listen, error));
                Ok(None)
            }
        }
    }

    /// Where people are relayed, and whether the internet gets there, for whoever started the program.
    pub(crate) fn words(&self, turn: &Turn) -> String {
        let address = turn.address();
        let mut words = format!("It relays at {}, UDP port {}", address.ip(), address.port());
        if self.turn_address.is_none() && !Peers::Public.allow(address.ip()) {
            words += ", which the internet does not reach: --turn-address names the address that it does";
        }
        words
    }
}

/// Where to listen, if at all.
#[derive(Debug, Clone, Copy)]
enum TurnListen {
    Off,
    At(SocketAddr),
}

impl FromStr for TurnListen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            _ => text.parse().map(Self::At).map_err(|_| format!("an address and a port as in {DEFAULT}, or off")),
        }
    }
}

fn ports(text: &str) -> Result<RangeInclusive<u16>, String> {
    let range = text.split_once('-').and_then(|(first, last)| Some(first.parse().ok()?..=last.parse().ok()?));
    let range = range.filter(|range: &RangeInclusive<u16>| *range.start() > 0 && !range.is_empty());
    range.ok_or_else(|| "two ports, the first not above the last, as in 49152-65535".to_owned())
}

fn peers(text: &str) -> Result<Peers, String> {
    match text {
        "public" => Ok(Peers::Public),
        "private" => Ok(Peers::Private),
        "any" => Ok(Peers::Any),
        _ => Err("public, private or any".to_owned()),
    }
}

/// The address that this computer would speak to the internet from. To find it out nothing is sent.
fn own_address(listen: IpAddr) -> IpAddr {
    if !listen.is_unspecified() {
        return listen;
    }
    let somewhere = SocketAddr::from(([192, 0, 2, 1], 9));
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0));
    let address = socket.and_then(|socket| socket.connect(somewhere).and_then(|()| socket.local_addr()));
    address.map_or_else(|_| Ipv4Addr::LOCALHOST.into(), |address| address.ip())
}

/// Why this address cannot be listened on, and what to do about it.
fn explain(listen: SocketAddr, error: io::Error) -> anyhow::Error {
    let port = listen.port();
    match error.kind() {
        io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "UDP port {port} is taken: another program, perhaps another TURN server, listens on {listen}. Stop it, choose \
             another port with --turn-listen (or TINCAN_TURN_LISTEN), or do without with --turn-listen off"
        ),
        io::ErrorKind::AddrNotAvailable => {
            anyhow::anyhow!("{} is not an address of this computer: choose one with --turn-listen", listen.ip())
        }
        _ => anyhow::Error::new(error).context(format!("cannot listen on {listen} (--turn-listen)")),
    }
}

/// All of this computer's IPv4 addresses, the port of STUN and TURN (RFC 8656 19).
const DEFAULT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 3478);
