//! Which card is this? Each application of the profile is asked in turn, the probable ones first.
//!
//! A locked or stopped application does not end the search: several of ours may be on one card, and another may
//! still serve. When none is there, the payment directory tells a working card of another scheme from a broken one.

use crate::{Application, Probe, Recognition};
use apdu::{Ask, Command, Dialogue, Response, StatusWord, Turn, find_tlv, parse_tlv};
use core::fmt;
use std::sync::Arc;

/// Proximity payment directory, `2PAY.SYS.DDF01`.
pub const PPSE: &[u8] = b"2PAY.SYS.DDF01";

/// Most applications a profile may name: the last of them is still found within a second.
pub const APPLICATIONS_MAX: usize = 16;

/// Tag of a directory entry.
const DIRECTORY_ENTRY: u16 = 0x61;
/// Tag of an application identifier.
const AID: u16 = 0x4F;

/// What the reader knows of a card without asking it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Answer to reset, as PC/SC builds it; empty where the reader does not say.
    pub atr: Vec<u8>,
}

/// Start of the answer-to-reset that PC/SC makes up for a storage card (part 3 §3.1.3.2.3.2).
const STORAGE_CARD: &[u8] = &[0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06];

/// Whether an answer-to-reset says that the chip only stores: it has no applications, and what a reader answers to
/// a SELECT of one (6A81 with many) says nothing about the card.
#[must_use]
pub fn is_storage_card(atr: &[u8]) -> bool {
    atr.starts_with(STORAGE_CARD)
}

/// The applications a county's cards may carry, in order of asking. Cheap to clone.
#[derive(Clone)]
pub struct Cards(Arc<[Box<dyn Application>]>);

impl Cards {
    /// These applications, no more than [`APPLICATIONS_MAX`] of them.
    #[must_use]
    pub fn new(mut applications: Vec<Box<dyn Application>>) -> Cards {
        applications.truncate(APPLICATIONS_MAX);
        Cards(applications.into())
    }

    /// The application at this place, from 0.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&dyn Application> {
        self.0.get(place).map(Box::as_ref)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether some application needs the security module.
    #[must_use]
    pub fn need_sam(&self) -> bool {
        self.0.iter().any(|application| application.needs_sam())
    }

    /// Places in the order in which to ask a card with this answer-to-reset. A storage card is asked for nothing that
    /// it cannot have.
    fn order(&self, presence: &Presence) -> Vec<usize> {
        let suits = |place: &usize| self.at(*place).is_some_and(|app| app.suits(&presence.atr));
        let (first, later): (Vec<usize>, Vec<usize>) = (0..self.len()).partition(suits);
        if is_storage_card(&presence.atr) { first } else { [first, later].concat() }
    }
}

impl fmt::Debug for Cards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} applications>", self.len())
    }
}

/// The conversation. Its output is a [`Recognition`].
pub struct Inquiry {
    cards: Cards,
    /// Places still to be asked, the next one last.
    waiting: Vec<usize>,
    /// What to say when nothing better comes.
    unusable: Option<Recognition>,
    /// A storage card that is none of ours needs no further question.
    storage: bool,
    state: State,
}

enum State {
    Probing(usize, Box<dyn Dialogue<Output = Probe>>),
    Directory,
    Over,
}

impl Inquiry {
    /// An inquiry of the card that is present.
    #[must_use]
    pub fn new(cards: &Cards, presence: &Presence) -> Inquiry {
        let mut waiting = cards.order(presence);
        waiting.reverse();
        let storage = is_storage_card(&presence.atr);
        Inquiry { cards: cards.clone(), waiting, unusable: None, storage, state: State::Over }
    }

    /// The place of the application that is being asked; `None` while it is the payment directory.
    #[must_use]
    pub fn asking(&self) -> Option<usize> {
        match self.state {
            State::Probing(place, _) => Some(place),
            State::Directory | State::Over => None,
        }
    }

    fn next(&mut self) -> Turn<Recognition> {
        while let Some(place) = self.waiting.pop() {
            let Some(mut probe) = self.cards.at(place).map(|application| application.probe()) else {
                continue;
            };
            let turn = probe.start();
            if let Some(turn) = self.heard(place, probe, turn) {
                return turn;
            }
        }
        match self.unusable.take() {
            Some(recognition) => Turn::Done(recognition),
            None if self.storage => Turn::Done(Recognition::Foreign { aids: Vec::new() }),
            None => {
                self.state = State::Directory;
                let select = Command::new(0x00, 0xA4, 0x04, 0x00).with_data(PPSE).expecting(0x00);
                Turn::Ask(Ask::Card(select))
            }
        }
    }

    /// What a probe's turn means; `None`: go on to the next application.
    fn heard(
        &mut self,
        place: usize,
        probe: Box<dyn Dialogue<Output = Probe>>,
        turn: Turn<Probe>,
    ) -> Option<Turn<Recognition>> {
        let unusable = match turn {
            Turn::Ask(ask) => {
                self.state = State::Probing(place, probe);
                return Some(Turn::Ask(ask));
            }
            Turn::Done(Probe::Found(mut view)) => {
                view.application = place;
                return Some(Turn::Done(Recognition::Ours(view)));
            }
            Turn::Done(Probe::Absent) => return None,
            Turn::Done(Probe::Locked) => Recognition::Locked,
            Turn::Done(Probe::NotEnabled) => Recognition::NotEnabled,
            Turn::Done(Probe::Unreadable) => Recognition::Unreadable,
        };
        self.unusable.get_or_insert(unusable);
        None
    }
}

impl Dialogue for Inquiry {
    type Output = Recognition;

    fn start(&mut self) -> Turn<Recognition> {
        self.next()
    }

    fn hear(&mut self, answer: &Response) -> Turn<Recognition> {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Probing(place, mut probe) => {
                let turn = probe.hear(answer);
                match self.heard(place, probe, turn) {
                    Some(turn) => turn,
                    None => self.next(),
                }
            }
            State::Directory => Turn::Done(match answer.status {
                StatusWord::OK => Recognition::Foreign { aids: listed_applications(answer) },
                // It speaks ISO 7816-4 and keeps no payment directory.
                StatusWord::FILE_NOT_FOUND | StatusWord::NOT_SUPPORTED => {
                    Recognition::Foreign { aids: Vec::new() }
                }
                _ => Recognition::Unreadable,
            }),
            State::Over => Turn::Done(Recognition::Unreadable),
        }
    }
}

/// Application identifiers that a PPSE lists, in its order.
#[must_use]
pub fn listed_applications(fci: &Response) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    collect(&fci.data, &mut found);
    found
}

/// Walks constructed objects; each level is strictly shorter than the one around it, so this ends.
fn collect(bytes: &[u8], found: &mut Vec<Vec<u8>>) {
    for object in parse_tlv(bytes) {
        if object.tag == DIRECTORY_ENTRY {
            found.extend(find_tlv(object.value, AID).map(<[u8]>::to_vec));
        } else if matches!(object.tag, 0x6F | 0xA5 | 0xBF0C) {
            collect(object.value, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_in_order() {
        let entries = [0x61, 4, 0x4F, 2, 0xA0, 1, 0x61, 6, 0x4F, 2, 0xA0, 2, 0x50, 0];
        let mut fci = vec![0x6F, 21, 0x84, 0, 0xA5, 17, 0xBF, 0x0C, 14];
        fci.extend(entries);
        assert_eq!(listed_applications(&Response::ok(fci)), [vec![0xA0, 1], vec![0xA0, 2]]);
    }
}
