//! Several tariffs on one till: which of them prices a tap, and which packages are refused, with what number.

use crate::bench::{
    Bench, FREE, LUNCH, Outcome, SECOND_US, TARIFF, TIER_C, checker, maker, officer, package, release, terms,
};
use expect_test::expect;
use records::{OfficerRole, Parameters, ReleaseBytes, RosterRow, SigningKey, TariffProposal, TariffTerms};
use sale::{Paid, Rules, RulesError, Unquoted};

/// 2025-07-17 00:00 in the county, UTC µs.
const MIDNIGHT_US: i64 = 1_752_681_600_000_000;

/// A version of the tariff from a day on, with tier C's lunch at a price.
fn tariff(version: u32, from: &str, lunch: &str) -> String {
    TARIFF
        .replace("version = 1", &format!("version = {version}"))
        .replace("effective_from = \"2024-01-01\"", &format!("effective_from = \"{from}\""))
        .replace("value = \"6.00\"", &format!("value = \"{lunch}\""))
        .replace("2025-07-16 12:00", "2025-12-31 12:00")
}

fn with(texts: &[String]) -> Parameters {
    Parameters { releases: texts.iter().map(|text| release(&terms(text))).collect(), ..package() }
}

/// From the 17th on, a tier C lunch is 5.00 instead of 6.00.
fn both() -> [String; 2] {
    [TARIFF.to_owned(), tariff(2, "2025-07-17", "5.00")]
}

fn bench_at(texts: &[String], now_us: i64) -> Bench {
    let mut bench = Bench::new();
    bench.rules = Rules::new(&with(texts), None).unwrap();
    bench.now_us = now_us;
    bench
}

fn paid(outcome: Outcome) -> Paid {
    match outcome {
        Outcome::Paid(paid) => paid,
        other => panic!("not paid: {other:?}"),
    }
}

#[test]
fn the_instant_of_the_tap_decides() {
    let mut told = String::new();
    for (what, at_us) in [
        ("noon before", MIDNIGHT_US - 12 * 3_600 * SECOND_US),
        ("23:59:59.999999", MIDNIGHT_US - 1),
        ("00:00:00.000000", MIDNIGHT_US),
        ("noon after", MIDNIGHT_US + 12 * 3_600 * SECOND_US),
    ] {
        for card in [TIER_C, FREE] {
            let mut bench = bench_at(&both(), at_us);
            let record = paid(bench.tap_now(card, LUNCH)).record;
            let (version, hash) = (record.tariff_version, record.tariff_hash);
            let own = bench.rules.tariff_of(version).unwrap().hash();
            assert!(own.starts_with(&hash), "version and hash are of one tariff");
            told += &format!(
                "{what} {}: tariff {version}, {} = {} + {}\n",
                record.tier, record.price, record.benefit, record.self_pay
            );
        }
    }
    expect![[r#"
        noon before C: tariff 1, 12.00 = 6.00 + 6.00
        noon before R: tariff 1, 12.00 = 12.00 + 0.00
        23:59:59.999999 C: tariff 1, 12.00 = 6.00 + 6.00
        23:59:59.999999 R: tariff 1, 12.00 = 12.00 + 0.00
        00:00:00.000000 C: tariff 2, 12.00 = 7.00 + 5.00
        00:00:00.000000 R: tariff 2, 12.00 = 12.00 + 0.00
        noon after C: tariff 2, 12.00 = 7.00 + 5.00
        noon after R: tariff 2, 12.00 = 12.00 + 0.00
    "#]]
    .assert_eq(&told);
}

/// A tap that began before midnight is priced and written by the tariff it began under, however long it takes.
#[test]
fn a_tap_across_the_instant_stays_with_its_start() {
    let mut bench = bench_at(&both(), MIDNIGHT_US - 1);
    let found = bench.inquire(TIER_C);
    let mut disk = crate::ports::DiskPort(bench.world.clone());
    let moment = bench.tap_moment();
    let unquoted = Unquoted::begin(&bench.till, &bench.rules, bench.limits, moment, &mut disk).unwrap();
    bench.now_us = MIDNIGHT_US + 2 * SECOND_US;
    let quoted = unquoted.quote(&bench.till, &bench.rules, LUNCH, &found).unwrap();
    let sam = bench.sam_now();
    let intended = quoted.intend(&bench.till, &bench.rules, Some(sam), &purse::NoKeys).unwrap();
    let draft = &intended.intention().draft;
    assert_eq!((draft.tariff_version, draft.self_pay.0, quoted.tap_us()), (1, 600, MIDNIGHT_US - 1));
}

/// The bit of tier C moves with the new tariff. Half past midnight, in a supper window of the day before: the new
/// tariff prices, so the standing must be one it gave.
#[test]
fn a_window_across_midnight_takes_the_standing_of_its_tariff() {
    let supper =
        |text: &str| text.replace("from = \"00:00\"\nto = \"24:00\"", "from = \"20:00\"\nto = \"04:00\"");
    let [old, new] = both();
    let texts = [supper(&old), supper(&new).replace("bit = 2\n", "bit = 20\n")];
    let mut package = with(&texts);
    let row = package.roster.first().unwrap().clone();
    let span = |from: u32, to: u32, groups| RosterRow {
        from: from.try_into().unwrap(),
        to: to.try_into().unwrap(),
        groups,
        ..row.clone()
    };
    package.roster = vec![span(20_250_101, 20_250_716, 1 << 2), span(20_250_717, 20_251_231, 1 << 20)];
    let mut bench = Bench::new();
    bench.rules = Rules::new(&package, None).unwrap();
    bench.now_us = MIDNIGHT_US + 1_800 * SECOND_US;
    let record = paid(bench.tap_now(TIER_C, LUNCH)).record;
    let told = (record.tariff_version, record.business_day.number(), record.self_pay.0);
    assert_eq!(told, (2, 20_250_716, 500));
}

#[test]
fn the_highest_version_that_has_begun_prices() {
    let mut told = String::new();
    let day_us = 86_400 * SECOND_US;
    for (what, texts) in [
        ("one, not begun", vec![tariff(1, "2025-07-20", "6.00")]),
        ("two to come", vec![tariff(4, "2025-07-19", "6.00"), tariff(5, "2025-07-18", "5.00")]),
        (
            "three in turn",
            vec![
                tariff(3, "2025-07-01", "6.00"),
                tariff(4, "2025-07-17", "5.00"),
                tariff(5, "2025-07-19", "4.00"),
            ],
        ),
        (
            "a mistake mended before its day",
            vec![
                tariff(3, "2025-07-01", "6.00"),
                tariff(4, "2025-07-19", "5.00"),
                tariff(5, "2025-07-17", "4.00"),
            ],
        ),
    ] {
        let rules = Rules::new(&with(&texts), None).unwrap();
        let days = (-1..5).map(|day| rules.tariff_at(MIDNIGHT_US + day * day_us).version());
        told += &format!(
            "{what}, 16th to 21st: {:?}, newest {}\n",
            days.collect::<Vec<_>>(),
            rules.newest_tariff()
        );
    }
    expect![[r#"
        one, not begun, 16th to 21st: [1, 1, 1, 1, 1, 1], newest 1
        two to come, 16th to 21st: [5, 5, 5, 5, 5, 5], newest 5
        three in turn, 16th to 21st: [3, 4, 4, 5, 5, 5], newest 5
        a mistake mended before its day, 16th to 21st: [3, 5, 5, 5, 5, 5], newest 5
    "#]]
    .assert_eq(&told);
}

/// A release signed by these two, whatever its heading says.
fn signed(terms: &TariffTerms, maker: &SigningKey, checker: &SigningKey) -> Vec<ReleaseBytes> {
    let release = TariffProposal::sign(terms, maker).unwrap().check(checker).unwrap();
    vec![ReleaseBytes(release.bytes().to_vec())]
}

#[test]
fn what_is_not_released_by_two_people_here_is_refused() {
    let next = tariff(3, "2025-07-17", "5.00");
    let good = terms(&next);
    let stranger = SigningKey::from_bytes(&[0x55; 32]);
    let installed = Rules::new(&with(&[tariff(2, "2025-07-01", "6.00")]), None).unwrap();
    let package = package();
    let one =
        |terms: TariffTerms| Parameters { releases: signed(&terms, &maker(), &checker()), ..package.clone() };
    let by = |made: &SigningKey, checked: &SigningKey| Parameters {
        releases: signed(&good, made, checked),
        ..package.clone()
    };
    let mut swapped = signed(&good, &maker(), &checker());
    swapped[0].0[200] ^= 1;
    let mut forged = signed(&good, &maker(), &checker());
    let len = forged[0].0.len();
    forged[0].0[len - 81] ^= 1;
    let mut unchecked = signed(&good, &maker(), &checker());
    unchecked[0].0[len - 1] ^= 1;
    let releases = |releases| Parameters { releases, ..package.clone() };
    let both_roles = vec![officer(&maker(), OfficerRole::Maker), officer(&checker(), OfficerRole::Maker)];
    let cases: Vec<(&str, Parameters)> = vec![
        ("version 3, released by two", one(good.clone())),
        ("no release", releases(Vec::new())),
        ("no shape", releases(vec![ReleaseBytes(vec![0; 300])])),
        ("the text swapped", releases(swapped)),
        ("another county's", one(TariffTerms { division: 330_702, ..good.clone() })),
        ("the package says another county", Parameters { division: 330_702, ..one(good.clone()) }),
        (
            "package and tariff of another county",
            Parameters { division: 330_702, ..one(TariffTerms { division: 330_702, ..good.clone() }) },
        ),
        ("a stranger made it", by(&stranger, &checker())),
        ("a stranger checked it", by(&maker(), &stranger)),
        ("one person", by(&maker(), &maker())),
        ("the checker may only make", Parameters { officers: both_roles, ..one(good.clone()) }),
        ("the maker may only check", by(&checker(), &maker())),
        ("forged in the maker's name", releases(forged)),
        ("forged in the checker's name", releases(unchecked)),
        ("an unsound text", one(TariffTerms { text: "not a tariff".to_owned(), ..good.clone() })),
        ("heading and text differ in version", one(TariffTerms { version: 4, ..good.clone() })),
        (
            "heading and text differ in instant",
            one(TariffTerms { effective_us: MIDNIGHT_US + 1, ..good.clone() }),
        ),
        ("heading and text differ in id", one(TariffTerms { tariff: "other".to_owned(), ..good.clone() })),
        ("older than the installed", one(terms(&tariff(1, "2025-07-17", "5.00")))),
        ("the installed version, other text", one(terms(&tariff(2, "2025-07-01", "5.00")))),
        ("the installed version, as it is", one(terms(&tariff(2, "2025-07-01", "6.00")))),
        ("one version twice, two texts", with(&[next.clone(), tariff(3, "2025-07-17", "4.00")])),
        ("a bad card number", Parameters { stoplist: vec!["12".to_owned()], ..one(good.clone()) }),
    ];
    let mut told = String::new();
    for (what, package) in cases {
        told += &match Rules::new(&package, Some(&installed)) {
            Ok(rules) => format!("{what}: taken, newest {}\n", rules.newest_tariff()),
            Err(reason) => format!("{what}: {} {reason}\n", reason.code()),
        };
    }
    expect![[r#"
        version 3, released by two: taken, newest 3
        no release: R15 参数包内没有资费 · there is no tariff in the package
        no shape: R01 不是 v1 资费发布文件 · not a tariff release of version 1
        the text swapped: R02 资费正文与摘要不符 · the text is not the one that was signed
        another county's: R03 资费是别的县的 · the tariff is another county's
        the package says another county: R03 资费是别的县的 · the tariff is another county's
        package and tariff of another county: R03 资费是别的县的 · the tariff is another county's
        a stranger made it: R04 经办人不在册 · nobody registered has the maker's key
        a stranger checked it: R05 复核人不在册 · nobody registered has the checker's key
        one person: R06 经办和复核是同一人 · maker and checker are one person
        the checker may only make: R08 复核人无复核权限 · the checker may not check
        the maker may only check: R07 经办人无经办权限 · the maker may not make
        forged in the maker's name: R09 经办签名不符 · the maker did not sign this
        forged in the checker's name: R10 复核签名不符 · the checker did not sign this
        an unsound text: R11 资费正文第 1 行有误：文字不合 TOML 写法：key with no value, expected `=` · the tariff is wrong at line 1
        heading and text differ in version: R12 资费正文与签发的版本或生效日不符 · text and signed heading of the tariff differ
        heading and text differ in instant: R12 资费正文与签发的版本或生效日不符 · text and signed heading of the tariff differ
        heading and text differ in id: R12 资费正文与签发的版本或生效日不符 · text and signed heading of the tariff differ
        older than the installed: R13 资费第 1 版比已装的第 2 版旧 · tariff version 1 is older than the installed 2
        the installed version, other text: R14 资费第 2 版已有另一份正文 · another text is known as tariff version 2
        the installed version, as it is: taken, newest 2
        one version twice, two texts: R14 资费第 3 版已有另一份正文 · another text is known as tariff version 3
        a bad card number: R16 参数包的 stoplist 第 1 行有误 · row 1 of stoplist in the package is wrong
    "#]].assert_eq(&told);
}

#[test]
fn numbers_are_each_its_own() {
    let rest = [
        RulesError::Tariff { line: 1, what: String::new() },
        RulesError::Heading,
        RulesError::Older { found: 1, installed: 2 },
        RulesError::Changed(1),
        RulesError::NoTariff,
        RulesError::Row { place: "roster", row: 1 },
        RulesError::Unreadable,
        RulesError::NotOurs,
        RulesError::Gone,
    ];
    let signed = records::ReleaseError::ALL.map(RulesError::from);
    let numbers: Vec<u8> = signed.iter().chain(&rest).map(RulesError::number).collect();
    assert_eq!(numbers, (1..=19).collect::<Vec<u8>>());
}
