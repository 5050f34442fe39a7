//! Sales of every family, with the till's journal as the books that must agree with the cards.

use both_sides::county::{HAIRCUT, Kind, LUNCH};
use both_sides::story::{torn_recoveries, torn_sales, torn_twice};
use both_sides::till::Till;
use virtual_cards::desfire::Generation;

const EV2: Kind = Kind::Desfire(Generation::Ev2);

/// Three kinds of sale: money and the meal mark, the mark alone, money alone.
fn sales(family: &str, kind: Kind, stranger: Kind) {
    let (pays, free) = (Till::new(kind, stranger), Till::free(kind, stranger));
    for (operation, scene, order) in
        [("lunch", &pays, LUNCH), ("free lunch", &free, LUNCH), ("haircut", &pays, HAIRCUT)]
    {
        let sale = torn_sales(scene, order);
        sale.print(family, operation);
        sale.met(&["paid", "not debited", "held", "given up, grey"]);
        let recovery = torn_recoveries(scene, order);
        recovery.print(family, &format!("{operation}: recovery"));
        recovery.met(&["still held", "held", "not debited", "settled: paid"]);
        // The till still knows the sale: a proof that is on the card is not given up because a link broke.
        recovery.never(&["paid without proof", "settled: paid, grey"]);
        let twice = torn_twice(scene, order);
        twice.print(family, &format!("{operation}: two tears"));
        twice.met(&["paid", "not debited", "still held"]);
    }
}

#[test]
fn t_union() {
    sales("T-Union 3DES", Kind::TUnion, EV2);
}

#[test]
fn t_union_whose_answers_are_fetched() {
    sales("T-Union 3DES, 61xx", Kind::TUnionFetched, EV2);
}

#[test]
fn t_union_sm4() {
    sales("T-Union SM4", Kind::Sm4, EV2);
}

#[test]
fn city_union() {
    sales("City-Union", Kind::CityUnion, EV2);
}

#[test]
fn desfire_ev2() {
    sales("DESFire EV2", Kind::Desfire(Generation::Ev2), Kind::TUnion);
}

#[test]
fn desfire_ev3() {
    sales("DESFire EV3", Kind::Desfire(Generation::Ev3), Kind::TUnion);
}
