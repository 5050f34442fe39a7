//! The profile files that we publish: each can be used as it stands, says what it means, and none keeps a key back.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use card_families::{FAMILIES, read};
use desfire_purse::{Generation, Parameters};
use purse::{Profile, Told};
use std::collections::BTreeSet;

const FILES: [(&str, &str, usize); 7] = [
    ("t-union", include_str!("../../profiles/t-union.toml"), 1),
    ("city-union", include_str!("../../profiles/city-union.toml"), 1),
    ("desfire-ev2", include_str!("../../profiles/desfire-ev2.toml"), 1),
    ("desfire-ev1", include_str!("../../profiles/desfire-ev1.toml"), 1),
    ("social-cards", include_str!("../../profiles/social-cards.toml"), 1),
    ("storage-cards", include_str!("../../profiles/storage-cards.toml"), 1),
    ("county-mixed", include_str!("../../profiles/county-mixed.toml"), 6),
];

fn told(text: &str) -> Vec<Told> {
    Profile::parse(text).unwrap().applications
}

fn file(name: &str) -> &'static str {
    FILES.iter().find(|file| file.0 == name).unwrap().1
}

/// Why the application is refused with these keys.
fn refusal(family: &str, keys: &str) -> String {
    let text = format!("format = 1\nname = \"x\"\n[[application]]\nfamily = \"{family}\"\n{keys}\n");
    read(&text).unwrap_err().to_string()
}

/// The keys that a refusal of an unknown one names as known.
fn known(refusal: &str) -> BTreeSet<String> {
    let (_, expected) = refusal.split_once("expected").unwrap();
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn each_can_be_used() {
    for (name, text, applications) in FILES {
        assert_eq!(read(text).map(|cards| cards.len()), Ok(applications), "{name}");
    }
}

/// The reader itself says which keys it knows, so that no list here can fall behind.
#[test]
fn every_key_is_shown_in_some_file() {
    let all: Vec<Told> = FILES.iter().flat_map(|file| told(file.1)).collect();
    for family in FAMILIES.iter().map(|family| family.name()) {
        let known = known(&refusal(family, "no-such-key = 1"));
        assert!(known.len() > 1, "{family}: {known:?}");
        let shown: BTreeSet<String> = all
            .iter()
            .filter(|told| told.family == family)
            .flat_map(|told| told.keys.iter().map(|(key, _)| key.clone()))
            .collect();
        assert_eq!(shown, known, "{family}");
    }
    for family in ["social", "chip"] {
        let known = known(&refusal(family, "offline = { no-such-key = 1 }"));
        let told = all.iter().find(|told| told.family == family).unwrap();
        let shown = told.keys.get("offline").and_then(|offline| offline.as_table()).unwrap();
        assert_eq!(shown.iter().map(|(key, _)| key.clone()).collect::<BTreeSet<_>>(), known, "{family}");
    }
}

/// A key is explained in both languages on its line or the line before.
#[test]
fn every_key_is_explained() {
    for (name, text, _) in FILES {
        let keys = text.lines().skip_while(|line| !line.starts_with("[["));
        let mut before = "";
        for line in keys {
            let is_key = line.contains(" = ") && !line.starts_with('#') && !line.starts_with("family");
            let remark = line.split_once('#').map_or(before, |(_, remark)| remark);
            assert!(!is_key || remark.contains('·'), "{name}: {line}");
            before = if line.starts_with('#') { line } else { "" };
        }
    }
}

/// Files that claim to show what is usual show just that.
#[test]
fn defaults_are_the_defaults() {
    for (name, generation) in [("desfire-ev2", Generation::Ev2), ("desfire-ev1", Generation::Ev1)] {
        let parameters: Vec<_> =
            told(file(name)).iter().map(|told| Parameters::read(told).unwrap()).collect();
        assert_eq!(parameters, [Parameters::usual(generation)]);
    }
    let [purse] = &told(file("t-union"))[..] else { panic!("one application") };
    assert_eq!(pboc_purse::Parameters::read(purse), Ok(pboc_purse::Parameters::default()));
    let [purse] = &told(file("city-union"))[..] else { panic!("one application") };
    let shown = pboc_purse::Parameters::read(purse).unwrap();
    let short = told(
        "format = 1\nname = \"x\"\n[[application]]\nfamily = \"pboc\"\naid = \"A00000000386980701\"\nlayout = \"city-union\"\n",
    );
    let said = short.first().map(|told| pboc_purse::Parameters::read(told).unwrap());
    assert_eq!(said.map(|said| pboc_purse::Parameters { guests: shown.guests.clone(), ..said }), Some(shown));
}

/// A mixed county's applications differ in their identifiers: the center finds a DESFire application by it.
#[test]
fn no_two_applications_of_a_county_share_an_identifier() {
    let county = told(file("county-mixed"));
    let named: Vec<_> = county.iter().filter_map(|told| told.keys.get("aid")?.as_str()).collect();
    assert_eq!(named.len(), 4);
    assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), named.len());
    assert_eq!(county.last().map(|told| told.family.as_str()), Some("chip"), "every card has a serial");
}
