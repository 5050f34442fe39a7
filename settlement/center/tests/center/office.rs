//! A morning at the center, page by page: what waits, a finding, day close, settlements by two people, a payout by two
//! people, the bank's file and its answer.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use county_center::Center;
use ledger::{Role, SettlementState};

use crate::payouts::{A, B, answer, office, stands};
use crate::support::http::{Answer, ask, get, login, token, words};
use crate::support::{County, center_key, meddle};

/// A field or a file of a form.
type Part<'a> = (&'a str, &'a [u8]);

fn send(center: &Center, path: &str, cookie: &str, parts: &[Part<'_>]) -> Answer {
    let mut body = Vec::new();
    for (name, content) in parts {
        let file = if matches!(*name, "key" | "file") { "; filename=\"x\"" } else { "" };
        let head = format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit");
    ask(center, request.body(Body::from(body)).unwrap())
}

/// Somebody at a desk: a session and the token of its forms.
struct Desk {
    cookie: String,
    token: String,
}

impl Desk {
    fn of(center: &Center, name: &str) -> Desk {
        let cookie = login(center, name);
        let token = token(&get(center, "/morning", &cookie));
        Desk { cookie, token }
    }

    fn sends(&self, center: &Center, path: &str, parts: &[Part<'_>]) -> Answer {
        let mut all = vec![("token", self.token.as_bytes())];
        all.extend_from_slice(parts);
        send(center, path, &self.cookie, &all)
    }

    fn reads(&self, center: &Center, path: &str) -> String {
        let page = get(center, path, &self.cookie);
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
        words(&page.text())
    }
}

/// As the payout stories begin, with bank maps in the configuration and two people who may log in.
fn desks() -> (County, Vec<u8>, Vec<u8>) {
    let (county, ..) = office();
    let config = county.folder.file("center.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let maps = "[bank]\norder_map = \"order.toml\"\nanswer_map = \"answer.toml\"\n";
    std::fs::write(&config, text + maps).unwrap();
    for (login, role) in [
        ("one", Role::Supervision),
        ("two", Role::Supervision),
        ("rules", Role::Planning),
        ("audit", Role::Auditor),
        ("cook", Role::Merchant("canteen-1".to_owned())),
    ] {
        county.account(login, role);
    }
    let key = |name: &str| std::fs::read(county.folder.file(name)).unwrap();
    let (maker, checker) = (key("maker.key"), key("checker.key"));
    (county, maker, checker)
}

fn said(answer: &Answer) -> String {
    format!("{} {}", answer.status.as_u16(), words(&answer.text()))
}

const MAKER: &[u8] = b"correct horse";
const CHECKER: &[u8] = b"battery staple";

#[test]
fn a_morning_from_close_to_paid_by_two_people() {
    let (county, maker, checker) = desks();
    let (center, _writer) = county.center();
    let (one, two) = (Desk::of(&center, "one"), Desk::of(&center, "two"));
    let moved = |answer: Answer| {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", said(&answer));
        answer.headers[header::LOCATION].to_str().unwrap().to_owned()
    };

    // The day that the story closed is there; the next one is closed here.
    assert!(one.reads(&center, "/days").contains("2024-07-16"));
    let day = moved(one.sends(&center, "/days/close", &[("day", b"2024-07-16")]));
    assert_eq!(day, "/days/2024-07-16");
    assert!(one.reads(&center, "/days/2024-07-15").contains("一号食堂"));
    assert!(
        one.reads(&center, "/merchant/statement?merchant=canteen-1&day=2024-07-15")
            .contains("lovecard-statement/1")
    );

    // Settlements: made, compared by the maker, confirmed by the checker.
    assert_eq!(moved(one.sends(&center, "/settlements/make", &[])), "/settlements");
    assert!(one.reads(&center, "/morning").contains("待核对（经办）"));
    let signed = [("key", maker.as_slice()), ("passphrase", MAKER)];
    let checked = [("key", checker.as_slice()), ("passphrase", CHECKER)];
    // The checker has nothing to confirm before that.
    assert!(said(&two.sends(&center, "/settlements/confirm", &checked)).starts_with("409"));
    moved(one.sends(&center, "/settlements/confirm", &signed));
    moved(two.sends(&center, "/settlements/confirm", &checked));
    assert!(two.reads(&center, "/morning").contains("已确认待付款"));

    // The payout: proposed, and not approved by a wrong passphrase, a maker's key, or under the same login.
    assert_eq!(moved(one.sends(&center, "/payouts/propose", &signed)), "/payouts/1");
    let wrong =
        two.sends(&center, "/payouts/1/check", &[("key", &checker), ("passphrase", b"battery stable")]);
    assert!(said(&wrong).contains("口令不对"), "{}", said(&wrong));
    let wrong = two.sends(&center, "/payouts/1/check", &signed);
    assert!(said(&wrong).contains("不能复核"), "{}", said(&wrong));
    let wrong = one.sends(&center, "/payouts/1/check", &checked);
    assert!(said(&wrong).contains("另一人登录"), "{}", said(&wrong));
    let early = two.sends(&center, "/payouts/1/file", &[("form", b"csv")]);
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(stands(&county.ledger()).starts_with("[2, 2]"), "{}", stands(&county.ledger()));
    let page = two.reads(&center, "/payouts/1");
    assert!(page.contains("****1234") && page.contains("待复核"), "{page}");
    assert_eq!(moved(two.sends(&center, "/payouts/1/check", &checked)), "/payouts/1");

    // The bank's file, twice the same; its answer, once.
    let file = two.sends(&center, "/payouts/1/file", &[("form", b"csv")]);
    assert_eq!(file.status, StatusCode::OK, "{}", said(&file));
    let disposition = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\"PAY-330703-"), "{disposition}");
    assert!(file.text().contains(A) && file.text().contains(B));
    assert_eq!(two.sends(&center, "/payouts/1/file", &[("form", b"csv")]).body, file.body);
    let today = county_center::clock::county_day(county_center::clock::now_us()).unwrap().date().to_string();
    let back = answer(&[(A, "12.00", "成功", ""), (B, "24.00", "成功", "")], &today, (2, "36.00"));
    let parts = [("form", b"csv".as_slice()), ("day", today.as_bytes()), ("file", back.as_bytes())];
    let taken = two.sends(&center, "/payouts/answer", &parts);
    assert_eq!(taken.status, StatusCode::OK, "{}", said(&taken));
    assert!(words(&taken.text()).contains("付成\nPaid\n2 笔"), "{}", words(&taken.text()));
    assert!(said(&two.sends(&center, "/payouts/answer", &parts)).starts_with("409"));
    let paid = county.ledger().settlements(Some(SettlementState::PaymentConfirmed)).unwrap();
    assert_eq!(paid.len(), 2);
    assert!(two.reads(&center, "/payouts/1").contains("已付"));

    // Every step has its lines, the books are whole, and nothing tells who ate.
    for path in [
        "/morning",
        "/findings?state=all",
        "/days",
        "/days/2024-07-15",
        "/settlements",
        "/payouts",
        "/payouts/1",
        "/operations",
        "/merchants",
        "/merchant/today?merchant=canteen-1&day=20240715",
        "/merchant/month?merchant=canteen-1&month=2024-07",
        "/merchant/statement?merchant=canteen-1&day=2024-07-15",
        "/audit",
    ] {
        let page = get(&center, path, &one.cookie);
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for secret in ["0310477", "62220000", "33070000010000001", "correct horse", "battery"] {
            assert!(!page.text().contains(secret), "{path}: {secret}");
        }
        assert!(page.body.len() <= 100 * 1024, "{path}: {} bytes", page.body.len());
    }
    let ledger = county.ledger();
    assert_eq!(ledger.check(&center_key().verifying_key()).unwrap().faults, []);
    let log = one.reads(&center, "/audit");
    for word in [
        "day-close",
        "settlement-confirm",
        "payout-propose",
        "payout-check",
        "payout-file",
        "payout-answer",
        "refused",
    ] {
        assert!(log.contains(word), "{word}\n{log}");
    }
    let deeds: Vec<String> =
        ledger.audit_lines(100).unwrap().into_iter().map(|(_, line)| format!("{line:?}")).collect();
    for secret in ["0310477", "62220000", "correct horse", "battery", "一号食堂", "周七"] {
        assert!(!deeds.concat().contains(secret), "{secret}");
    }
    drop(ledger);
    meddle(&county, "DELETE FROM audit_line WHERE deed = 'payout-check' AND outcome = 'refused'");
    assert!(!county.ledger().check(&center_key().verifying_key()).unwrap().faults.is_empty());
}

#[test]
fn a_form_without_its_token_does_nothing() {
    let (county, maker, _) = desks();
    let (center, _writer) = county.center();
    let (one, two) = (Desk::of(&center, "one"), Desk::of(&center, "two"));
    let before = stands(&county.ledger());
    for path in [
        "/days/close",
        "/days/correct",
        "/settlements/make",
        "/settlements/confirm",
        "/payouts/propose",
        "/payouts/answer",
        "/payouts/1/check",
        "/payouts/1/reject",
        "/payouts/1/file",
        "/findings/33070300000001-1-1/act",
    ] {
        for token in ["", two.token.as_str()] {
            let parts = [("token", token.as_bytes()), ("key", maker.as_slice()), ("passphrase", MAKER)];
            let answer = send(&center, path, &one.cookie, &parts);
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {}", said(&answer));
        }
        // Somebody who only reads, a merchant and a stranger.
        let reader = Desk::of(&center, "audit");
        assert_eq!(reader.sends(&center, path, &[]).status, StatusCode::NOT_FOUND, "{path}");
        let cook = login(&center, "cook");
        assert_eq!(send(&center, path, &cook, &[]).status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(send(&center, path, "", &[]).headers[header::LOCATION], "/login", "{path}");
    }
    assert_eq!(stands(&county.ledger()), before);
    // Planning prepares payments and approves none.
    let rules = Desk::of(&center, "rules");
    assert_eq!(rules.sends(&center, "/payouts/1/check", &[]).status, StatusCode::NOT_FOUND);
}
