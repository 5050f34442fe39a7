//! The second opinion: the same price function, the same tariff version, the center's own facts.

use jiff::civil::Date;
use records::Record;
use subsidy::{Case, Quote, Taken, Tariff, place, quote};

use crate::history::CardView;
use crate::{Finding, FindingKind, Knowledge};

/// What the center thinks of a charged price.
pub(crate) enum Opinion {
    /// The same.
    Agreed,
    /// Another; the finding says which.
    Differs(Finding),
    /// The tariff is not known.
    Unknown(Finding),
}

/// Re-prices a record against what its card was given before its tap.
pub(crate) fn reprice(record: &Record, view: &CardView, knowledge: &Knowledge<'_>) -> Opinion {
    let about = |kind| Finding {
        card: Some(record.card_no),
        found: Some(record.benefit),
        ..Finding::about(kind, record.terminal, record.seq)
    };
    let Some(tariff) = tariff_of(record, knowledge) else {
        return Opinion::Unknown(about(FindingKind::UnknownTariff));
    };
    let taken = taken_before(record, view, knowledge);
    let Some(quote) = requote(record, tariff, taken, knowledge) else { return Opinion::Agreed };
    let charged = (record.benefit, record.rule, record.window);
    if quote.denied.is_none() && charged == (quote.benefit, quote.rule.unwrap_or(0), quote.window) {
        return Opinion::Agreed;
    }
    let less = quote.denied.is_none() && record.benefit < quote.benefit;
    let kind = if less && view.unseen_before(record.card_counter) {
        FindingKind::PriceUnproven
    } else {
        FindingKind::PriceMismatch
    };
    Opinion::Differs(Finding { expected: Some(quote.benefit), ..about(kind) })
}

/// The tariff a record names, when version and text are the center's.
pub(crate) fn tariff_of<'a>(record: &Record, knowledge: &Knowledge<'a>) -> Option<&'a Tariff> {
    let tariff = knowledge.tariffs.tariff(record.tariff_version)?;
    tariff.hash().starts_with(&record.tariff_hash).then_some(tariff)
}

fn requote(record: &Record, tariff: &Tariff, taken: Taken, knowledge: &Knowledge<'_>) -> Option<Quote> {
    let at = record.tap.county_time()?;
    let day = place(tariff, record.service, at).map_or(record.business_day.date(), |placed| placed.day);
    let case = Case {
        service: record.service,
        price: record.price,
        quantity: record.quantity,
        at,
        standing: knowledge.cards.standing(&record.card_no, day, tariff),
        taken,
    };
    Some(quote(tariff, &case))
}

/// What the card was given before this tap, from the paid records of the month, in order of time.
fn taken_before(record: &Record, view: &CardView, knowledge: &Knowledge<'_>) -> Taken {
    let month = |day: Date| (day.year(), day.month());
    let until = (record.tap.at_us, (record.terminal, record.seq));
    let this = month(record.business_day.date());
    let earlier = view.paid.range(..until).map(|(_, earlier)| earlier);
    earlier.filter(|earlier| month(earlier.business_day.date()) == this && earlier.rule != 0).fold(
        Taken::default(),
        |taken, earlier| {
            let Some(tariff) = tariff_of(earlier, knowledge) else { return taken };
            let Some(mut given) = requote(earlier, tariff, taken.clone(), knowledge) else { return taken };
            if given.rule != Some(earlier.rule) {
                // The till gave by another rule than the center would: count it in that rule's own slot.
                given.slot = u8::try_from(earlier.rule).ok();
                given.count = given.count.max(1);
            }
            given.rule = Some(earlier.rule);
            given.benefit = earlier.benefit;
            given.denied = None;
            taken.after(&given, given.day)
        },
    )
}
