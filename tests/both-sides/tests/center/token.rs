//! The center's keys in a token (SoftHSM2): the same verdicts as with a file, few questions, and nothing given away.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use both_sides::county::{self, Kind};
use clearing::ProofVerifier;
use county_center::card_keys::{CardKeys, Pin, TokenSettings};
use county_center::intake::{Applications, Intake, Proofs};
use desfire_purse::proof::TransactionMacMasterKey;
use key_custody::{Custody, FileKeys, KeySet, Token, TokenPlace, hex::hex};
use ledger::Ledger;
use pboc_purse::proof::TacMasterKey;
use purse::Secret16;
use records::{FactorOrder, Record, SigningKey};
use virtual_cards::desfire::Generation;

use super::batches::everything;
use super::{CENTER_KEY, NOON_US, PROFILE, TAPS, books, sales, send, standing};

const MODULES: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
];
const PIN: &str = "24681357";
const CHILD: &str = "BOTH_SIDES_TOKEN_TEST";

/// SoftHSM reads its folder from the environment, which a running process must not change: the story is told in a
/// process of its own.
#[test]
fn a_token_judges_as_the_file_does_and_is_asked_once() {
    if let Some(folder) = std::env::var_os(CHILD) {
        return the_story(Path::new(&folder));
    }
    let folder = std::env::temp_dir().join(format!("both-sides-token-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("tokens")).unwrap();
    let config = folder.join("softhsm2.conf");
    std::fs::write(&config, format!("directories.tokendir = {}\n", folder.join("tokens").display())).unwrap();
    let made = Command::new("softhsm2-util")
        .env("SOFTHSM2_CONF", &config)
        .args(["--init-token", "--free", "--label", "lovecard", "--so-pin", "13572468", "--pin", PIN])
        .output()
        .expect("softhsm2-util is installed: make packages");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let told = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "token::a_token_judges_as_the_file_does_and_is_asked_once", "--nocapture"])
        .env("SOFTHSM2_CONF", &config)
        .env(CHILD, &folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&told.stdout).into_owned() + &String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success() && said.contains("the story was told"), "{said}");
    std::fs::remove_dir_all(folder).unwrap();
}

fn settings(folder: &Path, label: &str) -> TokenSettings {
    let module = MODULES.iter().map(PathBuf::from).find(|path| path.exists());
    TokenSettings {
        place: TokenPlace { module: module.expect("SoftHSM2's module"), label: label.to_owned() },
        pin: Pin::new(PIN.to_owned()),
        cache: folder.join("card-keys.cache"),
        tac: "tac/3des/01".parse().unwrap(),
        transaction_mac: Some("transaction-mac/aes128/01".parse().unwrap()),
        load: None,
    }
}

fn opened(folder: &Path) -> Arc<CardKeys> {
    Arc::new(CardKeys::open(settings(folder, "lovecard")).unwrap())
}

fn from_token(keys: &Arc<CardKeys>) -> Proofs {
    Proofs::of_token(Arc::clone(keys), FactorOrder::IssuerFirst)
}

fn from_file(macs: bool) -> Proofs {
    let macs = macs.then(|| TransactionMacMasterKey::new(county::PROOF_KEY));
    let tac = TacMasterKey::new(county::PURSE_KEYS.tac.0);
    Proofs::of_masters(tac, FactorOrder::IssuerFirst, None, macs)
}

/// Books of one batch, and how its records stand.
fn judged(proofs: &Proofs, records: &[Record]) -> (Ledger, Vec<String>) {
    let mut ledger = books(PROFILE);
    let intake = Intake::new(SigningKey::from_bytes(&CENTER_KEY), proofs.clone(), true);
    send(&intake, &mut ledger, records);
    let standings = standing(&ledger);
    (ledger, standings)
}

fn the_story(folder: &Path) {
    let tac = settings(folder, "lovecard").tac;
    let macs = settings(folder, "lovecard").transaction_mac.unwrap();
    let mut masters = KeySet::default();
    masters.insert(tac, Secret16::new(county::PURSE_KEYS.tac.0));
    masters.insert(macs, Secret16::new(county::PROOF_KEY));
    let token = Token::open(&settings(folder, "lovecard").place, PIN).unwrap();
    assert_eq!(token.import(&masters, Some(county::ISSUER)).unwrap(), []);
    drop(token);

    // Every kind of card, some of them altered: the answers of the file, from one question for each card.
    let keys = opened(folder);
    let applications = Applications::of(PROFILE);
    let mut batch: Vec<Record> = everything().into_iter().map(|(record, _)| record).collect();
    batch.extend(batch.clone().into_iter().map(|mut record| {
        record.tac[1] ^= 1;
        record.transaction_mac.iter_mut().for_each(|mac| mac.value[3] ^= 1);
        record
    }));
    let batch: Vec<&Record> = batch.iter().collect();
    let (ours, file) = (from_token(&keys), from_file(true));
    let expected = file.of(&applications).verify_batch(&batch);
    assert_eq!(expected.iter().filter(|proved| **proved).count(), 9, "three of 3DES, six of DESFire");
    assert_eq!(ours.of(&applications).verify_batch(&batch), expected);
    let cards = keys.asked();
    assert!((4..=8).contains(&cards), "two elders with a card of each kind: {cards}");
    for record in &batch {
        let told = |proofs: &Proofs| proofs.of(&applications).follows(record, record.terminal);
        assert_eq!(told(&ours), told(&file));
    }
    assert_eq!(keys.asked(), cards, "the same cards again");

    // Byte-equal books; after a restart nothing is asked.
    for (restart, kind) in [Kind::TUnion, Kind::Desfire(Generation::Ev2)].into_iter().enumerate() {
        let keys = opened(folder);
        let records = sales(kind, &TAPS);
        let (theirs, ours) = (judged(&from_file(true), &records), judged(&from_token(&keys), &records));
        assert_eq!((&ours.1, &theirs.1), (&vec!["good".to_owned(); 3], &ours.1));
        assert_eq!(ours.0.digest().unwrap(), theirs.0.digest().unwrap(), "{kind:?}");
        assert_eq!(keys.asked(), 0, "restart {restart}");
    }

    // Away: what a center without keys would make of it, and the books that followed once it is there.
    let records = sales(Kind::Desfire(Generation::Ev2), &TAPS);
    let nowhere = Arc::new(CardKeys::open(settings(folder, "elsewhere")).unwrap());
    let (mut waiting, standings) = judged(&from_token(&nowhere), &records);
    assert_eq!(standings, ["waiting:01"; 3]);
    let (mut without, _) = judged(&from_file(false), &records);
    assert_eq!(waiting.digest().unwrap(), without.digest().unwrap());
    assert!(nowhere.ready().is_err());
    for (ledger, proofs) in [(&mut waiting, from_token(&opened(folder))), (&mut without, from_file(true))] {
        let intake = Intake::new(SigningKey::from_bytes(&CENTER_KEY), proofs, true);
        assert_eq!(intake.recheck(ledger, NOON_US + 7_200_000_000).unwrap().paid, 3);
    }
    assert_eq!(waiting.digest().unwrap(), without.digest().unwrap());

    // The file is only a cache.
    let cache = folder.join("card-keys.cache");
    let bytes = std::fs::read(&cache).unwrap();
    let mut changed = bytes.clone();
    changed[60] ^= 1;
    for (what, bytes) in [("changed", Some(changed)), ("gone", None), ("nonsense", Some(vec![7; 99]))] {
        match bytes {
            Some(bytes) => std::fs::write(&cache, bytes).unwrap(),
            None => std::fs::remove_file(&cache).unwrap(),
        }
        let keys = opened(folder);
        assert_eq!(from_token(&keys).of(&applications).verify_batch(&batch), expected, "{what}");
        assert!(keys.asked() > 0, "{what}");
        let again = opened(folder);
        assert_eq!(from_token(&again).of(&applications).verify_batch(&batch), expected, "{what}");
        assert_eq!(again.asked(), 0, "{what}");
    }
    // A folder in which nothing can be written: memory serves.
    let nowhere = TokenSettings { cache: folder.join("none/here"), ..settings(folder, "lovecard") };
    let keys = Arc::new(CardKeys::open(nowhere).unwrap());
    assert_eq!(from_token(&keys).of(&applications).verify_batch(&batch), expected);

    gives_nothing_away(folder, &masters, &keys, &batch);
    println!("the story was told");
}

/// No master key, no key of a card and no PIN stands in the file or in what is shown.
fn gives_nothing_away(folder: &Path, masters: &KeySet, keys: &Arc<CardKeys>, batch: &[&Record]) {
    let cache = std::fs::read(folder.join("card-keys.cache")).unwrap();
    let shown = format!("{keys:?} {:?} {:?}", from_token(keys), settings(folder, "lovecard"));
    let file = FileKeys::new(masters.clone());
    let mut secrets: Vec<Vec<u8>> = masters.iter().map(|(_, key)| key.expose().to_vec()).collect();
    secrets.push(PIN.as_bytes().to_vec());
    for record in batch.iter().filter(|record| record.transaction_mac.is_none()) {
        let serial: [u8; 8] = *record.card_no.0.last_chunk().unwrap();
        let issuer = Some(record.card_issuer);
        let pair = [serial, serial.map(|byte| !byte)].concat();
        secrets.push(file.encrypt("tac/3des/01".parse().unwrap(), issuer, &pair).unwrap().to_vec());
        secrets.push(record.card_no.0.to_vec());
    }
    assert!(secrets.len() > 10);
    for secret in secrets {
        assert!(!cache.windows(6).any(|bytes| bytes == &secret[..6]), "in the file");
        let text = String::from_utf8_lossy(&secret).into_owned();
        assert!(!shown.to_lowercase().contains(&hex(&secret)[..8]) && !shown.contains(&text), "{shown}");
        assert!(!shown.contains(&format!("{:?}", &secret[..4])[1..8]), "{shown}");
    }
}
