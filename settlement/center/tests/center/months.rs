//! A merchant's month and its signed statements, as pages and files.

use axum::http::{StatusCode, header};
use expect_test::expect;
use ledger::Role;

use crate::payouts::office;
use crate::support::http::{get, login, words};
use crate::support::program::run;

#[test]
fn a_month_with_its_statements() {
    let (county, ..) = office();
    county.account("cook", Role::Merchant("canteen-1".to_owned()));
    let (center, _writer) = county.center();
    let cookie = login(&center, "cook");
    let read = |path: &str| {
        let page = get(&center, path, &cookie);
        assert_eq!(page.status, StatusCode::OK, "{path} {}", page.text());
        page
    };
    let month = words(&read("/merchant/month?month=2024-07").text());
    expect![[r#""#]].assert_eq(&month);
    let file = read("/merchant/month.csv?month=2024-07");
    assert_eq!(file.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    expect![[r#""#]].assert_eq(&file.text());
    assert!(read("/merchant/month.xlsx?month=2024-07").body.starts_with(b"PK"));
    assert!(read("/merchant/today.xlsx?day=2024-07-15").body.starts_with(b"PK"));
    for month in ["2024", "2024-13", "x", "2024-07-01"] {
        let answer = get(&center, &format!("/merchant/month?month={month}"), &cookie);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{month}");
    }

    // The statement as signed: text and signature verify without the books.
    let statement = "day=2024-07-15&merchant=canteen-1";
    assert!(words(&read(&format!("/merchant/statement?{statement}")).text()).contains("现行"));
    let text = read(&format!("/merchant/statement.txt?{statement}"));
    let seal = read(&format!("/merchant/statement.sig?{statement}"));
    std::fs::write(county.folder.file("got.txt"), &text.body).unwrap();
    std::fs::write(county.folder.file("got.sig"), &seal.body).unwrap();
    let key = crate::support::center_key().verifying_key();
    let key: String = key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let ran = run(county.folder.path(), &["statement", "verify", "got.txt", "--key", &key], "");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    // A version that was never made, and another merchant's.
    for path in [
        "/merchant/statement.txt?day=2024-07-15&version=2",
        "/merchant/statement.txt?day=2024-07-15&merchant=barber-1",
        "/merchant/month?merchant=barber-1",
        "/merchant/month?merchant=nobody",
    ] {
        assert_eq!(get(&center, path, &cookie).status, StatusCode::NOT_FOUND, "{path}");
    }
}
