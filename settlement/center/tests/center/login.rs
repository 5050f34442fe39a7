//! Who may look: passwords, lockout, cookies, foreign forms.

use axum::http::{StatusCode, header};
use county_center::Center;
use ledger::Role;

use crate::support::http::{Answer, ask, form, get, login, token};
use crate::support::{County, PASSWORD};

fn attempt(center: &Center, login: &str, password: &str) -> Answer {
    form(center, "/login", "", format!("login={login}&password={}", password.replace(' ', "+")))
}

#[test]
fn five_wrong_passwords_lock_even_the_right_one_out() {
    let county = County::new();
    county.account("office", Role::Operator);
    county.account("other", Role::Operator);
    let (center, _writer) = county.center();
    let nobody = attempt(&center, "nobody", "wrong");
    let mut pages = vec![nobody.text().replace("nobody", "office")];
    for _ in 0..5 {
        let answer = attempt(&center, "office", "wrong");
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(!answer.headers.contains_key(header::SET_COOKIE));
        pages.push(answer.text());
    }
    let locked = attempt(&center, "office", PASSWORD);
    assert_eq!(locked.status, StatusCode::UNAUTHORIZED);
    pages.push(locked.text());
    // An unknown login, a wrong password and a locked account look alike.
    pages.dedup();
    assert_eq!(pages.len(), 1);
    assert_eq!(attempt(&center, "other", PASSWORD).status, StatusCode::SEE_OTHER);
}

#[test]
fn a_session_begins_and_ends() {
    let county = County::new();
    county.account("office", Role::Operator);
    let (center, _writer) = county.center();
    let answer = attempt(&center, "Office", PASSWORD);
    assert_eq!(
        (answer.status, &answer.headers[header::LOCATION]),
        (StatusCode::SEE_OTHER, &"/".parse().unwrap())
    );
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("; HttpOnly; SameSite=Strict"), "{set}");
    let cookie = login(&center, "office");
    let page = get(&center, "/operations", &cookie);
    assert_eq!(page.status, StatusCode::OK);
    let sent = |token: &str| form(&center, "/logout", &cookie, format!("token={token}")).status;
    // Without the token of this very session nothing is done.
    let other = token(&get(&center, "/operations", &login(&center, "office")));
    for wrong in ["", "x", other.as_str()] {
        assert_eq!(sent(wrong), StatusCode::FORBIDDEN);
    }
    assert_eq!(get(&center, "/operations", &cookie).status, StatusCode::OK);
    assert_eq!(sent(&token(&page)), StatusCode::SEE_OTHER);
    let after = get(&center, "/operations", &cookie);
    assert_eq!(
        (after.status, &after.headers[header::LOCATION]),
        (StatusCode::SEE_OTHER, &"/login".parse().unwrap())
    );
}

#[test]
fn forms_of_other_sites_are_ignored() {
    let county = County::new();
    county.account("office", Role::Operator);
    let (center, _writer) = county.center();
    let request = axum::http::Request::post("/login")
        .header(header::HOST, "center.example")
        .header(header::ORIGIN, "http://evil.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(format!("login=office&password={}", PASSWORD.replace(' ', "+"))))
        .unwrap();
    assert_eq!(ask(&center, request).problem(), "403 foreign-origin");
}

#[test]
fn every_answer_is_guarded() {
    let county = County::new();
    let (center, _writer) = county.center();
    for path in ["/login", "/healthz", "/nowhere"] {
        let answer = get(&center, path, "");
        for name in ["content-security-policy", "x-content-type-options", "x-frame-options", "cache-control"]
        {
            assert!(answer.headers.contains_key(name), "{path} {name}");
        }
    }
    assert_eq!(get(&center, "/nowhere", "").problem(), "404 no-such-address");
    assert_eq!(get(&center, "/v1/enrolments", "").problem(), "405 no-such-verb");
}
