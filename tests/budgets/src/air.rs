//! How long a conversation is in the air: ISO/IEC 14443 type A at 106 kbit/s, modelled, not measured.
//!
//! What is modelled: every byte is nine elementary times (eight bits and parity) of 128 carrier periods; a frame has
//! one more at its start and its end; a block of ISO/IEC 14443-4 is its data between one byte of PCB and two of CRC; data
//! beyond the frame size is chained, each block but the last acknowledged by a block without data; before every answer
//! and before every further block there is one least frame delay. The card's own work is a parameter of the caller.
//!
//! What is not: activation and selection of the card, requests for more time (S(WTX)), repetitions after noise, the
//! reader's and the host's own time, the security module in its slot.

use both_sides::Lengths;

/// Carrier frequency, Hz.
const CARRIER_HZ: u64 = 13_560_000;
/// Carrier periods of one elementary time at 106 kbit/s.
const ETU: u64 = 128;
/// Least frame delay, in carrier periods (ISO/IEC 14443-3 §6.2.1.1).
const FRAME_DELAY: u64 = 1_172;
/// PCB and CRC.
const BLOCK_BORDER: usize = 3;
/// Bytes of a whole block that reader and card take (FSD and FSC), borders included.
pub const FRAME_SIZE: usize = 256;

/// Carrier periods of one frame.
fn frame(bytes: usize) -> u64 {
    (bytes as u64 * 9 + 2) * ETU
}

/// Carrier periods of a message in one direction, with the delay before each of its frames and acknowledgements.
fn message(bytes: usize) -> u64 {
    let most = FRAME_SIZE - BLOCK_BORDER;
    let blocks = bytes.div_ceil(most).max(1);
    let chained = (blocks as u64 - 1) * (frame(BLOCK_BORDER) + 2 * FRAME_DELAY);
    let full = (blocks as u64 - 1) * frame(FRAME_SIZE);
    let last = frame(bytes - (blocks - 1) * most + BLOCK_BORDER);
    chained + full + last + FRAME_DELAY
}

/// Microseconds in the air, both ways. What the reader answers itself is not in the air.
#[must_use]
pub fn time_us(conversation: &[Lengths]) -> u64 {
    let heard = conversation.iter().filter(|exchange| !exchange.by_reader);
    let periods: u64 = heard.map(|exchange| message(exchange.command) + message(exchange.answer)).sum();
    periods * 1_000_000 / CARRIER_HZ
}

/// Commands that reach the card.
#[must_use]
pub fn commands(conversation: &[Lengths]) -> usize {
    conversation.iter().filter(|exchange| !exchange.by_reader).count()
}

/// Bytes of commands and answers, without the borders of blocks.
#[must_use]
pub fn bytes(conversation: &[Lengths]) -> usize {
    let heard = conversation.iter().filter(|exchange| !exchange.by_reader);
    heard.map(|exchange| exchange.command + exchange.answer).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_by_hand() {
        // 5 bytes are 8 with the borders: 74 elementary times, 9 472 periods; 2 bytes: 47, 6 016; two delays: 2 344.
        // Together 17 832 periods, 1 315.04 µs.
        let one = Lengths { by_reader: false, command: 5, answer: 2 };
        assert_eq!(time_us(&[one]), 1_315);
        assert_eq!(time_us(&[one; 100]), 131_504);
        assert_eq!(time_us(&[Lengths { by_reader: true, ..one }]), 0);
    }

    #[test]
    fn long_data_is_chained() {
        let whole = message(FRAME_SIZE - BLOCK_BORDER);
        assert_eq!(whole, frame(FRAME_SIZE) + FRAME_DELAY);
        let more = message(FRAME_SIZE - BLOCK_BORDER + 1);
        assert_eq!(more, whole + frame(3) + 2 * FRAME_DELAY + frame(4));
    }
}
