//! One native command in as many frames as it takes. NXP NT4H2421Gx data sheet §8.4.
//!
//! `91AF` after a part of a command asks for the rest; `91AF` with data says that more waits. Both go on with
//! `90 AF`. MAC and cipher cover the joined message, so frames are cut here and nowhere else.

use crate::status;
use crate::wire::wrap;
use apdu::{Command, Response, StatusWord};

/// Data that one wrapped frame carries to a card with the smallest frame size of the family (64 bytes).
pub const FRAME: usize = 55;
/// Most frames of one command, in both directions together.
pub const FRAMES_MAX: u8 = 16;
/// ADDITIONAL FRAME.
const MORE: u8 = 0xAF;

/// Second codes of data commands, whose length is the reader's affair (ISO/IEC 14443-4 chaining): never cut.
const UNCUT: [u8; 5] = [0xAD, 0x8D, 0xAB, 0x8B, 0xBA];

/// A command under way.
#[derive(Clone, Debug)]
pub struct Chain {
    /// What is still to be sent, the next piece last.
    waiting: Vec<Vec<u8>>,
    heard: Vec<u8>,
    frames: u8,
}

/// What to do after a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Ask this.
    Ask(Command),
    /// The whole answer, status 00.
    Whole(Vec<u8>),
    /// The card refused; nothing more comes.
    Refused(StatusWord),
    /// It goes on longer than any answer of ours.
    Endless,
}

impl Chain {
    /// The command's first frame.
    #[must_use]
    pub fn begin(ins: u8, body: &[u8]) -> (Chain, Command) {
        let size = if UNCUT.contains(&ins) { usize::from(u8::MAX) } else { FRAME };
        let mut waiting: Vec<Vec<u8>> = body.chunks(size).map(<[u8]>::to_vec).collect();
        waiting.reverse();
        let first = waiting.pop().unwrap_or_default();
        (Chain { waiting, heard: Vec::new(), frames: 1 }, wrap(ins, first))
    }

    /// Hears the answer to the last frame.
    pub fn hear(&mut self, answer: &Response) -> Heard {
        match answer.status {
            status::OK if self.waiting.is_empty() => {
                self.heard.extend_from_slice(&answer.data);
                Heard::Whole(core::mem::take(&mut self.heard))
            }
            status::MORE if self.frames < FRAMES_MAX => {
                self.frames = self.frames.saturating_add(1);
                self.heard.extend_from_slice(&answer.data);
                Heard::Ask(wrap(MORE, self.waiting.pop().unwrap_or_default()))
            }
            status::MORE => Heard::Endless,
            // It is content with half a command.
            status::OK => Heard::Endless,
            refused => Heard::Refused(refused),
        }
    }
}
