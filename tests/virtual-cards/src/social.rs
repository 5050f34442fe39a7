//! A social-security card: what it shows to anybody, and what it keeps back.

use crate::foreign::tlv;
use crate::incoming::{Incoming, NO_FILE, NO_RECORD, NOT_FOUND, SECURITY, Said, WRONG_INS, to_bytes};
use crate::{Chip, Exchange};

/// `sx1.sh.社会保障`: the social-security environment, in GBK.
const ENVIRONMENT: &[u8] =
    &[0x73, 0x78, 0x31, 0x2E, 0x73, 0x68, 0x2E, 0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF];
/// Card data.
const EF05: u16 = 0xEF05;
/// Holder data.
const EF06: u16 = 0xEF06;

/// Which edition of the card it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocialGeneration {
    /// First: everything about card and holder can be read by anybody.
    One,
    /// Second: the same.
    Two,
    /// Third: number, identity and name need a key; only card identification and edition are free.
    Three,
}

/// A social-security card. Synthetic: its region is 999999, its holder is called 测试, all other data are
/// zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocialCard {
    /// Chip serial.
    pub uid: Vec<u8>,
    /// Which edition.
    pub generation: SocialGeneration,
    powered: bool,
    selected: Option<u16>,
    inside: bool,
}

/// Tag and content of a record.
type Record = (u8, Vec<u8>);

impl SocialCard {
    /// A card of this edition.
    #[must_use]
    pub fn new(uid: &[u8], generation: SocialGeneration) -> SocialCard {
        SocialCard { uid: uid.to_vec(), generation, powered: false, selected: None, inside: false }
    }

    fn select(&mut self, data: &[u8]) -> Said {
        match data {
            ENVIRONMENT | [] | [0x3F, 0x00] => {
                (self.inside, self.selected) = (data == ENVIRONMENT, None);
                Ok(tlv(&[0x6F], &tlv(&[0x84], ENVIRONMENT)))
            }
            // Card data, holder data, fingerprint, picture.
            [0xEF, low @ 0x05..=0x08] if self.inside => {
                self.selected = Some(0xEF00 | u16::from(*low));
                Ok(Vec::new())
            }
            _ => Err(NOT_FOUND),
        }
    }

    /// By tag (P2 00), by number (P2 04), or by number in the file that P2 names.
    fn read(&self, heard: &Incoming<'_>) -> Said {
        let file = match heard.p2 >> 3 {
            0 => self.selected,
            short if self.inside => Some(0xEF00 | u16::from(short)),
            _ => None,
        };
        let file = file.ok_or(NO_FILE)?;
        let records = match file {
            EF05 => self.card_data(),
            EF06 => holder_data(),
            0xEF07 | 0xEF08 => return Err(SECURITY),
            _ => return Err(NOT_FOUND),
        };
        let found = match heard.p2 & 0x07 {
            0x00 => records.into_iter().find(|(tag, _)| *tag == heard.p1),
            _ => usize::from(heard.p1).checked_sub(1).and_then(|nth| records.into_iter().nth(nth)),
        };
        let (tag, content) = found.ok_or(NO_RECORD)?;
        if self.generation == SocialGeneration::Three && !matches!((file, tag), (EF05, 0x01 | 0x03)) {
            return Err(SECURITY);
        }
        let said = tlv(&[tag], &content);
        heard.wants(u8::try_from(said.len()).unwrap_or(u8::MAX), false)?;
        Ok(said)
    }

    fn card_data(&self) -> Vec<Record> {
        let edition = match self.generation {
            SocialGeneration::One => b"1.00",
            SocialGeneration::Two => b"2.00",
            SocialGeneration::Three => b"3.00",
        };
        // Identification code: region, then the chip's serial as far as it reaches.
        let code = [0x99, 0x99, 0x99].into_iter().chain(self.uid.iter().copied()).chain([0; 16]);
        vec![
            (0x01, code.take(16).collect()),
            (0x02, b"1".to_vec()),
            (0x03, edition.to_vec()),
            (0x04, vec![0; 12]),
            (0x05, vec![0x20, 0x25, 0x01, 0x01]),
            (0x06, vec![0x20, 0x35, 0x01, 0x01]),
            (0x07, b"000000000".to_vec()),
        ]
    }
}

fn holder_data() -> Vec<Record> {
    // 测试
    let name = [0xB2, 0xE2, 0xCA, 0xD4].into_iter().chain([0; 30]).take(30).collect();
    vec![
        (0x08, vec![b'0'; 18]),
        (0x09, name),
        (0x4E, vec![0; 20]),
        (0x0A, b"0".to_vec()),
        (0x0B, vec![0x00]),
        (0x0C, vec![0x99, 0x99, 0x99]),
        (0x0D, vec![0; 4]),
    ]
}

impl Chip for SocialCard {
    fn atr(&self) -> Vec<u8> {
        vec![0x3B, 0x80, 0x80, 0x01, 0x01]
    }

    fn uid(&self) -> Option<Vec<u8>> {
        Some(self.uid.clone())
    }

    fn power_on(&mut self) {
        (self.powered, self.inside, self.selected) = (true, false, None);
    }

    fn power_off(&mut self) {
        (self.powered, self.inside, self.selected) = (false, false, None);
    }

    fn exchange(&mut self, command: &[u8]) -> Exchange {
        if !self.powered {
            return Exchange::Lost { partial: Vec::new() };
        }
        let said = Incoming::parse(command).and_then(|heard| match (heard.cla, heard.ins) {
            (0x00, 0xA4) => self.select(heard.data),
            (0x00, 0xB2) => self.read(&heard),
            // EXTERNAL AUTHENTICATE, VERIFY: nobody here has the key or the PIN.
            (0x00, 0x82 | 0x20) => Err(SECURITY),
            _ => Err(WRONG_INS),
        });
        Exchange::Answer(to_bytes(said))
    }

    fn commits(&self) -> u64 {
        0
    }
}
