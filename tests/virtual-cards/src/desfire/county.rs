//! The county's own application on a DESFire, as its issuer leaves it.

use super::access::Access;
use super::cipher::an10922;
use super::file::{Body, File, RecordFile, TransactionMac, ValueFile};
use super::state::{Application, CardKey, DesfireState};
use super::{Generation, VirtualDesfire};
use crate::Key;
use std::collections::BTreeMap;

/// The application, in the order in which it is sent.
pub const COUNTY_AID: [u8; 3] = [0xF5, 0x88, 0x40];
/// Cyclic file of purse records.
pub const RECORD_FILE: u8 = 0x01;
/// The money, in fen.
pub const VALUE_FILE: u8 = 0x02;
/// Counter and MAC of the last transaction.
pub const PROOF_FILE: u8 = 0x0F;
/// Bytes of a purse record.
pub const RECORD_LEN: usize = 40;
/// Records the file has room for; ten are kept.
const RECORDS: usize = 11;

/// The master keys of a county; every card gets its own from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountyKeys {
    /// Of the application: 0 master, 1 till, 2 load, 3 and 4 spare.
    pub application: [Key; 5],
    /// Of transaction MACs; known to cards and to the county, never to a till.
    pub transaction_mac: Key,
    /// Of the card itself.
    pub card: Key,
    /// Version of them all.
    pub version: u8,
}

/// A county card to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountyCard {
    /// Master keys.
    pub keys: CountyKeys,
    /// What a card's keys are derived with after its serial and the application.
    pub system: Vec<u8>,
    /// Serial.
    pub uid: [u8; 7],
    /// Which chip.
    pub generation: Generation,
    /// Fen.
    pub balance: u32,
    /// Highest balance, fen; at most 7FFFFFFF.
    pub highest: u32,
    /// Seconds since 2000-01-01 00:00, county time.
    pub issued: u32,
}

impl CountyCard {
    /// A card with an empty purse.
    #[must_use]
    pub fn new(keys: CountyKeys, uid: [u8; 7], generation: Generation) -> CountyCard {
        CountyCard {
            keys,
            system: b"LOVECARD".to_vec(),
            uid,
            generation,
            balance: 0,
            highest: 0x7FFF_FFFF,
            issued: 0,
        }
    }

    /// This card's key: AN10922 over `serial ‖ application ‖ system`. Keys of the card itself have 000000 for
    /// the application.
    #[must_use]
    pub fn own_key(&self, master: &Key, aid: [u8; 3]) -> CardKey {
        let particular = [&self.uid[..], &aid, &self.system].concat();
        CardKey { key: an10922(master, &particular), version: self.keys.version }
    }

    /// The record of issuing: kind 0, no terminal, the opening balance as amount and as balance.
    #[must_use]
    pub fn first_record(&self) -> [u8; RECORD_LEN] {
        let mut record = [0; RECORD_LEN];
        let balance = self.balance.to_be_bytes();
        let parts = [&[0x10][..], &self.issued.to_be_bytes(), &[0; 8], &balance, &balance].concat();
        for (at, byte) in record.iter_mut().zip(parts) {
            *at = byte;
        }
        record
    }

    /// What is on the card.
    #[must_use]
    pub fn state(&self) -> DesfireState {
        let amount = |fen: u32| i32::try_from(fen).unwrap_or(i32::MAX);
        let records = RecordFile {
            cyclic: true,
            size: RECORD_LEN,
            max: RECORDS,
            records: vec![self.first_record().to_vec()],
        };
        let value = ValueFile {
            lower: 0,
            upper: amount(self.highest),
            value: amount(self.balance),
            limited: 0,
            flags: 0x01,
        };
        let mut files = BTreeMap::from([
            // Everybody may read, the till key may write, the load key both.
            (RECORD_FILE, File { option: 0x01, access: Access([0x20, 0xE1]), body: Body::Records(records) }),
            (VALUE_FILE, File { option: 0x03, access: Access([0x20, 0x11]), body: Body::Value(value) }),
        ]);
        if self.generation != Generation::Ev1 {
            let own = self.own_key(&self.keys.transaction_mac, COUNTY_AID);
            let body = Body::TransactionMac(TransactionMac::new(own));
            // With a MAC; commands outside a session are left out of it. The till key names the reader.
            files.insert(PROOF_FILE, File { option: 0x11, access: Access([0x10, 0x1F]), body });
        }
        let keys = self.keys.application.iter().map(|master| self.own_key(master, COUNTY_AID)).collect();
        DesfireState {
            // Applications are made and deleted by the county only.
            settings: 0x0B,
            master: self.own_key(&self.keys.card, [0; 3]),
            applications: vec![Application { aid: COUNTY_AID, settings: 0x0B, keys, files }],
            ..DesfireState::blank(self.uid, self.generation)
        }
    }

    /// The card.
    #[must_use]
    pub fn card(&self) -> VirtualDesfire {
        VirtualDesfire::new(self.state())
    }
}

impl VirtualDesfire {
    /// Fen in the county's application, where the card has it.
    #[must_use]
    pub fn balance(&self) -> Option<u32> {
        let file = self.state().application(COUNTY_AID)?.files.get(&VALUE_FILE)?;
        u32::try_from(file.value()?.value).ok()
    }
}
