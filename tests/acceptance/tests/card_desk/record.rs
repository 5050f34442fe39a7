//! A county's own card put on record: through a real pcscd, into a file that names nobody and that everybody can play.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use card_in_pcscd::{Pcscd, Slot};
use card_stories::{Story, Till};
use virtual_cards::desfire::{CountyCard, CountyKeys, Generation};
use virtual_cards::{Chip, Key, MasterKeys, Personalise};

use crate::office::Office;
use crate::program::{DESK, Program};

const UID: [u8; 7] = [0x04, 0x59, 0x7A, 0x32, 0x50, 0x14, 0x90];
const ISSUER: [u8; 8] = [0x03, 0x10, 0x47, 0x70, 0x01, 0x23, 0x45, 0x67];
const NUMBER: [u8; 10] = [0x03, 0x10, 0x47, 0x70, 0x08, 0x61, 0x93, 0x57, 0x12, 0x34];
const BALANCE: u32 = 70_913;
/// Every key of the cards is made of one of these bytes.
const KEYS: [u8; 4] = [0xC1, 0xC2, 0xC3, 0xC4];
const SALE: &str = include_str!("../../../../card-profiles/card-families/profiles/t-union.toml");
const EV2: &str = include_str!("../../../../card-profiles/card-families/profiles/desfire-ev2.toml");

fn key(byte: u8) -> Key {
    Key([byte; 16])
}

fn purse() -> impl Chip {
    let [purchase, load, tac, maintenance] = KEYS.map(key);
    let keys = MasterKeys { purchase, load, tac, maintenance };
    Personalise { balance: BALANCE, ..Personalise::elder(keys, ISSUER, NUMBER) }.card()
}

fn desfire() -> impl Chip {
    let [card, mac, till, other] = KEYS.map(key);
    let application = [other, till, other, other, other];
    let keys = CountyKeys { application, transaction_mac: mac, card, version: 1 };
    CountyCard { balance: BALANCE, ..CountyCard::new(keys, UID, Generation::Ev2) }.card()
}

fn packed(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// What must not be in a file, as it would stand there: as bytes, the other way round, as text.
fn nobody(file: &str, secrets: &[&[u8]]) {
    let written: String = file.split_whitespace().collect();
    for secret in secrets {
        let turned: Vec<u8> = secret.iter().rev().copied().collect();
        for shown in [packed(secret), packed(&turned)] {
            assert!(!written.contains(&shown), "{shown} is in\n{file}");
        }
    }
}

/// Records a card with the program, looks for what must not be there, plays the file; answers it.
fn recorded<C: Chip + Send + 'static>(
    desk: &Program,
    pcscd: &Pcscd,
    card: C,
    profile: Option<&str>,
) -> Result<String> {
    let serial = card.uid().context("a serial")?;
    let card = Arc::new(Mutex::new(card));
    let [door, _] = pcscd.doors();
    let inserted = Slot::behind(door).insert(Arc::clone(&card), None);
    inserted.wait(Duration::from_secs(10), |seen| seen.powered);
    let mut words = vec!["record-card", "--out", "card.apdu"];
    if let Some(profile) = profile {
        std::fs::write(desk.folder.join("profile.toml"), profile)?;
        words.extend(["--profile", "profile.toml"]);
    }
    let said = desk.done(&words, "")?;
    assert_eq!(desk.run(&words, "")?.0, 6, "an existing file stays");
    let progress = inserted.remove();
    assert_eq!((progress.debits, progress.proofs), (0, 0), "the card was only read");
    let kept = card.lock().unwrap_or_else(PoisonError::into_inner).commits();
    assert_eq!(kept, 0, "nothing on the card has changed");

    let file = std::fs::read_to_string(desk.folder.join("card.apdu"))?;
    std::fs::remove_file(desk.folder.join("card.apdu"))?;
    let keys = KEYS.map(|byte| [byte; 4]);
    let money = [BALANCE.to_be_bytes(), (u32::MAX - BALANCE).to_be_bytes()];
    nobody(&file, &[&serial, serial.get(1..).context("long")?, &NUMBER, &NUMBER[4..], &money[0], &money[1]]);
    nobody(&file, &keys.each_ref().map(<[u8; 4]>::as_slice));
    // What the program says on the screen names nobody either.
    nobody(&said.to_string(), &[&serial, &NUMBER, &NUMBER[4..]]);

    let mut till = Till::new(|text| card_families::read(text).expect("the profile in the file"));
    assert_eq!(Story(file.clone()).tell(|scene| till.begin(scene)), file, "the file plays");
    let comes_to = said["comes_to"].as_str().context("comes_to")?;
    assert!(file.ends_with(&format!("= {comes_to}\n")), "{comes_to}");
    Ok(file)
}

#[test]
fn purses_and_desfire_cards_are_put_on_record_through_pcscd() -> Result<()> {
    let folder = Office::folder("office-record")?;
    let pcscd = Pcscd::start(&folder.join("p"))?;
    std::fs::write(folder.join("desk.toml"), DESK.replace("URL", "http://127.0.0.1:9"))?;
    let desk = Program { folder, socket: pcscd.socket(), token: None };

    let file = recorded(&desk, &pcscd, purse(), Some(SALE))?;
    assert!(file.ends_with("purse, valid 20250101 to 20401231, mark of 128 bytes\n"), "{file}");
    // The issuer is not the holder: a county sees whose card it is.
    assert!(file.replace(' ', "").contains(&packed(&ISSUER)), "{file}");
    // Without a profile it is asked as a T-Union purse.
    assert_eq!(recorded(&desk, &pcscd, purse(), None)?, file);

    let file = recorded(&desk, &pcscd, desfire(), Some(EV2))?;
    assert!(file.contains("> 90 5A 00 00 03 F5 88 40 00\n< 91 00\n"), "{file}");
    assert!(file.contains("purse, balance 0.00, mark of 15 bytes\n"), "{file}");
    Ok(())
}
