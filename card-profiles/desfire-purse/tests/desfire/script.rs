//! A card that answers from a script and insists on being asked exactly what it says.

use super::golden::upper;
use apdu::{Dialogue, Transport, TransportError};
use std::collections::VecDeque;

/// One exchange: what, and the answer with its status word, or nothing when the card left.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) command: Vec<u8>,
    pub(crate) answer: Option<Vec<u8>>,
}

/// What is to be said, in order.
pub(crate) struct Script(VecDeque<Line>);

/// There is no security module.
struct NoSam;

impl Transport for NoSam {
    fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        panic!("a DESFire sale asks no security module");
    }
}

impl Script {
    pub(crate) fn new(lines: &[Line]) -> Script {
        Script(lines.iter().cloned().collect())
    }

    /// Carries a dialogue along this script, to its very end.
    pub(crate) fn play<D: Dialogue + ?Sized>(
        mut self,
        dialogue: &mut D,
    ) -> Result<D::Output, TransportError> {
        let mut dialogue = Borrowed(dialogue);
        let output = apdu::converse(&mut dialogue, &mut self, &mut NoSam);
        assert_eq!(self.0.len(), 0, "not all was asked");
        output
    }
}

/// A dialogue of any size, borrowed.
struct Borrowed<'a, D: ?Sized>(&'a mut D);

impl<D: Dialogue + ?Sized> Dialogue for Borrowed<'_, D> {
    type Output = D::Output;

    fn start(&mut self) -> apdu::Turn<D::Output> {
        self.0.start()
    }

    fn hear(&mut self, answer: &apdu::Response) -> apdu::Turn<D::Output> {
        self.0.hear(answer)
    }
}

impl Transport for Script {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let asked = upper(command);
        let line =
            self.0.pop_front().unwrap_or_else(|| panic!("the script is over, the card was asked {asked}"));
        assert_eq!(asked, upper(&line.command));
        line.answer.ok_or(TransportError::CardGone)
    }
}
