//! Chips that answer from a script and insist on being asked exactly what it says.

use crate::story::{Byte, Chip, Line};
use apdu::{Dialogue, Response, Transport, TransportError, Turn};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// A script shared by both chips, so that their order counts too.
#[derive(Clone, Default)]
pub struct Script(Rc<RefCell<VecDeque<Line>>>);

struct End {
    chip: Chip,
    script: Script,
}

impl Script {
    /// What is to be said.
    #[must_use]
    pub fn new(lines: impl IntoIterator<Item = Line>) -> Script {
        Script(Rc::new(RefCell::new(lines.into_iter().collect())))
    }

    /// Carries a dialogue along this script. The script may go on afterwards: see [`Script::left`].
    ///
    /// # Errors
    /// The card left.
    pub fn play<D: Dialogue + ?Sized>(&self, dialogue: &mut D) -> Result<D::Output, TransportError> {
        let [mut card, mut sam] = [Chip::Card, Chip::Sam].map(|chip| End { chip, script: self.clone() });
        apdu::converse(&mut Borrowed(dialogue), &mut card, &mut sam)
    }

    /// Lines nobody asked for yet.
    #[must_use]
    pub fn left(&self) -> usize {
        self.0.borrow().len()
    }
}

impl Transport for End {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let line = self.script.0.borrow_mut().pop_front();
        let asked: Vec<Byte> = command.iter().copied().map(Some).collect();
        let line =
            line.unwrap_or_else(|| panic!("the script is over, {:?} is asked {}", self.chip, shown(&asked)));
        let same = asked.len() == line.command.len()
            && asked.iter().zip(&line.command).all(|(asked, told)| told.is_none() || asked == told);
        assert!(
            same && self.chip == line.chip,
            "{:?} is asked {}, the script says {:?} {}",
            self.chip,
            shown(&asked),
            line.chip,
            shown(&line.command)
        );
        line.comes_back().ok_or(TransportError::CardGone)
    }
}

fn shown(bytes: &[Byte]) -> String {
    let bytes = bytes.iter().map(|byte| byte.map_or("xx".to_owned(), |byte| format!("{byte:02X}")));
    bytes.collect::<Vec<_>>().join(" ")
}

/// A dialogue of any size, borrowed: what [`apdu::converse`] can carry.
pub struct Borrowed<'a, D: ?Sized>(pub &'a mut D);

impl<D: Dialogue + ?Sized> Dialogue for Borrowed<'_, D> {
    type Output = D::Output;

    fn start(&mut self) -> Turn<D::Output> {
        self.0.start()
    }

    fn hear(&mut self, answer: &Response) -> Turn<D::Output> {
        self.0.hear(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use apdu::{Ask, Command};

    /// Asks two things and answers the second byte of the last answer.
    struct Two(u8);

    impl Dialogue for Two {
        type Output = Option<u8>;

        fn start(&mut self) -> Turn<Self::Output> {
            Turn::Ask(Ask::Card(Command::new(0, 0xB0, 0, 0).expecting(2)))
        }

        fn hear(&mut self, answer: &Response) -> Turn<Self::Output> {
            self.0 += 1;
            match self.0 {
                1 => Turn::Ask(Ask::Sam(Command::new(0x80, 0x70, 0, 0).with_data([7]))),
                _ => Turn::Done(answer.data.get(1).copied()),
            }
        }
    }

    fn lines() -> [Line; 2] {
        let mut last = Line::sam("807000000107", "01029000");
        last.command[5] = None;
        [Line::card("00B0000002", "01029000"), last]
    }

    #[test]
    fn a_masked_byte_is_any_when_asked_and_zero_when_answered() {
        let [first, mut last] = lines();
        assert_eq!(Script::new([first.clone(), last.clone()]).play(&mut Two(0)), Ok(Some(2)));
        last.answer = Some(vec![Some(1), None, Some(0x90), Some(0)]);
        let script = Script::new([first, last.clone(), last]);
        assert_eq!((script.play(&mut Two(0)), script.left()), (Ok(Some(0)), 1));
    }

    #[test]
    fn a_card_that_left() {
        let [first, last] = lines();
        let script = Script::new([first, Line { answer: None, ..last }]);
        assert_eq!(script.play(&mut Two(0)), Err(TransportError::CardGone));
    }

    #[test]
    #[should_panic(expected = "Sam is asked 80 70 00 00 01 07, the script says Card 00 B0 00 00 02")]
    fn the_order_counts() {
        let [first, _] = lines();
        let _ = Script::new([first.clone(), first]).play(&mut Two(0));
    }
}
