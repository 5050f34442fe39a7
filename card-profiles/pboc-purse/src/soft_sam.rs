//! A software SAM, for trials before the PSAMs come: it answers exactly the commands that our dialogues give a SAM.
//! Whoever has the machine has its master key, so every screen of a till that uses it says that it is a trial.
//!
//! | command | answer |
//! | --- | --- |
//! | 00B0 95, 96 | serial, terminal number |
//! | 00A4 by name or file | the purse application |
//! | 00B0 97 | key index, issuer, acceptor, validity |
//! | 8070 | terminal sequence ‖ MAC1 |
//! | 8072 | verifies MAC2; only then the sequence moves on |
//! | 801A, 80FA | a command MAC under a card's maintenance key, where it has one |
//!
//! The terminal sequence must outlive the machine: store [`SoftSam::sequence`] whenever it has moved, before the sale
//! goes on. Reset clears the pending purchase and the loaded key, as it does in a chip.

use crate::bytes::Fields;
use crate::command::{select, status};
use crate::crypto::{
    Algorithms, Cipher, CodeKey, Key16, SessionInputs, applied, purchase_mac1, purchase_mac2,
    purchase_session_key, retail_mac_padded, sm4_mac_padded,
};
use crate::{Levels, Mac};
use apdu::{Response, StatusWord, Transport, TransportError};
use purse::{CardAmount, FactorOrder};

/// What a software SAM says of itself, and how it derives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoftSamProfile {
    /// Serial.
    pub serial: [u8; 10],
    /// Terminal number: the *terminal* of every MAC. One machine, one number.
    pub terminal: [u8; 6],
    /// Key id for the card's INITIALIZE.
    pub key_index: u8,
    /// Version of its keys.
    pub key_version: u8,
    /// Cipher of its keys.
    pub cipher: Cipher,
    /// Which algorithm bytes mean which cipher.
    pub algorithms: Algorithms,
    /// How many derivation factors a purchase takes.
    pub levels: Levels,
    /// In which order they are applied.
    pub order: FactorOrder,
    /// Issuer.
    pub issuer: [u8; 8],
    /// Acceptor.
    pub acceptor: [u8; 8],
    /// First day of validity, BCD.
    pub valid_from: [u8; 4],
    /// Last day of validity, BCD.
    pub valid_to: [u8; 4],
}

/// The SAM. `Debug` shows no key.
#[derive(Clone, Debug)]
pub struct SoftSam {
    profile: SoftSamProfile,
    purchase: Key16,
    maintenance: Option<Key16>,
    sequence: u32,
    selected: bool,
    pending: Option<(CodeKey, CardAmount)>,
    loaded: Option<Key16>,
    wrong: u8,
}

/// Wrong codes in a row after which it answers no more purchases until it is made anew: a real module locks for ever.
const WRONG_MAX: u8 = 3;

/// Data, or the status word of a refusal.
type Said = Result<Vec<u8>, StatusWord>;

impl SoftSam {
    /// A SAM with this master purchase key, perhaps a master maintenance key, and the terminal sequence of its next
    /// purchase.
    #[must_use]
    pub fn new(
        profile: SoftSamProfile,
        purchase: Key16,
        maintenance: Option<Key16>,
        sequence: u32,
    ) -> SoftSam {
        SoftSam {
            profile,
            purchase,
            maintenance,
            sequence,
            selected: false,
            pending: None,
            loaded: None,
            wrong: 0,
        }
    }

    /// The same with another sequence of its next purchase.
    #[must_use]
    pub fn at(self, sequence: u32) -> SoftSam {
        SoftSam { sequence, ..self }
    }

    /// Terminal sequence of the next purchase.
    #[must_use]
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// Forgets what a chip forgets without power.
    pub fn reset(&mut self) {
        (self.selected, self.pending, self.loaded) = (false, None, None);
    }

    /// Answers one command.
    #[must_use]
    pub fn answer(&mut self, command: &[u8]) -> Response {
        let said = match command {
            [cla, ins, p1, p2] => self.hear([*cla, *ins, *p1, *p2], &[]),
            [cla, ins, p1, p2, _le] => self.hear([*cla, *ins, *p1, *p2], &[]),
            [cla, ins, p1, p2, lc, rest @ ..] => {
                let length = usize::from(*lc);
                match (rest.get(..length), rest.len().checked_sub(length)) {
                    (Some(data), Some(0 | 1)) => self.hear([*cla, *ins, *p1, *p2], data),
                    _ => Err(StatusWord::WRONG_LENGTH),
                }
            }
            _ => Err(StatusWord::WRONG_LENGTH),
        };
        said.map_or_else(Response::status, Response::ok)
    }

    fn hear(&mut self, header: [u8; 4], data: &[u8]) -> Said {
        match header {
            [0x00, 0xA4, 0x04, 0x00] if data == select::T_UNION_PSAM => Ok(self.select()),
            [0x00, 0xA4, 0x00, 0x00] if data == [0x80, 0x11] => Ok(self.select()),
            [0x00, 0xA4, _, _] => Err(StatusWord::FILE_NOT_FOUND),
            [0x00, 0xB0, 0x95, 0x00] => Ok([&self.profile.serial[..], &[0x01, 0x01, 0x00, 0x00]].concat()),
            [0x00, 0xB0, 0x96, 0x00] => Ok(self.profile.terminal.to_vec()),
            [0x00, 0xB0, 0x97, 0x00] if self.selected => Ok(self.application()),
            [0x00, 0xB0, _, _] => Err(StatusWord::FILE_NOT_FOUND),
            [0x80, 0x70 | 0x72 | 0x1A | 0xFA, _, _] if !self.selected => Err(StatusWord::CONDITIONS),
            [0x80, 0x70 | 0x72, _, _] if self.wrong >= WRONG_MAX => Err(StatusWord(0x6983)),
            [0x80, 0x70, 0x00, 0x00] => self.initialize(data),
            [0x80, 0x72, 0x00, 0x00] => self.credit(data),
            [0x80, 0x1A, usage, version] => self.load_key(usage, version, data),
            [0x80, 0xFA, 0x05, 0x00] => self.calculate(data),
            [0x00 | 0x80, ..] => Err(StatusWord::WRONG_INS),
            _ => Err(StatusWord::WRONG_CLA),
        }
    }

    fn select(&mut self) -> Vec<u8> {
        self.reset();
        self.selected = true;
        let name = select::T_UNION_PSAM;
        [&[0x6F, 0x12, 0x84, 0x10][..], name].concat()
    }

    fn application(&self) -> Vec<u8> {
        let SoftSamProfile { key_index, issuer, acceptor, valid_from, valid_to, .. } = &self.profile;
        [&[*key_index][..], issuer, acceptor, valid_from, valid_to].concat()
    }

    fn initialize(&mut self, data: &[u8]) -> Said {
        self.pending = None;
        let mut fields = Fields(data);
        let told = initialize_fields(&mut fields).ok_or(StatusWord::WRONG_LENGTH)?;
        let (factors, rest) = fields.0.as_chunks::<8>();
        let wanted = match self.profile.levels {
            Levels::One => 1,
            Levels::Two => 2,
        };
        if !rest.is_empty() || factors.len() != wanted {
            return Err(StatusWord::WRONG_LENGTH);
        }
        let cipher = self.profile.cipher;
        if told.key_version != self.profile.key_version
            || self.profile.algorithms.cipher(told.alg_id) != Some(cipher)
        {
            return Err(status::KEY);
        }
        let card = applied(cipher, &self.purchase, factors, self.profile.order);
        let inputs = SessionInputs { random: told.random, counter: told.counter, psam_seq: self.sequence };
        let session = purchase_session_key(cipher, &card, &inputs);
        let mac1 =
            purchase_mac1(&session, told.amount, told.txn_type, self.profile.terminal, told.date, told.time);
        self.pending = Some((session, told.amount));
        Ok([self.sequence.to_be_bytes(), mac1.0].concat())
    }

    fn credit(&mut self, data: &[u8]) -> Said {
        let given = data.try_into().map(Mac).map_err(|_| StatusWord::WRONG_LENGTH)?;
        let (session, amount) = self.pending.take().ok_or(status::WRONG_STATE)?;
        if purchase_mac2(&session, amount) != given {
            self.wrong = self.wrong.saturating_add(1);
            return Err(status::WRONG_MAC);
        }
        self.wrong = 0;
        self.sequence = self.sequence.wrapping_add(1);
        Ok(Vec::new())
    }

    fn load_key(&mut self, usage: u8, version: u8, data: &[u8]) -> Said {
        self.loaded = None;
        let (factors, rest) = data.as_chunks::<8>();
        if !rest.is_empty() || factors.len() != usize::from(usage >> 5) {
            return Err(StatusWord::WRONG_LENGTH);
        }
        match &self.maintenance {
            Some(master) if usage & 0x1F == 0x05 && version == self.profile.key_version => {
                self.loaded = Some(applied(self.profile.cipher, master, factors, self.profile.order));
                Ok(Vec::new())
            }
            _ => Err(status::KEY),
        }
    }

    fn calculate(&mut self, data: &[u8]) -> Said {
        let key = self.loaded.take().ok_or(status::WRONG_STATE)?;
        let mac = match self.profile.cipher {
            Cipher::TripleDes => retail_mac_padded(&key, data),
            Cipher::Sm4 => sm4_mac_padded(&key, data),
        };
        mac.map(|mac| mac.0.to_vec()).ok_or(StatusWord::WRONG_LENGTH)
    }
}

/// What 8070 says before the factors.
struct Told {
    random: [u8; 4],
    counter: u16,
    amount: CardAmount,
    txn_type: u8,
    date: [u8; 4],
    time: [u8; 3],
    key_version: u8,
    alg_id: u8,
}

fn initialize_fields(fields: &mut Fields<'_>) -> Option<Told> {
    Some(Told {
        random: fields.take()?,
        counter: u16::from_be_bytes(fields.take()?),
        amount: CardAmount::from_bytes(fields.take()?),
        txn_type: fields.byte()?,
        date: fields.take()?,
        time: fields.take()?,
        key_version: fields.byte()?,
        alg_id: fields.byte()?,
    })
}

impl Transport for SoftSam {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        Ok(self.answer(command).to_bytes())
    }
}
