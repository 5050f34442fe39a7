//! Which lock is it? A blocked application, one blocked for good, or a dead chip: each needs another answer at
//! the card desk, and SELECT alone tells only some of them apart. At most two turns.
//!
//! | SELECT the application | SELECT the root (3F00) | comes to |
//! | --- | --- | --- |
//! | 9000 | | open |
//! | 9303 | | blocked for good |
//! | 6283 6284 6A81 | answers | blocked, its issuer can open it |
//! | 6283 6284 6A81 | 6A81 too | the card itself is blocked, for good |
//! | 6A82 | | no such application |

use super::card;
use crate::command::select;
use crate::command::status::{self, is_locked};
use apdu::{Dialogue, Response, StatusWord, Turn};

/// The root of a card's files.
const ROOT: u16 = 0x3F00;

/// What keeps a card from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Nothing.
    Open,
    /// The application is blocked; its issuer can open it.
    Application,
    /// The application is blocked for good.
    ApplicationForGood,
    /// The chip is blocked for good.
    Card,
    /// There is no such application.
    Absent,
    /// Something else.
    Unknown(StatusWord),
}

/// The conversation.
#[derive(Clone, Debug)]
pub struct FindLock {
    aid: Vec<u8>,
    at_root: bool,
}

impl FindLock {
    /// Asks for this application.
    #[must_use]
    pub fn new(aid: &[u8]) -> FindLock {
        FindLock { aid: aid.to_vec(), at_root: false }
    }
}

impl Dialogue for FindLock {
    type Output = Lock;

    fn start(&mut self) -> Turn<Lock> {
        self.at_root = false;
        card(select::by_name(&self.aid))
    }

    fn hear(&mut self, answer: &Response) -> Turn<Lock> {
        if self.at_root {
            return Turn::Done(match answer.status {
                StatusWord::NOT_SUPPORTED => Lock::Card,
                _ => Lock::Application,
            });
        }
        Turn::Done(match answer.status {
            StatusWord::OK => Lock::Open,
            status::LOCKED_FOR_GOOD => Lock::ApplicationForGood,
            StatusWord::FILE_NOT_FOUND => Lock::Absent,
            locked if is_locked(locked) => {
                self.at_root = true;
                return card(select::by_file(ROOT));
            }
            other => Lock::Unknown(other),
        })
    }
}
