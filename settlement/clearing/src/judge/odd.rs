//! What is odd about a record beside the other records of its card.

use super::{Bench, about};
use crate::history::{CardView, at};
use crate::{Finding, FindingKind, Knowledge, RefuseCause, Status};
use records::Record;

/// Taps of two tills may lie in the wrong order by this much: their clocks are set from the network, or guessed.
const CLOCKS_APART_US: i64 = 60 * 60 * 1_000_000;

impl Bench<'_> {
    /// One finding for every refusal.
    pub(super) fn explain_status(&mut self, record: &Record, status: Status, proof: Option<bool>) {
        let Status::Refused(cause) = status else { return };
        let card = self.cards.get(&record.card_no);
        let same =
            card.zip(record.card_counter).and_then(|(card, counter)| card.used(counter).zip(Some(card)));
        let other = same.map(|(used, _)| used.at).filter(|_| cause == RefuseCause::Duplicate);
        let paid = same.and_then(|(used, card)| card.paid.get(&(used.tap_us, used.at)));
        let kind = match cause {
            RefuseCause::BadTime => FindingKind::BadTime,
            RefuseCause::Duplicate => twice(record, paid, proof),
            RefuseCause::InsufficientBalance => FindingKind::InsufficientBalance,
            RefuseCause::TestData => FindingKind::TestData,
            _ => FindingKind::IllegalData,
        };
        self.note(Finding { other, ..about(kind, record) });
    }
}

/// What it means that a counter value is booked already.
fn twice(record: &Record, paid: Option<&Record>, proof: Option<bool>) -> FindingKind {
    // What the card was told and what it answered.
    let event = |record: &Record| {
        let told = (record.card_amount, record.psam_terminal, record.psam_seq);
        let at = (record.card_date, record.card_time);
        (told, at, record.tac, record.transaction_mac)
    };
    match paid {
        Some(paid) if event(paid) == event(record) => FindingKind::DeliveredTwice,
        // A till may repeat itself; two that are both believed by the card's own code need two cards.
        Some(paid) if proof == Some(true) && paid.terminal != record.terminal => FindingKind::CopiedCard,
        _ => FindingKind::DuplicateCardCounter,
    }
}

/// Where the records around a record that is paid now do not fit together.
pub(super) fn odd_neighbours(
    record: &Record,
    before: Option<(u32, u32)>,
    card: &CardView,
    knowledge: &Knowledge<'_>,
) -> Vec<Finding> {
    let Some((counter, _)) = before else { return Vec::new() };
    let mut odd = Vec::new();
    // The card's own memory of who came before is under its proof.
    for (first, second) in card.followers(counter) {
        if knowledge.proofs.follows(second, first.0) == Some(false) {
            let other = if first == at(record) { at(second) } else { first };
            odd.push(Finding { other: Some(other), ..about(FindingKind::OtherReader, record) });
        }
    }
    let tap = record.tap.at_us;
    let lower = card.uses.range(..counter).next_back();
    let lower = lower.filter(|(_, used)| used.tap_us.saturating_sub(tap) > CLOCKS_APART_US);
    let higher = counter.checked_add(1).and_then(|next| card.uses.range(next..).next());
    let higher = higher.filter(|(_, used)| tap.saturating_sub(used.tap_us) > CLOCKS_APART_US);
    if let Some((_, used)) = lower.or(higher) {
        odd.push(Finding { other: Some(used.at), ..about(FindingKind::CounterBack, record) });
    }
    odd
}
