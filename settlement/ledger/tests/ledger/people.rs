//! Who may look, who holds cards, what is stopped.

use ledger::{County, Holder, Ledger, LedgerError, Merchant, Role, RosterEntry};

use crate::{fresh, place};

fn county() -> County {
    County {
        division: 330_703,
        name: "示例县".to_owned(),
        signing_key: [7; 32],
        supervisor_code: String::new(),
    }
}

#[test]
fn a_reader_cannot_write() {
    let place = place("reader");
    Ledger::create(place.path()).unwrap().open_county(&county(), 1).unwrap();
    let mut reader = Ledger::open_reader(place.path()).unwrap();
    assert_eq!(reader.county().unwrap(), county());
    assert!(reader.add_merchant(&merchant(), 1).is_err());
}

fn merchant() -> Merchant {
    Merchant { id: "canteen-1".to_owned(), name: "一号食堂".to_owned() }
}

#[test]
fn five_wrong_passwords_lock_and_time_opens() {
    let mut ledger = fresh();
    ledger.add_account("office", "hash", &Role::Operator, 0).unwrap();
    let mut attempt = |now| ledger.begin_login("office", 5, now, now + 100).unwrap().is_some();
    assert_eq!(
        [1, 2, 3, 4, 5, 6, 104, 105].map(&mut attempt),
        [true, true, true, true, true, false, false, true]
    );
    assert_eq!(ledger.begin_login("nobody", 5, 1, 2).unwrap(), None);
}

#[test]
fn a_right_password_forgives() {
    let mut ledger = fresh();
    ledger.add_account("office", "hash", &Role::Operator, 0).unwrap();
    for round in 0..20 {
        assert!(ledger.begin_login("office", 5, round, 1000).unwrap().is_some());
        ledger.clear_login_failures("office").unwrap();
    }
}

#[test]
fn every_role_is_kept() {
    let mut ledger = fresh();
    ledger.add_merchant(&merchant(), 0).unwrap();
    let roles = [
        Role::Operator,
        Role::Inquiry,
        Role::Planning,
        Role::Supervision,
        Role::Maintenance,
        Role::Auditor,
        Role::Town("north".to_owned()),
        Role::Merchant("canteen-1".to_owned()),
    ];
    for (number, role) in (1_u8..).zip(&roles) {
        let login = role.word();
        ledger.add_account(login, "hash", role, 0).unwrap();
        assert_eq!(ledger.account(login).unwrap().unwrap().role, *role);
        ledger.open_session(&[number; 32], login, 0, 10).unwrap();
        assert_eq!(ledger.visitor(&[number; 32], 5).unwrap().unwrap().role, *role);
    }
}

#[test]
fn an_account_of_a_merchant_needs_the_merchant() {
    let mut ledger = fresh();
    let role = Role::Merchant("canteen-1".to_owned());
    assert!(matches!(ledger.add_account("a", "hash", &role, 0), Err(LedgerError::Unknown { .. })));
    ledger.add_merchant(&merchant(), 0).unwrap();
    ledger.add_account("a", "hash", &role, 0).unwrap();
    assert!(matches!(ledger.add_account("a", "hash", &role, 0), Err(LedgerError::Taken { .. })));
}

#[test]
fn an_unchanged_roster_keeps_its_version() {
    let mut ledger = fresh();
    let row = |tier| RosterEntry {
        card_no: "03104770000000001234".to_owned(),
        from_day: 20_240_101,
        to_day: 20_240_714,
        tier,
        groups: 1,
        place: 0,
        lapsed: false,
    };
    assert_eq!(ledger.keep_roster(&[1; 32], &[row('A')], 0).unwrap(), 1);
    assert_eq!(ledger.keep_roster(&[1; 32], &[row('A')], 0).unwrap(), 1);
    assert_eq!(ledger.keep_roster(&[2; 32], &[row('B')], 0).unwrap(), 2);
    let card: records::CardNo = "3104770000000001234".parse().unwrap();
    let asked = [(1, card, 20_240_714), (2, card, 20_240_714), (2, card, 20_240_715)];
    let tiers: Vec<_> =
        ledger.roster_rows_of(&asked).unwrap().into_iter().map(|row| row.map(|row| row.tier)).collect();
    assert_eq!(tiers, [Some('A'), Some('B'), None]);
}

#[test]
fn holders_are_replaced_whole_or_not_at_all() {
    let mut ledger = fresh();
    let holder = |card: &str| Holder {
        categories: vec!["a".to_owned(), "b".to_owned()],
        registered: false,
        care_level: 4,
        place: Some("river_village".to_owned()),
        reviewed_to: Some(20_251_231),
        until: Some(20_260_331),
        ..Holder::born(card, 19_440_715)
    };
    ledger.replace_holders(&[holder("1")]).unwrap();
    assert!(ledger.replace_holders(&[holder("2"), holder("2")]).is_err());
    assert_eq!(ledger.holders().unwrap(), [holder("1")]);
    ledger.replace_holders(&[Holder::born("3", 19_440_715)]).unwrap();
    assert_eq!(ledger.holders().unwrap(), [Holder::born("3", 19_440_715)]);
    assert_eq!(format!("{:?}", holder("1")), "Holder(<private>)");
}

#[test]
fn a_card_is_stopped_since_it_was_listed_without_a_break() {
    let mut ledger = fresh();
    let card: records::CardNo = "3104770000000001234".parse().unwrap();
    let other: records::CardNo = "3104770000000001235".parse().unwrap();
    let mut since = |cards: &[String], now| {
        ledger.install_stoplist(cards, now).unwrap();
        let since = ledger.cards_stopped_since(&[other, card]).unwrap();
        assert_eq!(since[0], None);
        since[1]
    };
    let listed = [card.digits()];
    assert_eq!(since(&[], 1), None);
    assert_eq!(since(&listed, 2), Some(2));
    assert_eq!(since(&listed, 3), Some(2));
    assert_eq!(since(&[], 4), None);
    assert_eq!(since(&listed, 5), Some(5));
}
