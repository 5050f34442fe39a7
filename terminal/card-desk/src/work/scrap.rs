//! Giving an unfinished card up.

use apdu::Transport;

use super::Bench;
use crate::cards::Found;
use crate::exit::Ending;
use crate::hex::hex;
use crate::issuing::{CardStory, Entry, Stage};

/// Erases an unfinished card, so that its chip is blank and its request free again. Only a chip that surely has our
/// root key is asked: a wrong key would cost it one of its few tries.
///
/// # Errors
/// A finished card, which is never erased; a chip that looks blank; and whatever card, keys or journal say.
pub fn scrap(bench: &mut Bench<'_>, card: &mut dyn Transport, chip: [u8; 8]) -> Result<Option<u64>, Ending> {
    let begun = bench.journal.story().unfinished_on(&hex(&chip)).map(|card| (card.plan.request, card.done));
    match begun {
        Some((request, 0)) => {
            return Err(Ending::refused(format!(
                "任务 {request} 的卡刚刚开始，未清除；请用 issue 接着制完，芯片坏了则用 scrap --destroyed 登记 · the card of request {request} was only just begun, nothing was erased; finish it with issue, or note it with scrap --destroyed if the chip is broken"
            )));
        }
        Some(_) => {}
        None => unknown(bench.work.examine(card, chip)?)?,
    }
    bench.work.scrap(card, chip, bench.keys)?;
    let request = begun.map(|(request, _)| request);
    if let Some(request) = request {
        bench.write(&Entry::Scrapped { request, erased: true })?;
    }
    Ok(request)
}

/// Whether a chip that the journal does not know may be erased.
fn unknown(found: Found) -> Result<(), Ending> {
    match found {
        Found::Torn => Ok(()),
        Found::Blank => Err(Ending::refused(
            "芯片是空白的，没有可清除的内容 · the chip is blank, there is nothing to erase",
        )),
        Found::Issued(_) | Found::Blocked => Err(Ending::refused(
            "这是一张已发的卡，未清除；请用 block 停用 · this card has been issued, nothing was erased; put it out of use with block",
        )),
    }
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
