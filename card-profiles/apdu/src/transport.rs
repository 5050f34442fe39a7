//! The one seam to a reader, and the one loop that carries a dialogue across it.

use crate::{Ask, Command, Dialogue, Response, Turn};

/// What may go wrong between us and a chip. None of these says whether the chip executed the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The card left the field, or its answer was cut short.
    #[error("卡已离开 · card gone")]
    CardGone,
    /// Somebody reset the card; whatever was selected is not any more.
    #[error("卡被复位 · card was reset")]
    CardReset,
    /// The reader, or the service behind it, is not there.
    #[error("读卡器不可用 · reader not available")]
    ReaderGone,
    /// No answer in time.
    #[error("读卡超时 · timed out")]
    TimedOut,
    /// Anything else; the number is the reader library's.
    #[error("读卡器异常 {0:#x} · unexpected reader error {0:#x}")]
    Unexpected(u32),
}

/// Something that carries bytes to a chip and back.
pub trait Transport {
    /// Sends one command and returns the answer with its status word.
    ///
    /// # Errors
    /// The answer is unknown. Whether the command was executed is unknown too.
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError>;
}

/// GET RESPONSE, ISO/IEC 7816-4 §7.6.1.
const GET_RESPONSE: u8 = 0xC0;

/// GET RESPONSE rounds and Le corrections allowed for one command.
const ROUNDS: u8 = 4;

/// One command over one transport. Collects `61xx` and repeats once with the Le of `6Cxx`, as T=0 demands
/// (ISO/IEC 7816-3 §10.3); both are bounded. A command that may be sent once only is not repeated: of its true answer
/// two bytes may be left that look like `6Cxx`, and the caller hears those.
///
/// # Errors
/// As [`Transport::exchange`]; an answer without a status word is [`TransportError::CardGone`]. A command
/// whose answer waits (`61xx`) and then cannot be collected was executed: that is an error too, never the
/// refusal that GET RESPONSE met.
pub fn exchange(chip: &mut dyn Transport, command: &Command) -> Result<Response, TransportError> {
    let mut asked = command.clone();
    // Told apart by what was done: C0 is another command's code too (DESFire: CREATE CYCLIC RECORD FILE).
    let mut collecting = false;
    let mut data = Vec::new();
    for _ in 0..ROUNDS {
        let bytes = asked.to_bytes().map_err(|_| TransportError::Unexpected(0))?;
        let answer = Response::parse(&chip.exchange(&bytes)?).ok_or(TransportError::CardGone)?;
        data.extend_from_slice(&answer.data);
        if let Some(waiting) = answer.status.bytes_waiting() {
            asked = Command::new(0x00, GET_RESPONSE, 0x00, 0x00).expecting(waiting);
            collecting = true;
        } else if let Some(le) = answer.status.right_length().filter(|_| !asked.once) {
            asked.le = Some(le);
        } else if collecting && !answer.status.is_ok() {
            return Err(TransportError::Unexpected(u32::from(answer.status.0)));
        } else {
            return Ok(Response { data, status: answer.status });
        }
    }
    Err(TransportError::Unexpected(0))
}

/// Carries a dialogue to its end.
///
/// # Errors
/// The first transport error; the dialogue stays where it was and the caller decides what it means.
pub fn converse<D: Dialogue>(
    dialogue: &mut D,
    card: &mut dyn Transport,
    sam: &mut dyn Transport,
) -> Result<D::Output, TransportError> {
    let mut turn = dialogue.start();
    loop {
        let answer = match turn {
            Turn::Done(output) => return Ok(output),
            Turn::Ask(Ask::Card(command)) => exchange(card, &command)?,
            Turn::Ask(Ask::Sam(command)) => exchange(sam, &command)?,
        };
        turn = dialogue.hear(&answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StatusWord;

    struct Script(Vec<(&'static [u8], &'static [u8])>);

    impl Transport for Script {
        fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
            let (expected, answer) = self.0.remove(0);
            assert_eq!(command, expected);
            Ok(answer.to_vec())
        }
    }

    #[test]
    fn collects_what_waits() {
        let mut chip = Script(vec![
            (&[0x80, 0x70, 0, 0, 1, 9, 8], &[0x61, 0x03]),
            (&[0, 0xC0, 0, 0, 3], &[1, 2, 3, 0x90, 0x00]),
        ]);
        let command = Command::new(0x80, 0x70, 0, 0).with_data([9]).expecting(8);
        assert_eq!(exchange(&mut chip, &command), Ok(Response::ok([1, 2, 3])));
    }

    #[test]
    fn repeats_with_the_right_length() {
        let mut chip =
            Script(vec![(&[0, 0xB0, 0x95, 0, 0], &[0x6C, 0x01]), (&[0, 0xB0, 0x95, 0, 1], &[7, 0x90, 0x00])]);
        let command = Command::new(0x00, 0xB0, 0x95, 0x00).expecting(0);
        assert_eq!(exchange(&mut chip, &command), Ok(Response::ok([7])));
    }

    #[test]
    fn what_moves_money_is_not_repeated() {
        let mut chip = Script(vec![(&[0x80, 0x54, 1, 0, 8], &[0x6C, 0x10])]);
        let command = Command::new(0x80, 0x54, 1, 0).expecting(8).once();
        assert_eq!(exchange(&mut chip, &command), Ok(Response::status(StatusWord(0x6C10))));
    }

    #[test]
    fn an_answer_that_cannot_be_collected_is_no_refusal() {
        let mut chip =
            Script(vec![(&[0x80, 0x54, 1, 0, 8], &[0x61, 0x08]), (&[0, 0xC0, 0, 0, 8], &[0x69, 0x85])]);
        let command = Command::new(0x80, 0x54, 1, 0).expecting(8);
        assert_eq!(exchange(&mut chip, &command), Err(TransportError::Unexpected(0x6985)));
    }

    #[test]
    fn a_refused_command_of_the_same_code_is_a_refusal() {
        let mut chip = Script(vec![(&[0x90, 0xC0, 0, 0, 1, 1, 0], &[0x91, 0xDE])]);
        let command = Command::new(0x90, 0xC0, 0, 0).with_data([1]).expecting(0);
        assert_eq!(exchange(&mut chip, &command), Ok(Response::status(StatusWord(0x91DE))));
    }

    #[test]
    fn endless_waiting_ends() {
        let mut chip = Script(vec![
            (&[0, 0xB0, 0, 0], &[0x61, 0x01]),
            (&[0, 0xC0, 0, 0, 1], &[0x61, 0x01]),
            (&[0, 0xC0, 0, 0, 1], &[0x61, 0x01]),
            (&[0, 0xC0, 0, 0, 1], &[0x61, 0x01]),
        ]);
        assert_eq!(exchange(&mut chip, &Command::new(0, 0xB0, 0, 0)), Err(TransportError::Unexpected(0)));
    }

    #[test]
    fn an_empty_answer_is_a_lost_card() {
        let mut chip = Script(vec![(&[0, 0xB0, 0, 0], &[]), (&[0, 0xB0, 0, 0], &[0x90])]);
        for _ in 0..2 {
            assert_eq!(exchange(&mut chip, &Command::new(0, 0xB0, 0, 0)), Err(TransportError::CardGone));
        }
        assert!(StatusWord::OK.is_ok());
    }
}
