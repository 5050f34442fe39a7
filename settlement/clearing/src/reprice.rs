//! The second opinion: the same price function, the same tariff version, the center's own facts.

use records::{CardProfile, Record, TerminalId};
use subsidy::{Case, Count, Lots, Part, Placement, Quote, Taken, Tariff, place, quote};

use crate::facts::tariff_of;
use crate::history::{CardView, at};
use crate::lots::{Drawing, told};
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
    let taken = taken_before(record, view, knowledge, Counted::all());
    let before = Some((record.tap.at_us, at(record)));
    let lots = Drawing::of(view, before, knowledge).at(record.tap.at_us);
    let Some(quote) = requote(record, tariff, &taken, &lots, knowledge) else { return Opinion::Agreed };
    if same(record, tariff, &quote) {
        return Opinion::Agreed;
    }
    // A till does not hear of a refund by hand: it may have counted what was given back.
    if !view.counted_back.is_empty() {
        let unheard = taken_before(record, view, knowledge, Counted { restored: false, ..Counted::all() });
        let unheard = requote(record, tariff, &unheard, &lots, knowledge);
        if unheard.is_some_and(|quote| same(record, tariff, &quote)) {
            return Opinion::Agreed;
        }
    }
    let less = quote.denied.is_none() && record.benefit < quote.benefit;
    // A till prices by the vouchers it has heard of. What it gave beyond them is told where they are drawn.
    let as_told = requote(record, tariff, &taken, &told(record, tariff), knowledge);
    let right = as_told.is_some_and(|quote| same(record, tariff, &quote));
    if right && !less {
        return Opinion::Agreed;
    }
    // A card that carries no count: its till knew its own sales alone.
    if !less && record.card_profile == CardProfile::IdentityCard {
        let own = Counted { terminal: Some(record.terminal), ..Counted::all() };
        let own = taken_before(record, view, knowledge, own);
        let own = requote(record, tariff, &own, &lots, knowledge);
        if own.is_some_and(|quote| same(record, tariff, &quote)) {
            let elsewhere = |earlier: &&Record| earlier.terminal != record.terminal && earlier.rule != 0;
            let until = (record.tap.at_us, at(record));
            let other = view.paid.range(..until).map(|(_, earlier)| earlier).rfind(elsewhere).map(at);
            return Opinion::Differs(Finding {
                expected: Some(quote.benefit),
                other,
                ..about(FindingKind::OverCap)
            });
        }
    }
    let kind = if less && (right || view.unseen_before(record.card_counter)) {
        FindingKind::PriceUnproven
    } else {
        FindingKind::PriceMismatch
    };
    Opinion::Differs(Finding { expected: Some(quote.benefit), ..about(kind) })
}

/// Whether a record says what a quote says.
pub(crate) fn same(record: &Record, tariff: &Tariff, quote: &Quote) -> bool {
    let given = quote.parts().map(|part| (part.rule, part.benefit));
    let in_fen = |account| tariff.account(account).is_some_and(|account| account.in_fen);
    let points = quote.parts().filter_map(|part| part.drawn).filter(|drawn| !in_fen(drawn.account));
    let points = points.fold(0i64, |sum, drawn| sum.saturating_add(drawn.amount));
    quote.denied.is_none()
        && record.window == quote.window
        && record.parts().eq(given)
        && i64::from(record.points) == points
}

fn requote(
    record: &Record,
    tariff: &Tariff,
    taken: &Taken,
    lots: &Lots,
    knowledge: &Knowledge<'_>,
) -> Option<Quote> {
    case_of(record, tariff, taken, lots, knowledge).map(|case| quote(tariff, &case))
}

/// A sale as its till saw it, with the center's own facts.
pub(crate) fn case_of<'a>(
    record: &Record,
    tariff: &Tariff,
    taken: &'a Taken,
    lots: &'a Lots,
    knowledge: &Knowledge<'_>,
) -> Option<Case<'a>> {
    let at = record.tap.county_time()?;
    let day = place(tariff, record.service, at).map_or(record.business_day.date(), |placed| placed.day);
    Some(Case {
        quantity: u16::from(record.quantity),
        minutes: record.minutes,
        ordered: record.ordered,
        point: knowledge.tariffs.point(record.terminal, tariff),
        taken,
        lots,
        ..Case::plain(
            record.service,
            record.price,
            at,
            knowledge.cards.standing(&record.card_no, day, tariff),
        )
    })
}

/// What counts as given before.
#[derive(Clone, Copy)]
pub(crate) struct Counted {
    /// Less what refunds before the tap gave back.
    pub(crate) restored: bool,
    /// At this terminal alone.
    pub(crate) terminal: Option<TerminalId>,
}

impl Counted {
    /// All that the center knows.
    pub(crate) fn all() -> Counted {
        Counted { restored: true, terminal: None }
    }
}

/// What the card was given before this tap, from the paid records that any cap may still count, in order of time.
pub(crate) fn taken_before(
    record: &Record,
    view: &CardView,
    knowledge: &Knowledge<'_>,
    counted: Counted,
) -> Taken {
    let restored = counted.restored;
    let until = (record.tap.at_us, (record.terminal, record.seq));
    let day = record.business_day.date();
    let since = tariff_of(record, knowledge).map_or(day, |tariff| tariff.remembers_from(day));
    let here = |earlier: &&Record| counted.terminal.is_none_or(|terminal| terminal == earlier.terminal);
    let earlier = view.paid.range(..until).map(|(_, earlier)| earlier).filter(here);
    let mut taken = Taken::default();
    for earlier in earlier.filter(|earlier| earlier.rule != 0 && earlier.business_day.date() >= since) {
        count(earlier, &mut taken, knowledge);
        let backs = view.counted_back.iter().filter(|back| restored && back.at_us <= record.tap.at_us);
        for back in backs.filter(|back| (back.terminal, back.seq) == at(earlier)) {
            let place = Placement { window: earlier.window, day: earlier.business_day.date() };
            let given = Count { count: back.back.times, benefit: back.back.benefit };
            taken.uncount(place, back.back.slot, given);
        }
    }
    taken
}

/// Counts what a record gave, by the rules it names: the till may have given by others than the center would.
fn count(record: &Record, taken: &mut Taken, knowledge: &Knowledge<'_>) {
    let Some(tariff) = tariff_of(record, knowledge) else { return };
    let place = Placement { window: record.window, day: record.business_day.date() };
    // How many of several pieces were given is not written down; one piece counts once.
    let again = if record.quantity > 1 {
        requote(record, tariff, taken, &told(record, tariff), knowledge)
    } else {
        None
    };
    for (rule, benefit) in record.parts() {
        let same = again.iter().flat_map(Quote::parts).find(|part| part.rule == rule);
        let part = Part {
            stage: tariff.rule_stage(rule).unwrap_or_default(),
            rule,
            slot: tariff.rule_slot(rule).or_else(|| u8::try_from(rule).ok()),
            count: same.map_or(1, |part| part.count),
            benefit,
            drawn: None,
        };
        taken.count(place, &part);
    }
}
