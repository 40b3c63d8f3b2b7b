//! The program itself: its flags, its words, its end.

use std::{
    io::{BufRead, BufReader, Read},
    net::{TcpListener, UdpSocket},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use futures::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

use crate::join;

#[test]
fn a_taken_port_is_named_with_the_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let (failed, words) = words(program().args(["--listen", &address.to_string()]).output().unwrap());
    assert!(failed);
    assert!(words.contains(&format!("port {} is taken", address.port())) && words.contains("--listen"), "{words}");
}

#[test]
fn a_taken_turn_port_is_named_with_the_flag() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let flags = ["--listen", "127.0.0.1:0", "--turn-listen", &address.to_string()];
    let (failed, words) = words(program().args(flags).output().unwrap());
    assert!(failed);
    assert!(words.contains(&format!("UDP port {} is taken", address.port())), "{words}");
    assert!(words.contains("--turn-listen off"), "{words}");
}

#[test]
fn wrong_flags_are_explained() {
    for (flags, expected) in [
        (["--listen", "here"], "--listen"),
        (["--ice-server", "turn:example"], "needs a user name and a credential"),
        (["--room-size", "1"], "a call has 2 to 50 people"),
        (["--room-size", "51"], "a call has 2 to 50 people"),
        (["--allowed-origin", "*"], "an origin is http:// or https:// and a host"),
        (["--log", "a=b=c"], "--log"),
        (["--trusted-proxy", "somewhere"], "an address, or a range such as 10.0.0.0/8"),
        (["--max-sockets", "many"], "--max-sockets"),
        (["--tls-cert", "cert.pem"], "--tls-key"),
        (["--tls-self-signed=a b", "--log=warn"], "--tls-self-signed"),
        (["--turn-listen", "3478"], "an address and a port as in 0.0.0.0:3478, or off"),
        (["--turn-ports", "5-4"], "the first not above the last"),
        (["--turn-ports", "0-4"], "two ports"),
        (["--turn-peers", "all"], "public, private or any"),
        (["--turn-server", "turn:example"], "needs the secret that it shares"),
    ] {
        let (failed, words) = words(program().args(["--listen", "127.0.0.1:0"]).args(flags).output().unwrap());
        assert!(failed && words.contains(expected), "{flags:?}: {words}");
    }
}

#[test]
fn variables_count_like_flags() {
    let variables =
        [("TINCAN_ROOM_SIZE", "two"), ("TINCAN_ICE_SERVERS", "stun:a.example stun:"), ("TINCAN_LISTEN", "x")];
    for (variable, value) in variables {
        let (failed, words) = words(program().env(variable, value).output().unwrap());
        assert!(failed, "{variable}: {words}");
    }
}

#[tokio::test]
async fn logs_have_no_names_and_no_codes() {
    let mut command = program();
    command.env("TINCAN_LOG", "trace").args(["--listen", "127.0.0.1:0"]);
    let mut running = Running(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let link = running.link();
    let (mut socket, _) = tokio_tungstenite::connect_async(link.replace("http:", "ws:") + "/ws").await.unwrap();
    let join = serde_json::to_value(join("secret-garden", "Ada Lovelace", 1, 1)).unwrap();
    socket.send(Message::text(join.to_string())).await.unwrap();
    assert!(socket.next().await.unwrap().unwrap().to_text().unwrap().contains("joined"));
    socket.send(Message::text(join.to_string().replace("Ada Lovelace", "\u{202e}Ada Lovelace"))).await.unwrap();
    assert!(socket.next().await.unwrap().unwrap().to_text().unwrap().contains("bad_message"));
    running.0.kill().unwrap();
    let mut log = String::new();
    running.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(log.contains("sec…"), "{log}");
    let secrets = ["secret-garden", "Lovelace", join["session"].as_str().unwrap(), join["page"].as_str().unwrap()];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[tokio::test]
async fn logs_are_json_and_have_addresses_when_asked_for() {
    for (flags, has_address) in
        [(&["--log-format", "json"][..], false), (&["--log-format=json", "--log-addresses"], true)]
    {
        let mut command = program();
        command.env("TINCAN_LOG", "info").args(["--listen", "127.0.0.1:0"]).args(flags);
        let mut running = Running(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
        let link = running.link();
        let (mut socket, _) = tokio_tungstenite::connect_async(link.replace("http:", "ws:") + "/ws").await.unwrap();
        let join = serde_json::to_string(&join("secret-garden", "Ada", 1, 1)).unwrap();
        socket.send(Message::text(join)).await.unwrap();
        assert!(socket.next().await.unwrap().unwrap().to_text().unwrap().contains("joined"));
        running.0.kill().unwrap();
        let mut log = String::new();
        running.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines.iter().any(|line| line["message"] == "joined" && line["others"] == 0), "{log}");
        assert_eq!(log.contains("127.0.0.1"), has_address, "{log}");
    }
}

#[test]
fn a_server_that_signs_for_itself_says_so() {
    let mut command = program();
    command.args(["--listen", "127.0.0.1:0", "--tls-self-signed"]);
    let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("Tincan is at https://localhost:"));
    let fingerprint = lines.next().unwrap().unwrap();
    let (_, fingerprint) = fingerprint.rsplit_once(' ').unwrap();
    assert_eq!(fingerprint.split(':').count(), 32, "{fingerprint}");
}

#[cfg(unix)]
#[test]
fn it_prints_its_link_and_ends_when_told() {
    for signal in ["-TERM", "-INT"] {
        let mut running = Running(program().args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap());
        assert!(running.link().starts_with("http://localhost:"));
        let told = Command::new("kill").args([signal, &running.0.id().to_string()]).status().unwrap();
        assert!(told.success());
        assert!(running.0.wait().unwrap().success());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_low_limit_of_open_files_is_raised() {
    let mut running = Running(limited("ulimit -Sn 30").stdout(Stdio::piped()).spawn().unwrap());
    let link = running.link().replace("http:", "ws:") + "/ws";
    let mut sockets = Vec::new();
    for _ in 0..40 {
        let opened = tokio::time::timeout(Duration::from_secs(5), tokio_tungstenite::connect_async(&link)).await;
        sockets.push(opened.expect("another socket is taken").unwrap());
    }
}

#[cfg(unix)]
#[test]
fn a_limit_that_cannot_be_raised_is_said() {
    let mut running = Running(limited("ulimit -n 30").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    running.link();
    running.0.kill().unwrap();
    let mut said = String::new();
    running.0.stderr.as_mut().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("30 files open") && said.contains("--max-sockets") && said.contains("ulimit -n"), "{said}");
}

/// The program, started by a shell that limits it first.
#[cfg(unix)]
fn limited(limit: &str) -> Command {
    let program = program();
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limit} && exec \"$0\" --listen 127.0.0.1:0 --max-sockets 1000")]);
    command.arg(program.get_program()).stdin(Stdio::null());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tincan-server"));
    let own = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TINCAN_"));
    for (variable, _) in own {
        command.env_remove(variable);
    }
    // Whatever else runs here may have the usual port.
    command.env("TINCAN_TURN_LISTEN", "127.0.0.1:0").env("RUST_LOG", "warn").stdin(Stdio::null());
    command
}

fn words(output: Output) -> (bool, String) {
    (!output.status.success(), String::from_utf8(output.stderr).unwrap())
}

/// Ends with the test.
struct Running(Child);

impl Running {
    fn link(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        line.trim().strip_prefix("Tincan is at ").unwrap().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
