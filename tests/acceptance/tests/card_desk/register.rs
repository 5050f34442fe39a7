//! Cards that people bring, on a real PC/SC reader: read as tills read them, and registered for their holders.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context as _, Result};
use card_in_pcscd::{Pcscd, Slot};
use ledger::Ledger;
use purse::{CardNumber, ChipScheme};
use serde_json::Value;
use virtual_cards::{Chip, Key, MasterKeys, Personalise, SocialCard, SocialGeneration, StorageCard};

use crate::office::Office;
use crate::program::{DESK, Program};

const FIRST: &str = "03104770000000000001";
const SECOND: &str = "03104770000000000002";
const THIRD: &str = "03104770000000000003";

fn put_down(
    desk: &Program,
    pcscd: &Pcscd,
    card: impl Chip + Send + 'static,
    holder: &str,
) -> Result<(i32, Value, String)> {
    let [door, _] = pcscd.doors();
    let inserted = Slot::behind(door).insert(Arc::new(Mutex::new(card)), None);
    inserted.wait(Duration::from_secs(10), |seen| seen.powered);
    let said = desk.run(&["register", "--holder", holder], "")?;
    let progress = inserted.remove();
    assert_eq!((progress.debits, progress.proofs), (0, 0), "the card was only read");
    Ok(said)
}

fn holders(office: &Office) -> Result<Vec<String>> {
    let ledger = Ledger::open_reader(&office.folder.join("books.db"))?;
    Ok(ledger.holders()?.into_iter().map(|holder| holder.card_no).collect())
}

#[test]
fn a_card_that_somebody_brings_is_registered_for_its_holder() -> Result<()> {
    let folder = Office::folder("office-register")?;
    let pcscd = Pcscd::start(&folder.join("p"))?;
    std::fs::write(folder.join("keys.json"), format!("{{\"mtk\":\"{}\"}}", "31".repeat(16)))?;
    let office = Office::serve(folder.clone())?;
    std::fs::write(folder.join("desk.toml"), DESK.replace("URL", &office.url))?;
    let desk = Program { folder: folder.clone(), socket: pcscd.socket(), token: None };
    let invited = office.told(&["desk", "invite", "--name", "一号发卡台", "--load-limit", "500"])?;
    desk.done(&["enrol", "--code", invited["code"].as_str().context("code")?], "")?;
    let list = [FIRST, SECOND, THIRD].map(|number| format!("{number},1944-07-15,,,1\n")).concat();
    std::fs::write(folder.join("holders.csv"), format!("card_no,birth,categories,rosters,resident\n{list}"))?;
    office.told(&["holders", "import", "holders.csv"])?;

    let social = || SocialCard::new(&[4, 1, 2, 3, 4, 5, 6], SocialGeneration::Three);
    // MIFARE Classic, four bytes; another chip, seven.
    let classic = || StorageCard::new(&[0xDE, 0xAD, 0xBE, 0xEF]);
    let serial = || StorageCard::new(&[4, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6]);
    let (code, _, complaint) = put_down(&desk, &pcscd, social(), FIRST)?;
    assert!(code == 6 && complaint.contains("card-unknown"), "{code} {complaint}");
    let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../card-profiles/card-families/profiles");
    office.install(&profiles.join("county-mixed.toml"))?;

    for news in [true, false] {
        let (code, said, complaint) = put_down(&desk, &pcscd, social(), FIRST)?;
        assert_eq!((code, &said["news"]), (0, &news.into()), "{complaint}");
    }
    let (code, said, complaint) = put_down(&desk, &pcscd, classic(), SECOND)?;
    let number = |chip: &[u8]| CardNumber::of_chip(ChipScheme::Serial, chip).context("chip");
    let classic_number = number(&[0xDE, 0xAD, 0xBE, 0xEF])?;
    assert_eq!((code, &said["card"]), (0, &classic_number.tail().into()), "{complaint}");

    // Two cards of one holder, and one card of two.
    let (code, _, complaint) = put_down(&desk, &pcscd, serial(), SECOND)?;
    assert!(
        code == 6 && complaint.contains("holder-has-card") && complaint.contains("一人一卡"),
        "{complaint}"
    );
    let (code, _, complaint) = put_down(&desk, &pcscd, classic(), THIRD)?;
    assert!(code == 6 && complaint.contains("card-taken"), "{code} {complaint}");
    // A serial drawn anew every time names nobody; a card with a purse is issued, not registered.
    let random = StorageCard::new(&[8, 1, 2, 3]);
    let (code, _, complaint) = put_down(&desk, &pcscd, random, THIRD)?;
    assert!(code == 6 && complaint.contains("随机序列号"), "{code} {complaint}");
    let key = Key([1; 16]);
    let keys = MasterKeys { purchase: key, load: key, tac: key, maintenance: key };
    let purse = Personalise::elder(keys, [3, 0x10, 0x47, 0x70, 1, 0x23, 0x45, 0x67], [9; 10]).card();
    let (code, _, complaint) = put_down(&desk, &pcscd, purse, THIRD)?;
    assert!(code == 6 && complaint.contains("有钱包的卡"), "{code} {complaint}");

    // The social card was lost: another card takes its place, by the number in use.
    let held = holders(&office)?;
    assert!(held.contains(&classic_number.digits()) && held.iter().any(|number| number == THIRD));
    let shown = held.iter().find(|number| number.starts_with("902")).context("the social card")?;
    let (code, _, complaint) = put_down(&desk, &pcscd, serial(), shown)?;
    assert_eq!(code, 0, "{complaint}");
    let held = holders(&office)?;
    assert!(held.contains(&number(&[4, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6])?.digits()));
    assert!(!held.iter().any(|number| number.starts_with("902")));
    office.told(&["books", "check"])?;
    Ok(())
}
