//! One card through time, under two tariffs; and who pays more in the end.

use jiff::civil::Date;
use money::Fen;
use records::{CardNo, sha256};
use subsidy::{HolderFacts, Span, Standing, Taken, Tariff, Usage, spans};

use super::sums::Grow;
use super::{Both, Counted, LARGEST};

/// How far ahead a standing is worked out at once.
const YEARS_AHEAD: i64 = 2;

/// One card.
#[derive(Default)]
pub(super) struct Elder {
    pub(super) sides: Both<Side>,
    /// Sales that both tariffs accept.
    pub(super) sales: u64,
    /// What the holder pays for those.
    pub(super) paid: Both<Fen>,
}

/// One card under one tariff.
#[derive(Default)]
pub(super) struct Side {
    /// The stretch of days asked about last.
    span: Option<Span>,
    /// The counters, packed: a tree for each of a hundred thousand cards is ten times as much.
    taken: Vec<(u8, Usage)>,
}

impl Side {
    /// The standing on a day. Worked out once for as long as it does not change.
    pub(super) fn standing(&mut self, tariff: &Tariff, facts: &HolderFacts, day: Date) -> Standing {
        if let Some(span) = self.span.filter(|span| span.from <= day && day <= span.to) {
            return span.standing;
        }
        let ahead = day.saturating_add(jiff::Span::new().years(YEARS_AHEAD));
        self.span = spans(tariff, facts, day, ahead).first().copied();
        self.span.map_or(Standing::NONE, |span| span.standing)
    }

    /// Unpacks the counters.
    pub(super) fn unpack(&self, taken: &mut Taken) {
        taken.slots.clear();
        taken.slots.extend(self.taken.iter().copied());
    }

    /// Packs them again.
    pub(super) fn pack(&mut self, taken: &Taken) {
        self.taken.clear();
        self.taken.reserve_exact(taken.slots.len());
        self.taken.extend(taken.slots.iter().map(|(&slot, &usage)| (slot, usage)));
    }
}

/// One holder who would pay more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElderLine {
    /// `****1234`.
    pub card: String,
    /// Tells cards with the same last digits apart; made with a key, so it cannot be turned back.
    pub mark: String,
    /// Sales that both tariffs accept.
    pub sales: u64,
    /// What the holder pays for them.
    pub paid: Both<Fen>,
    /// New less old.
    pub more: Fen,
}

/// All holders. Only sales that both tariffs accept are compared: a meal that is refused is not a saving.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elders {
    /// Who would pay more, and by how much together.
    pub more: Counted,
    /// Who would pay less; the amount is below zero.
    pub less: Counted,
    /// Who would pay the same.
    pub same: u64,
    /// Whose sales are accepted by one tariff only, or by none.
    pub apart: u64,
    /// The largest increases, largest first.
    pub largest: Vec<ElderLine>,
}

impl Elders {
    /// Enters a holder.
    pub(super) fn enter(&mut self, card: &CardNo, elder: &Elder, key: &[u8; 32]) -> Option<()> {
        if elder.sales == 0 {
            return self.apart.grow(1);
        }
        let more = elder.paid.difference()?;
        if more == Fen::ZERO {
            return self.same.grow(1);
        }
        if more.is_negative() {
            return self.less.grow(Counted::one(more));
        }
        self.more.grow(Counted::one(more))?;
        if self.largest.len() < LARGEST || self.largest.last().is_some_and(|last| last.more <= more) {
            let (sales, paid) = (elder.sales, elder.paid);
            self.largest.push(ElderLine { card: card.masked(), mark: mark(card, key), sales, paid, more });
            self.trim();
        }
        Some(())
    }

    /// The holders of both. No card may be in the two.
    pub(super) fn plus(mut self, other: Elders) -> Option<Elders> {
        self.more.grow(other.more)?;
        self.less.grow(other.less)?;
        self.same.grow(other.same)?;
        self.apart.grow(other.apart)?;
        self.largest.extend(other.largest);
        self.trim();
        Some(self)
    }

    /// Largest first; among equals the mark decides, so that it does not matter who came first.
    fn trim(&mut self) {
        self.largest.sort_by(|one, other| (other.more, &one.mark).cmp(&(one.more, &other.mark)));
        self.largest.truncate(LARGEST);
    }
}

/// Twelve hexadecimal digits of a hash over key and card.
fn mark(card: &CardNo, key: &[u8; 32]) -> String {
    let hash = sha256(&[key.as_slice(), &card.0].concat());
    hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
