//! What loads of every kind write down and say.

use pboc_purse::Pin;
use purse::{CardAmount, CardNumber};

use super::{Bench, Pending, report_pending};
use crate::center::LoadAnswer;
use crate::exit::{Ending, Exit};
use crate::issuing::{Entry, LoadVerdict};

/// A load as it was wished for.
#[derive(Clone, Debug)]
pub struct LoadWish {
    /// Our receipt, unique for ever.
    pub reference: String,
    /// Amount.
    pub amount: CardAmount,
    /// The desk's terminal number.
    pub terminal: [u8; 6],
    /// Key identifier of the load key.
    pub key_id: u8,
    /// The holder's PIN.
    pub pin: Option<Pin>,
}

/// A load that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The card.
    pub number: CardNumber,
    /// Balance after.
    pub balance: CardAmount,
    /// What the center has not heard yet.
    pub pending: Pending,
}

/// Writes down how a load ended, and tells the center.
pub(super) fn end(bench: &mut Bench<'_>, reference: &str, verdict: LoadVerdict) -> Result<Pending, Ending> {
    bench.write(&Entry::LoadEnded { reference: reference.to_owned(), verdict })?;
    report_pending(bench)
}

/// What is said of an earlier load that is settled now.
pub(super) fn settled(reference: &str, zh: &str, en: &str) -> Ending {
    Ending::refused(format!(
        "上一笔充值 {reference} {zh}，现已了结；本次未充值，如仍需充值请再运行一次 · the earlier load {reference} {en} and is settled now; nothing was loaded this time, run it again if it is still wanted"
    ))
}

/// Whether the receipt may still be loaded.
pub(super) fn still_open(permit: &LoadAnswer) -> Result<(), Ending> {
    if permit.state == "open" {
        return Ok(());
    }
    Err(Ending::refused(
        "这个收据号的充值已经了结，未充值；请换收据号 · the load of this receipt is over, nothing was loaded; use another receipt",
    ))
}

/// The credit went out and nothing came back.
pub(super) fn unknown() -> Ending {
    Ending::new(
        Exit::CardLost,
        "充值结果未知，钱可能已到卡上；请把同一张卡放回并再运行 load，不要重复收款 · the outcome of the load is unknown, the money may be on the card; put the same card back and run load again, and do not take the money twice",
    )
}
