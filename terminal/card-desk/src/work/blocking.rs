//! Putting a card out of use: at hand, on the card itself as well; lost, at the center alone.

use apdu::Transport;
use purse::CardNumber;

use super::{Bench, Pending, report_pending};
use crate::exit::Ending;
use crate::issuing::Entry;

/// Blocks the card that lies there, and tells the center.
///
/// # Errors
/// Whatever card, keys or journal say. The center's stop list names the card even if the card refuses.
pub fn block(
    bench: &mut Bench<'_>,
    card: &mut dyn Transport,
    chip: [u8; 8],
    reason: &str,
) -> Result<(CardNumber, Pending), Ending> {
    let seen = bench.work.read(card, chip)?;
    let number = seen.number();
    let intend =
        |on_card| Entry::BlockIntended { card_no: number.digits(), reason: reason.to_owned(), on_card };
    bench.write(&intend(false))?;
    let blocked = bench.work.block(card, chip, &seen, bench.keys);
    if blocked.is_ok() {
        bench.write(&intend(true))?;
    }
    let pending = report_pending(bench)?;
    blocked?;
    Ok((number, pending))
}

/// Puts a card out of use that is not at hand.
///
/// # Errors
/// Whatever the journal says.
pub fn block_absent(bench: &mut Bench<'_>, number: CardNumber, reason: &str) -> Result<Pending, Ending> {
    let entry = Entry::BlockIntended { card_no: number.digits(), reason: reason.to_owned(), on_card: false };
    bench.write(&entry)?;
    report_pending(bench)
}
