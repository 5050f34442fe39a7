//! Custodians divide keys, type their sheets, and join them again.

use card_desk::keys::{
    CeremonyError, CheckValue, Cipher, Division, KeyId, KeySet, Sheet, SheetError, divide, join,
};

fn keys() -> KeySet {
    KeySet::fresh(&KeyId::set(&[Cipher::TripleDes, Cipher::Sm4], 1)).unwrap()
}

fn values(keys: &KeySet) -> Vec<[u8; 16]> {
    keys.iter().map(|(_, key)| *key.expose()).collect()
}

/// Printed, carried away, typed in.
fn typed(sheet: &Sheet) -> Sheet {
    Sheet::read(&sheet.print()).unwrap()
}

#[test]
fn any_two_of_three_give_the_keys_back() {
    let keys = keys();
    let sheets = divide(&keys, Division::new(3, 2).unwrap()).unwrap();
    for pair in [[0, 1], [1, 2], [2, 0]] {
        let sheets = pair.map(|place| typed(&sheets[place]));
        assert_eq!(values(&join(&sheets).unwrap()), values(&keys), "{pair:?}");
    }
    let all: Vec<Sheet> = sheets.iter().map(typed).collect();
    assert_eq!(values(&join(&all).unwrap()), values(&keys));
}

#[test]
fn all_of_n_where_that_is_agreed() {
    let keys = keys();
    for count in 2..=9 {
        let sheets = divide(&keys, Division::new(count, count).unwrap()).unwrap();
        assert_eq!(values(&join(&sheets).unwrap()), values(&keys));
        let too_few = join(&sheets[1..]).unwrap_err();
        assert_eq!(too_few, CeremonyError::TooFew { have: usize::from(count) - 1, need: count });
    }
    for (count, threshold) in [(1, 1), (3, 1), (3, 4), (10, 2), (0, 0)] {
        assert_eq!(Division::new(count, threshold).unwrap_err(), CeremonyError::Division);
    }
}

/// One share says nothing of the key: neither it, nor its bytes, nor what is printed of it.
#[test]
fn a_sheet_alone_holds_no_key() {
    let keys = keys();
    let sheets = divide(&keys, Division::new(2, 2).unwrap()).unwrap();
    let shown = format!("{sheets:?} {keys:?}");
    for (share, key) in sheets[0].shares.iter().zip(values(&keys)) {
        assert_ne!(share.value.expose(), &key);
        for secret in [share.value.expose(), &key] {
            let digits = card_desk::hex::hex(secret);
            assert!(!shown.to_lowercase().contains(&digits[..8]), "{}", share.id);
        }
    }
}

#[test]
fn a_slip_of_the_pen_is_found_on_its_line() {
    let sheets = divide(&keys(), Division::new(3, 2).unwrap()).unwrap();
    let text = sheets[0].print().to_string();
    // The first digit of the first share.
    let line = text.lines().nth(3).unwrap();
    let (name, rest) = line.split_once("  ").unwrap();
    let digit = rest.trim_start().chars().next().unwrap();
    let other = if digit == '0' { "1" } else { "0" };
    let wrong = text.replacen(rest.trim_start(), &rest.trim_start().replacen(digit, other, 1), 1);
    let error = Sheet::read(&wrong).unwrap_err();
    let SheetError::Check { line: at, key, check } = error else { panic!("{error}") };
    assert_eq!((at, key.to_string().as_str()), (4, name));
    let said = SheetError::Check { line: at, key, check }.to_string();
    assert!(said.contains(&check.to_string()) && said.contains("第 4 行"), "{said}");
    // Case and grouping are free; anything else is not a sheet.
    assert!(Sheet::read(&text.to_lowercase()).is_ok());
    for (from, to, line) in
        [("ceremony ", "ceremony X", 2), ("share 1 of 3", "share 4 of 3", 3), ("any 2", "any 1", 3)]
    {
        assert_eq!(Sheet::read(&text.replacen(from, to, 1)).unwrap_err(), SheetError::Line(line), "{from}");
    }
    assert!(Sheet::read("").is_err());
    assert!(Sheet::read("\u{0}\u{1}\n\n").is_err());
}

#[test]
fn strangers_doubles_and_forgeries_are_told_apart() {
    let keys = keys();
    let division = Division::new(3, 2).unwrap();
    let (mut sheets, other) = (divide(&keys, division).unwrap(), divide(&keys, division).unwrap());
    let mixed = [sheets[0].clone(), other[1].clone()];
    assert_eq!(join(&mixed).unwrap_err(), CeremonyError::OtherCeremony(2));
    let twice = [sheets[0].clone(), sheets[0].clone()];
    assert_eq!(join(&twice).unwrap_err(), CeremonyError::Twice(1));
    assert_eq!(join(&[]).unwrap_err(), CeremonyError::TooFew { have: 0, need: 2 });
    // A share that agrees with its own check value and is still another one.
    let forged = other[1].shares[2].clone();
    let (id, expected) = (forged.id, forged.key_check);
    sheets[1].shares[2] = forged;
    let reread = typed(&sheets[1]);
    let error = join(&[sheets[0].clone(), reread]).unwrap_err();
    assert_eq!(error, CeremonyError::WrongKey { key: id, expected });
    assert!(error.to_string().contains(&expected.to_string()));
    let key = keys.get(id).unwrap();
    assert_eq!(CheckValue::of(id.cipher, key.expose()), expected);
}
