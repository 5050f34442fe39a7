//! What an issuer writes into a new card and a new PSAM.

use crate::{FactorOrder, Key, Lock, MasterKeys, Pin, PsamState, PurseState, VirtualPsam, VirtualPurse};

/// A card to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personalise {
    /// Keys of the issuer.
    pub keys: MasterKeys,
    /// Order in which they are diversified.
    pub order: FactorOrder,
    /// Issuer, bytes 1-8 of file 0015.
    pub issuer: [u8; 8],
    /// Application serial, 20 BCD digits.
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
        let public = [
            &self.issuer[..],
            &[0x02, self.enabled],
            &self.number,
            &self.valid_from,
            &self.valid_to,
            &[0, 0],
        ];
        let transit = [&[0, 0, 0x01, 0x56][..], &self.place, &[0, u8::from(self.interop)], &[self.kind]];
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
            keys: self.keys.card(serial, self.issuer, self.order),
            key_id: 0x01,
            key_version: 0x01,
            alg_id: 0x00,
            public_data: filled(&public.concat()),
            holder_data: [0; 55],
            transit_data: filled(&transit.concat()),
            balance: self.balance,
            offline: 0,
            online: 0,
            log: Vec::new(),
            trips: Vec::new(),
            composites: mark.into_iter().collect(),
            proof: None,
            lock: Lock::Open,
            wrong_command_macs: 0,
            pin: Pin { digits: vec![0x12, 0x34, 0x56], tries_left: 3 },
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
            by_get_response: true,
            commits: 0,
        })
    }
}

fn filled<const N: usize>(from: &[u8]) -> [u8; N] {
    let mut file = [0; N];
    for (at, byte) in file.iter_mut().zip(from) {
        *at = *byte;
    }
    file
}
