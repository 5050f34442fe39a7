//! What stands in the public files of a new card, in the two layouts that are in the field.

use crate::Personalise;
use crate::purse::{AID, CITY_AID};

/// The files of a purse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// 交通联合 (T-Union): 0015 of 30 bytes, transit data in the binary file 0017, composite records in 0019.
    #[default]
    TUnion,
    /// 建设部 City-Union (CJ/T): 0015 of 34 bytes, local data in 0005, composite records in 0017.
    CityUnion,
}

/// Contents, before they are put on a card.
pub(crate) struct Files {
    pub(crate) aid: Vec<u8>,
    pub(crate) public: Vec<u8>,
    pub(crate) transit: Vec<u8>,
    pub(crate) local: Vec<u8>,
    pub(crate) composite_file: u8,
    /// Second derivation factor, beside the card's serial.
    pub(crate) factor: [u8; 8],
}

/// The files of this card.
pub(crate) fn files(card: &Personalise) -> Files {
    match card.layout {
        Layout::TUnion => t_union(card),
        Layout::CityUnion => city_union(card),
    }
}

fn t_union(card: &Personalise) -> Files {
    let head = [&card.issuer[..], &[0x02, card.enabled], &card.number];
    let dates = [&card.valid_from[..], &card.valid_to, &[0, 0]];
    let mut transit =
        [&[0, 0, 0x01, 0x56][..], &card.place, &[0, u8::from(card.interop), card.kind]].concat();
    transit.resize(60, 0);
    Files {
        aid: AID.to_vec(),
        public: [head.concat(), dates.concat()].concat(),
        transit,
        local: Vec::new(),
        composite_file: 0x19,
        factor: card.issuer,
    }
}

fn city_union(card: &Personalise) -> Files {
    let [_, _, serial @ ..] = card.number;
    let [_, _, c0, c1, ..] = card.issuer;
    let interop = [0, u8::from(card.interop)];
    let kinds = [card.kind, 0];
    let version = 0x01;
    let head = [&card.issuer[..], &[card.enabled, version], &interop, &serial].concat();
    let tail = [&card.valid_from[..], &card.valid_to, &kinds, &[0; 4]].concat();
    // Issuer data, serial, kinds, date of issue, device, version.
    let local = [&card.issuer[..], &serial, &kinds, &card.valid_from, &[0; 6], &[0, version]].concat();
    Files {
        aid: CITY_AID.to_vec(),
        public: [head, tail].concat(),
        transit: Vec::new(),
        local,
        composite_file: 0x17,
        factor: [c0, c1, 0xFF, 0, 0, 0, 0, 0],
    }
}
