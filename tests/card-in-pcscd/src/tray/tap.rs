//! A tap: a card is held to a reader until the terminal has finished, or for as long as an elder would.

use super::counter::{Counter, Lying, lock};
use super::{Tray, TrayCard};
use crate::Progress;
use serde::Serialize;
use std::sync::Arc;
use std::time::{Duration, Instant};
use virtual_cards::Tear;

/// How long an elder holds a card when nothing happens.
pub(super) const HOLD: Duration = Duration::from_millis(2500);
/// After the card's part is done, this much silence means that the terminal has finished.
const QUIET: Duration = Duration::from_millis(300);
/// Nobody pulls a card away while the terminal is talking to it, unless a tear was asked for.
const MID_TALK: Duration = Duration::from_millis(200);
/// And yet nobody holds one for ever.
const OVERTIME: Duration = Duration::from_secs(5);

/// A tap to be made.
#[derive(Clone, Copy, Debug)]
pub struct TapOrder {
    /// Place of the card in the tray.
    pub card: usize,
    /// Number of the counter.
    pub counter: usize,
    /// How long at most; see [`HOLD`].
    pub hold: Duration,
    /// Where the card is pulled away.
    pub tear: Option<Tear>,
}

/// How a tap ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The card's part was done and the terminal silent.
    Finished,
    /// The time to hold was over.
    Held,
    /// The asked-for tear happened.
    Torn,
    /// Somebody took the card away.
    Removed,
}

/// What happened in a tap.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// Place of the card in the tray.
    pub card: usize,
    /// Its last four digits.
    pub tail: String,
    /// Number of the counter.
    pub counter: usize,
    /// How it ended.
    pub ended: Ended,
    /// Whether the reader gave it power at all.
    pub powered: bool,
    /// Commands answered.
    pub commands: u32,
    /// DEBITs answered.
    pub debits: u32,
    /// GET TRANSACTION PROVEs answered.
    pub proofs: u32,
    /// Fen before.
    pub balance_before: Option<u32>,
    /// Fen after.
    pub balance: Option<u32>,
    /// Offline counter before.
    pub offline_before: Option<u16>,
    /// Offline counter after.
    pub offline: Option<u16>,
}

/// A tap that has begun.
pub(super) struct Begun {
    order: TapOrder,
    balance: Option<u32>,
    before: Option<(u32, u16)>,
    lying: Arc<Lying>,
}

/// Why a tap cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TapRefusal {
    /// No such card.
    #[error("没有这张卡 · no such card")]
    NoCard,
    /// No such counter.
    #[error("没有这个柜台 · no such counter")]
    NoCounter,
    /// A card lies there.
    #[error("读卡器上已有卡，先拿走 · a card lies there, take it away first")]
    Occupied,
    /// The card lies on another reader.
    #[error("这张卡在别的读卡器上 · this card lies on another reader")]
    Elsewhere,
}

impl Tray {
    /// Puts a card on a reader and leaves it there.
    ///
    /// # Errors
    /// Why it cannot be put there.
    pub fn insert(&self, card: usize, counter: usize, tear: Option<Tear>) -> Result<(), TapRefusal> {
        self.lay(card, counter, tear).map(|_| ())
    }

    /// Makes a whole tap and says what happened.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn tap(&self, order: TapOrder) -> Result<Outcome, TapRefusal> {
        let begun = self.begin(order)?;
        self.finish(&begun)
    }

    /// Lays the card on the reader.
    pub(super) fn begin(&self, order: TapOrder) -> Result<Begun, TapRefusal> {
        let card = self.cards.get(order.card).ok_or(TapRefusal::NoCard)?;
        let balance = card.look().balance();
        let before = card.money();
        Ok(Begun { order, balance, before, lying: self.lay(order.card, order.counter, order.tear)? })
    }

    /// Waits for the end of the tap and takes the card away.
    pub(super) fn finish(&self, begun: &Begun) -> Result<Outcome, TapRefusal> {
        let Begun { order, balance, before, lying } = begun;
        let card = self.cards.get(order.card).ok_or(TapRefusal::NoCard)?;
        let counter = self.counter(order.counter).ok_or(TapRefusal::NoCounter)?;
        let wait = |patience, enough: &dyn Fn(&Progress) -> bool| lying.inserted.wait(patience, enough);
        let mut seen = wait(order.hold, &|seen| seen.out || finished(seen));
        if !seen.out && !finished(&seen) {
            seen = wait(OVERTIME, &|seen| seen.out || silent(seen, MID_TALK));
        }
        let ended = match &seen {
            Progress { torn: true, .. } => Ended::Torn,
            Progress { out: true, .. } => Ended::Removed,
            seen if finished(seen) => Ended::Finished,
            _ => Ended::Held,
        };
        lying.inserted.take_out();
        let seen = wait(OVERTIME, &|seen| seen.out);
        card.look().disarm();
        let outcome = outcome(card, order, ended, &seen, (*balance, *before));
        *lock(&counter.last) = Some(outcome.clone());
        clear(counter, lying);
        Ok(outcome)
    }

    fn lay(&self, place: usize, number: usize, tear: Option<Tear>) -> Result<Arc<Lying>, TapRefusal> {
        let card = self.cards.get(place).ok_or(TapRefusal::NoCard)?;
        let counter = self.counter(number).ok_or(TapRefusal::NoCounter)?;
        if self.counters.iter().any(|other| other.number != number && other.lies() == Some(place)) {
            return Err(TapRefusal::Elsewhere);
        }
        counter.pause();
        let mut lying = lock(&counter.lying);
        if lying.as_ref().is_some_and(|lying| !lying.inserted.progress().out) {
            return Err(TapRefusal::Occupied);
        }
        let mut chip = card.look();
        chip.disarm();
        if let Some(tear) = tear {
            chip.arm(tear);
        }
        drop(chip);
        let inserted = counter.slot.insert(Arc::clone(&card.chip), Some(card.keeper()));
        let laid = Arc::new(Lying { card: place, inserted });
        *lying = Some(Arc::clone(&laid));
        Ok(laid)
    }
}

/// The reader is empty again, unless another card has come meanwhile.
fn clear(counter: &Counter, lying: &Arc<Lying>) {
    let mut now = lock(&counter.lying);
    if now.as_ref().is_some_and(|now| Arc::ptr_eq(now, lying)) {
        *now = None;
        *lock(&counter.left) = Some(Instant::now());
    }
}

fn silent(seen: &Progress, time: Duration) -> bool {
    seen.heard.is_none_or(|heard| heard.elapsed() >= time)
}

fn finished(seen: &Progress) -> bool {
    seen.debits + seen.proofs > 0 && silent(seen, QUIET)
}

fn outcome(
    card: &TrayCard,
    order: &TapOrder,
    ended: Ended,
    seen: &Progress,
    (balance_before, before): (Option<u32>, Option<(u32, u16)>),
) -> Outcome {
    let after = card.money();
    Outcome {
        card: order.card,
        tail: card.tail().to_owned(),
        counter: order.counter,
        ended,
        powered: seen.powered,
        commands: seen.commands,
        debits: seen.debits,
        proofs: seen.proofs,
        balance_before,
        balance: card.look().balance(),
        offline_before: before.map(|(_, offline)| offline),
        offline: after.map(|(_, offline)| offline),
    }
}
