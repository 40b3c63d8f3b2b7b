//! STUN and TURN over real sockets, with a client of another author.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use tincan_protocol::{IceServer, ServerMessage};
use tincan_server::{Config, Peers, Turn, TurnCounter, TurnOptions, parse_turn_server};
use tokio::net::UdpSocket;
use turn::client::{Client, ClientConfig};
use webrtc_util::Conn;

use crate::{
    client::{Server, within},
    member,
};

#[tokio::test]
async fn two_who_joined_reach_each_other_through_the_server() {
    let place = Place::start(options(), Config::default()).await;
    let (ada, bob) = (place.person(1).await, place.person(2).await);
    let (ada, bob) = (ada.allocate().await.unwrap(), bob.allocate().await.unwrap());
    let (a, b) = (ada.local_addr().unwrap(), bob.local_addr().unwrap());
    assert_eq!((a.ip(), b.ip()), (LOCALHOST, LOCALHOST));
    // Each permits the other by sending; what comes before that is lost.
    ada.send_to(b"too early", b).await.unwrap();
    bob.send_to(b"hello", a).await.unwrap();
    assert_eq!(next(&ada).await, (b"hello".to_vec(), b));
    ada.send_to(b"hello yourself", b).await.unwrap();
    assert_eq!(next(&bob).await, (b"hello yourself".to_vec(), a));
    let counts = place.counter.read().unwrap();
    assert_eq!((counts.allocations, counts.allocated, counts.refused), (2, 2, 0));
    let response = place.server.request("GET", "/metrics", "").await;
    let metrics = response.text();
    assert!(metrics.lines().any(|line| line == "tincan_turn_allocations 2"), "{metrics}");
    assert!(counts.relayed_bytes >= 28);
}

#[tokio::test]
async fn the_own_address_is_told() {
    let place = Place::start(options(), Config::default()).await;
    let ada = place.person(1).await;
    let mapped = within(ada.client.send_binding_request()).await.unwrap();
    assert_eq!(mapped, ada.local);
    assert_eq!(place.counter.read().unwrap().bindings, 1);
}

#[tokio::test]
async fn only_who_joined_is_relayed_and_not_for_ever() {
    let place = Place::start(options(), Config::default()).await;
    let ice = place.join(1).await;
    let wrong = IceServer { credential: Some("wrong".to_owned()), ..ice.clone() };
    let expired = place.turn_server.for_member(&member(1, 1), Duration::from_secs(1_000_000_000));
    for ice in [wrong, expired] {
        let error = Person::new(&ice).await.allocate().await.err().unwrap().to_string();
        assert!(error.contains("401"), "{error}");
    }
    assert!(Person::new(&ice).await.allocate().await.is_ok());
}

#[tokio::test]
async fn the_host_itself_is_not_reached() {
    let place = Place::start(TurnOptions { peers: Peers::Public, ..options() }, Config::default()).await;
    let ada = place.person(1).await;
    let relayed = ada.allocate().await.unwrap();
    let private = UdpSocket::bind("127.0.0.2:0").await.unwrap();
    let error = relayed.send_to(b"x", private.local_addr().unwrap()).await.unwrap_err().to_string();
    assert!(error.contains("403"), "{error}");
    // Under the address of the relay itself neither, though that is permitted for the sake of other people's ports.
    let service = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    relayed.send_to(b"x", service.local_addr().unwrap()).await.unwrap();
    // Both were decided on before the relay answers this.
    within(ada.client.send_binding_request()).await.unwrap();
    for socket in [private, service] {
        assert!(socket.try_recv(&mut [0; 8]).is_err());
    }
}

#[tokio::test]
async fn a_peer_outside_is_reached_and_heard() {
    let options = TurnOptions { address: "127.0.0.3".parse().unwrap(), peers: Peers::Any, ..options() };
    let place = Place::start(options, Config::default()).await;
    let ada = place.person(1).await;
    let relayed = ada.allocate().await.unwrap();
    let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    relayed.send_to(b"out", peer.local_addr().unwrap()).await.unwrap();
    let mut buffer = [0; 100];
    let (length, from) = within(peer.recv_from(&mut buffer)).await.unwrap();
    assert_eq!((&buffer[..length], from.port()), (&b"out"[..], relayed.local_addr().unwrap().port()));
    peer.send_to(b"in", from).await.unwrap();
    assert_eq!(next(&relayed).await, (b"in".to_vec(), peer.local_addr().unwrap()));
}

#[tokio::test]
async fn a_member_has_so_many_ports_and_all_together_so_many() {
    let options = TurnOptions { allocations: 3, allocations_per_member: 2, ..options() };
    let place = Place::start(options, Config::default()).await;
    let code = |result: Result<_, turn::Error>| result.map(drop).map_err(|error| error.to_string());
    let (ada, bob) = (place.join(1).await, place.join(2).await);
    let people = [Person::new(&ada).await, Person::new(&ada).await, Person::new(&ada).await];
    let mut kept = Vec::new();
    for person in &people[..2] {
        kept.push(person.allocate().await.unwrap());
    }
    let error = code(people[2].allocate().await.map(drop)).unwrap_err();
    assert!(error.contains("486"), "{error}");
    let (first, second) = (Person::new(&bob).await, Person::new(&bob).await);
    kept.push(first.allocate().await.unwrap());
    let error = code(second.allocate().await.map(drop)).unwrap_err();
    assert!(error.contains("508"), "{error}");
    // What is given back can be lent again.
    within(kept.remove(0).close()).await.unwrap();
    assert!(people[2].allocate().await.is_ok());
}

#[tokio::test]
async fn no_more_is_relayed_than_a_members_share() {
    let place = Place::start(TurnOptions { bytes_per_second: 10_000, ..options() }, Config::default()).await;
    let (ada, bob) = (place.person(1).await, place.person(2).await);
    let (ada_relayed, bob_relayed) = (ada.allocate().await.unwrap(), bob.allocate().await.unwrap());
    let to = bob_relayed.local_addr().unwrap();
    bob_relayed.send_to(b"hello", ada_relayed.local_addr().unwrap()).await.unwrap();
    for _ in 0..50 {
        ada_relayed.send_to(&[0; 1000], to).await.unwrap();
    }
    within(ada.client.send_binding_request()).await.unwrap();
    let counts = place.counter.read().unwrap();
    // How much more than a second's share depends on how long it took.
    assert!(counts.dropped_bytes >= 10_000, "{counts:?}");
    assert!((10_000..50_000).contains(&counts.relayed_bytes), "{counts:?}");
}

#[tokio::test]
async fn a_port_ends_with_its_age_and_with_the_server() {
    let options = TurnOptions { allocation_age: Duration::from_millis(500), ..options() };
    let place = Place::start(options, Config::default()).await;
    let ada = place.person(1).await;
    let relayed = ada.allocate().await.unwrap();
    let port = SocketAddr::new(LOCALHOST, relayed.local_addr().unwrap().port());
    assert!(UdpSocket::bind(port).await.is_err());
    until(async || UdpSocket::bind(port).await.is_ok()).await;
    assert_eq!(place.counter.read().unwrap().allocations, 0);
    let Place { server, counter, .. } = place;
    server.stop().await;
    assert!(counter.read().is_none());
}

#[tokio::test]
async fn another_server_takes_the_credentials_that_are_made_for_it() {
    let Some(coturn) = Coturn::start("north").await else {
        eprintln!("coturn is not installed: skipped");
        return;
    };
    let url = format!("turn:{}", coturn.address);
    let turn_servers = vec![parse_turn_server(&format!("{url},north")).unwrap()];
    let server = Server::start(Config { turn_servers, ..Config::default() }).await;
    let (_client, joined) = server.join("tea", "Ada", 1, 1).await;
    let ice = only(joined);
    assert_eq!(ice.urls, [url.as_str()]);
    assert!(Person::new(&ice).await.allocate().await.is_ok());
    let other = parse_turn_server(&format!("{url},south")).unwrap();
    let ice = other.for_member(&member(1, 1), Duration::from_secs(4_000_000_000));
    assert!(Person::new(&ice).await.allocate().await.is_err());
}

/// A server that relays, on loopback.
struct Place {
    server: Server,
    counter: TurnCounter,
    turn_server: tincan_server::TurnServer,
}

impl Place {
    async fn start(options: TurnOptions, config: Config) -> Self {
        let turn = Turn::bind("127.0.0.1:0".parse().unwrap(), options).unwrap();
        let (counter, turn_server) = (turn.counter(), turn.server().clone());
        Self { server: Server::start_with(config, Some(turn)).await, counter, turn_server }
    }

    /// What somebody who joined is told.
    async fn join(&self, session: u8) -> IceServer {
        let (_client, joined) = self.server.join("tea", "Person", session, 1).await;
        only(joined)
    }

    async fn person(&self, session: u8) -> Person {
        Person::new(&self.join(session).await).await
    }
}

/// A TURN client.
struct Person {
    client: Client,
    local: SocketAddr,
}

impl Person {
    async fn new(ice: &IceServer) -> Self {
        let url = ice.urls.iter().find_map(|url| url.strip_prefix("turn:")).unwrap();
        // A relayed address may be another one than that at which the server listens.
        let port = url.trim_end_matches("?transport=udp").rsplit(':').next().unwrap();
        let server = format!("127.0.0.1:{port}");
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let local = socket.local_addr().unwrap();
        let client = Client::new(ClientConfig {
            stun_serv_addr: server.clone(),
            turn_serv_addr: server,
            username: ice.username.clone().unwrap(),
            password: ice.credential.clone().unwrap(),
            realm: String::new(),
            software: String::new(),
            rto_in_ms: 0,
            conn: Arc::new(socket),
            vnet: None,
        });
        let client = client.await.unwrap();
        client.listen().await.unwrap();
        Self { client, local }
    }

    async fn allocate(&self) -> Result<impl Conn + use<>, turn::Error> {
        within(self.client.allocate()).await
    }
}

/// Debian's TURN server, as it is configured for the credentials of others.
struct Coturn {
    process: Child,
    address: SocketAddr,
}

impl Coturn {
    async fn start(secret: &str) -> Option<Self> {
        // Its own port is free from now on; no other program asks for one in this moment.
        let address = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let port = format!("--listening-port={}", address.port());
        let shared = format!("--static-auth-secret={secret}");
        let fixed = ["-n", "--no-tls", "--no-dtls", "--no-cli", "--realm=r", "--listening-ip=127.0.0.1"];
        let process = Command::new("turnserver")
            .args(fixed)
            .args(["--relay-ip=127.0.0.1", "--use-auth-secret", "--fingerprint", "--pidfile=/dev/null", &port, &shared])
            .args(["--log-file=stdout", "--simple-log"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let coturn = Self { process, address };
        let asking = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        // A binding request (RFC 8489 5).
        let request = [&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42][..], &[7; 12]].concat();
        until(async || {
            let _ = asking.send_to(&request, address).await;
            tokio::time::timeout(Duration::from_millis(100), asking.recv(&mut [0; 200]))
                .await
                .is_ok_and(|read| read.is_ok())
        })
        .await;
        Some(coturn)
    }
}

impl Drop for Coturn {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn options() -> TurnOptions {
    TurnOptions { peers: Peers::Any, ..TurnOptions::at(LOCALHOST) }
}

fn only(joined: ServerMessage) -> IceServer {
    let ServerMessage::Joined { mut ice_servers, .. } = joined else { panic!("{joined:?}") };
    assert_eq!(ice_servers.len(), 1);
    ice_servers.remove(0)
}

async fn next(conn: &impl Conn) -> (Vec<u8>, SocketAddr) {
    let mut buffer = vec![0; 1500];
    let (length, from) = within(conn.recv_from(&mut buffer)).await.unwrap();
    buffer.truncate(length);
    (buffer, from)
}

async fn until(mut check: impl AsyncFnMut() -> bool) {
    within(async {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        while !check().await {
            ticks.tick().await;
        }
    })
    .await;
}

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
