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

    /// One finding when a fund first bears less than its step, until money arrives again.
    fn tell_dry(&mut self, record: &Record, legs: &[Leg]) {
        for leg in legs.iter().filter(|leg| leg.short != Fen::ZERO) {
            if self.dry.insert(leg.fund) {
                self.note(Finding {
                    card: None,
                    fund: Some(leg.fund),
                    expected: leg.amount.checked_add(leg.short),
                    found: Some(leg.amount),
                    ..about(FindingKind::FundExhausted, record)
                });
            }
        }
    }
}
