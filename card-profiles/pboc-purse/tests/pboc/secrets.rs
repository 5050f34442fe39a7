//! No key, code or PIN ever shows in `Debug`, however deep inside a value it lies.

use pboc_purse::crypto::{Cipher, CodeKey, Key8, Key16, LoadMoment, TacScheme};
use pboc_purse::proof::TacMasterKey;
use pboc_purse::proof::load::LoadMasterKey;
use pboc_purse::soft_sam::SoftSam;
use pboc_purse::{
    LoadCredit, LoadFacts, LoadInit, LoadIntention, LoadOrder, Mac, Pin, ResolveLoad, Tac, VerifyPin,
};
use purse::{CardAmount, CardNumber, Issuer};
use std::fmt::Debug;

/// Every byte of every secret here is this one: `171`, `AB`, or `ab` in any rendering.
const SECRET: u8 = 0xAB;

fn shows_nothing(value: &dyn Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        let lower = shown.to_lowercase();
        assert!(!lower.contains("171") && !lower.contains("ab,") && !lower.contains("abab"), "{shown}");
        assert!(!shown.is_empty());
    }
}

#[test]
fn nothing_secret_is_shown() {
    let key = Key16([SECRET; 16]);
    let pin = Pin::new(&[SECRET; 3]).unwrap();
    shows_nothing(&key);
    shows_nothing(&Key8([SECRET; 8]));
    shows_nothing(&CodeKey::of_tac(&key, TacScheme::DesFolded));
    shows_nothing(&CodeKey::of_tac(&key, TacScheme::Sm4Whole));
    shows_nothing(&Cipher::Sm4.session(&key, [SECRET; 8]));
    shows_nothing(&TacMasterKey::new([SECRET; 16]));
    shows_nothing(&Mac([SECRET; 4]));
    shows_nothing(&Tac([SECRET; 4]));
    shows_nothing(&pin);
    shows_nothing(&VerifyPin::new(pin.clone()));

    let order = LoadOrder { key_id: 1, amount: CardAmount(100), terminal: [0; 6] };
    let moment = LoadMoment { date: [0; 4], time: [0; 3] };
    let facts = LoadFacts {
        balance_before: CardAmount(0),
        counter: 1,
        key_version: 1,
        alg_id: 0,
        random: [SECRET; 4],
        mac1: Mac([SECRET; 4]),
    };
    shows_nothing(&facts);
    shows_nothing(&facts.inputs(&order));
    shows_nothing(&LoadInit::new(order, Some(pin.clone())));
    let credit = LoadCredit::new(order, facts, moment, Mac([SECRET; 4]));
    shows_nothing(&ResolveLoad::new(LoadIntention::from(&credit), Some(pin)));
    shows_nothing(&credit);

    let master = LoadMasterKey::new([SECRET; 16]);
    shows_nothing(&master);
    let (issuer, number) = (Issuer([1; 8]), CardNumber([1; 10]));
    shows_nothing(&master.session(&Default::default(), issuer, number, facts.inputs(&order)));

    let mut sam = SoftSam::new(super::soft_sam::profile(Cipher::TripleDes), key.clone(), Some(key), 1);
    shows_nothing(&sam);
    let initialize = format!("8070000024{}0000000000000000000100{}", "AB".repeat(9), "AB".repeat(16));
    for command in ["00A40000028011", &initialize] {
        let answer = sam.answer(&card_stories::golden::hex(command));
        assert!(answer.status.is_ok(), "{answer:?}");
        shows_nothing(&sam);
    }
}

#[test]
fn keys_and_codes_compare_as_wholes() {
    for place in 0..16 {
        let mut other = [SECRET; 16];
        other[place] ^= 1;
        assert_ne!(Key16([SECRET; 16]), Key16(other));
    }
    for place in 0..4 {
        let mut other = [SECRET; 4];
        other[place] ^= 0x80;
        assert_ne!(Mac([SECRET; 4]), Mac(other));
        assert_ne!(Tac([SECRET; 4]), Tac(other));
    }
    assert_eq!(Key8([SECRET; 8]), Key8([SECRET; 8]));
    assert_ne!(Key8([SECRET; 8]), Key8([0; 8]));
    assert_eq!(Mac([SECRET; 4]), Mac([SECRET; 4]));
    assert_eq!(Tac([SECRET; 4]), Tac([SECRET; 4]));
}
