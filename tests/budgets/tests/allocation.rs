//! A quote allocates nothing once its tariff is loaded.

use budgets::rules;
use jiff::civil::date;
use money::Fen;
use subsidy::{Case, Load, Lots, Standing, Taken, Tariff, quote};

#[test]
fn a_quote_under_sixty_four_rules_allocates_nothing() {
    let tariff = Tariff::load(&rules::sixty_four()).unwrap();
    let mut lots = Lots::default();
    let (first_day, last_day) = (date(2026, 7, 1), date(2026, 9, 30));
    lots.load(Load { seq: 1, account: 1, amount: 500, first_day, last_day }).unwrap();
    let mut taken = Taken::default();
    let mut parts = [0u32; 4];
    let mut told = 0;
    for day in 1..=28 {
        for hour in [7, 11, 12, 15, 17] {
            let at = date(2026, 7, day).at(hour, 0, 0, 0);
            for price in [0, 1, 1_499, 1_500, 1_680, -1] {
                let standing = Standing::new('P', 1 << 15);
                let case =
                    Case { taken: &taken, lots: &lots, ..Case::plain(rules::MEAL, Fen(price), at, standing) };
                let mut priced = None;
                let allocated = allocation_counter::measure(|| priced = Some(quote(&tariff, &case)));
                assert_eq!(allocated.count_total, 0, "{case:?}");
                let priced = priced.unwrap();
                parts[priced.parts().count()] += 1;
                told += priced.notices().count();
                if price == 1_680 {
                    taken = taken.after(&priced);
                    for drawn in priced.parts().filter_map(|part| part.drawn) {
                        lots.draw(drawn.account, drawn.amount, priced.day);
                    }
                }
            }
        }
    }
    // All of it was there: refusals and full prices, one to three stages, caps that cut.
    assert!(parts.iter().all(|&often| often > 0) && told > 0, "{parts:?} {told}");
    let seen = allocation_counter::measure(|| drop(std::hint::black_box(taken.clone())));
    assert!(seen.count_total > 0, "an allocation is seen when there is one");
}
