//! One card in two towns at once (A01).
//!
//! Only sales that the card itself proved count: a payment that rests on the grey rule says nothing about where the
//! card was. A clock that is a guess says nothing about when. The later of the two taps is named, whichever arrives
//! first.

use records::{ClockQuality, Kind, Record};

use super::{Bench, about, clear};
use crate::facts::tariff_of;
use crate::history::{At, CardView, at};
use crate::{Cleared, Finding, FindingKind, Status};

/// Between two towns nobody travels faster.
const JOURNEY_US: i64 = 5 * 60 * 1_000_000;

impl Bench<'_> {
    /// Compares every sale that is good now with the card's sales just before and just after it.
    pub(super) fn tell_two_places(&mut self) {
        let mut told: Vec<(Record, Option<Record>)> = Vec::new();
        for row in self.rows.iter().filter(|row| row.status == Status::Good && self.tells_place(&row.record))
        {
            let Some(card) = self.cards.get(&row.record.card_no) else { continue };
            let apart = |later: &Record| {
                let before = self.beside(card, later, false)?;
                (self.town(before) != self.town(later)).then(|| before.clone())
            };
            // Of what came after, something else may have been said before.
            let after = self.beside(card, &row.record, true);
            told.extend(after.map(|after| (after.clone(), apart(after))));
            told.extend(apart(&row.record).map(|before| (row.record.clone(), Some(before))));
        }
        for (later, before) in told {
            let kind = FindingKind::TwoPlaces;
            self.clear(Cleared { kind, ..clear(&later) });
            if let Some(before) = before {
                self.note(Finding { other: Some(at(&before)), ..about(kind, &later) });
            }
        }
    }

    /// The nearest sale of the card after or before this one, within a journey's time.
    fn beside<'a>(&self, card: &'a CardView, record: &Record, after: bool) -> Option<&'a Record> {
        let key = (record.tap.at_us, at(record));
        let proved = |other: &&Record| {
            other.tap.at_us.abs_diff(record.tap.at_us) < JOURNEY_US.unsigned_abs()
                && self.tells_place(other)
                && !card.is_inferred(at(other))
                && !self.inferred_now(at(other))
        };
        if after {
            card.paid.range(key..).skip(1).map(|(_, other)| other).find(proved)
        } else {
            card.paid.range(..key).rev().map(|(_, other)| other).find(proved)
        }
    }

    /// Whether a sale says where its card was and when: at a till whose town is known, by a clock that is no guess.
    fn tells_place(&self, record: &Record) -> bool {
        record.kind == Kind::Sale && record.tap.clock != ClockQuality::Guess && self.town(record) != 0
    }

    /// Whether the grey rule paid it with this batch.
    fn inferred_now(&self, place: At) -> bool {
        let here = self.rows.iter().filter(|row| row.status == Status::Adjusted).map(|row| at(&row.record));
        here.chain(self.settlements.iter().map(|one| (one.terminal, one.seq))).any(|one| one == place)
    }

    /// 0 where nobody knows.
    fn town(&self, record: &Record) -> u16 {
        let tariff = tariff_of(record, &self.knowledge);
        tariff.map_or(0, |tariff| tariff.town(self.knowledge.tariffs.point(record.terminal, tariff).place))
    }
}
