//! A sale as a till writes it, before it is numbered and chained.

use money::Fen;
use records::{CardProfile, CardTxn, ClockQuality, Further, Kind, Moment, Record, Tender, Tier};
use subsidy::{Case, Quote, Taken, Tariff, quote};

use crate::card::{Card, ISSUER};
use crate::shop::Till;
use crate::slot::Slot;
use crate::{Unfit, bcd, the_day};

/// Prices a sale to a card. The card keeps what it was given, so the till knows of other tills' meals.
pub(crate) fn to_card(
    tariff: &Tariff,
    (slot, number): (&Slot, u32),
    till: &Till,
    card: &Card,
) -> Result<(Record, Taken), Unfit> {
    let record = blank(slot, till);
    let at = record.tap.county_time().ok_or(Unfit::Broken("moment"))?;
    let point = tariff.point(till.kind, &till.place);
    let case = Case { point, taken: &card.taken, ..Case::plain(slot.service, slot.price, at, card.standing) };
    let quote = quote(tariff, &case);
    if quote.denied.is_some() {
        return Err(Unfit::Broken("denied"));
    }
    let (card_date, card_time) = bcd::moment(at);
    let record = Record {
        tier: Tier::new(card.standing.letter).unwrap_or(Tier::NONE),
        tender: if quote.self_pay == Fen::ZERO { Tender::Nothing } else { Tender::CardPurse },
        groups: quote.groups_used,
        card_profile: CardProfile::TUnionPurse,
        card_txn: CardTxn::Composite,
        card_no: card.number,
        card_issuer: ISSUER,
        card_counter: Some(card.counter),
        balance_before: Some(card.balance),
        card_amount: u32::try_from(quote.self_pay.0).map_err(|_| Unfit::Broken("amount"))?,
        psam_terminal: bcd::six(u64::from(till.number)),
        psam_seq: number,
        card_date,
        card_time,
        ..priced(record, tariff, &quote)
    };
    Ok((record, card.taken.after(&quote)))
}

/// A guest without a card pays the full price in cash.
pub(crate) fn in_cash(tariff: &Tariff, slot: &Slot, till: &Till) -> Result<Record, Unfit> {
    let record = blank(slot, till);
    let at = record.tap.county_time().ok_or(Unfit::Broken("moment"))?;
    let point = tariff.point(till.kind, &till.place);
    let plain = Case::plain(slot.service, slot.price, at, subsidy::Standing::NONE);
    let quote = quote(tariff, &Case { point, ..plain });
    if quote.denied.is_some() {
        return Err(Unfit::Broken("denied"));
    }
    Ok(Record { tender: Tender::Cash, ..priced(record, tariff, &quote) })
}

fn blank(slot: &Slot, till: &Till) -> Record {
    let tap = Moment { at_us: slot.at_us, clock: ClockQuality::Network };
    // The roster of the morning, and the stop list from before the day's deaths.
    Record {
        trial_keys: true,
        tap,
        quantity: 1,
        service: slot.service,
        roster_version: 1,
        stoplist_version: 1,
        ..Record::blank(Kind::Sale, till.id, the_day())
    }
}

fn priced(record: Record, tariff: &Tariff, quote: &Quote) -> Record {
    let mut parts = quote.parts().map(|part| Further { rule: part.rule, benefit: part.benefit });
    let rule = parts.next().map_or(0, |first| first.rule);
    let further = [parts.next(), parts.next()].map(|part| part.unwrap_or(Further::NONE));
    let [a, b, c, d, e, f, g, h, ..] = tariff.hash();
    Record {
        window: quote.window,
        rule,
        further,
        price: quote.price,
        benefit: quote.benefit,
        self_pay: quote.self_pay,
        tariff_version: tariff.version(),
        tariff_hash: [a, b, c, d, e, f, g, h],
        ..record
    }
}
