//! Sums worked out by hand.

use clearing::replay::{Both, Counted, Holders, Report, Sums};
use money::Fen;

use crate::story::{OLD, holders, new_text, report, sales};

/// As recorded under the old tariff, but for one fen of the haircut and the meal of a stranger.
pub(crate) const LUNCHES: &str = "
1 1 15 11:00 2 12.00 2.00
1 2 15 11:05 2 12.00 6.00
2 3 15 11:10 2 12.00 2.00
1 1 15 12:00 2 12.00 0.00
3 9 15 12:05 2 12.00 0.00
1 1 16 11:00 2 12.00 2.00
1 3 16 11:10 2 12.00 6.00
3 2 16 15:00 7 20.00 0.01
1 0 16 16:00 7 20.00 0.00
";

/// | sale | old: self-pay, county, charity, village | new |
/// | --- | --- | --- |
/// | 1, 60 | 10.00: 2 | 9.00: 3 |
/// | 2, 84 | 6.00: 3, 1, 2 | 7.00: 3, 1, 1 |
/// | 3, 79 | 10.00: 2 | 9.00: 3 |
/// | 1 again | 12.00 | refused |
/// | 9, unlisted | 12.00 | 12.00 |
/// | 1, next day | 10.00: 2 | 9.00: 3 |
/// | 3, now 80 | 6.00: 3, 1, 2 | 7.00: 3, 1, 1 |
/// | two haircuts | 20.00 | 20.00 |
fn told() -> Report {
    report(&sales(LUNCHES), OLD, &new_text(), &holders())
}

fn sums(count: u64, price: i64, benefit: i64) -> Sums {
    Sums { count, price: Fen(price), benefit: Fen(benefit), self_pay: Fen(price - benefit) }
}

fn counted(count: u64, amount: i64) -> Counted {
    Counted { count, amount: Fen(amount) }
}

#[test]
fn totals_and_funds() {
    let report = told();
    assert_eq!((report.sales, report.cards), (9, 4));
    assert_eq!(report.total, Both { old: sums(9, 12_400, 1_800), new: sums(8, 11_200, 1_900) });
    assert_eq!(report.refused, Both { old: counted(0, 0), new: counted(1, 1_200) });
    let funds: Vec<_> = report.funds.iter().map(|fund| (fund.code, fund.limited, fund.borne)).collect();
    assert_eq!(
        funds,
        [
            (1, false, Both { old: counted(5, 1_200), new: counted(5, 1_500) }),
            (2, true, Both { old: counted(2, 200), new: counted(2, 200) }),
            (3, false, Both { old: counted(2, 400), new: counted(2, 200) }),
        ]
    );
}

#[test]
fn tiers_merchants_and_rules() {
    let report = told();
    let tiers: Vec<_> = report.tiers.iter().map(|tier| (tier.letter, tier.sums)).collect();
    assert_eq!(
        tiers,
        [
            ('-', Both { old: sums(2, 3_200, 0), new: sums(2, 3_200, 0) }),
            ('A', Both { old: sums(4, 4_800, 600), new: sums(3, 3_600, 900) }),
            ('C', Both { old: sums(3, 4_400, 1_200), new: sums(3, 4_400, 1_000) }),
        ]
    );
    let merchants: Vec<_> =
        report.merchants.iter().map(|one| (one.id.as_str(), one.terminals, one.sums)).collect();
    assert_eq!(
        merchants,
        [
            ("33070300000003", 1, Both { old: sums(2, 3_200, 0), new: sums(2, 3_200, 0) }),
            ("canteen-1", 2, Both { old: sums(7, 9_200, 1_800), new: sums(6, 8_000, 1_900) }),
        ]
    );
    let rules: Vec<_> = report.rules.iter().map(|rule| (rule.code, rule.given)).collect();
    assert_eq!(
        rules,
        [
            (71, Both { old: counted(3, 600), new: counted(3, 900) }),
            (72, Both { old: counted(2, 1_200), new: counted(2, 1_000) }),
        ]
    );
}

#[test]
fn elders_refusals_and_what_was_recorded() {
    let report = told();
    let elders = &report.elders;
    // 1 saves 2.00 on the two lunches both accept, 2 pays 1.00 more, 3 saves one and pays one, 9 pays the same.
    assert_eq!((elders.more, elders.less), (counted(1, 100), counted(1, -200)));
    assert_eq!((elders.same, elders.apart), (2, 0));
    let largest = &elders.largest[0];
    assert_eq!((largest.card.as_str(), largest.sales, largest.more), ("****0002", 2, Fen(100)));
    assert_eq!(largest.paid, Both { old: Fen(2_600), new: Fen(2_700) });
    assert_eq!(largest.mark.len(), 12);
    let refusals: Vec<_> = report.refusals.iter().map(|line| (line.word, line.appear, line.vanish)).collect();
    assert_eq!(refusals, [("cap_reached", counted(1, 1_200), counted(0, 0))]);
    let agreement = report.agreement;
    assert_eq!((agreement.agreed, agreement.differed, agreement.refused), (8, 1, 0));
    assert_eq!((agreement.above, agreement.below), (Fen(0), Fen(1)));
    assert_eq!(agreement.recorded, sums(9, 12_400, 1_801));
    let notes: Vec<_> = report.notes.iter().map(|note| note.en.as_str()).collect();
    assert_eq!(
        notes,
        [
            "1 of 9 sales are not priced as recorded under the old tariff; find out why before using the figures",
            "1 cards are not in the list of holders and have no standing",
            "limited funds are taken never to run dry",
        ]
    );
}

#[test]
fn without_a_list_the_record_says_who_it_was() {
    let records = sales("1 1 15 11:00 2 12.00 0.00\n1 1 16 11:00 2 12.00 0.00");
    let report = report(&records, OLD, &new_text(), &Holders::AsRecorded);
    assert_eq!(report.total, Both { old: sums(2, 2_400, 0), new: sums(2, 2_400, 0) });
    assert_eq!(report.tiers[0].letter, '-');
    assert!(report.notes[0].en.starts_with("no list of holders"), "{:?}", report.notes);
}
