//! Two directions that were made apart, as one socket.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures::{Sink, SinkExt, Stream, StreamExt};

/// What goes out by one, and comes in by another: two channels, for example, where there is no network.
#[derive(Debug)]
pub struct Ends<S, R> {
    /// Where it goes out.
    pub sink: S,
    /// Where it comes in.
    pub stream: R,
}

impl<S: Unpin, R: Stream + Unpin> Stream for Ends<S, R> {
    type Item = R::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<R::Item>> {
        self.stream.poll_next_unpin(cx)
    }
}

impl<M, S: Sink<M> + Unpin, R: Unpin> Sink<M> for Ends<S, R> {
    type Error = S::Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.sink.poll_ready_unpin(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, message: M) -> Result<(), S::Error> {
        self.sink.start_send_unpin(message)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.sink.poll_flush_unpin(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.sink.poll_close_unpin(cx)
    }
}
