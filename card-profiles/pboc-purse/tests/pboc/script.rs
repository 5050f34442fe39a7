//! Chips that answer from a script and insist on being asked exactly what it says.

use apdu::{Transport, TransportError};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Which chip a line of a script is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chip {
    Card,
    Sam,
}

/// One exchange: whom, what, and the answer with its status word, or nothing when the card left.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) chip: Chip,
    pub(crate) command: Vec<u8>,
    pub(crate) answer: Option<Vec<u8>>,
}

/// A script shared by both chips, so that their order counts too.
#[derive(Clone, Default)]
pub(crate) struct Script(Rc<RefCell<VecDeque<Line>>>);

/// One end of a script.
pub(crate) struct End {
    chip: Chip,
    script: Script,
}

impl Script {
    pub(crate) fn new(lines: impl IntoIterator<Item = Line>) -> Script {
        Script(Rc::new(RefCell::new(lines.into_iter().collect())))
    }

    pub(crate) fn card(&self) -> End {
        End { chip: Chip::Card, script: self.clone() }
    }

    pub(crate) fn sam(&self) -> End {
        End { chip: Chip::Sam, script: self.clone() }
    }

    /// Carries a dialogue along this script.
    pub(crate) fn play<D: apdu::Dialogue>(&self, dialogue: &mut D) -> Result<D::Output, TransportError> {
        apdu::converse(dialogue, &mut self.card(), &mut self.sam())
    }

    /// Lines nobody asked for yet.
    pub(crate) fn left(&self) -> usize {
        self.0.borrow().len()
    }
}

impl Transport for End {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let asked = super::golden::upper(command);
        let line = self.script.0.borrow_mut().pop_front();
        let line = line.unwrap_or_else(|| panic!("the script is over, {:?} was asked {asked}", self.chip));
        let expected = super::golden::upper(&line.command);
        assert_eq!((self.chip, asked), (line.chip, expected));
        line.answer.ok_or(TransportError::CardGone)
    }
}
