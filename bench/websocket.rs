//! The client's end of a WebSocket (RFC 6455) that costs next to nothing, so that what is measured is the server.
//!
//! Text messages of less than 64 KiB in whole frames, masked with zeros.

use anyhow::{Result, bail, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A socket that is open.
pub(crate) struct WebSocket {
    stream: TcpStream,
    /// What has come in.
    input: Vec<u8>,
    /// How much of it is done with.
    taken: usize,
    output: Vec<u8>,
}

impl WebSocket {
    pub(crate) async fn open(address: &str, path: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        let mut socket = Self { stream, input: Vec::new(), taken: 0, output: request.into_bytes() };
        socket.flush().await?;
        loop {
            ensure!(socket.fill().await?, "the server hung up");
            if let Some(end) = socket.input.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                ensure!(socket.input.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&socket.input));
                socket.taken = end + 4;
                return Ok(socket);
            }
        }
    }

    /// Puts a [text frame](text_frame) with what is sent next.
    pub(crate) fn put(&mut self, frame: &[u8]) {
        self.output.extend_from_slice(frame);
    }

    /// Sends what was put.
    pub(crate) async fn flush(&mut self) -> Result<()> {
        self.stream.write_all(&self.output).await?;
        self.output.clear();
        Ok(())
    }

    /// Waits until something has come in; false when nothing more will.
    pub(crate) async fn fill(&mut self) -> Result<bool> {
        self.input.drain(..std::mem::take(&mut self.taken));
        self.input.reserve(READ_BYTES);
        Ok(self.stream.read_buf(&mut self.input).await? > 0)
    }

    /// The next text of those that have come in.
    pub(crate) fn text(&mut self) -> Result<Option<&str>> {
        while let Some((opcode, start, end)) = frame(&self.input, self.taken) {
            self.taken = end;
            match opcode {
                1 => return Ok(Some(std::str::from_utf8(&self.input[start..end])?)),
                8 => bail!("closed: {}", String::from_utf8_lossy(&self.input[start..end])),
                // The pings of both servers are empty.
                9 => self.output.extend_from_slice(&[0x8a, 0x80, 0, 0, 0, 0]),
                _ => {}
            }
        }
        Ok(None)
    }
}

/// A message to be put, as often as one likes.
pub(crate) fn text_frame(text: &str) -> Vec<u8> {
    let mut frame = vec![0x81];
    match u8::try_from(text.len()).ok().filter(|length| *length < 126) {
        Some(length) => frame.push(0x80 | length),
        None => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(text.as_bytes());
    frame
}

/// The frame that begins there, if all of it is there: its opcode, and from where to where its payload goes.
fn frame(input: &[u8], at: usize) -> Option<(u8, usize, usize)> {
    let (opcode, length) = (input.get(at)? & 0x0f, usize::from(*input.get(at + 1)?));
    let (start, length) = match length {
        126 => (at + 4, usize::from(u16::from_be_bytes([*input.get(at + 2)?, *input.get(at + 3)?]))),
        127 => return None,
        length => (at + 2, length),
    };
    (input.len() >= start + length).then_some((opcode, start, start + length))
}

const READ_BYTES: usize = 4096;
