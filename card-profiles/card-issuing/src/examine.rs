//! What lies on the desk's reader? Blank, torn while it was made, issued, or something else. Reads only, at most
//! three turns.
//!
//! | SELECT application | then | comes to |
//! | --- | --- | --- |
//! | 6A82 | SELECT root answers | blank |
//! | 9000 | file 0015 names a card | issued, whatever its enable flag |
//! | 9000 | file 0015 is missing or empty | torn |
//! | 6283 6284 6A81 9303 | | locked |

use crate::card;
use crate::fmcos::command::ROOT;
use apdu::{Dialogue, Response, StatusWord, Turn};
use pboc_purse::command::status::is_locked;
use pboc_purse::command::{read_binary, select};
use pboc_purse::file::public::{self, PublicData};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No application: a blank chip.
    Blank,
    /// An application that was never finished.
    Torn,
    /// A card.
    Issued(PublicData),
    /// A locked card: [`pboc_purse::FindLock`] tells how.
    Locked,
    /// Not a chip of ours.
    Strange(StatusWord),
}

/// The conversation.
#[derive(Clone, Debug)]
pub struct Examine {
    aid: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Select,
    Public,
    Root,
    Over,
}

/// Whether this file 0015 is a card's: the desk writes it last and whole, so a serial other than zeros is enough.
pub(crate) fn is_issued(file: &[u8]) -> bool {
    // What cannot be read as decimal was written by somebody, too.
    !file.iter().skip(10).take(10).all(|byte| matches!(byte, 0x00 | 0xFF))
}

impl Examine {
    /// Asks for this application.
    #[must_use]
    pub fn new(aid: &[u8]) -> Examine {
        Examine { aid: aid.to_vec(), state: State::Over }
    }
}

impl Dialogue for Examine {
    type Output = Finding;

    fn start(&mut self) -> Turn<Finding> {
        self.state = State::Select;
        card(select::by_name(&self.aid))
    }

    fn hear(&mut self, answer: &Response) -> Turn<Finding> {
        let status = answer.status;
        match core::mem::replace(&mut self.state, State::Over) {
            State::Select if status.is_ok() => {
                self.state = State::Public;
                card(read_binary::read(read_binary::PUBLIC, public::LENGTH))
            }
            State::Select if status == StatusWord::FILE_NOT_FOUND => {
                self.state = State::Root;
                card(select::by_file(ROOT))
            }
            State::Select | State::Public if is_locked(status) => Turn::Done(Finding::Locked),
            State::Public if status.is_ok() && is_issued(&answer.data) => {
                let public = PublicData::parse(&answer.data);
                Turn::Done(public.map_or(Finding::Strange(status), Finding::Issued))
            }
            State::Public if status.is_ok() || status == StatusWord::FILE_NOT_FOUND => {
                Turn::Done(Finding::Torn)
            }
            State::Root if status.is_ok() => Turn::Done(Finding::Blank),
            State::Select | State::Public | State::Root | State::Over => Turn::Done(Finding::Strange(status)),
        }
    }
}
