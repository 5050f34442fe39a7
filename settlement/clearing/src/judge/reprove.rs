//! Records that wait because their proof could not be verified, judged again: keys arrive, and card profiles.
//!
//! What is proved now is judged as if it came now: good, or refused for what else is wrong with it. It is proved by
//! itself, so that no later record displaces it.

use super::{Bench, about, clear};
use crate::history::at;
use crate::validate::{has_proof, validate};
use crate::{
    Cleared, FindingKind, Knowledge, NotAdmitted, RefuseCause, Rejudged, Settlement, Status, TerminalFacts,
    Waiting, collect, post,
};
use records::{CardNo, Record};

/// Judges what waits of some cards again, without any new record. `trial`: whether records of trial keys count.
///
/// # Errors
/// [`NotAdmitted::Overflow`]: sums that no books hold.
pub fn judge_waiting(
    cards: &[CardNo],
    trial: bool,
    knowledge: &Knowledge<'_>,
) -> Result<Rejudged, NotAdmitted> {
    let mut rejudged = Rejudged::default();
    let waiting = cards.iter().flat_map(|card| knowledge.cards.history(card).waiting).next();
    let Some(first) = waiting else { return Ok(rejudged) };
    // No record comes from it: nothing but the trial is asked of it.
    let facts = TerminalFacts { terminal: first.record.terminal, merchant: first.merchant, trial };
    let mut bench = Bench::new(&facts, knowledge);
    for card in cards {
        bench.view(*card);
    }
    bench.reprove();
    bench.settle_waiting();
    rejudged.lots = if bench.settlements.is_empty() { Vec::new() } else { bench.draw_lots() };
    rejudged.settlements = bench.settlements;
    rejudged.findings = bench.findings;
    rejudged.cleared = bench.cleared;
    rejudged.postings = collect(bench.postings).ok_or(NotAdmitted::Overflow)?;
    Ok(rejudged)
}

impl Bench<'_> {
    /// Asks once for all whether what waits for a proof has one now.
    pub(super) fn reprove(&mut self) {
        let waiting = self.cards.values().flat_map(|card| &card.waiting);
        let unproved =
            |waiting: &&Waiting| waiting.cause == RefuseCause::TacError && has_proof(&waiting.record);
        let mut waiting: Vec<Waiting> = waiting.filter(unproved).cloned().collect();
        if waiting.is_empty() {
            return;
        }
        waiting.sort_by_key(|waiting| (waiting.record.tap.at_us, at(&waiting.record)));
        let asked: Vec<&Record> = waiting.iter().map(|waiting| &waiting.record).collect();
        let answers = self.knowledge.proofs.verify_batch(&asked);
        for (waiting, _) in waiting.into_iter().zip(answers).filter(|(_, proved)| *proved) {
            self.proved_late(waiting);
        }
    }

    fn proved_late(&mut self, Waiting { record, merchant, cause }: Waiting) {
        if let Some(card) = self.cards.get_mut(&record.card_no) {
            card.waiting.retain(|waiting| at(&waiting.record) != at(&record));
        }
        let mut status = self.validate_late(&record);
        if self.displace(&record, status, Some(true)) {
            status = self.validate_late(&record);
        }
        self.explain_status(&record, status, Some(true));
        self.clear(Cleared { kind: FindingKind::TacError, ..clear(&record) });
        self.postings.extend(post::released(&record, &merchant, cause));
        let paid = status.is_paid();
        let legs = if paid { self.bear(&record) } else { Vec::new() };
        if paid {
            self.note(about(FindingKind::TacProved, &record));
            self.pay(&record, record.card_before());
            self.look_again(&record);
            self.postings.extend(post::paid(&record, &merchant, &legs));
        } else {
            // Nothing was sold, so nothing was priced wrong.
            for kind in [FindingKind::PriceMismatch, FindingKind::PriceUnproven, FindingKind::UnknownTariff] {
                self.clear(Cleared { kind, ..clear(&record) });
            }
            let cause = if let Status::Refused(cause) = status { cause } else { RefuseCause::Other };
            self.postings.extend(post::held(&record, &merchant, cause));
        }
        let by = at(&record);
        let (terminal, seq) = by;
        self.settlements.push(Settlement { terminal, seq, merchant, status, settled: None, legs, by });
    }

    /// Its time was good when it came; a sale with a proof of its own never waits.
    fn validate_late(&self, record: &Record) -> Status {
        let empty = Default::default();
        let card = self.cards.get(&record.card_no).unwrap_or(&empty);
        validate(record, record.tap.at_us, self.terminal, Some(true), card)
    }
}
