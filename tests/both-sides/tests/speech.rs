//! What the card desk takes a chip for, by its answers alone: no answer to reset is asked for.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

use apdu::{Transport, TransportError};
use both_sides::county::Kind;
use card_desk::cards::{Speech, speech};
use virtual_cards::desfire::Generation;
use virtual_cards::{Chip, Cipher, ForeignCard, InField, SocialGeneration, UnreadableCard, VirtualFmcos};

const UID: [u8; 7] = [0x04, 0x59, 0x7A, 0x32, 0x50, 0x14, 0x90];

fn heard(chip: impl Chip) -> Speech {
    speech(&mut InField::tap(chip)).unwrap()
}

#[test]
fn a_chip_is_what_it_answers() {
    for generation in [Generation::Ev1, Generation::Ev2, Generation::Ev3] {
        assert_eq!(heard(Kind::Desfire(generation).card(1)), Speech::Desfire);
    }
    let social = Kind::Social(SocialGeneration::Three);
    for kind in [Kind::TUnion, Kind::TUnionFetched, Kind::Sm4, Kind::CityUnion, Kind::Serial, social] {
        assert_eq!(heard(kind.card(1)), Speech::Iso, "{kind:?}");
    }
    assert_eq!(heard(VirtualFmcos::blank(&UID, Cipher::TripleDes, &[0x11; 16])), Speech::Iso);
    assert_eq!(heard(ForeignCard::bank(&UID)), Speech::Iso);
    assert_eq!(heard(UnreadableCard::new(&UID)), Speech::Iso);
}

/// Answers the frames of GET VERSION with a hardware type of its own.
struct Typed(u8, usize);

impl Transport for Typed {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.1 += 1;
        assert_eq!(command.get(1), Some(if self.1 == 1 { &0x60 } else { &0xAF }));
        let part = [0x04, self.0, 0x02, 0x30, 0x00, 0x13, 0x05];
        Ok(match self.1 {
            1 | 2 => [&part[..], &[0x91, 0xAF]].concat(),
            _ => [&UID[..], &[0; 5], &[0x01, 0x26], &[0x91, 0x00]].concat(),
        })
    }
}

/// A DESFire Light and an NTAG 424 speak like a DESFire, have its answer to reset, and are neither.
#[test]
fn a_cousin_is_sent_away_and_told_why() {
    for kind in [0x04, 0x08] {
        let refused = speech(&mut Typed(kind, 0)).unwrap_err().to_string();
        assert!(refused.contains("卡未动") && refused.contains("take another"), "{refused}");
    }
    assert_eq!(speech(&mut Typed(0x01, 0)).unwrap(), Speech::Desfire);
}
