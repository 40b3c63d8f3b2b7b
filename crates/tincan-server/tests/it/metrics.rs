//! What is counted, and who may know.

use tincan_protocol::ClientMessage;
use tincan_server::Config;

use crate::client::Server;

#[tokio::test]
async fn what_happens_is_counted() {
    let server = Server::start(Config { room_size: 2, ..Config::default() }).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let (_bob, _) = server.join("tea", "Bob", 2, 1).await;
    let (_bob_again, _) = server.join("tea", "Bob", 2, 1).await;
    server.join("tea", "Cem", 3, 1).await;
    ada.hear().await;
    ada.hear().await;
    ada.send(&ClientMessage::Ping).await;
    ada.hear().await;
    let response = server.request("GET", "/metrics", "").await;
    assert_eq!(response.status, 200);
    assert!(response.header("content-type").starts_with("application/openmetrics-text"));
    let text = response.text();
    for line in [
        "tincan_rooms 1",
        "tincan_members 2",
        "tincan_joins_total 2",
        "tincan_returns_total 1",
        "tincan_messages_received_total 5",
        "tincan_slow_clients_total 0",
        "tincan_refusals_total{code=\"room_full\"} 1",
        "# EOF",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in:\n{text}");
    }
    for secret in ["tea", "Ada", "Bob"] {
        assert!(!text.contains(secret), "{secret} in:\n{text}");
    }
}

#[tokio::test]
async fn metrics_are_not_for_everybody() {
    let status = async |config: Config, headers: &str| {
        Server::start(config).await.request("GET", "/metrics", headers).await.status
    };
    let stranger = "X-Forwarded-For: 203.0.113.1\r\n";
    assert_eq!(status(Config::default(), stranger).await, 403, "a proxy asks for somebody");
    let trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    let behind_proxy = Config { trusted_proxies, ..Config::default() };
    assert_eq!(status(behind_proxy.clone(), stranger).await, 403);
    let metrics_readers = vec!["203.0.113.0/24".parse().unwrap()];
    assert_eq!(status(Config { metrics_readers, ..behind_proxy.clone() }, stranger).await, 200);
    assert_eq!(status(Config { metrics_readers: Vec::new(), ..Config::default() }, "").await, 403);
}
