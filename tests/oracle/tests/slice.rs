//! A slice of the comparison, small enough for every run of the tests.
#![expect(clippy::print_stdout, reason = "says what was compared")]

use oracle_match::compare::{Counts, compare};
use oracle_match::invent::Without;
use oracle_match::python::{Oracle, check, directory};
use oracle_match::run::{Plan, county, run};
use oracle_match::whole_days::whole_days;
use std::fs;
use std::path::PathBuf;

/// What is left out because the two are known to differ there.
const KNOWN: &[&str] = &[];

/// Enough to find most slips of the pen within seconds; `make oracle` goes further.
const QUOTES: u64 = 150_000;

fn plan() -> Plan {
    let without = Without(KNOWN.iter().map(ToString::to_string).collect());
    Plan { seed: 20_260_721, quotes: QUOTES, processes: 2, only: None, without }
}

#[test]
fn random_quotes_agree() {
    let counts = run(&plan(), &|_| {}).unwrap_or_else(|difference| panic!("{difference:#}"));
    assert!(counts.quotes >= QUOTES && counts.given > QUOTES / 5, "{counts:?}");
    println!("{} random quotes under {} tariffs: 0 differences", counts.quotes, counts.tariffs);
}

/// An oracle with one slip of the pen is found out, and the report says where to look.
#[test]
fn a_difference_is_told() {
    let aside = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("slip");
    fs::create_dir_all(&aside).expect("a directory");
    for name in ["oracle.py", "examples.py", "serve.py"] {
        let text = fs::read_to_string(directory().join(name)).expect("a file");
        fs::write(aside.join(name), text.replace("up = 2 * rest >= step", "up = 2 * rest > step"))
            .expect("a file");
    }
    let mut oracle = Oracle::start_in(&aside).expect("python3");
    let told = (1..100).find_map(|number| compare(&mut oracle, &county(&plan(), number)).err());
    let told = told.expect("a half that is not rounded up").to_string();
    for part in ["[[rule]]", "Elder {", "Buys", "本程序 · this program: ", "考官程序 · the oracle: "]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
}

/// Past the end of a month and of a quarter, and over a festival.
#[test]
fn whole_days_agree() {
    let county = whole_days(20_260_721, 16);
    let counts = compare(&mut Oracle::start().expect("python3"), &county)
        .unwrap_or_else(|difference| panic!("{difference:#}"));
    assert_eq!(counts, Counts { tariffs: 1, nights: 16, ..counts });
    assert!(counts.given > 3_000, "{counts:?}");
    println!("{} sales of 16 whole days: 0 differences", counts.quotes);
}

/// The tariffs of this repository, and the reference itself: its pieces, put together, are a tariff.
#[test]
fn all_examples_come_out() {
    let mut files: Vec<PathBuf> = fs::read_dir(directory().join("../golden/tariffs"))
        .expect("tariffs")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files.extend([directory().join("vectors.toml"), directory().join("county.toml"), reference()]);
    let output = check(&files).expect("python3");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().count(), files.len());
    print!("{said}");
}

/// The county's program takes the oracle's own tariffs, and finds every example of theirs right.
#[test]
fn both_work_out_the_same_examples() {
    for name in ["vectors.toml", "county.toml"] {
        let report = subsidy::check(&fs::read_to_string(directory().join(name)).expect("a tariff"));
        assert!(report.passed(), "{name}: {:#?}", report.problems);
    }
}

/// An example that says something wrong is found, so that the test above can fail.
#[test]
fn a_wrong_example_is_told() {
    let text = fs::read_to_string(directory().join("county.toml")).expect("a tariff");
    let file = scratch("wrong.toml", &text.replace("self_pay = \"6.00\"", "self_pay = \"6.01\""));
    let output = check(&[file]).expect("python3");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("self_pay 应为 6.01，算得 6.00"));
}

/// One birthday under every basis: the day before, and the day.
#[test]
fn ages_begin_as_published() {
    let head = |basis: &str, leap: &str| {
        format!(
            "schema = \"lovecard-tariff/1\"\n[tariff]\nid = \"ages\"\nversion = 1\nzh = \"x\"\nen = \"x\"\n\
             effective_from = \"2000-01-01\"\nage_basis = \"{basis}\"\nleap_rule = \"{leap}\"\n\
             [[service]]\ncode = 1\nname = \"s\"\nzh = \"s\"\nen = \"s\"\n"
        )
    };
    let case = |birth: &str, age: u8, at: &str, letter: char| {
        format!(
            "[[example]]\nname = \"{at}\"\nservice = \"s\"\nprice = \"1.00\"\nat = \"{at} 00:00\"\nbirth = \"{birth}\"\n\
             expect = {{ letter = \"{letter}\" }} # {age}\n"
        )
    };
    let group =
        |age| format!("[[group]]\nbit = 0\nname = \"g\"\nletter = \"A\"\nwho = {{ age_from = {age} }}\n");
    let mut files = Vec::new();
    for (basis, leap, birth, age, before, from) in [
        ("birthday", "feb28", "1944-07-15", 80, "2024-07-14", "2024-07-15"),
        ("day_after", "feb28", "1944-07-15", 80, "2024-07-15", "2024-07-16"),
        ("first_of_month", "feb28", "1944-07-15", 80, "2024-06-30", "2024-07-01"),
        ("next_month", "feb28", "1944-07-15", 80, "2024-07-31", "2024-08-01"),
        ("year", "feb28", "1944-07-15", 80, "2023-12-31", "2024-01-01"),
        ("birthday", "feb28", "1944-02-29", 81, "2025-02-27", "2025-02-28"),
        ("birthday", "mar1", "1944-02-29", 81, "2025-02-28", "2025-03-01"),
        ("day_after", "feb28", "1944-12-31", 80, "2024-12-31", "2025-01-01"),
        ("next_month", "feb28", "1944-12-01", 80, "2024-12-31", "2025-01-01"),
    ] {
        let text =
            head(basis, leap) + &group(age) + &case(birth, age, before, '-') + &case(birth, age, from, 'A');
        files.push(scratch(&format!("{basis}-{leap}-{birth}.toml"), &text));
    }
    let output = check(&files).expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// An auditor reads the oracle in an afternoon.
#[test]
fn the_oracle_stays_short() {
    let text = fs::read_to_string(directory().join("oracle.py")).expect("the oracle");
    assert!(text.lines().count() <= 600);
    assert!(!text.contains("float("));
}

fn reference() -> PathBuf {
    let text =
        fs::read_to_string(directory().join("../../settlement/subsidy/README.md")).expect("the reference");
    let pieces = text.split("```toml\n").skip(1).filter_map(|piece| piece.split("```").next());
    scratch("reference.toml", &pieces.collect::<String>())
}

fn scratch(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("a file");
    path
}
