//! Stories of commands as data: `tests/golden/apdu/desfire/*.apdu`.

use super::desk::Till;
use card_stories::{Story, every};

/// Plays a story and returns what it should read like, with the commands the card was given.
fn tell(story: &Story) -> (String, usize) {
    let mut till = Till::new();
    let told = story.tell(|scene| till.begin(scene));
    (told, till.asked)
}

pub(crate) fn read(name: &str) -> Story {
    Story::read(&format!("desfire/{name}"))
}

/// The story up to its first commit.
fn first_sale(name: &str) -> usize {
    let Story(story) = read(name);
    let commit = story.find("@ commit").unwrap();
    let end = story[commit..].find("\n\n").map_or(story.len(), |end| commit + end);
    tell(&Story(story[..end].to_owned())).1
}

#[test]
fn a_sale_costs_eight_commands_and_seven_on_ev1() {
    assert_eq!((first_sale("sale.apdu"), first_sale("sale-ev1.apdu")), (8, 7));
}

#[test]
fn every_story() {
    let names = every("desfire", |story| tell(story).0);
    expect_test::expect![[r#"
        dropped.apdu
        funds.apdu
        load-ev1.apdu
        load.apdu
        memory-failure.apdu
        random-serial.apdu
        sale-ev1.apdu
        sale-free.apdu
        sale.apdu
        stuck-commit.apdu
        torn-after-commit-ev1.apdu
        torn-after-commit.apdu
        torn-before-commit-ev1.apdu
        torn-before-commit.apdu
        torn-load.apdu
        torn-never-then-elsewhere.apdu
        torn-then-elsewhere.apdu
        torn-used-too-often.apdu
        void-ev1.apdu
        void.apdu
        wrong-code.apdu
        wrong-key.apdu"#]]
    .assert_eq(&names);
}
