//! The built app over HTTP.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use tincan_server::Config;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};

use crate::client::{Server, within};

#[tokio::test]
async fn files_have_their_types_and_hashed_ones_are_kept() {
    let (server, _) = serve("types").await;
    for (path, content_type, caching) in [
        ("/tincan-0123456789abcdef.js", "text/javascript", IMMUTABLE),
        ("/tincan-0123456789abcdef_bg.wasm", "application/wasm", IMMUTABLE),
        ("/base-0123456789abcdef.css", "text/css", IMMUTABLE),
        ("/snippets/tincan-web-0123456789abcdef/inline0.js", "text/javascript", IMMUTABLE),
        ("/icons.svg", "image/svg+xml", "no-cache"),
        ("/app.webmanifest", "application/manifest+json", "no-cache"),
    ] {
        let response = server.request("GET", path, "").await;
        assert_eq!(response.status, 200, "{path}");
        assert!(response.header("content-type").starts_with(content_type), "{path}: {response:?}");
        assert_eq!(response.header("cache-control"), caching, "{path}");
        assert_eq!(response.header("x-content-type-options"), "nosniff");
        assert_eq!(response.body, b"content", "{path}");
    }
}

#[tokio::test]
async fn compressed_files_go_to_those_who_take_them() {
    let (server, _) = serve("brotli").await;
    for (path, content_type) in
        [("/tincan-0123456789abcdef_bg.wasm", "application/wasm"), ("/", "text/html; charset=utf-8")]
    {
        let response = server.request("GET", path, "Accept-Encoding: gzip, br\r\n").await;
        assert_eq!(response.header("content-encoding"), "br", "{path}");
        assert_eq!(response.header("content-type"), content_type);
        assert_eq!(response.body, b"compressed");
        let response = server.request("GET", path, "Accept-Encoding: gzip\r\n").await;
        assert_eq!(response.header("content-encoding"), "");
        assert_eq!(response.header("vary"), "accept-encoding");
        assert_ne!(response.body, b"compressed");
    }
}

#[tokio::test]
async fn every_path_of_the_app_is_its_one_page() {
    let (server, _) = serve("pages").await;
    for path in
        ["/", "/r/bakum-dorat", "/r/bakum-dorat?x=1.2", "/lab", "/lab/peer-connection", "/no/such/page", "/index.html"]
    {
        let response = server.request("GET", path, "").await;
        assert_eq!((response.status, response.header("cache-control")), (200, "no-cache"), "{path}");
        assert_eq!(response.body, PAGE.as_bytes());
        let head = server.request("HEAD", path, "").await;
        assert_eq!((head.status, head.body.as_slice()), (200, &b""[..]), "{path}");
        assert_eq!(head.header("content-length"), PAGE.len().to_string());
    }
    let tag = server.request("GET", "/", "").await.header("etag").to_owned();
    let unchanged = server.request("GET", "/lab", &format!("If-None-Match: {tag}\r\n")).await;
    assert_eq!((unchanged.status, unchanged.body.as_slice()), (304, &b""[..]));
}

#[tokio::test]
async fn a_missing_file_is_missing() {
    let (server, _) = serve("missing").await;
    for path in [
        "/tincan-ffffffffffffffff.js",
        "/favicon.ico",
        "/snippets/tincan-web-0123456789abcdef/none",
        "/base-0123456789abcdef.css/x.css",
        "/r/../../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/%2e%2e/%2e%2e/Cargo.toml",
    ] {
        let response = server.request("GET", path, "").await;
        assert_eq!(response.status, 404, "{path}");
        assert_eq!(response.text(), "there is no such file\n");
        assert_eq!(response.header("cache-control"), "no-store");
    }
    let long = format!("/{}.js", "x".repeat(5_000));
    assert_eq!(server.request("GET", &long, "").await.status, 404);
    assert_eq!(server.request("POST", "/", "Content-Length: 0\r\n").await.status, 405);
}

#[tokio::test]
async fn the_policy_lets_the_own_inline_script_run_and_no_other() {
    let (server, folder) = serve("policy").await;
    let hash = |script: &str| format!("'sha256-{}'", BASE64.encode(&Sha256::digest(script)));
    let response = server.request("GET", "/r/abc", "").await;
    let policy = response.header("content-security-policy");
    assert!(policy.contains(&hash("\nimport init from '/tincan-0123456789abcdef.js';\n")), "{policy}");
    assert!(!policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(response.header("referrer-policy"), "no-referrer");
    assert_eq!(response.header("cross-origin-opener-policy"), "same-origin");
    assert!(response.header("permissions-policy").contains("camera=(self)"));

    // A rebuild while the server runs: page, tag and policy change together.
    std::fs::write(folder.join("index.html"), "<script>rebuilt()</script>").unwrap();
    let rebuilt = server.request("GET", "/r/abc", "").await;
    assert_ne!(rebuilt.header("etag"), response.header("etag"));
    assert!(rebuilt.header("content-security-policy").contains(&hash("rebuilt()")));
    assert!(
        !rebuilt
            .header("content-security-policy")
            .contains(&hash("\nimport init from '/tincan-0123456789abcdef.js';\n"))
    );
}

#[tokio::test]
async fn a_page_is_never_older_than_its_policy() {
    let (server, folder) = serve("stale").await;
    let old = std::fs::File::options().write(true).open(folder.join("index.html.br")).unwrap();
    old.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    let response = server.request("GET", "/", "Accept-Encoding: br\r\n").await;
    assert_eq!((response.header("content-encoding"), response.body.as_slice()), ("", PAGE.as_bytes()));
}

#[tokio::test]
async fn without_an_app_it_says_how_to_get_one() {
    for app in [None, Some(PathBuf::from("/no/such/folder"))] {
        let server = Server::start(Config { app, ..Config::default() }).await;
        let response = server.request("GET", "/r/abc", "").await;
        assert_eq!(response.status, 503);
        assert!(response.text().contains("cargo xtask run"), "{}", response.text());
    }
}

#[tokio::test]
async fn it_says_that_it_is_well() {
    let server = Server::start(Config::default()).await;
    let response = server.request("GET", "/healthz", "").await;
    assert_eq!((response.status, response.text()), (200, "ok\n"));
    assert_eq!(server.request("GET", "/ws", "").await.status, 400);
}

/// A server with an app in a folder of its own.
async fn serve(name: &str) -> (Server, PathBuf) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("app-{name}"));
    let snippets = folder.join("snippets/tincan-web-0123456789abcdef");
    std::fs::create_dir_all(&snippets).unwrap();
    std::fs::write(snippets.join("inline0.js"), "content").unwrap();
    for file in ["tincan-0123456789abcdef.js", "tincan-0123456789abcdef_bg.wasm", "base-0123456789abcdef.css"] {
        std::fs::write(folder.join(file), "content").unwrap();
    }
    for file in ["icons.svg", "app.webmanifest"] {
        std::fs::write(folder.join(file), "content").unwrap();
    }
    std::fs::write(folder.join("index.html"), PAGE).unwrap();
    for file in ["index.html.br", "tincan-0123456789abcdef_bg.wasm.br"] {
        std::fs::write(folder.join(file), "compressed").unwrap();
    }
    (Server::start(Config { app: Some(folder.clone()), ..Config::default() }).await, folder)
}

impl Server {
    pub(crate) async fn request(&self, method: &str, path: &str, headers: &str) -> Response {
        let stream = TcpStream::connect(self.address).await.unwrap();
        Response::to(stream, method, path, headers).await
    }
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Response {
    /// What is answered to this request on this connection.
    pub(crate) async fn to<S>(mut stream: S, method: &str, path: &str, headers: &str) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        within(stream.read_to_end(&mut bytes)).await.unwrap();
        Self::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let (status, headers) = head.split_once("\r\n").unwrap();
        let status = status.split(' ').nth(1).unwrap().parse().unwrap();
        let headers = headers.lines().filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { status, headers, body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

const PAGE: &str = "<!DOCTYPE html><link rel=\"stylesheet\" href=\"/base-0123456789abcdef.css\">\
                    <script type=\"module\">\nimport init from '/tincan-0123456789abcdef.js';\n</script>";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
