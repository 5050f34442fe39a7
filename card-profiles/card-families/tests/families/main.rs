//! Stories of whole profiles, across families, and of cards that were recorded elsewhere.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]
#![expect(clippy::disallowed_methods, reason = "profile files are read from the disk")]

use card_stories::{Story, Till, every};

fn tell(story: &Story) -> String {
    let mut till = Till::new(|profile: &str| card_families::read(profile).unwrap());
    story.tell(|scene| till.begin(scene))
}

#[test]
fn every_story() {
    expect_test::expect![[r#"
        broken-card.apdu
        foreign-card.apdu
        locked-and-still-served.apdu
        locked.apdu
        no-directory.apdu
        ours-last.apdu
        serial-last.apdu
        storage-card.apdu"#]]
    .assert_eq(&every("families", tell));
}

#[test]
fn every_recorded_card() {
    expect_test::expect![[r#"
        bank.apdu
        purse.apdu
        social-third.apdu"#]]
    .assert_eq(&every("recorded", tell));
}

/// Every profile file of the folder is one, and every family has one that names it.
#[test]
fn every_profile_is_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
    let mut named = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!card_families::read(&text).unwrap().is_empty());
        named.extend(purse::Profile::parse(&text).unwrap().applications.into_iter().map(|told| told.family));
    }
    for family in card_families::FAMILIES {
        assert!(named.iter().any(|name| name == family.name()), "no profile file shows {}", family.name());
    }
}
