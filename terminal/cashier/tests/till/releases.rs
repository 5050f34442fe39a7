//! A tariff changes at its instant, without a link; and a wrong one changes nothing but a line on the screen.

use crate::bench::{
    Bench, FREE, NOON_US, TERMINAL, TIER_C, UNLISTED, center_key, checker, maker, package, release, tariff,
    terms, with_tariffs,
};
use cashier::News;
use expect_test::expect;
use records::{DayMinute, Parameters, ReleaseBytes, SigningKey, TariffTerms, TerminalId};

/// 2024-07-17 00:00 in the county, UTC µs.
const MIDNIGHT_US: i64 = NOON_US + 12 * 3_600_000_000;

/// Lunch is sold around the clock, so that midnight can be looked at.
fn all_day(mut package: Parameters) -> Parameters {
    package.offers[0].from = DayMinute::new(0).unwrap();
    package.offers[0].to = DayMinute::new(1440).unwrap();
    package
}

fn told(bench: &mut Bench, package: &Parameters) {
    bench.news(News::Parameters { bytes: package.sign(&center_key()).unwrap() });
}

/// Tier C pays 6.00; from the 17th on, 5.00 under version 2.
fn both() -> Parameters {
    all_day(with_tariffs(2, &[tariff(1, "2024-01-01", "6.00"), tariff(2, "2024-07-17", "5.00")]))
}

/// Version of the tariff, and who pays what, of every record.
fn records(bench: &Bench) -> Vec<(u32, i64)> {
    let entries = bench.disk.entries.iter().filter_map(|bytes| sale::Entry::decode(bytes).ok());
    entries
        .filter_map(|entry| entry.record().cloned())
        .map(|record| (record.tariff_version, record.self_pay.0))
        .collect()
}

#[test]
fn midnight_offline() {
    let mut bench = Bench::new();
    told(&mut bench, &both());
    bench.news(News::Offline);
    assert_eq!(bench.uplink.installed, [1, 2], "the package is in force at once, its tariff is not");
    bench.time.wall_us.set(MIDNIGHT_US - 1);
    bench.lay(TIER_C);
    assert_eq!(bench.shown(), "paid 6.00 Pending");
    bench.lift();
    bench.time.wall_us.set(MIDNIGHT_US);
    bench.lay(TIER_C);
    assert_eq!(bench.shown(), "E20 未扣款", "within seconds of the last");
    bench.lift();
    bench.time.wall_us.set(MIDNIGHT_US);
    bench.lay(UNLISTED);
    assert_eq!(bench.shown(), "paid 12.00 Pending");
    bench.lift();
    bench.wait(60);
    assert_eq!(bench.tap(TIER_C), "paid 5.00 Pending", "a new day, a new tariff");
    assert_eq!(records(&bench), [(1, 600), (2, 1200), (2, 500)]);
}

/// The power goes before midnight and comes back after it, and the till has heard nothing meanwhile.
#[test]
fn a_restart_across_the_instant() {
    let mut bench = Bench::new();
    told(&mut bench, &both());
    bench.time.wall_us.set(MIDNIGHT_US - 60_000_000);
    bench.restart();
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
    bench.time.wall_us.set(MIDNIGHT_US + 3_600_000_000);
    bench.restart();
    assert_eq!(bench.tap(TIER_C), "paid 5.00 Pending");
    assert_eq!(records(&bench), [(1, 600), (2, 500)]);
}

/// The service is called on the screen what the tariff of the moment calls it.
#[test]
fn the_screen_changes_with_the_tariff() {
    let renamed = tariff(2, "2024-07-17", "5.00").replace("zh = \"午餐\"", "zh = \"爱心午餐\"");
    let mut bench = Bench::new();
    told(&mut bench, &all_day(with_tariffs(2, &[tariff(1, "2024-01-01", "6.00"), renamed])));
    bench.time.wall_us.set(MIDNIGHT_US - 200_000);
    bench.event(cashier::Event::Tick);
    assert_eq!(bench.shown(), "ready 午餐");
    bench.wait(1);
    assert_eq!(bench.shown(), "ready 爱心午餐");
}

/// Packages signed by the center, each wrong in its own way.
fn wrong() -> Vec<(&'static str, Parameters)> {
    let next = terms(&tariff(3, "2024-07-17", "1.00"));
    let stranger = SigningKey::from_bytes(&[0x55; 32]);
    let with = |release| Parameters { releases: vec![release], ..package(3) };
    let one = |terms: &TariffTerms| with(release(terms, &maker(), &checker()));
    let flipped = |back: usize| {
        let mut bytes = release(&next, &maker(), &checker());
        let place = bytes.0.len() - back;
        bytes.0[place] ^= 1;
        with(bytes)
    };
    vec![
        ("forged maker", flipped(81)),
        ("forged checker", flipped(1)),
        ("unknown checker", with(release(&next, &maker(), &stranger))),
        ("same person", with(release(&next, &maker(), &maker()))),
        ("swapped text", flipped(400)),
        ("other county", one(&TariffTerms { division: 330_702, ..next.clone() })),
        ("older version", one(&terms(&tariff(1, "2024-01-01", "6.00")))),
        ("wrong shape", with(ReleaseBytes(vec![7; 99]))),
        ("unsound text", one(&TariffTerms { text: "schema = 1".to_owned(), ..next.clone() })),
        ("other heading", one(&TariffTerms { version: 9, ..next.clone() })),
        ("no tariff", Parameters { releases: Vec::new(), ..package(3) }),
        ("bad roster", {
            let mut package = one(&next);
            package.roster[0].card_no = "12".to_owned();
            package
        }),
        ("made for a newer till", Parameters { schema: "lovecard-parameters/9".to_owned(), ..one(&next) }),
    ]
}

#[test]
fn a_wrong_tariff_stops_no_sale_and_is_said() {
    let mut all = String::new();
    for (what, mut package) in wrong() {
        // Whatever else is in the package is not taken either: it belongs to tariffs we do not have.
        package.offers[0].price_fen = 9_900;
        let mut bench = Bench::new();
        told(&mut bench, &all_day(with_tariffs(2, &[tariff(2, "2024-01-02", "6.00")])));
        told(&mut bench, &package);
        let screen: serde_json::Value = serde_json::from_str(&bench.text()).unwrap();
        let notice = format!("{} · {}", screen["fields"]["notice"]["zh"], screen["fields"]["notice"]["en"]);
        assert_eq!(bench.uplink.installed, [1, 2], "{what}");
        let first = bench.tap(TIER_C);
        bench.restart();
        let second = bench.tap(FREE);
        bench.wait(60);
        assert_eq!((first.as_str(), second.as_str()), ("paid 6.00 Pending", "paid 0.00 Pending"), "{what}");
        assert_eq!(bench.cashier.rules().unwrap().version, 2, "{what}: kept over the restart");
        assert!(records(&bench).iter().all(|(version, _)| *version == 2), "{what}");
        all += &format!("{what}: {}\n", notice.replace('"', ""));
    }
    expect![[r#"
        forged maker: 资费未更新 R09，沿用第 2 版 · tariff stays at v2
        forged checker: 资费未更新 R10，沿用第 2 版 · tariff stays at v2
        unknown checker: 资费未更新 R05，沿用第 2 版 · tariff stays at v2
        same person: 资费未更新 R06，沿用第 2 版 · tariff stays at v2
        swapped text: 资费未更新 R02，沿用第 2 版 · tariff stays at v2
        other county: 资费未更新 R03，沿用第 2 版 · tariff stays at v2
        older version: 资费未更新 R13，沿用第 2 版 · tariff stays at v2
        wrong shape: 资费未更新 R01，沿用第 2 版 · tariff stays at v2
        unsound text: 资费未更新 R11，沿用第 2 版 · tariff stays at v2
        other heading: 资费未更新 R12，沿用第 2 版 · tariff stays at v2
        no tariff: 资费未更新 R15，沿用第 2 版 · tariff stays at v2
        bad roster: 资费未更新 R16，沿用第 2 版 · tariff stays at v2
        made for a newer till: 资费未更新 R17，沿用第 2 版 · tariff stays at v2
    "#]]
    .assert_eq(&all);
}

/// The line goes away with the next good package, and a stranger cannot put it there.
#[test]
fn the_line_leaves_with_the_next_good_package() {
    let mut bench = Bench::new();
    let stale = |bench: &Bench| bench.cashier.stale().map(sale::RulesError::code);
    let (_, forged) = wrong().remove(0);
    bench.news(News::Parameters { bytes: forged.sign(&SigningKey::from_bytes(&[8; 32])).unwrap() });
    let elsewhere = Parameters { terminal: TerminalId(TERMINAL.0 + 1), ..forged.clone() };
    told(&mut bench, &elsewhere);
    assert_eq!(stale(&bench), None, "nobody but the center speaks of tariffs");
    told(&mut bench, &forged);
    assert_eq!(stale(&bench).as_deref(), Some("R09"));
    told(&mut bench, &Parameters { version: 4, ..both() });
    assert_eq!((stale(&bench), bench.uplink.installed.clone()), (None, vec![1, 4]));
    assert!(!bench.text().contains("资费未更新"), "{}", bench.text());
}

/// However it came there: a package on the disk that cannot be used. The till starts with the one before, says so,
/// and takes the next good one.
#[test]
fn a_bad_package_on_the_disk() {
    let center = center_key();
    for (what, bytes, code) in [
        ("damaged", vec![0; 40], "R18"),
        ("forged", wrong().remove(0).1.sign(&center).unwrap(), "R09"),
        ("of a newer till", wrong().pop().unwrap().1.sign(&center).unwrap(), "R17"),
        ("an older one, put back", package(1).sign(&center).unwrap(), "R19"),
    ] {
        let mut bench = Bench::new();
        told(&mut bench, &both());
        let good = bench.folder.newest.clone();
        told(&mut bench, &Parameters { version: 3, ..both() });
        assert_eq!(bench.folder.before, good, "the last good one is kept beside the newest");
        bench.folder.newest = Some(bytes);
        for code in [code, "R19"] {
            bench.restart();
            assert_eq!(bench.cashier.rules().map(|rules| rules.version), Some(2), "{what}");
            assert_eq!(bench.cashier.stale().map(sale::RulesError::code).as_deref(), Some(code), "{what}");
        }
        assert!(bench.text().contains("资费未更新"), "{what}: {}", bench.text());
        assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending", "{what}");
        told(&mut bench, &Parameters { version: 3, ..both() });
        assert_eq!(bench.cashier.stale(), None, "{what}");
        bench.restart();
        assert_eq!(bench.cashier.rules().map(|rules| rules.version), Some(3), "{what}");
    }
}

/// The reason itself, as the first start finds it.
#[test]
fn the_first_start_names_the_reason() {
    let (till, center) = (sale::Till::new(TERMINAL), center_key());
    let key = center.verifying_key();
    let good = package(1).sign(&center).unwrap();
    let found = |newest: Option<Vec<u8>>, before: Option<&[u8]>| {
        let kept = cashier::Kept::read(newest.as_deref(), before, &key, &till);
        let code = kept.refused.as_ref().map(sale::RulesError::code).unwrap_or_default();
        (kept.rules.map(|rules| rules.version), code, kept.newest_is_bad)
    };
    assert_eq!(found(None, None), (None, String::new(), false));
    assert_eq!(found(Some(good.clone()), None), (Some(1), String::new(), false));
    assert_eq!(found(None, Some(&good)), (Some(1), String::new(), false));
    for (what, package) in wrong().into_iter().filter(|(what, _)| *what != "older version") {
        let (rules, code, bad) = found(Some(package.sign(&center).unwrap()), Some(&good));
        assert_eq!((rules, bad), (Some(1), true), "{what}");
        assert!(code.starts_with('R'), "{what}: {code}");
    }
}
