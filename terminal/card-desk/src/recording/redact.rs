//! What is kept of an answer, what is replaced, what is masked.

use apdu::{Command, Response, StatusWord};
use core::ops::Range;
use purse::{Cards, Shown, is_storage_card};

use super::Heard;

/// SELECT, and GET DATA that a reader answers with the chip's serial.
const SELECT: u8 = 0xA4;
const READER: (u8, u8) = (0xFF, 0xCA);
/// First bytes of a serial that say what kind it is: the chip's maker, or drawn anew at every tap.
const KINDS_OF_SERIAL: [u8; 2] = [0x04, 0x08];

/// Tags of a selection's answer whose values are names of applications, ranks and versions, and name nobody.
const HARMLESS: [u16; 5] = [0x84, 0x4F, 0x87, 0x88, 0x9F08];
/// Tags that hold other objects.
const CONSTRUCTED: [u16; 4] = [0x6F, 0xA5, 0xBF0C, 0x61];
/// Objects inside objects, at most.
const DEPTH_MAX: u8 = 6;

/// Shorter names are too common to look for among other bytes.
const NAME_MIN: usize = 4;

/// A byte of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Byte {
    /// As the card gave it.
    Kept(u8),
    /// Made up.
    MadeUp(u8),
    /// Not told.
    Masked,
}

impl Byte {
    /// What a replay hears.
    #[must_use]
    pub fn replayed(&self) -> u8 {
        match self {
            Byte::Kept(byte) | Byte::MadeUp(byte) => *byte,
            Byte::Masked => 0,
        }
    }
}

/// Whether a command is what a line says; a masked byte may be any.
pub(super) fn matches(line: &[Byte], command: &[u8]) -> bool {
    let same = |(line, byte): (&Byte, &u8)| *line == Byte::Masked || line.replayed() == *byte;
    line.len() == command.len() && line.iter().zip(command).all(same)
}

/// The names that were met so far, each with a number of its own. Wiped when dropped.
#[derive(Default)]
pub struct Redaction {
    names: Vec<zeroize::Zeroizing<Vec<u8>>>,
}

impl Redaction {
    /// How many names were replaced.
    #[must_use]
    pub fn names(&self) -> usize {
        self.names.len()
    }

    /// The data and status word of an answer.
    pub(super) fn answer(&mut self, cards: &Cards, heard: &Heard, answer: &Response) -> Vec<Byte> {
        let mut bytes = vec![Byte::Masked; answer.data.len()];
        let application = heard.place.and_then(|place| cards.at(place));
        let mut shown = if is_serial(&heard.command) {
            serial(answer)
        } else {
            application.map_or_else(Vec::new, |application| application.shown(&heard.command, answer))
        };
        if heard.command.ins == SELECT && answer.status == StatusWord::OK {
            let mut objects = Vec::new();
            objects_of(&answer.data, 0, DEPTH_MAX, &mut objects);
            shown.extend(objects.into_iter().map(Shown::Plain));
        }
        // Names last: where two say different things of a byte, it names somebody.
        shown.sort_by_key(|shown| matches!(shown, Shown::Name(_)));
        for shown in shown {
            let Some(told) = answer.data.get(shown.range()) else { continue };
            let replaced: Vec<Byte> = match shown {
                Shown::Plain(_) => told.iter().copied().map(Byte::Kept).collect(),
                Shown::Name(_) => self.made_up(told).into_iter().map(Byte::MadeUp).collect(),
            };
            bytes.iter_mut().skip(shown.range().start).zip(replaced).for_each(|(to, from)| *to = from);
        }
        bytes.extend(answer.status.0.to_be_bytes().map(Byte::Kept));
        bytes
    }

    /// Decimal digits of the same length: the number of the name, the last digit at the end.
    fn made_up(&mut self, name: &[u8]) -> Vec<u8> {
        let place = self.names.iter().position(|known| known.as_slice() == name).unwrap_or_else(|| {
            self.names.push(name.to_vec().into());
            self.names.len().saturating_sub(1)
        });
        let number = format!("{:0width$}", place.saturating_add(1), width = name.len().saturating_mul(2));
        let digits = number.as_bytes().as_chunks::<2>().0;
        digits.iter().map(|[high, low]| (high & 0x0F) << 4 | low & 0x0F).collect()
    }

    /// Masks every name that stands where nobody expected it.
    pub(super) fn sweep(&self, line: &mut [Byte]) {
        let kept: Vec<Option<u8>> =
            line.iter().map(|byte| if let Byte::Kept(byte) = byte { Some(*byte) } else { None }).collect();
        for name in self.names.iter().filter(|name| name.len() >= NAME_MIN) {
            let turned: Vec<u8> = name.iter().rev().copied().collect();
            for wanted in [name.as_slice(), &turned] {
                let same = |window: &[Option<u8>]| {
                    window.iter().zip(wanted).all(|(byte, name)| *byte == Some(*name))
                };
                for (at, _) in kept.windows(wanted.len()).enumerate().filter(|(_, window)| same(window)) {
                    line.iter_mut().skip(at).take(wanted.len()).for_each(|byte| *byte = Byte::Masked);
                }
            }
        }
    }
}

fn is_serial(command: &Command) -> bool {
    (command.cla, command.ins) == READER
}

fn serial(answer: &Response) -> Vec<Shown> {
    let kind = answer.data.first().is_some_and(|first| KINDS_OF_SERIAL.contains(first));
    let start = usize::from(kind && answer.data.len() >= NAME_MIN);
    vec![Shown::Plain(0..start), Shown::Name(start..answer.data.len())]
}

/// An answer to reset may carry a serial among its historical bytes: only a storage card's, which PC/SC makes up, and
/// one of a single historical byte are told.
pub(super) fn answer_to_reset(atr: &[u8]) -> Vec<Byte> {
    let historical = atr.get(1).map_or(0, |format| format & 0x0F);
    let told = if is_storage_card(atr) || historical <= 1 { atr.len() } else { 2 };
    let keep = |(place, byte): (usize, &u8)| if place < told { Byte::Kept(*byte) } else { Byte::Masked };
    atr.iter().enumerate().map(keep).collect()
}

/// Where tags, lengths and harmless values stand in the answer to a selection. ISO/IEC 7816-4 §5.2.2; one level is
/// strictly shorter than the one around it.
fn objects_of(bytes: &[u8], start: usize, depth: u8, found: &mut Vec<Range<usize>>) {
    let (mut rest, mut at) = (bytes, start);
    while let Some(object) = apdu::parse_tlv(rest).first() {
        let tag = if object.tag > 0xFF { 2 } else { 1 };
        let length = if object.value.len() > 0x7F { 2 } else { 1 };
        let inside = at.saturating_add(tag + length);
        let end = inside.saturating_add(object.value.len());
        found.push(at..inside);
        if HARMLESS.contains(&object.tag) {
            found.push(inside..end);
        } else if let Some(depth) = depth.checked_sub(1).filter(|_| CONSTRUCTED.contains(&object.tag)) {
            objects_of(object.value, inside, depth, found);
        }
        rest = rest.get(end.saturating_sub(at)..).unwrap_or_default();
        at = end;
    }
}
