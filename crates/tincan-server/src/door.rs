//! Where connections come in: plain ones, or those of TLS once they have shaken hands.

use std::{io, net::SocketAddr, time::Duration};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::either::Either;

use crate::{read_ahead::ReadAhead, tls::Tls};

/// A listener of [`axum::serve`].
pub(crate) struct Door {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    /// Who slowly shakes hands holds up nobody.
    handshakes: JoinSet<Option<(TlsStream<TcpStream>, SocketAddr)>>,
}

impl Door {
    pub(crate) fn new(listener: TcpListener, tls: Option<&Tls>) -> Self {
        Self { listener, tls: tls.map(Tls::acceptor), handshakes: JoinSet::new() }
    }
}

impl Listener for Door {
    /// What TLS remembers of a connection is over a kilobyte, which a plain one does not carry around.
    type Io = ReadAhead<Either<TcpStream, Box<TlsStream<TcpStream>>>>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let room = self.handshakes.len() < MOST_HANDSHAKES;
            tokio::select! {
                Some(done) = self.handshakes.join_next() => {
                    if let Ok(Some((stream, address))) = done {
                        return (ReadAhead::new(Either::Right(Box::new(stream))), address);
                    }
                }
                (stream, address) = accept(&self.listener), if room => match &self.tls {
                    None => return (ReadAhead::new(Either::Left(stream)), address),
                    Some(tls) => {
                        let handshake = timeout(HANDSHAKE_TIMEOUT, tls.accept(stream));
                        self.handshakes.spawn(async move { Some((handshake.await.ok()?.ok()?, address)) });
                    }
                },
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// From where a connection comes: the client, or a proxy before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self(*stream.remote_addr())
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                // Signals are small and follow each other closely: none waits for the acknowledgement of the one before.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "Nagle's algorithm stays on");
                }
                return (stream, address);
            }
            Err(error) if is_of_the_client(&error) => {}
            // Such as too many open files: it passes when others close theirs.
            Err(error) => {
                tracing::error!(%error, "cannot accept connections for a moment");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}

const MOST_HANDSHAKES: usize = 1_000;
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
