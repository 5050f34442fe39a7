//! Stories of whole profiles, across families, and of cards that were recorded elsewhere.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

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
    expect_test::expect![[r#""#]].assert_eq(&every("recorded", tell));
}
