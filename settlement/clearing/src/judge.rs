//! The judgement of a batch.

mod bear;
mod counters;
mod displace;
mod lots;
mod odd;
mod places;
mod reprove;

pub use reprove::judge_waiting;

use odd::odd_neighbours;
use std::collections::{BTreeMap, BTreeSet};

use money::Fen;
use records::{AckRange, Batch, CardNo, CardProfile, Kind, Record};

use crate::grey::{Decision, next_decision, refused_as};
use crate::history::{CardView, at};
use crate::reprice::{Opinion, reprice};
use crate::validate::{has_proof, validate};
use crate::{
    BatchVerdict, Cleared, Cursor, Finding, FindingKind, Knowledge, NotAdmitted, Posting, RefuseCause, Row,
    Settlement, Status, TerminalFacts, Waiting, admit, collect, post,
};

/// Judges the next batch of a terminal. Its signature was verified by the caller.
///
/// # Errors
/// A batch that is not the next one; nothing of it counts.
pub fn judge_batch(
    batch: &Batch,
    cursor: &Cursor,
    terminal: &TerminalFacts,
    knowledge: &Knowledge<'_>,
) -> Result<BatchVerdict, NotAdmitted> {
    let chain = admit(batch, cursor)?;
    let mut bench = Bench::new(terminal, knowledge);
    let after = bench.follow_counters(batch, cursor);
    bench.judge_records(batch);
    bench.settle_waiting();
    bench.tell_two_places();
    bench.book_rows();
    let lots = bench.draw_lots();
    let outstanding = bench.announced(batch, after);
    let last_tap_us = batch.records.last().map_or(cursor.last_tap_us, |record| record.tap.at_us);
    Ok(BatchVerdict {
        rows: bench.rows,
        settlements: bench.settlements,
        findings: bench.findings,
        cleared: bench.cleared,
        lots,
        postings: collect(bench.postings).ok_or(NotAdmitted::Overflow)?,
        ack: AckRange::of(batch),
        cursor: Cursor { chain, running: after, last_tap_us },
        outstanding,
    })
}

/// What is on the table while a batch is judged.
struct Bench<'a> {
    terminal: &'a TerminalFacts,
    knowledge: Knowledge<'a>,
    left: BTreeMap<u8, Fen>,
    dry: BTreeSet<u8>,
    cards: BTreeMap<CardNo, CardView>,
    rows: Vec<Row>,
    settlements: Vec<Settlement>,
    findings: Vec<Finding>,
    cleared: Vec<Cleared>,
    postings: Vec<Posting>,
}

impl<'a> Bench<'a> {
    fn new(terminal: &'a TerminalFacts, knowledge: &Knowledge<'a>) -> Bench<'a> {
        Bench {
            terminal,
            knowledge: *knowledge,
            left: knowledge.funds_left.clone(),
            dry: knowledge.funds_dry.clone(),
            cards: BTreeMap::new(),
            rows: Vec::new(),
            settlements: Vec::new(),
            findings: Vec::new(),
            cleared: Vec::new(),
            postings: Vec::new(),
        }
    }
}

impl Bench<'_> {
    fn judge_records(&mut self, batch: &Batch) {
        let asked: Vec<&Record> = batch.records.iter().filter(|record| has_proof(record)).collect();
        let mut answers = self.knowledge.proofs.verify_batch(&asked).into_iter();
        for record in &batch.records {
            self.view(record.card_no);
        }
        self.reprove();
        for record in &batch.records {
            // A verifier that answers too little has not verified.
            let proof = has_proof(record).then(|| answers.next().unwrap_or(false));
            let mut status = self.validate(record, batch.sealed_at_us, proof);
            if self.displace(record, status, proof) {
                status = self.validate(record, batch.sealed_at_us, proof);
            }
            self.explain_status(record, status, proof);
            self.enter(record, status);
            self.rows.push(Row { record: record.clone(), status, settled: None, legs: Vec::new() });
        }
    }

    fn validate(&self, record: &Record, sealed_at_us: i64, proof: Option<bool>) -> Status {
        let empty = CardView::default();
        let card = self.cards.get(&record.card_no).unwrap_or(&empty);
        validate(record, sealed_at_us, self.terminal, proof, card)
    }

    /// Reads a card's history once per batch.
    fn view(&mut self, card: CardNo) {
        let cards = self.knowledge.cards;
        self.cards.entry(card).or_insert_with(|| {
            if card == CardNo::NONE { CardView::default() } else { CardView::new(cards.history(&card)) }
        });
    }

    /// Enters a record into its card's view and says what is odd about it.
    fn enter(&mut self, record: &Record, status: Status) {
        if record.kind == Kind::DayClose || matches!(status, Status::Refused(_)) {
            return;
        }
        if record.card_profile == CardProfile::NoCard {
            return self.reprice(record);
        }
        let stopped = self.knowledge.cards.stopped_since(&record.card_no);
        let deceased = self.knowledge.cards.deceased_since(&record.card_no);
        if deceased.is_some_and(|since| record.tap.at_us >= since) {
            self.note(about(FindingKind::UsedAfterDeath, record));
        } else if stopped.is_some_and(|since| record.tap.at_us >= since) {
            self.note(about(FindingKind::StoppedCard, record));
        }
        self.reprice(record);
        match status {
            Status::Waiting(cause) => {
                let waiting =
                    Waiting { record: record.clone(), merchant: self.terminal.merchant.clone(), cause };
                if let Some(card) = self.cards.get_mut(&record.card_no) {
                    card.waiting.push(waiting);
                }
            }
            _ => self.pay(record, record.card_before()),
        }
    }

    fn reprice(&mut self, record: &Record) {
        let empty = CardView::default();
        let card = self.cards.get(&record.card_no).unwrap_or(&empty);
        match reprice(record, card, &self.knowledge) {
            Opinion::Agreed => {}
            Opinion::Differs(finding) | Opinion::Unknown(finding) => self.note(finding),
        }
    }

    /// A record is paid: its counter value is used up, and later taps of the month are looked at again.
    fn pay(&mut self, record: &Record, before: Option<(u32, u32)>) {
        let Some(card) = self.cards.get_mut(&record.card_no) else { return };
        let mut odd = card.pay(record, before);
        odd.extend(odd_neighbours(record, before, card, &self.knowledge));
        let later = (record.tap.at_us, at(record));
        let again: Vec<Record> = card.paid.range(later..).skip(1).map(|(_, later)| later.clone()).collect();
        for finding in odd {
            self.note(finding);
        }
        for record in again {
            self.look_again(&record);
        }
    }

    /// Prices a record again: what its card was given before is better known now.
    fn look_again(&mut self, record: &Record) {
        let Some(card) = self.cards.get(&record.card_no) else { return };
        let opinion = reprice(record, card, &self.knowledge);
        if matches!(opinion, Opinion::Unknown(_)) {
            return;
        }
        // What is said now stands in place of what was said before, of either kind.
        for kind in [FindingKind::PriceMismatch, FindingKind::PriceUnproven, FindingKind::OverCap] {
            self.clear(Cleared { kind, ..clear(record) });
        }
        if let Opinion::Differs(finding) = opinion {
            self.note(finding);
        }
    }

    /// Decides every waiting record that can be decided now.
    fn settle_waiting(&mut self) {
        let touched: Vec<CardNo> = self.cards.keys().copied().collect();
        for card in touched {
            while let Some(decision) = self.cards.get_mut(&card).and_then(next_decision) {
                self.settle(decision);
            }
        }
        let waiting = self.rows.iter().filter_map(|row| match row.status {
            Status::Waiting(RefuseCause::TacError) => Some(about(FindingKind::TacError, &row.record)),
            Status::Waiting(_) => Some(about(FindingKind::GreyWaiting, &row.record)),
            _ => None,
        });
        let waiting: Vec<Finding> = waiting.collect();
        self.findings.extend(waiting);
    }

    fn settle(&mut self, decision: Decision) {
        let Decision { waiting: Waiting { record, merchant, cause }, debited, before, by } = decision;
        let tac = cause == RefuseCause::TacError;
        let trial = record.trial_keys && !self.terminal.trial;
        let (status, kind) = match (debited, tac) {
            (true, _) if trial => (Status::Refused(RefuseCause::TestData), FindingKind::TestData),
            (true, false) => (Status::Adjusted, FindingKind::GreyPaid),
            (true, true) => (Status::Adjusted, FindingKind::TacSettled),
            (false, false) => (Status::Refused(refused_as(cause)), FindingKind::GreyRefused),
            (false, true) => (Status::Refused(refused_as(cause)), FindingKind::TacRefused),
        };
        self.note(Finding { other: Some(by), ..about(kind, &record) });
        if status == Status::Adjusted {
            self.pay(&record, before);
            // Earlier taps may have arrived while it waited.
            self.look_again(&record);
        } else {
            // Nothing was sold, so nothing was priced wrong.
            for kind in [FindingKind::PriceMismatch, FindingKind::PriceUnproven, FindingKind::UnknownTariff] {
                self.clear(Cleared { kind, ..clear(&record) });
            }
        }
        let here = self.rows.iter_mut().find(|row| at(&row.record) == at(&record));
        if let Some(row) = here {
            row.status = status;
            row.settled = before;
            return;
        }
        let old = if tac { FindingKind::TacError } else { FindingKind::GreyWaiting };
        self.clear(Cleared { kind: old, ..clear(&record) });
        self.postings.extend(post::released(&record, &merchant, cause));
        let legs = if status.is_paid() { self.bear(&record) } else { Vec::new() };
        self.postings.extend(match status {
            Status::Refused(cause) => post::held(&record, &merchant, cause),
            _ => post::paid(&record, &merchant, &legs),
        });
        let (terminal, seq) = at(&record);
        self.settlements.push(Settlement { terminal, seq, merchant, status, settled: before, legs, by });
    }

    fn book_rows(&mut self) {
        let merchant = self.terminal.merchant.clone();
        for mut row in core::mem::take(&mut self.rows) {
            match row.status {
                Status::Good | Status::Adjusted => {
                    row.legs = self.bear(&row.record);
                    self.postings.extend(post::paid(&row.record, &merchant, &row.legs));
                }
                Status::Waiting(cause) | Status::Refused(cause) => {
                    self.postings.extend(post::held(&row.record, &merchant, cause));
                }
            }
            self.rows.push(row);
        }
    }

    /// Writes a finding down, once per kind and record.
    fn note(&mut self, finding: Finding) {
        let same = |old: &Finding| {
            (old.kind, old.terminal, old.seq, old.other, old.fund)
                == (finding.kind, finding.terminal, finding.seq, finding.other, finding.fund)
        };
        if !self.findings.iter().any(same) {
            self.findings.push(finding);
        }
    }

    /// Takes a finding back: out of this verdict, and out of the store.
    fn clear(&mut self, cleared: Cleared) {
        let same = |finding: &Finding| {
            (finding.kind, finding.terminal, finding.seq) == (cleared.kind, cleared.terminal, cleared.seq)
        };
        self.findings.retain(|finding| !same(finding));
        let here = self.rows.iter().any(|row| at(&row.record) == (cleared.terminal, cleared.seq));
        if !here && !self.cleared.contains(&cleared) {
            self.cleared.push(cleared);
        }
    }
}

fn about(kind: FindingKind, record: &Record) -> Finding {
    let card = Some(record.card_no).filter(|&card| card != CardNo::NONE);
    Finding { card, ..Finding::about(kind, record.terminal, record.seq) }
}

fn clear(record: &Record) -> Cleared {
    Cleared { kind: FindingKind::GreyWaiting, terminal: record.terminal, seq: record.seq }
}
