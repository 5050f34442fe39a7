//! A transcript of a real card that can be handed to strangers: only reading commands are sent, and whatever is not
//! known to name nobody is masked before anything is written down.
//!
//! | byte | in the file |
//! | --- | --- |
//! | status words, lengths, what the family says names nobody | as it is |
//! | the card's number, the chip's serial | made-up digits of the same length, the same ones wherever they stand |
//! | everything else | `xx` |

mod redact;
mod story;

use apdu::{Ask, Command, Dialogue as _, Response, Transport, TransportError, Turn};
use purse::{Cards, Inquiry, Presence, Recognition};

pub use redact::{Byte, Redaction};
pub use story::Recording;

/// Commands of one recording at most: every application of a profile, each with its own bound.
const COMMANDS_MAX: usize = 512;

/// Class and instruction of every command that may be sent. All of them read, and none of them asks for a PIN.
///
/// | commands | of |
/// | --- | --- |
/// | SELECT, READ BINARY, READ RECORD, GET RESPONSE | ISO/IEC 7816-4 |
/// | GET DATA, answered by the reader | PC/SC part 3 |
/// | selection, version, read data, read records, and their further frames | DESFire |
const READING: [(u8, u8); 12] = [
    (0x00, 0xA4),
    (0x00, 0xB0),
    (0x00, 0xB2),
    (0x00, 0xC0),
    (0xFF, 0xCA),
    (0x90, 0x5A),
    (0x90, 0x60),
    (0x90, 0xAF),
    (0x90, 0xAB),
    (0x90, 0xAD),
    (0x90, 0xBB),
    (0x90, 0xBD),
];

/// One exchange as it was heard. Never shown.
struct Heard {
    /// The application that was being asked.
    place: Option<usize>,
    command: Command,
    answer: Result<Response, TransportError>,
}

/// Why nothing was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordingFault {
    /// The profile wants to send something that does not merely read.
    #[error(
        "卡型文件要发读取以外的命令（{0:02X} {1:02X}），未发送，卡未动；请报告开发者 · the profile asks for a command that does not merely read: it was not sent, the card is untouched; tell the makers"
    )]
    NotReading(u8, u8),
    /// There is no end to it.
    #[error(
        "问卡次数过多，已停止，卡未动；请报告开发者 · too many questions, stopped; the card is untouched, tell the makers"
    )]
    Endless,
    /// The card left at once.
    #[error(
        "{0}，未录到内容；卡未动，请把卡放稳再录 · nothing was recorded, the card is untouched; put it down and record again"
    )]
    Lost(TransportError),
}

/// Probes the card on a reader with a profile, as a till would, and answers what was said without what names
/// anybody.
///
/// # Errors
/// A command that does not merely read is not sent. A card that leaves in the middle ends the recording with what
/// there is; one that leaves at once is an error.
pub fn record(card: &mut dyn Transport, cards: &Cards, atr: &[u8]) -> Result<Recording, RecordingFault> {
    let mut inquiry = Inquiry::new(cards, &Presence { atr: atr.to_vec() });
    let (mut heard, mut turn) = (Vec::new(), inquiry.start());
    while let Turn::Ask(ask) = turn {
        let (Ask::Card(command) | Ask::Sam(command)) = &ask;
        if matches!(ask, Ask::Sam(_)) || !READING.contains(&(command.cla, command.ins)) {
            return Err(RecordingFault::NotReading(command.cla, command.ins));
        }
        if heard.len() >= COMMANDS_MAX {
            return Err(RecordingFault::Endless);
        }
        let (place, command) = (inquiry.asking(), command.clone());
        let answer = apdu::exchange(card, &command);
        match &answer {
            Ok(response) => turn = inquiry.hear(response),
            Err(lost) if heard.is_empty() => return Err(RecordingFault::Lost(*lost)),
            Err(_) => {
                heard.push(Heard { place, command, answer });
                break;
            }
        }
        heard.push(Heard { place, command, answer });
    }
    Ok(Recording::new(cards, atr, &heard))
}

/// What an inquiry makes of a recording: masked bytes are 00. `None` when the card left, or when it asks for anything
/// that was not recorded.
fn replay(cards: &Cards, atr: &[u8], lines: &[story::Line]) -> Option<Recognition> {
    let mut inquiry = Inquiry::new(cards, &Presence { atr: atr.to_vec() });
    let (mut lines, mut turn) = (lines.iter(), inquiry.start());
    loop {
        let command = match turn {
            Turn::Done(found) => return lines.next().is_none().then_some(found),
            Turn::Ask(Ask::Card(command)) => command.to_bytes().ok()?,
            Turn::Ask(Ask::Sam(_)) => return None,
        };
        let line = lines.next().filter(|line| redact::matches(&line.command, &command))?;
        let answer: Vec<u8> = line.answer.as_ref()?.iter().map(Byte::replayed).collect();
        turn = inquiry.hear(&Response::parse(&answer)?);
    }
}
