//! Who may see and do what, through the real router; and that every look and every deed leaves its line.

use axum::http::StatusCode;
use expect_test::expect;
use ledger::{Outcome, Role, Stand};

use crate::support::http::{get, login, put};
use crate::support::{Card, County, center_key, meddle};

/// A county with an account for every role, and a canteen in the north that has sold something.
pub(crate) fn staffed() -> (County, ledger::Terminal) {
    let county = County::new();
    for (login, role) in [
        ("office", Role::Operator),
        ("desk", Role::Inquiry),
        ("rules", Role::Planning),
        ("watch", Role::Supervision),
        ("tech", Role::Maintenance),
        ("cook", Role::Merchant("canteen-1".to_owned())),
        ("north", Role::Town("north".to_owned())),
        ("audit", Role::Auditor),
    ] {
        county.account(login, role);
    }
    let (mut canteen, mut barber) = (county.till("canteen-1"), county.till("barber-1"));
    for (till, place) in [(canteen.id, "north"), (barber.id, "south")] {
        let stand = Stand { kind: String::new(), place: place.to_owned() };
        county.ledger().set_stand(till, &stand).unwrap();
    }
    canteen.sell(&mut Card::new(1), 2, 1200);
    canteen.sell(&mut Card::new(9), 2, 1200);
    barber.sell(&mut Card::new(2), 7, 2000);
    let (center, _writer) = county.center();
    assert_eq!(put(&center, &canteen.path(1), canteen.seal_all()).status, StatusCode::OK);
    assert_eq!(put(&center, &barber.path(1), barber.seal_all()).status, StatusCode::OK);
    let terminal = county.ledger().terminal(canteen.id).unwrap().unwrap();
    (county, terminal)
}

pub(crate) const STAFF: [&str; 8] = ["office", "desk", "rules", "watch", "tech", "cook", "north", "audit"];

#[test]
fn what_each_role_may_look_at() {
    let (county, till) = staffed();
    let (center, _writer) = county.center();
    let cookies = STAFF.map(|name| login(&center, name));
    let sale = format!("/merchant/sales/{}-1", till.id);
    let other = "/merchant/sales/33070300000002-1";
    let mut seen = format!("{}\n", STAFF.join(" "));
    for path in [
        "/morning",
        "/findings",
        "/days",
        "/settlements",
        "/payouts",
        "/operations",
        "/merchants",
        "/audit",
        "/merchant/today?merchant=canteen-1",
        "/merchant/today?merchant=barber-1",
        "/merchant/today.csv?merchant=barber-1",
        "/merchant/today.xlsx?merchant=barber-1",
        "/merchant/month?merchant=barber-1&month=2024-07",
        "/merchant/month.csv?merchant=barber-1&month=2024-07",
        "/merchant/month.xlsx?merchant=canteen-1&month=2024-07",
        "/merchant/statement?merchant=barber-1&day=2024-07-15",
        sale.as_str(),
        other,
    ] {
        let codes: Vec<u16> =
            cookies.iter().map(|cookie| get(&center, path, cookie).status.as_u16()).collect();
        seen += &format!("{codes:?} {path}\n");
    }
    expect![[r#"
        office desk rules watch tech cook north audit
        [200, 200, 200, 200, 200, 404, 404, 200] /morning
        [200, 200, 200, 200, 200, 404, 404, 200] /findings
        [200, 404, 200, 200, 404, 404, 404, 200] /days
        [200, 404, 200, 200, 404, 404, 404, 200] /settlements
        [200, 404, 200, 200, 404, 404, 404, 200] /payouts
        [200, 200, 200, 200, 200, 404, 404, 200] /operations
        [200, 200, 200, 200, 200, 404, 200, 200] /merchants
        [200, 404, 404, 200, 404, 404, 404, 200] /audit
        [200, 200, 404, 200, 404, 200, 200, 200] /merchant/today?merchant=canteen-1
        [200, 200, 404, 200, 404, 404, 404, 200] /merchant/today?merchant=barber-1
        [200, 200, 404, 200, 404, 404, 404, 200] /merchant/today.csv?merchant=barber-1
        [200, 200, 404, 200, 404, 404, 404, 200] /merchant/today.xlsx?merchant=barber-1
        [200, 200, 404, 200, 404, 404, 404, 200] /merchant/month?merchant=barber-1&month=2024-07
        [200, 200, 404, 200, 404, 404, 404, 200] /merchant/month.csv?merchant=barber-1&month=2024-07
        [200, 200, 404, 200, 404, 200, 200, 200] /merchant/month.xlsx?merchant=canteen-1&month=2024-07
        [200, 200, 404, 200, 404, 404, 404, 200] /merchant/statement?merchant=barber-1&day=2024-07-15
        [200, 200, 404, 200, 404, 200, 200, 200] /merchant/sales/33070300000001-1
        [200, 200, 404, 200, 404, 404, 404, 200] /merchant/sales/33070300000002-1
    "#]]
    .assert_eq(&seen);
}

#[test]
fn a_look_leaves_a_line_and_no_elder_in_it() {
    let (county, till) = staffed();
    let (center, _writer) = county.center();
    let cookie = login(&center, "desk");
    let sale = format!("/merchant/sales/{}-1", till.id);
    for path in ["/merchant/today?merchant=canteen-1&day=20240715", &sale] {
        assert_eq!(get(&center, path, &cookie).status, StatusCode::OK);
    }
    // What is refused shows nothing, so nothing is noted.
    assert_eq!(get(&center, "/merchant/today?merchant=nobody", &cookie).status, StatusCode::NOT_FOUND);
    let ledger = county.ledger();
    let lines = ledger.audit_lines(10).unwrap();
    let told: Vec<String> = lines
        .iter()
        .rev()
        .map(|(number, line)| {
            let word = line.outcome.word();
            format!("{number} {} {} {} {} {word}", line.login, line.role, line.deed, line.thing)
        })
        .collect();
    assert_eq!(
        told,
        [
            "1 desk inquiry login  done",
            "2 desk inquiry see-day merchant canteen-1 day 2024-07-15 seen",
            "3 desk inquiry see-sale sale 33070300000001-1 seen",
        ]
    );
    assert!(!told.concat().contains("0310477"), "{told:?}");
    assert!(lines.iter().all(|(_, line)| line.outcome != Outcome::Refused));
    let whole = |ledger: &ledger::Ledger| ledger.check(&center_key().verifying_key()).unwrap().faults;
    assert_eq!(whole(&ledger), []);
    drop(ledger);
    meddle(&county, "UPDATE audit_line SET login = 'cook' WHERE number = 3");
    assert_eq!(whole(&county.ledger()).len(), 1);
}

#[test]
fn a_wrong_password_is_noted_and_a_name_that_nobody_has_is_not() {
    let (county, _) = staffed();
    let (center, _writer) = county.center();
    for name in ["desk", "hunter2"] {
        let body = format!("login={name}&password=wrong");
        let answer = crate::support::http::form(&center, "/login", "", body);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let lines = county.ledger().audit_lines(10).unwrap();
    let told: Vec<(&str, &str)> =
        lines.iter().map(|(_, line)| (line.login.as_str(), line.outcome.word())).collect();
    assert_eq!(told, [("desk", "refused")]);
}
