//! Whatever is said to a card, it answers; and only a whole transaction changes it.

use crate::county;
use crate::reader::Reader;
use crate::sale::own_key;
use virtual_cards::SplitMix;
use virtual_cards::desfire::{COUNTY_AID, CommMode, Generation};

/// Every command the card knows, and two it does not.
const COMMANDS: &[u8] = &[
    0x0C, 0x1C, 0x3B, 0x3D, 0x45, 0x51, 0x54, 0x5A, 0x5F, 0x60, 0x64, 0x6A, 0x6C, 0x6F, 0x71, 0x77, 0x8B,
    0x8D, 0xA7, 0xAA, 0xAB, 0xAD, 0xAF, 0xB1, 0xBA, 0xBB, 0xBD, 0xC0, 0xC1, 0xC4, 0xC6, 0xC7, 0xC8, 0xCA,
    0xCB, 0xCC, 0xCD, 0xCE, 0xDA, 0xDB, 0xDC, 0xDF, 0xEB, 0xF5, 0xFC, 0xFF,
];

fn byte(random: &mut SplitMix, below: u64) -> u8 {
    u8::try_from(random.below(below)).unwrap()
}

/// Small numbers mostly, because those are files, keys and lengths.
fn noise(random: &mut SplitMix, longest: u64) -> Vec<u8> {
    let length = random.below(longest);
    (0..length).map(|_| if random.below(3) == 0 { byte(random, 256) } else { byte(random, 16) }).collect()
}

#[test]
fn anything_is_answered_and_without_a_key_nothing_changes() {
    let mut random = SplitMix::new(0xDE5F);
    for generation in [Generation::Ev1, Generation::Ev2] {
        let mut reader = Reader::tap(county(generation).card());
        let before = reader.card().state().clone();
        for _ in 0..20_000 {
            let command = if random.below(8) == 0 {
                noise(&mut random, 24)
            } else {
                let data = noise(&mut random, 64);
                let ins = COMMANDS[usize::from(byte(&mut random, 46))];
                let length = u8::try_from(data.len()).unwrap();
                [&[0x90, ins, 0, 0, length][..], &data, &[0]].concat()
            };
            assert!(reader.card().answer(&command).len() >= 2);
            if random.below(16) == 0 {
                reader.select(COUNTY_AID).ok();
            }
        }
        assert_eq!(*reader.card().state(), before);
    }
}

/// Commands with the length of their header and of their data, as they should be protected.
const SENSIBLE: &[(u8, usize, usize, CommMode)] = &[
    (0x45, 0, 0, CommMode::Mac),
    (0x6F, 0, 0, CommMode::Mac),
    (0xC7, 0, 1, CommMode::Mac),
    (0xC8, 0, 16, CommMode::Mac),
    (0xA7, 0, 0, CommMode::Mac),
    (0xEB, 1, 0, CommMode::Mac),
    (0xF5, 1, 0, CommMode::Mac),
    (0x64, 1, 0, CommMode::Mac),
    (0xDF, 1, 0, CommMode::Mac),
    (0xC0, 0, 10, CommMode::Mac),
    (0xC1, 0, 10, CommMode::Mac),
    (0xCB, 0, 7, CommMode::Mac),
    (0xCD, 0, 7, CommMode::Mac),
    (0xCC, 0, 17, CommMode::Mac),
    (0xCE, 5, 17, CommMode::Full),
    (0x54, 0, 1, CommMode::Full),
    (0x5F, 1, 3, CommMode::Full),
    (0x5F, 1, 7, CommMode::Full),
    (0x0C, 1, 4, CommMode::Full),
    (0xDC, 1, 4, CommMode::Full),
    (0x1C, 1, 4, CommMode::Full),
    (0x8B, 7, 4, CommMode::Mac),
    (0xBA, 10, 4, CommMode::Mac),
    (0x3D, 7, 4, CommMode::Plain),
    (0xBB, 7, 0, CommMode::Plain),
    (0xBD, 7, 0, CommMode::Mac),
    (0x6C, 1, 0, CommMode::Mac),
];

#[test]
fn anything_said_in_a_session_is_answered() {
    let mut random = SplitMix::new(0xDE60);
    let (mut done, mut refused) = (0, 0);
    for _ in 0..3_000 {
        let mut reader = Reader::tap(county(Generation::Ev2).card());
        reader.select(COUNTY_AID).unwrap().unwrap();
        let number = byte(&mut random, 3);
        reader.login(0x71, number, &own_key(usize::from(number))).unwrap().unwrap();
        for _ in 0..12 {
            let (ins, header, length, mode) = SENSIBLE[usize::from(byte(&mut random, 27))];
            let mut data: Vec<u8> = (0..header + length).map(|_| byte(&mut random, 4)).collect();
            if header >= 7 {
                // The length that the header tells is mostly the true one.
                data[header - 3..header].copy_from_slice(&[u8::try_from(length).unwrap(), 0, 0]);
            }
            let Some(channel) = reader.channel.as_mut() else { break };
            let wire = crate::reader::protect(channel, ins, &data[..header], &data[header..], mode);
            if reader.native(ins, &wire).unwrap().is_ok() {
                done += 1;
            } else {
                refused += 1;
                break;
            }
        }
    }
    assert!(done > 500 && refused > 1_000, "done {done}, refused {refused}");
}

#[test]
fn long_data_travel_in_pieces_and_count_once() {
    let text: Vec<u8> = (0..=255).collect();
    for (ins, read, mode) in [
        (0x3D, 0xBD, CommMode::Full),
        (0x3D, 0xBD, CommMode::Mac),
        (0x8D, 0xAD, CommMode::Full),
        (0x8D, 0xAD, CommMode::Plain),
    ] {
        let mut reader = Reader::tap(county(Generation::Ev3).card());
        reader.select(COUNTY_AID).unwrap().unwrap();
        reader.login(0x71, 0, &own_key(0)).unwrap().unwrap();
        let option = match mode {
            CommMode::Plain => 0,
            CommMode::Mac => 1,
            CommMode::Full => 3,
        };
        reader.manage(0xCD, &[5, option, 0x00, 0x00, 0, 1, 0]).unwrap().unwrap();
        let answer = if mode == CommMode::Plain { mode } else { CommMode::Mac };
        reader.send(ins, &[5, 0, 0, 0, 0, 1, 0], &text, mode, answer).unwrap().unwrap();
        let command = answer;
        assert_eq!(reader.send(read, &[5, 0, 0, 0, 0, 0, 0], &[], command, mode), Ok(Ok(text.clone())));
        assert_eq!(reader.manage(0x64, &[0]), Ok(Ok(vec![1])), "both sides have counted alike");
    }
}
