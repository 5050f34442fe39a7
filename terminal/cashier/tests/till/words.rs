//! Whatever the till may have to say, the font of its screens can show.

use cashier::KeyProblem;
use sale::Refusal;
use screens::missing_glyphs;

#[test]
fn every_refusal_has_its_glyphs() {
    for refusal in Refusal::ALL {
        for text in [refusal.zh(), refusal.en(), refusal.advice_zh(), refusal.advice_en()] {
            assert_eq!(missing_glyphs(text), Ok(Vec::new()), "{refusal:?}: {text}");
        }
        for text in [refusal.money().zh(), refusal.money().en()] {
            assert_eq!(missing_glyphs(text), Ok(Vec::new()), "{refusal:?}: {text}");
        }
    }
    for problem in [KeyProblem::NotAnAmount, KeyProblem::Zero, KeyProblem::TooMuch] {
        let (zh, en) = problem.words();
        assert_eq!(missing_glyphs(&format!("{zh}{en}")), Ok(Vec::new()), "{problem:?}");
    }
}

#[test]
fn every_name_of_a_tariff_has_its_glyphs() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/tariffs");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            for line in text.lines().filter(|line| line.starts_with("zh = ") || line.starts_with("en = ")) {
                assert_eq!(missing_glyphs(line), Ok(Vec::new()), "{}: {line}", path.display());
                read += 1;
            }
        }
    }
    assert!(read > 50, "{read} names were looked at");
}

/// The line about a refused package, in every number it may show.
#[test]
fn a_refused_package_has_its_glyphs() {
    for number in 0..=99 {
        let line = format!("资费未更新 R{number:02}，沿用第 {number} 版 tariff stays at v{number}");
        assert_eq!(missing_glyphs(&line), Ok(Vec::new()), "{line}");
    }
}
