//! A small internet of a scenario's own: a public network with the server, and two homes behind address translators.
//!
//! It is made of network namespaces, which only root may make, and of which nobody else's network takes notice:
//!
//! ```text
//! public: server 203.0.113.1, a bridge ─┬─ 203.0.113.11 router A 10.1.0.1 ─── 10.1.0.2 home A
//!                                       └─ 203.0.113.12 router B 10.2.0.1 ─── 10.2.0.2 home B
//! ```

use std::{
    fmt,
    fs::{self, File},
    io::Write as _,
    net::{Ipv4Addr, SocketAddr},
    process::{Command, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread::JoinHandle,
};

use anyhow::{Context as _, Result, bail, ensure};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use tincan_server::{Config, Listeners, Turn, TurnCounter, TurnOptions};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::{oneshot, watch},
    time::timeout,
};

use super::{Files, PATIENCE};

/// How the routers of the homes translate addresses (RFC 4787 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Routers {
    /// A device has one address and port outside, whomever it speaks to.
    Cone,
    /// It has another one for each that it speaks to, so nobody else can use what a STUN server saw.
    Symmetric,
}

/// Which home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home {
    A,
    B,
}

impl Home {
    /// The second number of its addresses.
    fn net(self) -> u8 {
        match self {
            Self::A => 1,
            Self::B => 2,
        }
    }
}

/// The networks. They end when this is dropped; whatever still runs in one of them keeps it.
#[derive(Debug)]
pub(crate) struct Internet {
    name: String,
}

impl Internet {
    /// Lays the networks. `None` where there can be none; why is printed.
    ///
    /// # Errors
    /// Namespaces are there, and the rest is not to be had.
    pub(crate) fn lay(routers: Routers) -> Result<Option<Self>> {
        if let Err(why) = is_possible() {
            println!("SKIPPED: no networks can be laid here: {why:#}");
            return Ok(None);
        }
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let internet = Self { name: format!("tincan-{}-{number}", std::process::id()) };
        internet.set_up(routers).context("laying the networks")?;
        Ok(Some(internet))
    }

    /// The namespace of a home, in which a browser can be started.
    pub(crate) fn home(&self, home: Home) -> String {
        self.namespace(&format!("home{home:?}"))
    }

    /// Starts a server in the public network, with its STUN and TURN if it is to have them.
    pub(crate) fn serve(&self, config: Config, turn: Option<TurnOptions>) -> Result<PublicServer> {
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = mpsc::channel();
        let thread = self.within("public", async move {
            let started = async {
                let pages = TcpListener::bind((PUBLIC, 0)).await?;
                let address = pages.local_addr()?;
                let turn = turn.map(|options| Turn::bind(SocketAddr::new(PUBLIC.into(), 0), options)).transpose()?;
                anyhow::Ok((Listeners { pages, turn }, address))
            };
            let (listeners, address) = match started.await {
                Ok(started) => started,
                Err(error) => return drop(tell.send(Err(error))),
            };
            let _ = tell.send(Ok((address, listeners.turn.as_ref().map(Turn::counter))));
            let stopped = async { drop(stopped.await) };
            if let Err(error) = tincan_server::run(listeners, config, stopped).await {
                println!("the public server ended: {error}");
            }
        })?;
        let (address, counter) = told.recv().context("the public server does not start")??;
        Ok(PublicServer { address, counter, _stop: stop, _thread: thread })
    }

    /// Cuts a home off from everybody. Nobody is told.
    pub(crate) fn cut(&self, home: Home) -> Result<()> {
        let rules = "table inet cut { chain cut { type filter hook forward priority -1; policy drop; }; }";
        nft(&self.router(home), rules)
    }

    /// Mends it.
    pub(crate) fn mend(&self, home: Home) -> Result<()> {
        nft(&self.router(home), "delete table inet cut")
    }

    /// The routers let no UDP through from now on.
    pub(crate) fn block_udp(&self) -> Result<()> {
        let rules =
            "table inet udpless { chain udpless { type filter hook forward priority -1; meta l4proto udp drop; }; }";
        [Home::A, Home::B].into_iter().try_for_each(|home| nft(&self.router(home), rules))
    }

    /// From now on what leaves a home loses one packet of UDP in ten, and what is more than this is lost, too.
    pub(crate) fn worsen(&self, kilobits: u32) -> Result<()> {
        let bytes = kilobits * 1000 / 8;
        let rules = format!(
            "table inet bad {{
                chain leave {{
                    type filter hook forward priority -1;
                    meta l4proto udp oifname wan numgen random mod 10 == 0 drop
                    meta l4proto udp oifname wan limit rate over {bytes} bytes/second burst {} bytes drop
                }}
            }}",
            bytes / 4
        );
        [Home::A, Home::B].into_iter().try_for_each(|home| nft(&self.router(home), &rules))
    }

    /// Starts coturn in the public network, which takes the credentials that are made with this secret. `None` where it is not installed.
    pub(crate) async fn coturn(&self, secret: &str) -> Result<Option<Coturn>> {
        if Command::new("turnserver").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            println!("SKIPPED: coturn is not installed");
            return Ok(None);
        }
        let address = SocketAddr::new(PUBLIC.into(), 3478);
        let tls_address = SocketAddr::new(PUBLIC.into(), 5349);
        let files = Files::new(&format!("coturn-{}", self.name))?;
        let certificate = rcgen::generate_simple_self_signed([PUBLIC.to_string()]).context("making a certificate")?;
        let (cert, key) = (files.folder().join("cert.pem"), files.folder().join("key.pem"));
        fs::write(&cert, certificate.cert.pem())?;
        fs::write(&key, certificate.signing_key.serialize_pem())?;
        let mut command = tokio::process::Command::new("ip");
        command.args(["netns", "exec", &self.namespace("public"), "turnserver", "-n", "--no-dtls"]);
        command.args([format!("--cert={}", cert.display()), format!("--pkey={}", key.display())]);
        command.args(["--no-cli", "--realm=r", "--use-auth-secret", "--fingerprint", "--pidfile=/dev/null"]);
        command.args(["--log-file=stdout", "--simple-log"]);
        command.args([format!("--listening-ip={PUBLIC}"), format!("--relay-ip={PUBLIC}")]);
        command.arg(format!("--static-auth-secret={secret}"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let process = command.spawn().context("starting coturn")?;
        let (tell, mut told) = watch::channel(false);
        self.within("public", async move {
            for address in [address, tls_address] {
                while !tell.is_closed() && TcpStream::connect(address).await.is_err() {
                    tokio::task::yield_now().await;
                }
            }
            tell.send_replace(true);
        })?;
        timeout(PATIENCE, told.wait_for(|listens| *listens)).await.context("coturn does not listen")??;
        Ok(Some(Coturn { address, tls_address, _process: process, _files: files }))
    }

    /// The device in a home has another address from now on: the router has given it another one.
    pub(crate) fn readdress(&self, home: Home, host: u8) -> Result<()> {
        let net = home.net();
        self.ip_batch(
            home,
            &format!("addr flush dev eth\naddr add 10.{net}.0.{host}/24 dev eth\nroute add default via 10.{net}.0.1\n"),
        )
    }

    /// Lays a second way from the device in a home to its router, which is not used yet.
    pub(crate) fn lay_cable(&self, home: Home) -> Result<()> {
        let (net, router) = (home.net(), format!("router{home:?}"));
        self.ip(&router, &format!("link add lan2 type veth peer name cable netns {}", self.home(home)))?;
        self.ip(&router, &format!("addr add 10.1{net}.0.1/24 dev lan2"))?;
        self.ip(&router, "link set lan2 up")?;
        self.ip(&format!("home{home:?}"), &format!("addr add 10.1{net}.0.2/24 dev cable"))
    }

    /// The device in a home leaves the way that it has for the cable, as one that is carried from Wi-Fi to a desk does.
    pub(crate) fn plug(&self, home: Home) -> Result<()> {
        let net = home.net();
        self.ip_batch(home, &format!("link set eth down\nlink set cable up\nroute add default via 10.1{net}.0.1\n"))
    }

    /// And back.
    pub(crate) fn unplug(&self, home: Home) -> Result<()> {
        let net = home.net();
        self.ip_batch(home, &format!("link set cable down\nlink set eth up\nroute add default via 10.{net}.0.1\n"))
    }

    fn set_up(&self, routers: Routers) -> Result<()> {
        self.add("public")?;
        self.ip("public", "link add bridge type bridge")?;
        self.ip("public", &format!("addr add {PUBLIC}/24 dev bridge"))?;
        self.ip("public", "link set bridge up")?;
        // What goes to nobody is lost on the way, as it is on the internet, and no error of the server's own.
        self.ip("public", "route add default via 203.0.113.254")?;
        for (number, home) in [(1, Home::A), (2, Home::B)] {
            let (router, house) = (format!("router{home:?}"), format!("home{home:?}"));
            let (in_router, in_house) = (self.add(&router)?, self.add(&house)?);
            self.ip("public", &format!("link add to{home:?} type veth peer name wan netns {in_router}"))?;
            self.ip("public", &format!("link set to{home:?} master bridge up"))?;
            self.ip(&router, &format!("addr add 203.0.113.1{number}/24 dev wan"))?;
            self.ip(&router, "link set wan up")?;
            self.ip(&router, "route add default via 203.0.113.1")?;
            self.ip(&router, &format!("link add lan type veth peer name eth netns {in_house}"))?;
            self.ip(&router, &format!("addr add 10.{number}.0.1/24 dev lan"))?;
            self.ip(&router, "link set lan up")?;
            self.ip(&house, &format!("addr add 10.{number}.0.2/24 dev eth"))?;
            self.ip(&house, "link set eth up")?;
            self.ip(&house, &format!("route add default via 10.{number}.0.1"))?;
            run(&["netns", "exec", &in_router, "sysctl", "-qw", "net.ipv4.ip_forward=1"])?;
            translate(&in_router, routers)?;
        }
        Ok(())
    }

    fn add(&self, name: &str) -> Result<String> {
        let namespace = self.namespace(name);
        run(&["netns", "add", &namespace])?;
        self.ip(name, "link set lo up")?;
        Ok(namespace)
    }

    fn ip(&self, name: &str, command: &str) -> Result<()> {
        let namespace = self.namespace(name);
        let words: Vec<&str> = ["-n", &namespace].into_iter().chain(command.split(' ')).collect();
        run(&words)
    }

    /// Does several things in the namespace of a home in one go.
    fn ip_batch(&self, home: Home, commands: &str) -> Result<()> {
        fed(Command::new("ip").args(["-n", &self.home(home), "-batch", "-"]), commands)
    }

    fn router(&self, home: Home) -> String {
        self.namespace(&format!("router{home:?}"))
    }

    fn namespace(&self, name: &str) -> String {
        format!("{}-{name}", self.name)
    }

    fn within(&self, name: &str, work: impl Future<Output = ()> + Send + 'static) -> Result<JoinHandle<()>> {
        within(&self.namespace(name), work)
    }
}

impl Drop for Internet {
    fn drop(&mut self) {
        for name in ["public", "routerA", "routerB", "homeA", "homeB"] {
            let _ = Command::new("ip").args(["netns", "del", &self.namespace(name)]).stderr(Stdio::null()).status();
        }
    }
}

/// A server in the public network. It stops when this is dropped.
pub(crate) struct PublicServer {
    address: SocketAddr,
    counter: Option<TurnCounter>,
    _stop: oneshot::Sender<()>,
    _thread: JoinHandle<()>,
}

impl PublicServer {
    /// Where the homes find it.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many bytes it has relayed.
    pub(crate) fn relayed(&self) -> u64 {
        self.counter.as_ref().and_then(TurnCounter::read).map_or(0, |counts| counts.relayed_bytes)
    }
}

impl fmt::Debug for PublicServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicServer").field("address", &self.address).finish_non_exhaustive()
    }
}

/// A relay in the public network, over UDP and TCP. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Coturn {
    address: SocketAddr,
    tls_address: SocketAddr,
    _process: tokio::process::Child,
    _files: Files,
}

impl Coturn {
    /// Where the homes find it.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// And where by TLS, with a certificate that nobody vouches for.
    pub(crate) fn tls_address(&self) -> SocketAddr {
        self.tls_address
    }
}

/// A way from a port on the loopback of this process to the same on that of a namespace, where nobody has taken it. It closes when this
/// is dropped.
#[derive(Debug)]
pub(crate) struct Doorway {
    port: u16,
    _close: oneshot::Sender<()>,
    _thread: JoinHandle<()>,
}

impl Doorway {
    /// Opens one.
    pub(crate) fn into(namespace: &str) -> Result<Self> {
        // A socket belongs to the network in which it was made.
        let outside = std::net::TcpListener::bind("127.0.0.1:0")?;
        outside.set_nonblocking(true)?;
        let port = outside.local_addr()?.port();
        let (close, mut closed) = oneshot::channel::<()>();
        let thread = within(namespace, async move {
            let Ok(outside) = TcpListener::from_std(outside) else { return };
            loop {
                let accepted = tokio::select! {
                    accepted = outside.accept() => accepted,
                    _ = &mut closed => return,
                };
                let Ok((mut here, _)) = accepted else { return };
                tokio::spawn(async move {
                    if let Ok(mut there) = TcpStream::connect(("127.0.0.1", port)).await {
                        let _ = copy_bidirectional(&mut here, &mut there).await;
                    }
                });
            }
        })?;
        Ok(Self { port, _close: close, _thread: thread })
    }

    /// Where it begins, and where it ends.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

/// A router that lets out what comes from the home, and in what answers it.
fn translate(router: &str, routers: Routers) -> Result<()> {
    let how = match routers {
        Routers::Cone => "masquerade",
        Routers::Symmetric => "masquerade fully-random",
    };
    let rules = format!(
        "table inet filter {{
            chain forward {{
                type filter hook forward priority 0; policy drop;
                ct state established,related accept
                iifname {{ \"lan\", \"lan2\" }} accept
            }}
            chain input {{ type filter hook input priority 0; iifname \"wan\" ct state new drop; }}
            chain leave {{ type nat hook postrouting priority 100; oifname \"wan\" {how}; }}
        }}"
    );
    nft(router, &rules)
}

fn nft(router: &str, rules: &str) -> Result<()> {
    fed(Command::new("ip").args(["netns", "exec", router, "nft", "-f", "-"]), rules)
}

/// Runs a program to its end, with this to read.
fn fed(command: &mut Command, input: &str) -> Result<()> {
    let mut process = command.stdin(Stdio::piped()).spawn().with_context(|| format!("starting {command:?}"))?;
    process.stdin.take().context("it takes no input")?.write_all(input.as_bytes())?;
    ensure!(process.wait()?.success(), "{command:?} refuses {input}");
    Ok(())
}

/// Does something in a thread whose sockets are those of a namespace.
fn within(namespace: &str, work: impl Future<Output = ()> + Send + 'static) -> Result<JoinHandle<()>> {
    let path = format!("/run/netns/{namespace}");
    let namespace = File::open(&path).with_context(|| path.clone())?;
    let thread = std::thread::Builder::new().name(path).spawn(move || {
        use std::os::fd::AsFd as _;
        if let Err(error) = move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network)) {
            println!("a thread does not get into its network: {error}");
            return;
        }
        if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
            runtime.block_on(work);
        }
    })?;
    Ok(thread)
}

fn is_possible() -> Result<()> {
    for (program, argument) in [("ip", "-V"), ("nft", "--version"), ("sysctl", "--version")] {
        let answer = Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status();
        answer.with_context(|| format!("{program} is not installed"))?;
    }
    let probe = format!("tincan-{}-probe", std::process::id());
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let probe = format!("{probe}-{number}");
    run(&["netns", "add", &probe]).context("only root may lay networks")?;
    run(&["netns", "del", &probe])
}

fn run(arguments: &[&str]) -> Result<()> {
    let output = Command::new("ip").args(arguments).stdin(Stdio::null()).output().context("starting ip")?;
    if !output.status.success() {
        bail!("ip {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The address of the server.
pub(crate) const PUBLIC: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);
