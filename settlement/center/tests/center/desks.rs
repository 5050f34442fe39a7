//! Card desks: enrolled, asked, heard; and a load from the order to the books.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use county_center::Center;
use expect_test::expect;
use records::{SigningKey, sign_send};
use serde_json::{Value, json};

use crate::support::card::hex;
use crate::support::desk::{MLK, Purse, now};
use crate::support::http::{Answer, ask};
use crate::support::program::run;
use crate::support::{Card, County, Desk};

const TERMINAL: [u8; 6] = [0x33, 0x07, 0x03, 0x90, 0x00, 0x01];

pub(crate) fn said(county: &County, words: &[&str]) -> Value {
    let ran = run(county.folder.path(), &[&["--json"], words].concat(), "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// A county whose center holds the load key.
fn county() -> County {
    let county = County::new();
    let keys = format!("{{\"mtk\":\"{}\",\"mlk\":\"{}\"}}", hex(b"trial TAC master"), hex(&MLK));
    std::fs::write(county.folder.file("keys.json"), keys).unwrap();
    county
}

fn issue(desk: &Desk, center: &Center, request: &Value, card_no: &str, uid: u8) -> Answer {
    let body = json!({ "request": request, "card_no": card_no, "kind": "pboc", "uid_hash": hex(&[uid; 32]),
        "key_version": 1, "layout_version": 1 });
    desk.send(center, "POST", "/v1/card-desk/cards", &body)
}

#[test]
fn a_code_enrols_a_desk_and_its_number_is_its_terminal() {
    let county = County::new();
    let (center, _writer) = county.center();
    let invited = said(&county, &["desk", "invite", "--name", "一号发卡台", "--load-limit", "5000"]);
    let key = SigningKey::from_bytes(&[60; 32]);
    let enrol = |key: &SigningKey| {
        let body = json!({ "code": invited["code"], "public_key": hex(key.verifying_key().as_bytes()) });
        let request = Request::post("/v1/card-desk/enrolments").body(Body::from(body.to_string())).unwrap();
        ask(&center, request)
    };
    let told = enrol(&key).json();
    assert_eq!((&told["desk"], &told["terminal"]), (&json!(1), &json!("330703900001")));
    assert_eq!(enrol(&key).json(), told, "a lost answer is asked for again");
    assert_eq!(enrol(&SigningKey::from_bytes(&[61; 32])).problem(), "403 code-used");
    // A till's code is no desk's.
    let code = said(&county, &["terminal", "invite", "--merchant", "canteen-1", "--point", "一号窗口"]);
    let body = json!({ "code": code["code"], "public_key": hex(key.verifying_key().as_bytes()) }).to_string();
    let answer = ask(&center, Request::post("/v1/card-desk/enrolments").body(Body::from(body)).unwrap());
    assert_eq!(answer.problem(), "403 unknown-code");
    assert_eq!(said(&county, &["desk", "list"])[0]["enrolled"], true);
}

#[test]
fn only_a_signed_and_fresh_request_of_a_desk_in_service_is_heard() {
    let county = County::new();
    let (desk, other) = (Desk::new(&county, 60, 0), Desk::new(&county, 61, 0));
    let (center, _writer) = county.center();
    let path = "/v1/card-desk/requests";
    assert_eq!(desk.get(&center, path).json(), json!({ "requests": [] }));
    let impostor = Desk { number: other.number, key: desk.key.clone() };
    assert_eq!(impostor.get(&center, path).problem(), "403 bad-signature");
    let nobody = Desk { number: 99, key: desk.key.clone() };
    assert_eq!(nobody.get(&center, path).problem(), "403 unknown-desk");
    let blocks = "/v1/card-desk/blocks";
    let body =
        json!({ "card_no": Card::new(1).number.digits(), "reason": "lost", "on_card": false }).to_string();
    for (at, signed, problem) in [
        ("2020-01-01T00:00:00Z".to_owned(), body.clone(), "403 clock-skew"),
        (now(), body.replace("lost", "fraud"), "403 bad-signature"),
    ] {
        let signature = hex(&sign_send(blocks, &at, signed.as_bytes(), &desk.key));
        let answer = desk.ask(&center, "POST", blocks, (&at, &signature), body.clone());
        assert_eq!(answer.problem(), problem);
    }
    assert_eq!(county.ledger().stoplist().unwrap().0, 0, "nothing was stopped");
    for nonsense in [json!([]), json!({}), json!({ "card_no": "1", "reason": "lost", "on_card": true })] {
        let answer = desk.send(&center, "POST", blocks, &nonsense);
        assert_eq!(answer.problem(), "422 malformed", "{nonsense}");
    }
    said(&county, &["desk", "revoke", "1", "--reason", "迁址"]);
    assert_eq!(desk.get(&center, path).problem(), "403 desk-revoked");
}

#[test]
fn a_card_is_asked_for_made_once_and_replaced() {
    let county = County::new();
    let (desk, other) = (Desk::new(&county, 60, 0), Desk::new(&county, 61, 0));
    let (center, _writer) = county.center();
    let (old, new) = (Card::new(1).number.digits(), "03104770000000009901".to_owned());
    let words = [
        "card",
        "request",
        "--handle",
        "BK-2024-17",
        "--kind",
        "pboc",
        "--card-no",
        &new,
        "--replaces",
        &old,
    ];
    let request = said(&county, &words)["request"].clone();
    for card_no in [new.as_str(), "03104770000000009902"] {
        let again = words.map(|word| if word == new { card_no } else { word });
        let again = run(county.folder.path(), &again, "");
        assert_eq!(again.code, 6, "{}", again.err);
    }

    let list = desk.get(&center, "/v1/card-desk/requests").json();
    assert_eq!(
        list["requests"],
        json!([{ "number": request, "handle": "BK-2024-17", "kind": "pboc", "card_no": new, "replaces": old,
            "taken": false }])
    );
    assert_eq!(issue(&desk, &center, &request, &new, 1).problem(), "409 not-taken");
    let take = format!("/v1/card-desk/requests/{request}/desk");
    let taken = |desk: &Desk| desk.send(&center, "PUT", &take, &Value::Null);
    assert_eq!(taken(&desk).json()["taken"], true);
    assert_eq!(taken(&desk).status, StatusCode::OK);
    assert_eq!(taken(&other).problem(), "409 taken-elsewhere");
    assert_eq!(other.get(&center, "/v1/card-desk/requests").json(), json!({ "requests": [] }));
    let nowhere = desk.send(&center, "PUT", "/v1/card-desk/requests/77/desk", &Value::Null);
    assert_eq!(nowhere.problem(), "404 no-such-request");
    let nonsense = desk.send(&center, "PUT", "/v1/card-desk/requests/first/desk", &Value::Null);
    assert_eq!(nonsense.problem(), "422 malformed");

    assert_eq!(issue(&desk, &center, &request, &Card::new(2).number.digits(), 1).problem(), "409 not-asked");
    for _ in 0..2 {
        assert_eq!(
            issue(&desk, &center, &request, &new, 1).json(),
            json!({ "request": request, "issued": true })
        );
    }
    assert_eq!(issue(&desk, &center, &request, &new, 2).problem(), "409 card-made");
    assert_eq!(taken(&desk).problem(), "409 card-made");

    // The holder holds the new card, the old one is stopped, and no import undoes either.
    let holds = || {
        let holders = county.ledger().holders().unwrap();
        let has = |number: &str| holders.iter().any(|holder| holder.card_no == number);
        (has(&old), has(&new), county.ledger().stoplist().unwrap().1.contains(&old))
    };
    assert_eq!(holds(), (false, true, true));
    let roster = |ledger: &ledger::Ledger| {
        let version = ledger.roster_version().unwrap();
        ledger.roster_rows(version).unwrap().iter().any(|row| row.card_no == new)
    };
    assert!(roster(&county.ledger()));
    let list = format!("card_no,birth,categories,rosters,resident\n{old},1944-07-15,,,1\n");
    std::fs::write(county.folder.file("holders.csv"), list).unwrap();
    std::fs::write(county.folder.file("stop.txt"), "").unwrap();
    said(&county, &["holders", "import", "holders.csv"]);
    said(&county, &["stoplist", "import", "stop.txt"]);
    assert_eq!(holds(), (false, true, true));
}

#[test]
fn a_block_reaches_the_stop_list_once() {
    let county = County::new();
    let desk = Desk::new(&county, 60, 0);
    let (center, _writer) = county.center();
    let listed = Card::new(3).number.digits();
    county.ledger().install_stoplist(std::slice::from_ref(&listed), 5).unwrap();
    let lost = Card::new(2).number.digits();
    let block = |card: &str, on_card: bool| {
        let body = json!({ "card_no": card, "reason": "lost", "on_card": on_card });
        desk.send(&center, "POST", "/v1/card-desk/blocks", &body).json()["news"].clone()
    };
    assert_eq!(block(&lost, false), true);
    assert_eq!(block(&lost, true), false);
    assert_eq!(county.ledger().stoplist().unwrap(), (2, vec![lost.clone(), listed.clone()]));
    // Listed already: out of use for ever now, and no new list is needed.
    assert_eq!(block(&listed, false), true);
    assert_eq!(county.ledger().stoplist().unwrap().0, 2);
}

#[test]
fn a_load_is_permitted_credited_proved_and_booked() {
    let county = county();
    let desk = Desk::new(&county, 60, 30_000);
    let (center, _writer) = county.center();
    let mut purse = Purse::new("03104770000000001234");
    let order = |body: &Value| desk.send(&center, "POST", "/v1/card-desk/loads", body);
    let end = |load: &Value, body: Value| {
        desk.send(&center, "PUT", &format!("/v1/card-desk/loads/{load}/outcome"), &body)
    };

    let asked = purse.order("R-1", 10_000, TERMINAL);
    let permit = order(&asked).json();
    assert_eq!(permit["state"], "open");
    assert_eq!(order(&asked).json(), permit, "a lost answer is asked for again");
    let tac = purse.credit(10_000, TERMINAL, &permit);
    let credited = json!({ "outcome": "credited", "tac": tac });
    for _ in 0..2 {
        assert_eq!(end(&permit["load"], credited.clone()).json()["state"], "good");
    }
    assert_eq!(end(&permit["load"], json!({ "outcome": "void" })).problem(), "409 ended-otherwise");
    assert_eq!(order(&asked).json()["mac2"], Value::Null, "nothing is permitted twice");

    // Initialised, and the elder went away: void. A wrong TAC: credited, and not proved.
    purse.random = [9; 4];
    let permit = order(&purse.order("R-2", 5_000, TERMINAL)).json();
    assert_eq!(end(&permit["load"], json!({ "outcome": "void" })).json()["state"], "void");
    let permit = order(&purse.order("R-3", 100, TERMINAL)).json();
    purse.credit(100, TERMINAL, &permit);
    let wrong = json!({ "outcome": "credited", "tac": "00000000" });
    assert_eq!(end(&permit["load"], wrong).json()["state"], "unproved");

    // Nobody reported the end; the card's counter tells it at the next order, and the proof may follow.
    let torn = order(&purse.order("R-4", 200, TERMINAL)).json();
    let tac = purse.credit(200, TERMINAL, &torn);
    let cut = order(&purse.order("R-5", 300, TERMINAL)).json();
    let last = order(&purse.order("R-6", 400, TERMINAL)).json();
    assert_eq!(last["state"], "open");
    let states: Vec<String> = county
        .ledger()
        .card_loads(None, 10)
        .unwrap()
        .iter()
        .map(|load| format!("{} {}", load.order.reference, load.state.word()))
        .collect();
    assert_eq!(states, ["R-6 open", "R-5 void", "R-4 unproved", "R-3 unproved", "R-2 void", "R-1 good"]);
    assert_eq!(end(&torn["load"], json!({ "outcome": "credited", "tac": tac })).json()["state"], "good");
    assert_eq!(end(&cut["load"], json!({ "outcome": "void" })).json()["state"], "void");
    purse.credit(400, TERMINAL, &last);

    let ledger = county.ledger();
    let today = county_center::clock::county_day(county_center::clock::now_us()).unwrap();
    let booked: Vec<String> = ledger
        .account_totals(today)
        .unwrap()
        .iter()
        .map(|(account, amount)| format!("{account} {amount}\n"))
        .collect();
    expect![[r#"
        card:purse -103.00
        desk:1 103.00
    "#]]
    .assert_eq(&booked.concat());
    assert_eq!(ledger.check(&crate::support::center_key().verifying_key()).unwrap().faults, []);
    let shown = run(county.folder.path(), &["card", "loads", "--open"], "").out;
    assert_eq!(shown, "6\t1\tR-6\t****1234\t4.00\topen\n");
}

#[test]
fn a_load_is_refused_by_name() {
    let county = county();
    let (desk, other) = (Desk::new(&county, 60, 30_000), Desk::new(&county, 61, 0));
    let (center, _writer) = county.center();
    let mut purse = Purse::new("03104770000000001234");
    let order = |body: &Value| desk.send(&center, "POST", "/v1/card-desk/loads", body);
    let mut forged = purse.order("R-1", 1_000, TERMINAL);
    forged["mac1"] = json!("00000000");
    assert_eq!(order(&forged).problem(), "403 mac1-wrong");
    assert_eq!(order(&purse.order("R-1", 1_000, [9; 6])).problem(), "403 mac1-wrong", "another terminal");
    assert_eq!(order(&purse.order("R-1", 0, TERMINAL)).problem(), "422 amount");
    assert_eq!(order(&purse.order("R-1", 99_501, TERMINAL)).problem(), "422 amount");
    let mut sm4 = purse.order("R-1", 1_000, TERMINAL);
    sm4["algorithm"] = json!(4);
    assert_eq!(order(&sm4).problem(), "422 cipher-unknown");
    let over = order(&purse.order("R-1", 30_001, TERMINAL));
    assert_eq!((over.problem().as_str(), &over.json()["left_fen"]), ("409 over-day", &json!(30_000)));

    let permit = order(&purse.order("R-1", 20_000, TERMINAL)).json();
    let another = "03104770000000001235";
    assert_eq!(order(&Purse::new(another).order("R-1", 20_000, TERMINAL)).problem(), "409 reference-taken");
    let over = order(&Purse::new(another).order("R-2", 10_001, TERMINAL));
    assert_eq!(over.json()["left_fen"], 10_000);
    let elsewhere = format!("/v1/card-desk/loads/{}/outcome", permit["load"]);
    let void = json!({ "outcome": "void" });
    assert_eq!(other.send(&center, "PUT", &elsewhere, &void).problem(), "404 no-such-load");

    // A counter that jumps, or goes back: a copied card, or one loaded behind the center's back.
    for online in [5, 2] {
        purse.online = online;
        assert_eq!(order(&purse.order("R-9", 100, TERMINAL)).problem(), "409 counter-odd");
    }
    let mut ledger = county.ledger();
    ledger.block_card(another, ledger::BlockReason::Stolen, false, desk.number, 9).unwrap();
    assert_eq!(order(&Purse::new(another).order("R-3", 100, TERMINAL)).problem(), "409 card-stopped");
    assert_eq!(ledger.check(&crate::support::center_key().verifying_key()).unwrap().faults, []);
}

/// Where the desk holds the load key, the center permits and proves, and makes no code.
#[test]
fn without_the_load_key_the_center_only_permits() {
    let county = County::new();
    let desk = Desk::new(&county, 60, 30_000);
    let (center, _writer) = county.center();
    let mut order = Purse::new("03104770000000001234").order("R-1", 1_000, TERMINAL);
    order["mac1"] = json!("00000000");
    let permit = desk.send(&center, "POST", "/v1/card-desk/loads", &order).json();
    assert_eq!((&permit["state"], &permit["mac2"]), (&json!("open"), &Value::Null));
    assert!(!county.ledger().card_load(1).unwrap().unwrap().order.proven);
}
