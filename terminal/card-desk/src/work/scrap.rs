//! Giving an unfinished card up.

use apdu::Transport;

use super::Bench;
use crate::exit::Ending;
use crate::hex::hex;
use crate::issuing::{CardStory, Entry, Stage};

/// Erases an unfinished card, so that its chip is blank and its request free again.
///
/// # Errors
/// A finished card, which is never erased; and whatever card, keys or journal say.
pub fn scrap(bench: &mut Bench<'_>, card: &mut dyn Transport, chip: [u8; 8]) -> Result<Option<u64>, Ending> {
    let request = bench.journal.story().unfinished_on(&hex(&chip)).map(|card| card.plan.request);
    bench.work.scrap(card, chip, bench.keys)?;
    if let Some(request) = request {
        bench.write(&Entry::Scrapped { request, erased: true })?;
    }
    Ok(request)
}

impl Bench<'_> {
    /// Notes that the unfinished card of a request was destroyed, because its chip does not answer any more.
    ///
    /// # Errors
    /// No unfinished card of this request.
    pub fn destroyed(&mut self, request: u64) -> Result<(), Ending> {
        let open = |card: &CardStory| card.stage == Stage::Open;
        if !self.journal.story().cards.get(&request).is_some_and(open) {
            return Err(Ending::refused(format!(
                "任务 {request} 没有未制完的卡，未登记 · request {request} has no unfinished card, nothing was noted"
            )));
        }
        Ok(self.write(&Entry::Scrapped { request, erased: false })?)
    }
}
