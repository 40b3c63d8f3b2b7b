//! The wire between the browsers and the server, which can be cut.

use std::{net::SocketAddr, time::Duration};

use anyhow::Result;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep_until},
};

/// A proxy on a port of its own that passes everything on to the server, until it is cut.
///
/// Stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Wire {
    address: SocketAddr,
    whole: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Wire {
    /// Lays a wire to a server.
    pub(crate) async fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (whole, state) = watch::channel(true);
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let state = state.clone();
                if *state.borrow() {
                    tokio::spawn(pass(socket, server, state));
                }
            }
        });
        Ok(Self { address, whole, task })
    }

    /// Where browsers reach the server through this wire.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts the wire for so long, while something else happens: its connections break at once, and new ones are refused.
    /// Whole again when this returns.
    pub(crate) async fn cut_for<T>(&self, time: Duration, meanwhile: impl Future<Output = T>) -> T {
        let end = Instant::now() + time;
        self.whole.send_replace(false);
        let result = meanwhile.await;
        sleep_until(end).await;
        self.whole.send_replace(true);
        result
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Passes on what either side sends, until one of them closes or the wire is cut.
async fn pass(mut browser: TcpStream, server: SocketAddr, mut whole: watch::Receiver<bool>) {
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut browser, &mut server) => {}
        _ = whole.wait_for(|whole| !whole) => {}
    }
}
