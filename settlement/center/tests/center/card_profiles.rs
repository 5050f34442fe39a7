//! Which cards the county reads: a file that is checked, installed, and travels in every package.

use county_center::Config;
use county_center::package::{CardTerms, package};
use records::Parameters;

use crate::support::program::run;
use crate::support::{County, center_key};

const MIXED: &str = r#"
format = 1
name = "爱心卡与社保卡"
[[application]]
family = "pboc"
aid = "A000000632010105"
[[application]]
family = "social"
[[application]]
family = "chip"
"#;

#[test]
fn a_profile_is_checked_installed_and_shown() {
    let county = County::new();
    let here = county.folder.path();
    std::fs::write(county.folder.file("mixed.toml"), MIXED).unwrap();
    std::fs::write(county.folder.file("wrong.toml"), MIXED.replace("\"social\"", "\"magnetic\"")).unwrap();
    let ask = |words: &[&str]| {
        let words: Vec<&str> = ["--json", "card-profile"].iter().chain(words).copied().collect();
        let ran = run(here, &words, "");
        (ran.code, ran.out + &ran.err)
    };
    assert_eq!(ask(&["show"]), (0, "{\"version\":0}\n".to_owned()));
    assert_eq!(ask(&["check", "mixed.toml"]), (0, "{\"applications\":3}\n".to_owned()));
    let (code, said) = ask(&["check", "wrong.toml"]);
    assert_eq!(code, 3);
    assert!(said.contains("第 2 个应用") && said.contains("magnetic"), "{said}");
    assert_eq!(ask(&["install", "wrong.toml", "--by", "运维"]).0, 3, "nothing wrong is installed");
    assert_eq!(ask(&["show"]).1, "{\"version\":0}\n");
    let installed = "{\"applications\":3,\"by\":\"运维\",\"version\":1}\n".to_owned();
    assert_eq!(ask(&["install", "mixed.toml", "--by", "运维"]), (0, installed.clone()));
    assert_eq!(ask(&["install", "mixed.toml", "--by", "运维"]), (0, installed), "the same again is the same");
    let (code, shown) = ask(&["show"]);
    assert!(code == 0 && shown.contains("爱心卡与社保卡") && shown.contains("\"by\":\"运维\""), "{shown}");
}

/// A till that asks gets the newest profile in a signed package of a new version, and only then a new one.
#[test]
fn every_package_carries_it() {
    let county = County::new();
    let till = county.till("canteen-1");
    let mut ledger = county.ledger();
    let terms = CardTerms::from(&Config::read(&county.folder.file("center.toml")).unwrap().cards);
    let terminal = ledger.terminal(till.id).unwrap().unwrap();
    let ask = |ledger: &mut ledger::Ledger| {
        let stored = package(ledger, &terminal, &terms, 1_721_000_000_000_000).unwrap().unwrap();
        let told = Parameters::open_verified(&stored.package, &center_key().verifying_key()).unwrap();
        (stored.version, told.card_profile)
    };
    assert_eq!(ask(&mut ledger), (1, String::new()));
    ledger.install_card_profile(MIXED, "运维", 5).unwrap();
    assert_eq!(ask(&mut ledger), (2, MIXED.to_owned()));
    assert_eq!(ask(&mut ledger), (2, MIXED.to_owned()));
}
