//! Parameter packages on arrival: the county's go to the counter, readable or not; nobody else's do.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

use records::{FactorOrder, KeyCustody, Parameters, ProfileParameters, SCHEMA, SigningKey, TerminalId};
use uplink::{Courier, Identity, Now, Pace, Reply, Report, Request, Step};

const TERMINAL: TerminalId = TerminalId(33_070_300_000_001);

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn package(schema: &str, terminal: TerminalId) -> Parameters {
    Parameters {
        schema: schema.to_owned(),
        terminal,
        version: 1,
        issued_at_us: 0,
        effective_from_us: 0,
        division: 330_703,
        merchant_id: "canteen-1".parse().unwrap(),
        merchant_name: String::new(),
        point_name: String::new(),
        kind: String::new(),
        place: String::new(),
        lots: records::LotsSnapshot::default(),
        officers: Vec::new(),
        releases: Vec::new(),
        roster_version: 0,
        roster: Vec::new(),
        stoplist_version: 0,
        stoplist: Vec::new(),
        offers: Vec::new(),
        supervisor_code_hash: String::new(),
        key_custody: KeyCustody::Psam,
        card_profile: String::new(),
        profile: ProfileParameters {
            aids: Vec::new(),
            issuers: Vec::new(),
            factor_order: FactorOrder::Listed,
            mark_sfi: 0,
            mark_record_id: 0,
        },
    }
}

/// What a courier reports of a package that came with 200.
fn told(bytes: Vec<u8>) -> Option<Report> {
    let identity = Identity { terminal: TERMINAL, key: key(1), center: key(9).verifying_key() };
    let mut courier = Courier::new(identity, 0, [0; 32], 0, Pace::default(), 5);
    let mut now = Now { monotonic_ms: 0, utc_us: 1_721_016_000_000_000 };
    for _ in 0..10_000 {
        match courier.step(now) {
            Step::Send(Request::Parameters { .. }) => {
                let reports = courier.hear(now, &Reply::answer(200, bytes));
                return reports
                    .into_iter()
                    .find(|report| matches!(report, Report::Parameters { .. } | Report::Untrusted { .. }));
            }
            // This center tells nobody where it stands.
            Step::Send(_) => drop(courier.hear(now, &Reply::answer(404, Vec::new()))),
            _ => now.monotonic_ms += 1_000,
        }
    }
    None
}

#[test]
fn only_the_countys_packages_reach_the_counter() {
    let ours = package(SCHEMA, TERMINAL).sign(&key(9)).unwrap();
    assert_eq!(told(ours.clone()), Some(Report::Parameters { bytes: ours.clone() }));
    let newer = package("lovecard-parameters/9", TERMINAL).sign(&key(9)).unwrap();
    assert_eq!(told(newer.clone()), Some(Report::Parameters { bytes: newer }), "the counter says why not");
    let untrusted = Some(Report::Untrusted { what: "parameters" });
    assert_eq!(told(package(SCHEMA, TERMINAL).sign(&key(8)).unwrap()), untrusted);
    assert_eq!(told(package(SCHEMA, TerminalId(TERMINAL.0 + 1)).sign(&key(9)).unwrap()), untrusted);
    let mut flipped = ours;
    flipped.reverse();
    assert_eq!(told(flipped), untrusted);
}
