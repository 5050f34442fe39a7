//! Somebody's own card: what number tills make of it. Only what it gives to everybody is read, and nothing is written.

use apdu::Transport;
use purse::{CardNumber, Cards, Inquiry, Presence, Recognition};

use super::{CardFault, converse};

/// Asks a card as a till would.
///
/// # Errors
/// A lost card, a card with a purse (it is issued, not registered), and one that names nobody.
pub fn identity(card: &mut dyn Transport, cards: &Cards, atr: &[u8]) -> Result<CardNumber, CardFault> {
    let mut inquiry = Inquiry::new(cards, &Presence { atr: atr.to_vec() });
    match converse(&mut inquiry, card, |_| Ok(()))? {
        Recognition::Ours(view) if view.has_purse => Err(CardFault::Refused(
            "这是有钱包的卡，由制卡任务登记，未登记 · this card has a purse: it is registered when it is issued, nothing was registered now".to_owned(),
        )),
        Recognition::Ours(view) => Ok(view.number),
        Recognition::Locked | Recognition::NotEnabled => Err(CardFault::Refused(
            "卡已锁或未启用，未登记；请换一张 · the card is locked or not enabled, nothing was registered; take another".to_owned(),
        )),
        Recognition::Foreign { .. } | Recognition::Unreadable => Err(CardFault::Refused(
            "终端不认识此卡，或芯片只报随机序列号，未登记；请换一张卡，或先下发含此卡型的卡型文件 · tills do not know this card, or its chip shows a random serial only; nothing was registered: take another card, or install a card profile that has it first".to_owned(),
        )),
    }
}
