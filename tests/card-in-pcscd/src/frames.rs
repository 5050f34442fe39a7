//! Frames of the virtual slot: a big-endian length of two bytes, then that many bytes. One byte is a control:
//! 0 power off, 1 power on, 2 reset, 4 answer with the ATR. Anything longer is a command.

use rustix::net::sockopt::set_tcp_quickack;
use std::io::{self, Read, Write};
use std::net::TcpStream;

/// What the reader wants.
pub(crate) enum Frame {
    PowerOff,
    PowerOn,
    Reset,
    Atr,
    Command(Vec<u8>),
    Other,
}

/// The next frame.
///
/// The driver writes length and body separately and waits for the acknowledgement of the first: without
/// an acknowledgement at once after every receive, each exchange takes 44 ms.
pub(crate) fn read(stream: &mut TcpStream) -> io::Result<Frame> {
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    set_tcp_quickack(&*stream, true)?;
    let mut body = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut body)?;
    set_tcp_quickack(&*stream, true)?;
    Ok(match body.as_slice() {
        [0] => Frame::PowerOff,
        [1] => Frame::PowerOn,
        [2] => Frame::Reset,
        [4] => Frame::Atr,
        [] | [_] => Frame::Other,
        _ => Frame::Command(body),
    })
}

/// Sends a whole frame.
pub(crate) fn write(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    write_cut(stream, bytes, bytes.len())
}

/// Announces all of `bytes` and sends the first `keep`: the beginning of an answer that never ends.
pub(crate) fn write_cut(stream: &mut TcpStream, bytes: &[u8], keep: usize) -> io::Result<()> {
    let announced =
        u16::try_from(bytes.len()).map_err(|_| io::Error::other("a frame of more than 65535 bytes"))?;
    let mut frame = announced.to_be_bytes().to_vec();
    frame.extend(bytes.iter().take(keep));
    stream.write_all(&frame)
}
