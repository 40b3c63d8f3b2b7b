//! HTTPS by the server itself.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use futures::{SinkExt, StreamExt};
use tincan_server::{Config, Tls};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer},
};
use tokio_tungstenite::{client_async, tungstenite::Message};

use crate::{
    client::{Server, within},
    http::Response,
    join,
};

#[tokio::test]
async fn page_and_socket_come_over_tls() {
    let (files, root) = Files::new("both", "localhost");
    let tls = Some(Tls::from_files(&files.chain, &files.key).unwrap());
    let server = Server::start(Config { tls, ..Config::default() }).await;
    let response = Response::to(connect(&server, root.clone()).await, "GET", "/healthz", "").await;
    assert_eq!((response.status, response.text()), (200, "ok\n"));
    let (mut socket, _) = client_async("wss://localhost/ws", connect(&server, root).await).await.unwrap();
    let join = serde_json::to_string(&join("tea", "Ada", 1, 1)).unwrap();
    socket.send(Message::text(join)).await.unwrap();
    assert!(within(socket.next()).await.unwrap().unwrap().to_text().unwrap().contains("joined"));
}

#[tokio::test]
async fn who_does_not_shake_hands_holds_up_nobody() {
    let (files, root) = Files::new("slow", "localhost");
    let tls = Some(Tls::from_files(&files.chain, &files.key).unwrap());
    let server = Server::start(Config { tls, ..Config::default() }).await;
    let _silent = TcpStream::connect(server.address).await.unwrap();
    let mut plain = TcpStream::connect(server.address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    // The server may well reset such a connection.
    let _ = within(plain.read_to_end(&mut answer)).await;
    assert!(!answer.starts_with(b"HTTP"), "no page without TLS");
    let response = Response::to(connect(&server, root).await, "GET", "/healthz", "").await;
    assert_eq!(response.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_renewed_certificate_is_taken_and_a_broken_one_is_not() {
    let (files, _) = Files::new("renewed", "localhost");
    let tls = Tls::from_files(&files.chain, &files.key).unwrap();
    let look = async || {
        let _ = timeout(Tls::LOOK_EVERY + Duration::from_secs(1), tls.renew()).await;
        tls.fingerprint()
    };
    let first = tls.fingerprint();
    assert_eq!(look().await, first);
    files.write("localhost", 10);
    let second = look().await;
    assert_ne!(second, first);
    std::fs::write(&files.chain, "-----BEGIN NOTHING").unwrap();
    files.touch(20);
    assert_eq!(look().await, second);
    files.write("localhost", 30);
    assert_ne!(look().await, second);
}

#[test]
fn files_that_are_none_are_named() {
    let (files, _) = Files::new("none", "localhost");
    let (other, _) = Files::new("other", "localhost");
    let explain = |chain: &Path, key: &Path| {
        let error = Tls::from_files(chain, key).unwrap_err();
        format!("{:#}", anyhow::Error::new(error))
    };
    assert!(explain(Path::new("/no/such"), &files.key).contains("cannot read /no/such"));
    assert!(explain(&files.key, &files.key).contains("no certificate in"));
    assert!(explain(&files.chain, &files.chain).contains("no private key in"));
    assert!(explain(&files.chain, &other.key).contains("cannot be used"));
    for name in ["한", "a b", "", "https://a.example"] {
        let error = Tls::self_signed([name.to_owned()]).unwrap_err().to_string();
        assert!(error.contains("neither a DNS name nor"), "{error}");
    }
}

#[test]
fn each_self_signed_certificate_is_another() {
    let signed = || Tls::self_signed(["localhost".to_owned(), "192.0.2.1".to_owned()]).unwrap().fingerprint();
    let first = signed();
    assert_eq!((first.len(), first.matches(':').count()), (95, 31), "{first}");
    assert_ne!(first, signed());
}

/// A certificate and its key, in a folder of the test's own.
struct Files {
    chain: PathBuf,
    key: PathBuf,
}

impl Files {
    fn new(test: &str, name: &str) -> (Self, CertificateDer<'static>) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("tls-{test}"));
        std::fs::create_dir_all(&folder).unwrap();
        let files = Self { chain: folder.join("chain.pem"), key: folder.join("key.pem") };
        let root = files.write(name, 0);
        (files, root)
    }

    /// Writes another one, as if this many seconds had passed.
    fn write(&self, name: &str, later: u64) -> CertificateDer<'static> {
        let signed = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        std::fs::write(&self.chain, signed.cert.pem()).unwrap();
        std::fs::write(&self.key, signed.signing_key.serialize_pem()).unwrap();
        self.touch(later);
        signed.cert.der().clone()
    }

    fn touch(&self, later: u64) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + later);
        for path in [&self.chain, &self.key] {
            std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
        }
    }
}

async fn connect(server: &Server, root: CertificateDer<'static>) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(root).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(server.address).await.unwrap();
    let name = "localhost".try_into().unwrap();
    within(TlsConnector::from(Arc::new(config)).connect(name, stream)).await.unwrap()
}
