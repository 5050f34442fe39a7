//! What an issuer writes into a new card and a new PSAM.

use crate::layout::files;
use crate::{
    Cipher, FactorOrder, Key, Layout, Lock, MasterKeys, Pin, PsamState, PurseState, VirtualPsam, VirtualPurse,
};

/// A card to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personalise {
    /// Keys of the issuer.
    pub keys: MasterKeys,
    /// Order in which they are diversified.
    pub order: FactorOrder,
    /// Which files it gets.
    pub layout: Layout,
    /// Key index that INITIALIZE must name.
    pub key_id: u8,
    /// Version of its keys.
    pub key_version: u8,
    /// Algorithm of its keys: 00 and 01 are 3DES, 04 is SM4.
    pub alg_id: u8,
    /// Issuer, bytes 1-8 of file 0015.
    pub issuer: [u8; 8],
    /// Application serial, 20 BCD digits. City-Union cards have its last 16.
    pub number: [u8; 10],
    /// Chip serial.
    pub uid: Vec<u8>,
    /// Byte 10 of file 0015: 01 enabled, 00 not enabled, 02 stopped.
    pub enabled: u8,
    /// First day of validity, BCD.
    pub valid_from: [u8; 4],
    /// Last day of validity, BCD.
    pub valid_to: [u8; 4],
    /// Province and city, bytes 5-8 of file 0017.
    pub place: [u8; 4],
    /// Whether it may be used outside its city.
    pub interop: bool,
    /// Card kind, byte 11 of file 0017; 03 elder.
    pub kind: u8,
    /// Fen.
    pub balance: u32,
    /// Identifier and room in bytes of a composite record in file 0019, where the card gets one.
    pub mark: Option<(u8, u8)>,
}

impl Personalise {
    /// An elder card of this issuer with an empty purse and an empty mark record, valid 2025 to 2040.
    #[must_use]
    pub fn elder(keys: MasterKeys, issuer: [u8; 8], number: [u8; 10]) -> Personalise {
        let [.., a, b, c] = number;
        Personalise {
            keys,
            order: FactorOrder::LastFirst,
            layout: Layout::TUnion,
            key_id: 0x01,
            key_version: 0x01,
            alg_id: 0x00,
            issuer,
            number,
            uid: vec![0x08, a, b, c],
            enabled: 0x01,
            valid_from: [0x20, 0x25, 0x01, 0x01],
            valid_to: [0x20, 0x40, 0x12, 0x31],
            place: [0x33, 0x00, 0x33, 0x80],
            interop: true,
            kind: 0x03,
            balance: 0,
            mark: Some((0xA1, 0x80)),
        }
    }

    /// What is written into the card.
    #[must_use]
    pub fn state(&self) -> PurseState {
        let [_, _, serial @ ..] = self.number;
        let files = files(self);
        // An empty record: identifier, length of what follows, not locked, nothing.
        let mark = self.mark.map(|(id, room)| {
            let mut record = vec![0; usize::from(room)];
            for (at, byte) in record.iter_mut().zip([id, room.saturating_sub(2)]) {
                *at = byte;
            }
            (record, usize::from(room))
        });
        PurseState {
            uid: self.uid.clone(),
            aid: files.aid,
            keys: self.keys.card(Cipher::of(self.alg_id), serial, files.factor, self.order),
            cipher: Cipher::of(self.alg_id),
            key_id: self.key_id,
            key_version: self.key_version,
            alg_id: self.alg_id,
            more_keys: Vec::new(),
            public_data: files.public,
            holder_data: vec![0; 55],
            transit_data: files.transit,
            local_data: files.local,
            balance: self.balance,
            overdraft_limit: 0,
            overdraft_used: 0,
            offline: 0,
            online: 0,
            log: Vec::new(),
            trips: Vec::new(),
            composite_file: files.composite_file,
            composites: mark.into_iter().collect(),
            identification: None,
            proof: None,
            lock: Lock::Open,
            card_blocked: false,
            wrong_command_macs: 0,
            pin: Pin { digits: vec![0x12, 0x34, 0x56], tries_left: 3, tries_max: 3 },
            commits: 0,
        }
    }

    /// The card.
    #[must_use]
    pub fn card(&self) -> VirtualPurse {
        VirtualPurse::new(self.state())
    }
}

/// A PSAM to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalisePsam {
    /// Master purchase key.
    pub purchase: Key,
    /// Master maintenance key, for blocking cards in the field.
    pub maintenance: Key,
    /// Issuer.
    pub issuer: [u8; 8],
    /// Serial of the module, 10 BCD bytes.
    pub serial: [u8; 10],
    /// Terminal number.
    pub terminal: [u8; 6],
}

impl PersonalisePsam {
    /// The module, its terminal sequence at 1.
    #[must_use]
    pub fn psam(&self) -> VirtualPsam {
        VirtualPsam::new(PsamState {
            purchase: self.purchase,
            maintenance: self.maintenance,
            order: FactorOrder::LastFirst,
            levels: 2,
            key_index: 0x01,
            key_version: 0x01,
            alg_id: 0x00,
            more_keys: Vec::new(),
            identification: None,
            serial: self.serial,
            terminal: self.terminal,
            issuer: self.issuer,
            acceptor: self.issuer,
            valid_from: [0x20, 0x25, 0x01, 0x01],
            valid_to: [0x20, 0x40, 0x12, 0x31],
            sequence: 1,
            mac2_errors: 0,
            mac2_errors_max: 15,
            locked: false,
            locked_status: 0x9303,
            by_get_response: true,
            commits: 0,
        })
    }
}
