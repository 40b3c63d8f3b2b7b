//! A member of a room that is no browser of ours: a bare WebSocket that says what it wants.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

use super::PATIENCE;

/// An open socket to the server.
#[derive(Debug)]
pub(crate) struct Stranger {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Stranger {
    /// Connects, and says nothing yet.
    pub(crate) async fn connects(server: SocketAddr) -> Result<Self> {
        let (socket, _) = tokio_tungstenite::connect_async(format!("ws://{server}/ws")).await?;
        Ok(Self { socket })
    }

    /// Asks to come into a room, under any name.
    pub(crate) async fn asks_to_join(&mut self, room: &str, name: &str) -> Result<()> {
        // Some number that no other socket of this test has.
        let session = format!("stranger{:0>8}", self.port()?);
        self.says(&json!({
            "type": "join", "version": 1, "room": room, "name": name, "session": session, "page": session,
        }))
        .await
    }

    fn port(&self) -> Result<u16> {
        let MaybeTlsStream::Plain(socket) = self.socket.get_ref() else { anyhow::bail!("TLS") };
        Ok(socket.local_addr()?.port())
    }

    /// Comes into a room, and returns the ids of the others in it.
    pub(crate) async fn joins(&mut self, room: &str, name: &str) -> Result<Vec<String>> {
        self.asks_to_join(room, name).await?;
        let joined = self.hears("joined").await?;
        let members = joined["members"].as_array().context("no members")?;
        members.iter().map(|member| Ok(member["id"].as_str().context("no id")?.to_owned())).collect()
    }

    /// Sends a message.
    pub(crate) async fn says(&mut self, message: &Value) -> Result<()> {
        self.says_raw(message.to_string()).await
    }

    /// Sends a text frame that may be anything.
    pub(crate) async fn says_raw(&mut self, text: String) -> Result<()> {
        Ok(self.socket.send(Message::text(text)).await?)
    }

    /// Sends a signal to a member.
    pub(crate) async fn signals(&mut self, to: &str, signal: Value) -> Result<()> {
        self.says(&json!({ "type": "signal", "to": to, "signal": signal.to_string() })).await
    }

    /// Waits until the server refuses something, and returns the error.
    pub(crate) async fn is_refused(&mut self) -> Result<Value> {
        self.hears("error").await
    }

    /// Waits for the offer of somebody who came in later; returns the number of the connection, the id of the member and
    /// the description.
    pub(crate) async fn is_offered(&mut self) -> Result<(u64, String, String)> {
        loop {
            let message = self.hears("signal").await?;
            let signal: Value = serde_json::from_str(message["signal"].as_str().context("no signal")?)?;
            if let Some(sdp) = signal["step"]["description"]["sdp"].as_str() {
                let connection = signal["connection"].as_u64().context("no connection")?;
                return Ok((connection, message["from"].as_str().context("no sender")?.to_owned(), sdp.to_owned()));
            }
        }
    }

    /// Waits for a message of this type and returns it; others are skipped.
    pub(crate) async fn hears(&mut self, kind: &str) -> Result<Value> {
        let wait = async {
            while let Some(message) = self.socket.next().await {
                let Message::Text(text) = message? else { continue };
                let message: Value = serde_json::from_str(&text)?;
                if message["type"] == kind {
                    return Ok(message);
                }
                ensure!(message["type"] != "error", "the server refuses: {message}");
            }
            anyhow::bail!("the server closed the socket")
        };
        timeout(PATIENCE, wait).await.with_context(|| format!("waiting for {kind:?}"))?
    }
}
