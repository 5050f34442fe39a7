//! Stories of commands as data: `tests/golden/apdu/identity/*.apdu`.

use card_stories::{Chip, Story, Till, every};

#[test]
fn every_story() {
    let names = every("identity", |story| {
        let mut till = Till::new(super::cards);
        story.tell(|scene| till.begin(scene))
    });
    expect_test::expect![[r#"
        broken-card.apdu
        chip-10.apdu
        chip-4.apdu
        chip-7.apdu
        chip-other-length.apdu
        chip-random.apdu
        chip-storage-unknown.apdu
        chip-storage.apdu
        sale.apdu
        social-absent.apdu
        social-blank.apdu
        social-code-then-number.apdu
        social-code.apdu
        social-left.apdu
        social-locked.apdu
        social-no-file.apdu
        social-number.apdu
        social-other-region.apdu
        social-second-way.apdu
        social-third-code.apdu
        social-third-number.apdu"#]]
    .assert_eq(&names);
}

/// What a sale costs: nothing is asked after the card has named its holder.
#[test]
fn a_social_card_is_named_with_three_commands_and_a_chip_with_one() {
    let asked = |name: &str| {
        let scenes = Story::read(&format!("identity/{name}.apdu")).scenes();
        scenes.iter().map(|scene| scene.asked(Chip::Card)).sum::<usize>()
    };
    assert_eq!((asked("sale"), asked("chip-7")), (3, 1));
}
