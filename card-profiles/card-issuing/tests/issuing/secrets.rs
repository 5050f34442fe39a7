//! No key and no PIN shows in what the desk prints.

use super::desk::order;
use card_issuing::KeyRole;

#[test]
fn an_order_shows_neither_pin_nor_number() {
    let order = order();
    for shown in [format!("{order:?}"), format!("{order:#?}"), format!("{:?}", order.name())] {
        assert!(shown.contains("****0017"), "{shown}");
        assert!(
            !shown.contains("18, 52") && !shown.contains("123456") && !shown.contains("995510"),
            "{shown}"
        );
    }
}

#[test]
fn a_key_is_named_in_both_languages() {
    for role in [KeyRole::Transport, KeyRole::Root, KeyRole::Master, KeyRole::PinReload] {
        let name = role.to_string();
        assert!(name.contains("密钥") && name.contains("key"), "{name}");
    }
}
