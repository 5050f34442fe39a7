//! A proved record displaces one that was only inferred.
//!
//! The grey rule pays a grey when the card's next record shows a balance that fell by its amount. Another till's
//! sale of the same amount, not received yet, leaves the same trace: elders pay the same fixed price everywhere.
//! When that sale arrives with the card's own code at the very counter value, it is the debit; the grey was
//! none, and its payment is taken back.
//!
//! So it is with a later grey of the same counter value: the card still showed that value at the later tap, so
//! the earlier one was not debited. Which of the two arrives first must not matter.

use super::{Bench, about, clear};
use crate::grey::refused_as;
use crate::history::at;
use crate::{Cleared, Finding, FindingKind, Inferred, RefuseCause, Settlement, Status, post};
use records::{Kind, Record};
use subsidy::Leg;

impl Bench<'_> {
    /// Takes back an inferred payment at the counter value of a record that knows better. `false`: there is none.
    pub(super) fn displace(&mut self, record: &Record, status: Status, proof: Option<bool>) -> bool {
        let before_us = match status {
            Status::Refused(RefuseCause::Duplicate) if proof == Some(true) => i64::MAX,
            Status::Waiting(RefuseCause::Grey) => record.tap.at_us,
            _ => return false,
        };
        let card = self.cards.get_mut(&record.card_no).zip(record.card_counter);
        let Some((old, Inferred { merchant, legs })) =
            card.and_then(|(card, counter)| card.displace(counter, before_us))
        else {
            return false;
        };
        let (cause, paid, refused) = match old.kind {
            Kind::Grey => (RefuseCause::Grey, FindingKind::GreyPaid, FindingKind::GreyRefused),
            Kind::Sale | Kind::DayClose => {
                (RefuseCause::TacError, FindingKind::TacSettled, FindingKind::TacRefused)
            }
        };
        for kind in [
            paid,
            FindingKind::PriceMismatch,
            FindingKind::PriceUnproven,
            FindingKind::UnknownTariff,
            FindingKind::BenefitUnattributed,
            FindingKind::VoucherOverdrawn,
            FindingKind::OtherReader,
        ] {
            self.clear(Cleared { kind, ..clear(&old) });
        }
        self.note(Finding { other: Some(at(record)), ..about(refused, &old) });
        let cause = refused_as(cause);
        let legs: Vec<Leg> = legs.into_iter().map(|(fund, amount)| Leg::whole(fund, amount)).collect();
        post::give_back(&legs, &mut self.left);
        self.postings.extend(post::unpaid(&old, &merchant, &legs));
        self.postings.extend(post::held(&old, &merchant, cause));
        self.settlements.push(Settlement {
            terminal: old.terminal,
            seq: old.seq,
            merchant,
            status: Status::Refused(cause),
            settled: None,
            legs: Vec::new(),
            by: at(record),
        });
        true
    }
}
