//! A server on a port of its own, and a client that speaks with it over a real socket.

use std::{net::SocketAddr, time::Duration};

use futures::{SinkExt, StreamExt};
use tincan_protocol::{ClientMessage, ErrorCode, MemberId, SOCKET_PATH, ServerMessage};
use tincan_server::{Config, Listeners, Turn, run};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, protocol::frame::coding::CloseCode},
};

use crate::join;

/// A running server. Dropping it stops it.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub(crate) async fn start(config: Config) -> Self {
        Self::start_with(config, None).await
    }

    /// A server that relays, too.
    pub(crate) async fn start_with(config: Config, turn: Option<Turn>) -> Self {
        let pages = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = pages.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(run(Listeners { pages, turn }, config, async {
            let _ = stopped.await;
        }));
        Self { address, stop, running }
    }

    pub(crate) async fn connect(&self) -> Client {
        let (socket, _) = connect_async(format!("ws://{}{SOCKET_PATH}", self.address)).await.unwrap();
        Client { socket }
    }

    /// A client that comes in with an `Origin`, as browsers do, and the status of the answer.
    pub(crate) async fn connect_from(&self, origin: &str) -> Result<Client, u16> {
        self.connect_with("origin", origin).await
    }

    /// A client that comes in with this header, or the status of the answer.
    pub(crate) async fn connect_with(&self, header: &'static str, value: &str) -> Result<Client, u16> {
        let mut request = format!("ws://{}{SOCKET_PATH}", self.address).into_client_request().unwrap();
        request.headers_mut().insert(header, value.parse().unwrap());
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Client { socket }),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// A client that has joined, and what it was told.
    pub(crate) async fn join(&self, room: &str, name: &str, session: u8, page: u8) -> (Client, ServerMessage) {
        let mut client = self.connect().await;
        client.send(&join(room, name, session, page)).await;
        let joined = client.hear().await;
        (client, joined)
    }

    /// Tells the server to stop, and waits until it has.
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(());
        within(self.running).await.unwrap().unwrap();
    }

    /// Stops the server as a program does that no longer needs it.
    pub(crate) fn abort(self) {
        self.running.abort();
    }
}

/// One end of a WebSocket.
pub(crate) struct Client {
    pub(crate) socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    pub(crate) async fn send(&mut self, message: &ClientMessage) {
        self.send_text(serde_json::to_string(message).unwrap()).await;
    }

    pub(crate) async fn send_text(&mut self, text: impl Into<String>) {
        self.send_raw(Message::text(text.into())).await;
    }

    pub(crate) async fn send_raw(&mut self, message: Message) {
        within(self.socket.send(message)).await.unwrap();
    }

    /// The next message.
    pub(crate) async fn hear(&mut self) -> ServerMessage {
        match self.next().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("no message, but {other:?}"),
        }
    }

    /// The next message, which is an error: its code and sentence.
    pub(crate) async fn hear_error(&mut self) -> (ErrorCode, String) {
        match self.hear().await {
            ServerMessage::Error { code, message } => (code, message),
            other => panic!("no error, but {other:?}"),
        }
    }

    /// The next message is a close frame with this code, and then the connection ends.
    pub(crate) async fn hear_close(&mut self) -> u16 {
        match self.next().await {
            Message::Close(Some(frame)) => {
                while let Some(Ok(_)) = within(self.socket.next()).await {}
                CloseCode::into(frame.code)
            }
            other => panic!("not closed, but {other:?}"),
        }
    }

    /// Everything before this was heard and answered.
    pub(crate) async fn hear_nothing_but_pong(&mut self) {
        self.send(&ClientMessage::Ping).await;
        assert_eq!(self.hear().await, ServerMessage::Pong);
    }

    async fn next(&mut self) -> Message {
        loop {
            match within(self.socket.next()).await {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(message)) => return message,
                other => panic!("the socket ended: {other:?}"),
            }
        }
    }
}

/// The ids of the others that somebody who joined was told.
#[track_caller]
pub(crate) fn others(joined: &ServerMessage) -> Vec<MemberId> {
    match joined {
        ServerMessage::Joined { members, .. } => members.iter().map(|member| member.id.clone()).collect(),
        other => panic!("not joined, but {other:?}"),
    }
}

/// Nothing here takes long.
pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    timeout(Duration::from_secs(10), future).await.expect("within ten seconds")
}
