//! A DESFire chip from its maker on a real PC/SC reader: issued, loaded, torn while it is loaded, read out, blocked.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use card_in_pcscd::{Inserted, Pcscd, Slot};
use virtual_cards::Tear;
use virtual_cards::desfire::{COUNTY_AID, DesfireState, Generation, VirtualDesfire};

use crate::office::Office;
use crate::program::{DESK, PASSPHRASE, Program, TOKEN_PIN};

pub(crate) const UID: [u8; 7] = [0x04, 0x59, 0x7A, 0x32, 0x50, 0x14, 0x90];

pub(crate) type Shared = Arc<Mutex<VirtualDesfire>>;

pub(crate) fn lock(chip: &Shared) -> MutexGuard<'_, VirtualDesfire> {
    chip.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A desk with its own center and keys; what a person types before a card is made or loaded.
pub(crate) fn desk(name: &str, generation: &str, token: bool) -> Result<(Pcscd, Program, Office, String)> {
    let folder = Office::folder(name)?;
    let pcscd = Pcscd::start(&folder.join("p"))?;
    let desk = if token {
        Program::with_token(&folder, pcscd.socket())?
    } else {
        Program { folder: folder.clone(), socket: pcscd.socket(), token: None }
    };
    desk.done(&["ceremony", "make", "s1.txt", "s2.txt"], "")?;
    let join = ["ceremony", "join", "s1.txt", "s2.txt", "--out", "keys.sealed"];
    desk.done(&join, &format!("{PASSPHRASE}\n{PASSPHRASE}\n"))?;
    let section = format!("{DESK}[desfire]\ngeneration = \"{generation}\"\n");
    std::fs::write(folder.join("desk.toml"), &section)?;
    desk.done(&["keys", "for-center", "keys.sealed", "--out", "keys.json"], &format!("{PASSPHRASE}\n"))?;
    let office = Office::serve(folder.clone())?;
    let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../card-profiles/card-families/profiles");
    office.install(&profiles.join(format!("desfire-{generation}.toml")))?;
    let mut section = section.replace("URL", &office.url);
    let mut typed = format!("{PASSPHRASE}\n");
    if token {
        let modules = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"];
        let module = modules.into_iter().find(|path| Path::new(path).exists()).context("SoftHSM2")?;
        let place = format!("[keys.token]\nmodule = \"{module}\"\nlabel = \"lovecard\"\n");
        section = section.replace("[keys]\nfile = \"keys.sealed\"\n", &place);
        typed = format!("{TOKEN_PIN}\n");
    }
    std::fs::write(folder.join("desk.toml"), section)?;
    if token {
        desk.done(&["keys", "import", "keys.sealed"], &format!("{PASSPHRASE}\n{TOKEN_PIN}\n"))?;
        std::fs::remove_file(folder.join("keys.sealed"))?;
    }
    let invited = office.told(&["desk", "invite", "--name", "一号发卡台", "--load-limit", "500"])?;
    desk.done(&["enrol", "--code", invited["code"].as_str().context("code")?], "")?;
    Ok((pcscd, desk, office, typed))
}

/// Puts a chip on the reader, and waits until the reader has seen it: a card taken up and put back at once is one that
/// never left.
pub(crate) fn put_down(pcscd: &Pcscd, chip: &Shared) -> Inserted {
    let [door, _] = pcscd.doors();
    let inserted = Slot::behind(door).insert(Arc::clone(chip), None);
    inserted.wait(Duration::from_secs(10), |seen| seen.powered);
    inserted
}

pub(crate) fn factory(uid: [u8; 7], generation: Generation) -> Shared {
    Arc::new(Mutex::new(VirtualDesfire::new(DesfireState::delivered(uid, generation))))
}

fn request(office: &Office) -> Result<String> {
    let asked = office.told(&["card", "request", "--handle", "BK-1", "--kind", "desfire"])?;
    Ok(asked["request"].to_string())
}

/// Every story of a card, for a chip of this generation, keys in a file or in a token.
fn from_blank_to_blocked(name: &str, chip: Generation, word: &str, token: bool) -> Result<()> {
    let proven = if chip == Generation::Ev1 { "unproved" } else { "good" };
    let (pcscd, desk, office, typed) = desk(name, word, token)?;
    let number = request(&office)?;
    let card = factory(UID, chip);
    // The card leaves in the middle of its making, and is finished when it is back.
    lock(&card).arm(Tear::Unanswered { after: 20, keep: 0 });
    let inserted = put_down(&pcscd, &card);
    let issue = ["issue", "--request", number.as_str()];
    let (code, _, complaint) = desk.run(&issue, &typed)?;
    assert_eq!(code, 7, "{complaint}");
    drop(inserted);
    let inserted = put_down(&pcscd, &card);
    let issued = desk.done(&issue, &typed)?;
    assert_eq!(
        (&issued["resumed"], &issued["card"], &issued["pending"]),
        (&true.into(), &"3744".into(), &0.into())
    );
    assert_eq!(office.told(&["card", "requests"])?[0]["state"], "issued");
    let (code, _, complaint) = desk.run(&issue, &typed)?;
    assert!(code == 6 && complaint.contains("card-made"), "{code} {complaint}");

    let load =
        |receipt: &str, yuan: &str| desk.run(&["load", "--amount", yuan, "--receipt", receipt], &typed);
    let (code, loaded, complaint) = load("R-1", "50")?;
    assert_eq!((code, &loaded["balance_fen"]), (0, &5_000.into()), "{complaint}");
    // Committed, and the answer lost: unknown, then settled by the card, and never loaded twice.
    lock(&card).arm(Tear::AfterCommit);
    let (code, _, complaint) = load("R-2", "10")?;
    assert_eq!(code, 7, "{complaint}");
    drop(inserted);
    let inserted = put_down(&pcscd, &card);
    let (code, _, complaint) = load("R-3", "99")?;
    assert!(code == 6 && complaint.contains("R-2 已到卡上"), "{code} {complaint}");
    assert_eq!(lock(&card).balance(), Some(6_000));
    // The card has not heard the commit: it says so itself.
    lock(&card).arm(Tear::BeforeDebit);
    assert_eq!(load("R-4", "7")?.0, 7);
    drop(inserted);
    let _inserted = put_down(&pcscd, &card);
    let (code, _, complaint) = load("R-5", "7")?;
    assert!(code == 6 && complaint.contains("R-4 没有充上"), "{code} {complaint}");
    let (code, loaded, complaint) = load("R-6", "7")?;
    assert_eq!((code, &loaded["balance_fen"]), (0, &6_700.into()), "{complaint}");
    let (code, _, complaint) = load("R-7", "460")?;
    assert!(code == 6 && complaint.contains("over-day"), "{code} {complaint}");
    let loads = office.told(&["card", "loads"])?;
    let states: Vec<String> = loads
        .as_array()
        .context("loads")?
        .iter()
        .map(|load| format!("{} {}", load["reference"], load["state"]).replace('"', ""))
        .collect();
    let expected = [("R-6", proven), ("R-4", "void"), ("R-2", proven), ("R-1", proven)];
    assert_eq!(states, expected.map(|(receipt, state)| format!("{receipt} {state}")));
    office.told(&["books", "check"])?;

    let read = desk.done(&["read"], "")?;
    let kinds: Vec<&str> =
        read["log"].as_array().context("log")?.iter().filter_map(|one| one["type"].as_str()).collect();
    assert_eq!((kinds, &read["balance_fen"]), (vec!["load", "load", "load", "issued"], &6_700.into()));
    let blocked = desk.done(&["block", "--reason", "lost"], &typed)?;
    assert_eq!((&blocked["on_card"], &blocked["pending"]), (&true.into(), &0.into()));
    assert_eq!(desk.done(&["read"], "")?["blocked"], true);
    let version = lock(&card).state().application(COUNTY_AID).context("application")?.keys[1].version;
    assert_eq!(version, 0xFF);
    let (code, _, complaint) = load("R-8", "1")?;
    assert!(code == 6 && complaint.contains("停用"), "{code} {complaint}");
    assert_eq!(desk.run(&["scrap"], &typed)?.0, 6, "an issued card is never erased");

    let log = desk.done(&["log"], "")?.to_string();
    assert!(log.contains("R-6") && log.contains("****3744") && !log.contains("9010122428"), "{log}");
    Ok(())
}

#[test]
fn an_ev3_with_keys_in_a_file() -> Result<()> {
    from_blank_to_blocked("office-desfire-ev3", Generation::Ev3, "ev2", false)
}

#[test]
fn an_ev2_with_keys_in_a_token() -> Result<()> {
    from_blank_to_blocked("office-desfire-token", Generation::Ev2, "ev2", true)
}

#[test]
fn an_ev1_with_keys_in_a_file() -> Result<()> {
    from_blank_to_blocked("office-desfire-ev1", Generation::Ev1, "ev1", false)
}

/// An unfinished card is emptied, and the chip serves again.
#[test]
fn an_unfinished_card_is_given_up() -> Result<()> {
    let (pcscd, desk, office, typed) = desk("office-desfire-scrap", "ev2", false)?;
    let number = request(&office)?;
    let card = factory(UID, Generation::Ev2);
    lock(&card).arm(Tear::Unheard { after: 25 });
    let inserted = put_down(&pcscd, &card);
    let issue = ["issue", "--request", number.as_str()];
    assert_eq!(desk.run(&issue, &typed)?.0, 7);
    drop(inserted);
    let _inserted = put_down(&pcscd, &card);
    assert_eq!(desk.done(&["scrap"], &typed)?["erased"], true);
    assert!(lock(&card).state().applications.is_empty());
    assert_eq!(desk.done(&issue, &typed)?["resumed"], false);
    Ok(())
}
