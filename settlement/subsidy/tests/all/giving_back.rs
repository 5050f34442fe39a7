//! What is given back: sums, counters, lots; and that a whole return leaves nothing behind.

use jiff::civil::{Date, DateTime, date};
use money::Fen;
use proptest::prelude::*;
use std::sync::LazyLock;
use subsidy::{
    Case, Load, LotEntry, Lots, Quote, RefundError, Returned, Standing, Taken, Tariff, quote, refund,
};

static MANY: LazyLock<Tariff> = LazyLock::new(|| Tariff::load(include_str!("many.toml")).unwrap());
const ELDER: u32 = 1;
const TIER_B: u32 = 1 << 1;
const LISTED: u32 = 1 << 31;

/// One sale of a year.
#[derive(Clone, Copy, Debug)]
struct Tap {
    at: DateTime,
    service: u16,
    price: i64,
    quantity: u16,
    minutes: u16,
}

fn a_tap() -> impl Strategy<Value = Tap> {
    let at =
        (1i8..=12, 1i8..=28, 0i8..24).prop_map(|(month, day, hour)| date(2024, month, day).at(hour, 0, 0, 0));
    let service = prop::sample::select(vec![1u16, 2, 4]);
    (at, service, 0i64..6000, 1u16..4, 0u16..200).prop_map(|(at, service, price, quantity, minutes)| Tap {
        at,
        service,
        price,
        quantity,
        minutes,
    })
}

/// An elder with what lies in the accounts.
#[derive(Clone, Debug)]
struct Elder {
    standing: Standing,
    taken: Taken,
    lots: Lots,
}

impl Elder {
    fn new(groups: u32) -> Elder {
        let mut lots = Lots::default();
        for (seq, account, amount, from, to) in
            [(1, 1, 12_500, 1, 3), (2, 1, 9_000, 2, 6), (3, 2, 20, 1, 12), (4, 1, 30_000, 5, 12)]
        {
            let (first_day, last_day) = (date(2024, from, 1), date(2024, to, 28));
            lots.load(Load { seq, account, amount, first_day, last_day }).unwrap();
        }
        Elder { standing: Standing::new('A', groups), taken: Taken::default(), lots }
    }

    fn case(&self, tap: Tap) -> Case<'_> {
        let Tap { at, service, price, quantity, minutes } = tap;
        let plain = Case::plain(service, Fen(price), at, self.standing);
        Case { quantity, minutes, taken: &self.taken, lots: &self.lots, ..plain }
    }

    /// Sells, counts and draws.
    fn sell(&mut self, tap: Tap) -> (Quote, Vec<LotEntry>) {
        let quote = quote(&MANY, &self.case(tap));
        self.taken = self.taken.after(&quote);
        let lots = &mut self.lots;
        let drawn = quote.parts().filter_map(|part| part.drawn);
        let drawn = drawn.flat_map(|drawn| lots.draw(drawn.account, drawn.amount, quote.day)).collect();
        (quote, drawn)
    }

    /// Gives a sale back that was made when the elder was `before`.
    fn give_back(
        &mut self,
        before: &Elder,
        tap: Tap,
        sold: &(Quote, Vec<LotEntry>),
        back: Returned,
        on: Date,
    ) -> i64 {
        let refund = refund(&MANY, &before.case(tap), &sold.0, back).unwrap();
        let mut cleared = 0;
        for part in refund.parts() {
            if let Some(slot) = part.slot {
                self.taken.uncount(sold.0.place(), slot, part.given);
            }
            if let Some(drawn) = part.drawn {
                cleared += self
                    .lots
                    .restore(&sold.1, drawn.amount, on)
                    .iter()
                    .map(|entry| entry.amount)
                    .sum::<i64>();
            }
        }
        cleared
    }
}

fn groups() -> impl Strategy<Value = u32> {
    prop::sample::select(vec![ELDER, ELDER | TIER_B, LISTED, ELDER | LISTED, ELDER | TIER_B | LISTED])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// A sale and its whole return: whoever looks later cannot tell that it was there.
    #[test]
    fn a_whole_return_leaves_nothing_behind(
        groups in groups(), mut year in prop::collection::vec(a_tap(), 2..40), turn in any::<prop::sample::Index>(),
    ) {
        year.sort_by_key(|tap| tap.at);
        let turn = turn.index(year.len() - 1);
        let (mut elder, mut other) = (Elder::new(groups), Elder::new(groups));
        for (place, &tap) in year.iter().enumerate() {
            if place == turn {
                let before = elder.clone();
                let sold = elder.sell(tap);
                if sold.0.denied.is_none() {
                    let back = Returned { amount: sold.0.price, quantity: tap.quantity };
                    elder.give_back(&before, tap, &sold, back, sold.0.day);
                }
                prop_assert_eq!(&elder.lots, &other.lots);
            } else {
                prop_assert_eq!(elder.sell(tap), other.sell(tap), "{:?}", tap);
            }
        }
    }

    /// A part that is given back: cash and benefit are the amount, and no more comes back than went out.
    #[test]
    fn a_part_is_shared_out_to_the_fen(
        groups in groups(), mut year in prop::collection::vec(a_tap(), 1..20), share in 1i64..1000, pieces in 0u16..3,
    ) {
        year.sort_by_key(|tap| tap.at);
        let mut elder = Elder::new(groups);
        for tap in year {
            let before = elder.clone();
            let sold = elder.sell(tap);
            let back = Returned { amount: Fen(sold.0.price.0 * share / 1000), quantity: pieces };
            let answer = refund(&MANY, &before.case(tap), &sold.0, back);
            if sold.0.denied.is_some() {
                prop_assert_eq!(answer, Err(RefundError::NoSale));
                continue;
            }
            if back.amount == Fen::ZERO && sold.0.price > Fen::ZERO {
                prop_assert_eq!(answer, Err(RefundError::Amount { amount: back.amount, price: sold.0.price }));
                continue;
            }
            if pieces >= tap.quantity && back.amount < sold.0.price {
                prop_assert_eq!(answer, Err(RefundError::Quantity(pieces)));
                continue;
            }
            let refund = answer.unwrap();
            prop_assert_eq!(refund.cash.checked_add(refund.restored), Some(back.amount));
            prop_assert!(Fen::ZERO <= refund.cash && refund.cash <= sold.0.self_pay, "{:?}", refund);
            let parts: Vec<_> = refund.parts().collect();
            prop_assert_eq!(Fen::sum(parts.iter().map(|part| part.given.benefit)), Some(refund.restored));
            prop_assert_eq!(parts.len(), sold.0.parts().count());
            for (part, given) in parts.iter().zip(sold.0.parts()) {
                prop_assert!(Fen::ZERO <= part.given.benefit && part.given.benefit <= given.benefit, "{:?}", part);
                prop_assert!(part.given.count <= given.count);
            }
        }
    }

    /// What the card knows and what the till knows may be laid together in either order, and again.
    #[test]
    fn two_accounts_of_one_elder_merge(
        groups in groups(), mut year in prop::collection::vec(a_tap(), 1..30), cut in any::<prop::sample::Index>(),
    ) {
        year.sort_by_key(|tap| tap.at);
        let mut elder = Elder::new(groups);
        let cut = cut.index(year.len());
        let mut known = Taken::default();
        for (place, &tap) in year.iter().enumerate() {
            elder.sell(tap);
            if place == cut {
                known = elder.taken.clone();
            }
        }
        let all = &elder.taken;
        prop_assert_eq!(&all.merged(&known), &known.merged(all));
        prop_assert_eq!(&all.merged(all), all);
        prop_assert_eq!(&known.merged(all), all, "who knows more has seen all that the other has");
    }
}

#[test]
fn a_refund_after_the_lot_has_expired_is_the_funds() {
    let mut elder = Elder::new(ELDER);
    let before = elder.clone();
    let tap = Tap { at: date(2024, 3, 20).at(9, 0, 0, 0), service: 4, price: 5000, quantity: 1, minutes: 0 };
    let sold = elder.sell(tap);
    // 50.00: a tenth off by the concession, 15.00 borne, 30.00 by voucher, of which load 1 expires on 03-28.
    assert_eq!(sold.1, [LotEntry { load: 1, account: 1, amount: 3000 }]);
    let back = Returned { amount: Fen(5000), quantity: 1 };
    let (mut in_time, mut late) = (elder.clone(), elder);
    assert_eq!(in_time.give_back(&before, tap, &sold, back, date(2024, 3, 28)), 0);
    assert_eq!(late.give_back(&before, tap, &sold, back, date(2024, 3, 29)), 3000);
    let first = |elder: &Elder| elder.lots.iter().next().unwrap().left;
    assert_eq!((first(&in_time), first(&late)), (12_500, 9_500));
}

/// Every sale of the day before is over when a day cap is asked; a period that is over is given nothing back.
#[test]
fn a_return_restores_the_period_of_the_sale_and_no_other() {
    let mut elder = Elder::new(ELDER);
    let tap = |day| Tap {
        at: date(2024, 7, day).at(12, 0, 0, 0),
        service: 1,
        price: 1000,
        quantity: 1,
        minutes: 0,
    };
    let before = elder.clone();
    let first = elder.sell(tap(14));
    elder.sell(tap(15));
    let whole = Returned { amount: Fen(1000), quantity: 1 };
    elder.give_back(&before, tap(14), &first, whole, date(2024, 7, 15));
    let usage = elder.taken.slots[&1];
    assert_eq!((usage.day.benefit, usage.day.count), (Fen(500), 1), "today is not touched");
    assert_eq!((usage.month.benefit, usage.month.count), (Fen(500), 1), "the month is lowered");
    assert_eq!((usage.week.benefit, usage.week.count), (Fen(500), 1), "the 14th was another week");
}
