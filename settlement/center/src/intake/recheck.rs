//! Records that wait for a proof are judged again: at the start, and when somebody asks. Keys may have come since, or
//! a card profile. Cards that a batch brings news of are judged again with the batch.

use clearing::{Knowledge, Rejudged, judge_waiting};
use ledger::{Ledger, LedgerError, Recorded};
use records::CardNo;

use super::{CardKnowledge, Intake, PATIENCE};

/// What became of what waited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rechecked {
    /// Cards looked at.
    pub cards: u64,
    /// Records paid now.
    pub paid: u64,
    /// Records refused now.
    pub refused: u64,
}

impl Intake {
    /// Judges everything that waits for a proof again, card by card, each whole or not at all.
    ///
    /// # Errors
    /// Books that cannot be used; cards before the failure are settled.
    pub fn recheck(&self, ledger: &mut Ledger, now_us: i64) -> Result<Rechecked, LedgerError> {
        let mut sum = Rechecked::default();
        for card in ledger.cards_unproved()? {
            let rejudged = self.recheck_card(ledger, card, now_us)?;
            let paid = rejudged.settlements.iter().filter(|one| one.status.is_paid()).count();
            let refused = rejudged.settlements.len().saturating_sub(paid);
            let add = |sum: u64, more: usize| sum.saturating_add(u64::try_from(more).unwrap_or(u64::MAX));
            sum = Rechecked {
                cards: add(sum.cards, 1),
                paid: add(sum.paid, paid),
                refused: add(sum.refused, refused),
            };
        }
        Ok(sum)
    }

    fn recheck_card(&self, ledger: &mut Ledger, card: CardNo, now_us: i64) -> Result<Rejudged, LedgerError> {
        for _ in 0..PATIENCE {
            let mark = ledger.mark()?;
            let waiting = ledger.waiting_of(&card)?;
            let cards = CardKnowledge::gather(ledger, &waiting)?;
            let funds = cards.funds(ledger, now_us)?;
            let applications = self.applications(ledger)?;
            let knowledge = Knowledge {
                tariffs: &cards,
                proofs: &self.proofs.of(&applications),
                cards: &cards,
                funds_left: &funds.left,
                funds_capped: &funds.capped,
                funds_dry: &funds.told,
            };
            let rejudged = judge_waiting(&[card], self.trial, &knowledge)
                .map_err(|error| LedgerError::Corrupt(error.to_string()))?;
            let done = rejudged.settlements.is_empty()
                || ledger.record_recheck(mark, &rejudged, &funds.balances, now_us)? == Recorded::Stored;
            if done {
                return Ok(rejudged);
            }
        }
        Err(LedgerError::Busy)
    }
}
