//! Which funds bear a paid record, out of what limited funds have left.

use super::{Bench, about};
use crate::facts::tariff_of;
use crate::{Finding, FindingKind, post};
use money::Fen;
use records::Record;
use subsidy::Leg;

impl Bench<'_> {
    /// Who bears a paid record. What a limited fund bears is gone for the records after it.
    pub(super) fn bear(&mut self, record: &Record) -> Vec<Leg> {
        let legs = post::legs(record, &mut self.left, &self.knowledge);
        self.tell_dry(record, &legs);
        let priced = tariff_of(record, &self.knowledge).is_some();
        if legs.is_empty() && record.benefit != Fen::ZERO && priced {
            self.note(Finding {
                found: Some(record.benefit),
                ..about(FindingKind::BenefitUnattributed, record)
            });
        }
        legs.into_iter().filter(|leg| leg.amount != Fen::ZERO).collect()
    }

    /// One finding when a fund first bears less than its step, until money arrives again; or when it first reaches
    /// its ceiling, beyond which it bears only what nobody else would.
    fn tell_dry(&mut self, record: &Record, legs: &[Leg]) {
        for leg in legs {
            let capped = self.knowledge.funds_capped.contains(&leg.fund);
            let left = self.left.get(&leg.fund).copied().unwrap_or_default();
            let over = if capped { left.min(Fen::ZERO) } else { Fen::ZERO };
            let whole = leg.short == Fen::ZERO && over == Fen::ZERO;
            if whole || !self.dry.insert(leg.fund) {
                continue;
            }
            let asked = leg.amount.checked_add(leg.short);
            let within = leg.amount.checked_add(over).map(|within| within.max(Fen::ZERO));
            self.note(Finding {
                card: None,
                fund: Some(leg.fund),
                expected: if leg.short == Fen::ZERO { within } else { asked },
                found: Some(leg.amount),
                ..about(if capped { FindingKind::CeilingReached } else { FindingKind::FundExhausted }, record)
            });
        }
    }
}
