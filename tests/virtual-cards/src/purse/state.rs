//! What a card keeps without power, and how it behaves.

use crate::{CardKeys, Cipher, KeySet};

/// Records the transaction log (0018) holds.
pub(super) const LOG_RECORDS: usize = 10;
/// Records the trip log (001E) holds.
pub(super) const TRIP_RECORDS: usize = 30;

/// Whether the application may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lock {
    /// It may.
    #[default]
    Open,
    /// Blocked; the issuer can unblock it.
    Temporary,
    /// Blocked for ever.
    ForEver,
}

/// The holder's PIN, needed for a load only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// As sent by VERIFY, two digits a byte.
    pub digits: Vec<u8>,
    /// Tries left before it is blocked.
    pub tries_left: u8,
    /// Tries left again after the right PIN.
    pub tries_max: u8,
}

/// The proof of the last transaction, kept over power loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Transaction type: 06 purchase, 09 composite purchase, 02 load.
    pub kind: u8,
    /// Counter after the transaction.
    pub counter: u16,
    /// The card's MAC for the PSAM; zero for a load.
    pub mac2: [u8; 4],
    /// The card's MAC for the issuer.
    pub tac: [u8; 4],
}

/// The memory of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurseState {
    /// Chip serial as a reader sees it.
    pub uid: Vec<u8>,
    /// Name of the application.
    pub aid: Vec<u8>,
    /// The card's keys.
    pub keys: CardKeys,
    /// Cipher of everything that names no key index: command MACs, PIN commands.
    pub cipher: Cipher,
    /// Key index that INITIALIZE must name.
    pub key_id: u8,
    /// Version of the purchase key, as INITIALIZE answers it.
    pub key_version: u8,
    /// Algorithm, as INITIALIZE answers it; 00 and 01 are 3DES, 04 is SM4.
    pub alg_id: u8,
    /// Further generations of the money keys, each under its own index.
    pub more_keys: Vec<KeySet>,
    /// File 0015.
    pub public_data: Vec<u8>,
    /// File 0016. Synthetic: nobody's name, nobody's number.
    pub holder_data: Vec<u8>,
    /// File 0017 where it is a binary file (T-Union); else empty.
    pub transit_data: Vec<u8>,
    /// File 0005, local data; empty where there is none.
    pub local_data: Vec<u8>,
    /// Fen.
    pub balance: u32,
    /// Overdraft limit in fen; three bytes on the wire.
    pub overdraft_limit: u32,
    /// How much of the overdraft is used, fen.
    pub overdraft_used: u32,
    /// Purchases so far.
    pub offline: u16,
    /// Loads so far.
    pub online: u16,
    /// File 0018, newest first.
    pub log: Vec<[u8; 23]>,
    /// File 001E, newest first.
    pub trips: Vec<[u8; 48]>,
    /// Short identifier of the file of composite records: 19, on City-Union cards 17.
    pub composite_file: u8,
    /// Composite records: they carry their identifier in the first byte, with the room each has.
    pub composites: Vec<(Vec<u8>, usize)>,
    /// What the card says to `80 CA`, which 建设部 modules ask for; `None` where it does not know the command.
    pub identification: Option<[u8; 9]>,
    /// Proof of the last transaction.
    pub proof: Option<Proof>,
    /// Whether the application may be used.
    pub lock: Lock,
    /// The whole card is blocked (CARD BLOCK).
    pub card_blocked: bool,
    /// Wrong command MACs in a row; the third blocks for ever.
    pub wrong_command_macs: u8,
    /// The holder's PIN.
    pub pin: Pin,
    /// How often any of this has changed.
    pub commits: u64,
}

impl PurseState {
    /// Application serial, bytes 11-20 of file 0015.
    #[must_use]
    pub fn number(&self) -> [u8; 10] {
        let mut number = [0; 10];
        for (at, byte) in number.iter_mut().zip(self.public_data.iter().skip(10)) {
            *at = *byte;
        }
        number
    }

    /// The number as 20 digits.
    #[must_use]
    pub fn digits(&self) -> String {
        self.number().iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// The last four digits: the only part of a number that is shown.
    #[must_use]
    pub fn tail(&self) -> String {
        self.digits().chars().skip(16).collect()
    }

    /// The money keys under this index.
    pub(crate) fn key_set(&self, id: u8) -> Option<KeySet> {
        let CardKeys { purchase, load, tac, .. } = self.keys;
        let first =
            KeySet { id: self.key_id, version: self.key_version, alg_id: self.alg_id, purchase, load, tac };
        core::iter::once(first).chain(self.more_keys.iter().copied()).find(|set| set.id == id)
    }

    /// A binary file by its short identifier.
    pub(crate) fn binary(&self, sfi: u8) -> Option<&[u8]> {
        let file = match sfi {
            0x05 => &self.local_data,
            0x15 => &self.public_data,
            0x16 => &self.holder_data,
            0x17 => &self.transit_data,
            _ => return None,
        };
        (!file.is_empty()).then_some(file)
    }

    /// A binary file, to write.
    pub(crate) fn binary_mut(&mut self, sfi: u8) -> Option<&mut [u8]> {
        let file = match sfi {
            0x05 => &mut self.local_data,
            0x15 => &mut self.public_data,
            0x16 => &mut self.holder_data,
            0x17 => &mut self.transit_data,
            _ => return None,
        };
        (!file.is_empty()).then_some(file)
    }

    /// Derivation factor of the card, bytes 13-20 of file 0015.
    #[must_use]
    pub fn serial(&self) -> [u8; 8] {
        let [_, _, serial @ ..] = self.number();
        serial
    }
}

/// How a card behaves, besides being correct.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Finds every MAC1 wrong: DEBIT answers 9302 and nothing changes.
    pub refuses_mac1: bool,
    /// Debits, but its MAC2 is wrong: a forged card.
    pub forges_mac2: bool,
    /// Time for every answer, in milliseconds.
    pub latency_ms: u32,
    /// Answers Le 00 with 6Cxx, as a T=0 card would.
    pub strict_le: bool,
    /// What SELECT says when the application is locked; `None` for 6A81 (9303 when locked for ever);
    /// others say 6283 or 6284. The FCI is not given.
    pub locked_status: Option<u16>,
    /// Answers wait for GET RESPONSE (61xx), as on a T=0 contact.
    pub by_get_response: bool,
    /// A purchase needs the PIN.
    pub pays_with_pin: bool,
    /// A load needs no PIN.
    pub loads_without_pin: bool,
    /// The balance of INITIALIZE includes the overdraft.
    pub shows_overdraft: bool,
    /// GET BALANCE knows P1 00 only, as plain PBOC; others are 6A86.
    pub plain_balance: bool,
    /// The log has the counter before the transaction; real cards were seen with both.
    pub logs_counter_before: bool,
    /// GET TRANSACTION PROVE answers the TAC first; one source has it so.
    pub proves_tac_first: bool,
}
