//! A terminal becomes a till of the county, and learns what it needs.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use county_center::Center;
use records::{EnrolmentCode, Parameters, SigningKey, TariffRelease, TerminalId, sign_get};

use crate::support::card::hex;
use crate::support::http::{Answer, ask};
use crate::support::program::run;
use crate::support::{Card, County, TARIFF, center_key, release_tariff, tariff};

fn invite(county: &County) -> String {
    let ran = run(
        county.folder.path(),
        &["--json", "terminal", "invite", "--merchant", "canteen-1", "--point", "一号窗口"],
        "",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    let said: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    said["code"].as_str().unwrap().to_owned()
}

fn enrol(center: &Center, code: &str, key: &str) -> Answer {
    let body = serde_json::json!({ "code": code, "public_key": key }).to_string();
    ask(center, Request::post("/v1/enrolments").body(Body::from(body)).unwrap())
}

fn public(key: &SigningKey) -> String {
    hex(key.verifying_key().as_bytes())
}

fn signed(center: &Center, path: &str, key: &SigningKey, at: &str, version: Option<u32>) -> Answer {
    let signature = hex(&sign_get(path, at, key));
    let mut request =
        Request::get(path).header("x-lovecard-at", at).header("x-lovecard-signature", signature);
    if let Some(version) = version {
        request = request.header(header::IF_NONE_MATCH, format!("\"{version}\""));
    }
    ask(center, request.body(Body::empty()).unwrap())
}

fn now() -> String {
    let us = county_center::clock::now_us();
    jiff::Timestamp::from_microsecond(us).unwrap().to_string()
}

#[test]
fn a_code_enrols_one_key_once() {
    let county = County::new();
    let (center, _writer) = county.center();
    let code = invite(&county);
    let (key, thief) = (SigningKey::from_bytes(&[40; 32]), SigningKey::from_bytes(&[41; 32]));

    let answer = enrol(&center, &code, &public(&key));
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let told = answer.json();
    assert_eq!(told["terminal"], 33_070_300_000_001_u64);
    assert_eq!(told["center_public_key"], public(&center_key()));
    let typed: EnrolmentCode = code.parse().unwrap();
    assert!(typed.names_center(&center_key().verifying_key()));

    // A lost answer is asked for again; another key is not let in.
    assert_eq!(enrol(&center, &code.to_lowercase(), &public(&key)).body, answer.body);
    assert_eq!(enrol(&center, &code, &public(&thief)).problem(), "403 code-used");
    let terminal = TerminalId(33_070_300_000_001);
    let held = county.ledger().terminal(terminal).unwrap().unwrap();
    assert_eq!(held.public_key, Some(key.verifying_key().to_bytes()));
}

#[test]
fn nonsense_and_guesses_are_turned_away() {
    let county = County::new();
    let (center, _writer) = county.center();
    let key = public(&SigningKey::from_bytes(&[40; 32]));
    for (code, key) in [("123", key.as_str()), ("0000-0000-0000", "00"), ("0000-0000-0000", &"zz".repeat(32))]
    {
        assert_eq!(enrol(&center, code, key).problem(), "422 malformed", "{code} {key}");
    }
    let raw =
        |body: &str| ask(&center, Request::post("/v1/enrolments").body(Body::from(body.to_owned())).unwrap());
    for body in ["", "[]", "{\"code\":1}", "{\"code\":\"x\",\"public_key\":\"y\",\"more\":1}"] {
        assert_eq!(raw(body).problem(), "422 malformed", "{body}");
    }
    for _ in 0..10 {
        assert_eq!(enrol(&center, "0000-0000-0000", &key).problem(), "403 unknown-code");
    }
    let shut = enrol(&center, &invite(&county), &key);
    assert_eq!(shut.problem(), "429 too-many-codes");
    assert_eq!(shut.headers[header::RETRY_AFTER], "60");
}

#[test]
fn a_package_is_signed_versioned_and_only_for_its_terminal() {
    let county = County::new();
    let till = county.till("canteen-1");
    let other = county.till("barber-1");
    let (center, _writer) = county.center();
    let path = format!("/v1/terminals/{}/parameters", till.id.0);
    let answer = signed(&center, &path, &till.key, &now(), None);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.headers[header::ETAG], "\"1\"");
    let package = Parameters::open_verified(&answer.body, &center_key().verifying_key()).unwrap();
    assert_eq!((package.terminal, package.version, package.division), (till.id, 1, 330_703));
    assert_eq!((package.merchant_name.as_str(), package.point_name.as_str()), ("一号食堂", "一号窗口"));
    assert_eq!(package.offers.len(), 1);
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    for private in ["1944", "19440715", "free_lunch", "resident", "王一", "李二"] {
        assert!(!text.contains(private), "{private}");
    }
    let release = TariffRelease::open(&package.releases.first().unwrap().0).unwrap();
    assert_eq!(release.verify(&package.officers(), 330_703), Ok(()));
    assert_eq!((release.terms.version, release.terms.text.as_str()), (1, TARIFF));
    let tiers: Vec<char> = package.roster.iter().map(|row| row.tier).collect();
    assert!(tiers.contains(&'R') && tiers.contains(&'C'), "{tiers:?}");

    // Nothing new: not sent again. Something new: the next version.
    assert_eq!(signed(&center, &path, &till.key, &now(), Some(1)).status, StatusCode::NOT_MODIFIED);
    assert_eq!(signed(&center, &path, &till.key, &now(), None).body, answer.body);
    county.ledger().install_stoplist(&[Card::new(2).number.digits()], 5).unwrap();
    let next = signed(&center, &path, &till.key, &now(), Some(1));
    let next = Parameters::open_verified(&next.body, &center_key().verifying_key()).unwrap();
    assert_eq!((next.version, next.stoplist_version, next.stoplist.len()), (2, 1, 1));

    // Nobody else, no other time, no other path.
    assert_eq!(signed(&center, &path, &other.key, &now(), None).problem(), "403 bad-signature");
    assert_eq!(signed(&center, &path, &till.key, "2020-01-01T00:00:00Z", None).problem(), "403 clock-skew");
    assert_eq!(signed(&center, &path, &till.key, "now", None).problem(), "403 clock-skew");
    let unsigned = ask(&center, Request::get(&path).body(Body::empty()).unwrap());
    assert_eq!(unsigned.problem(), "403 bad-signature");
    county.ledger().revoke_terminal(till.id, "报废", 9).unwrap();
    assert_eq!(signed(&center, &path, &till.key, &now(), None).problem(), "403 terminal-revoked");
}

/// The tariff of next century travels now, beside the one in force: a till switches without asking.
#[test]
fn the_next_tariff_reaches_the_till_ahead_of_time() {
    let county = County::new();
    let till = county.till("canteen-1");
    let (center, _writer) = county.center();
    let path = format!("/v1/terminals/{}/parameters", till.id.0);
    let sent = || {
        let answer = signed(&center, &path, &till.key, &now(), None);
        let package = Parameters::open_verified(&answer.body, &center_key().verifying_key()).unwrap();
        let release = |bytes: &records::ReleaseBytes| {
            let release = TariffRelease::open(&bytes.0).unwrap();
            assert_eq!(release.verify(&package.officers(), package.division), Ok(()));
            release.terms.version
        };
        (
            package.version,
            package.releases.iter().map(release).collect::<Vec<u32>>(),
            package.effective_from_us,
        )
    };
    let (version, releases, from_us) = sent();
    assert_eq!((version, releases), (1, vec![1]));
    assert!(from_us <= county_center::clock::now_us(), "in force at once");
    release_tariff(&mut county.ledger(), &tariff(2, "2099-01-01"), 5);
    let (version, releases, from_us) = sent();
    assert_eq!((version, releases), (2, vec![1, 2]));
    assert!(from_us <= county_center::clock::now_us(), "the package is, its tariff is not");
    // Whoever signed may leave: what was released stays released.
    county.ledger().revoke_officer(1, 6).unwrap();
    assert_eq!(sent().0, 2);
}

#[test]
fn the_cursor_tells_where_to_go_on() {
    let county = County::new();
    let mut till = county.till("canteen-1");
    let (center, _writer) = county.center();
    let path = format!("/v1/terminals/{}/cursor", till.id.0);
    let ask = |key: &SigningKey| signed(&center, &path, key, &now(), None);
    assert_eq!(ask(&till.key).json(), serde_json::json!({ "next_seq": 1, "head": "0".repeat(64) }));
    till.sell(&mut Card::new(1), 2, 1200);
    crate::support::http::put(&center, &till.path(1), till.seal_all());
    assert_eq!(ask(&till.key).json(), serde_json::json!({ "next_seq": 2, "head": hex(&till.chain.head) }));
    assert_eq!(ask(&center_key()).problem(), "403 bad-signature");
}
