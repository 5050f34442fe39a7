//! How a sale was priced, in the words of the tariff: the same lines as on a card, a slip or in a trial.

use std::collections::{BTreeMap, BTreeSet};

use money::Fen;
use records::Record;
use subsidy::{Line, quote};

use crate::facts::tariff_of;
use crate::history::CardView;
use crate::lots::told;
use crate::reprice::{Counted, case_of, same, taken_before};
use crate::{CardFacts, Explanation, Knowledge, ProofVerifier, TariffLookup};

/// The lines of [`subsidy::explain`] for a record: the price, what was taken off and why, and what was left to
/// pay. Empty when the center does not know the tariff, or would price the sale otherwise: then nobody can say
/// how the terminal came to its price.
#[must_use]
pub fn derived(record: &Record, tariffs: &dyn TariffLookup, cards: &dyn CardFacts) -> Vec<Explanation> {
    let (left, none) = (BTreeMap::new(), BTreeSet::new());
    let (funds_left, funds_capped, funds_dry) = (&left, &none, &none);
    let knowledge = Knowledge { tariffs, cards, proofs: &NotAsked, funds_left, funds_capped, funds_dry };
    lines(record, &knowledge).unwrap_or_default()
}

fn lines(record: &Record, knowledge: &Knowledge<'_>) -> Option<Vec<Explanation>> {
    let tariff = tariff_of(record, knowledge)?;
    let view = CardView::new(knowledge.cards.history(&record.card_no));
    let taken = taken_before(record, &view, knowledge, Counted::all());
    let lots = told(record, tariff);
    let case = case_of(record, tariff, &taken, &lots, knowledge)?;
    let quote = quote(tariff, &case);
    if !same(record, tariff, &quote) {
        return None;
    }
    let lines = subsidy::explain(tariff, &case, &quote);
    let last = lines.len().saturating_sub(1);
    let shown = |(place, Line { zh, en, fen }): (usize, Line)| {
        // A notice has no amount; the price and what is paid have one, be it 0.00.
        let amount = (place == 0 || place == last || fen != Fen::ZERO).then_some(fen);
        Explanation { zh, en, amount }
    };
    Some(lines.into_iter().enumerate().map(shown).collect())
}

/// Pricing asks for no proofs.
struct NotAsked;

impl ProofVerifier for NotAsked {
    fn verify_batch(&self, records: &[&Record]) -> Vec<bool> {
        vec![false; records.len()]
    }
}
