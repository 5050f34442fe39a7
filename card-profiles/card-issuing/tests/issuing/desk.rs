//! Synthetic keys and the order of one card: those of the stories.

use card_issuing::{CardName, IssueOrder, IssuerKeys, KeyRole};
use pboc_purse::Pin;
use pboc_purse::crypto::{Cipher, Derivation, Key16};
use purse::{CardNumber, Issuer, Secret16, Validity};

/// Master keys `B0 B1 …`, told apart by the high half-byte; the maker's key is eleven-elevens.
pub(crate) struct DeskKeys;

impl IssuerKeys for DeskKeys {
    fn diversify(&self, role: KeyRole, card: &CardName) -> Option<Secret16> {
        let mut place = 0;
        let master = Key16([0; 16].map(|_: u8| {
            let byte = 0xB0 ^ place ^ ((role as u8) << 4);
            place += 1;
            byte
        }));
        let key = match role {
            KeyRole::Transport => Key16([0x11; 16]),
            KeyRole::Root => Cipher::TripleDes.diversify(&master, card.chip),
            _ => Derivation::default().card_key(&master, card.issuer, card.number),
        };
        Some(Secret16::new(key.0))
    }
}

pub(crate) fn order() -> IssueOrder {
    IssueOrder {
        issuer: Issuer([0x01, 0x99, 0x55, 0x10, 0xFF, 0xFF, 0xFF, 0xFF]),
        number: CardNumber([0x03, 0x10, 0x99, 0x55, 0x10, 0x00, 0x00, 0x00, 0x00, 0x17]),
        chip: [0, 0, 0, 0, 8, 1, 2, 3],
        validity: Validity { from: [0x20, 0x25, 0x01, 0x01], to: [0x20, 0x40, 0x12, 0x31] },
        province: [0x51, 0x00],
        city: [0x55, 0x10],
        interop: true,
        kind: 0x03,
        pin: Pin::new(&[0x12, 0x34, 0x56]).unwrap(),
    }
}

/// Every key is the master's name.
pub(crate) struct DesfireKeys;

impl card_issuing::desfire::CardKeys for DesfireKeys {
    fn card_key(&self, role: card_issuing::desfire::KeyRole, _: &[u8]) -> Option<Secret16> {
        Some(Secret16::new([role as u8 + 1; 16]))
    }

    fn random(&self) -> Option<[u8; 16]> {
        Some([9; 16])
    }
}
