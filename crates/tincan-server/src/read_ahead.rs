//! Reading what has come in with one call to the system, without a buffer for who says nothing.

use std::{
    io,
    mem::MaybeUninit,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A connection of which more is read than was asked for, if it is there. What is left over is kept until it is asked for, and no longer.
///
/// So whoever reads from it can have a small buffer, as thousands of idle WebSockets should, and a burst still costs one call.
#[derive(Debug)]
pub(crate) struct ReadAhead<Io> {
    io: Io,
    left: Vec<u8>,
    /// How many bytes of `left` were asked for already.
    taken: usize,
}

impl<Io> ReadAhead<Io> {
    pub(crate) fn new(io: Io) -> Self {
        Self { io, left: Vec::new(), taken: 0 }
    }

    /// Gives as much as `buffer` takes of what is left over.
    fn give(&mut self, buffer: &mut ReadBuf<'_>) {
        let rest = &self.left[self.taken..];
        let part = &rest[..rest.len().min(buffer.remaining())];
        buffer.put_slice(part);
        self.taken += part.len();
        if self.taken == self.left.len() {
            (self.left, self.taken) = (Vec::new(), 0);
        }
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for ReadAhead<Io> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.left.is_empty() {
            if buffer.remaining() >= AT_ONCE {
                return Pin::new(&mut self.io).poll_read(cx, buffer);
            }
            let mut room = [MaybeUninit::uninit(); AT_ONCE];
            let mut room = ReadBuf::uninit(&mut room);
            ready!(Pin::new(&mut self.io).poll_read(cx, &mut room))?;
            let (now, later) = room.filled().split_at(room.filled().len().min(buffer.remaining()));
            buffer.put_slice(now);
            self.left = later.to_vec();
        } else {
            self.give(buffer);
        }
        Poll::Ready(Ok(()))
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for ReadAhead<Io> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }
}

/// On the stack, and only while it is read: as much as TLS puts in one record (RFC 8446 5.1).
const AT_ONCE: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    proptest! {
        /// However it came in and however it is asked for, it is the same.
        #[test]
        fn nothing_is_lost_and_nothing_comes_twice(
            written in prop::collection::vec(1_usize..40_000, 1..6),
            asked in prop::collection::vec(1_usize..20_000, 1..6),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                let (mut writer, reader) = duplex(100_000);
                let mut reader = ReadAhead::new(reader);
                let bytes: Vec<u8> = (0..written.iter().sum()).map(|number| (number % 251) as u8).collect();
                let (expected, mut rest) = (bytes.clone(), bytes.as_slice());
                let write = async {
                    for size in written {
                        let (now, later) = rest.split_at(size);
                        writer.write_all(now).await.unwrap();
                        rest = later;
                        tokio::task::yield_now().await;
                    }
                    drop(writer);
                };
                let read = async {
                    let (mut read, mut sizes) = (Vec::new(), asked.iter().cycle());
                    loop {
                        let mut part = vec![0; *sizes.next().unwrap()];
                        match reader.read(&mut part).await.unwrap() {
                            0 => break read,
                            count => read.extend_from_slice(&part[..count]),
                        }
                    }
                };
                let ((), read) = tokio::join!(write, read);
                assert_eq!(read, expected);
                assert_eq!(reader.left.capacity(), 0);
            });
        }
    }
}
