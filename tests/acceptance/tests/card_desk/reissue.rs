//! A lost DESFire card gets a successor: until the new card is made the old one holds, from then on the new one alone.

use anyhow::{Context as _, Result};
use ledger::Ledger;
use purse::{CardNumber, ChipScheme};
use virtual_cards::Tear;
use virtual_cards::desfire::Generation;

use crate::desfire::{UID, desk, factory, lock, put_down};
use crate::office::Office;

const NEW: [u8; 7] = [0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66];

fn number(uid: [u8; 7]) -> Result<String> {
    Ok(CardNumber::of_chip(ChipScheme::Desfire, &uid).context("a chip")?.digits())
}

/// Whose card the holder's is, and whether every till is told to refuse the old one.
fn stands(office: &Office) -> Result<(Vec<String>, Vec<String>)> {
    let ledger = Ledger::open_reader(&office.folder.join("books.db"))?;
    let held = ledger.holders()?.into_iter().map(|holder| holder.card_no).collect();
    Ok((held, ledger.stoplist()?.1))
}

#[test]
fn a_new_card_takes_the_place_of_a_lost_one() -> Result<()> {
    let (pcscd, desk, office, typed) = desk("office-reissue", "ev2", false)?;
    let (old, new) = (number(UID)?, number(NEW)?);
    std::fs::write(
        office.folder.join("holders.csv"),
        format!("card_no,birth,categories,rosters,resident\n{old},1944-07-15,,,1\n"),
    )?;
    office.told(&["holders", "import", "holders.csv"])?;
    let load =
        |receipt: &str, yuan: &str| desk.run(&["load", "--amount", yuan, "--receipt", receipt], &typed);

    let request =
        office.told(&["card", "request", "--handle", "BK-1", "--kind", "desfire"])?["request"].to_string();
    let lost = factory(UID, Generation::Ev2);
    let inserted = put_down(&pcscd, &lost);
    desk.done(&["issue", "--request", &request], &typed)?;
    assert_eq!(load("R-1", "50")?.1["balance_fen"], 5_000);
    drop(inserted);

    let words = ["card", "request", "--handle", "BK-2", "--kind", "desfire", "--replaces", &old];
    let request = office.told(&words)?["request"].to_string();
    let reissue = ["reissue", "--request", request.as_str()];
    let (code, _, complaint) = desk.run(&["issue", "--request", &request], &typed)?;
    assert!(code == 6 && complaint.contains("reissue"), "{code} {complaint}");

    // The old card is no blank chip, and stays what it is.
    let inserted = put_down(&pcscd, &lost);
    let (code, _, complaint) = desk.run(&reissue, &typed)?;
    assert!(code == 6 && complaint.contains("已发的卡"), "{code} {complaint}");
    assert_eq!(lock(&lost).balance(), Some(5_000));
    drop(inserted);

    // Half made, the new card is nobody's: the old one still holds.
    let card = factory(NEW, Generation::Ev2);
    lock(&card).arm(Tear::Unanswered { after: 20, keep: 0 });
    let inserted = put_down(&pcscd, &card);
    assert_eq!(desk.run(&reissue, &typed)?.0, 7);
    assert_eq!(stands(&office)?, (vec![old.clone()], vec![]));
    drop(inserted);
    let inserted = put_down(&pcscd, &card);
    let issued = desk.done(&reissue, &typed)?;
    assert_eq!((&issued["resumed"], &issued["pending"]), (&true.into(), &0.into()));
    assert_eq!(stands(&office)?, (vec![new], vec![old.clone()]));

    // The new card begins empty, and gets what the center permits: no more.
    assert_eq!(desk.done(&["read"], "")?["balance_fen"], 0);
    assert_eq!(load("R-2", "30")?.1["balance_fen"], 3_000);
    let (code, _, complaint) = load("R-3", "421")?;
    assert!(code == 6 && complaint.contains("over-day"), "{code} {complaint}");
    assert_eq!(lock(&card).balance(), Some(3_000));
    drop(inserted);

    // The old one turns up: no money goes onto it, and it is blocked for good. No second successor is made.
    let _inserted = put_down(&pcscd, &lost);
    let (code, _, complaint) = load("R-4", "1")?;
    assert!(code == 6 && complaint.contains("card-stopped"), "{code} {complaint}");
    assert_eq!(desk.done(&["block", "--reason", "lost"], &typed)?["on_card"], true);
    assert_eq!(
        (desk.done(&["read"], "")?["blocked"].as_bool(), lock(&lost).balance()),
        (Some(true), Some(5_000))
    );
    assert!(office.told(&words).is_err(), "one card takes the place of another");
    office.told(&["books", "check"])?;
    Ok(())
}
