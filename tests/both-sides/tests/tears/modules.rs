//! The link to the security module cut at every byte, in both directions: never a second debit, never one that no record
//! shows, and the till says what is missing.

use both_sides::county::{HAIRCUT, Kind, LUNCH};
use both_sides::story_sam::{torn_modules, torn_modules_in_recovery, torn_modules_twice};
use both_sides::till::Till;

fn modules(family: &str, pays: &Till, free: &Till) {
    for (operation, scene, order) in
        [("lunch", pays, LUNCH), ("free lunch", free, LUNCH), ("haircut", pays, HAIRCUT)]
    {
        let sale = torn_modules(scene, order);
        sale.print(family, &format!("{operation}: module"));
        sale.met(&["paid", "not debited"]);
        let twice = torn_modules_twice(scene, order);
        twice.print(family, &format!("{operation}: module, twice"));
        twice.met(&["paid", "not debited"]);
        let recovery = torn_modules_in_recovery(scene, order);
        recovery.print(family, &format!("{operation}: module, recovery"));
        recovery.met(&["paid", "not debited"]);
    }
}

fn of(family: &str, kind: Kind) {
    modules(family, &Till::new(kind, Kind::Serial), &Till::free(kind, Kind::Serial));
}

#[test]
fn t_union() {
    of("T-Union 3DES", Kind::TUnion);
}

#[test]
fn t_union_sm4() {
    of("T-Union SM4", Kind::Sm4);
}

#[test]
fn city_union_whose_module_wants_the_card_first() {
    of("City-Union", Kind::CityUnion);
}

#[test]
fn a_module_whose_answers_come_at_once() {
    let (pays, free) = (Till::new(Kind::TUnion, Kind::Serial), Till::free(Kind::TUnion, Kind::Serial));
    modules("T-Union, module T=1", &pays.with_module_of_t1(), &free.with_module_of_t1());
}
