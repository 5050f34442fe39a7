//! Habits in which cards and modules differ, each on its own: overdraft, PIN, balance, log, proof, keys,
//! layout, T=0, and what a PSAM does with strangers.
#![expect(clippy::unwrap_used, reason = "a test that goes wrong shall stop")]

mod card;
mod layout;
mod psam;

use virtual_cards::{
    Chip, Key, Manner, MasterKeys, Personalise, PersonalisePsam, PurseState, VirtualPsam, VirtualPurse,
};

const NUMBER: [u8; 10] = [0x03, 0x10, 0x33, 0x07, 0x03, 0, 0, 0, 0, 0x17];
const SELECT: &str = "00A4040008A000000632010105";
const INIT: &str = "805001020B01000002585510000000420F";
const LOAD: &str = "805000020B010000025855100000004210";
const PIN: &str = "0020000003123456";
const ADF: &str = "00A40000028011";
const STAMP: &str = "20260721114005";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn keys(seed: u8) -> MasterKeys {
    let key = |nth| Key([seed + nth; 16]);
    MasterKeys { purchase: key(1), load: key(2), tac: key(3), maintenance: key(4) }
}

fn plan() -> Personalise {
    Personalise { balance: 5_000, ..Personalise::elder(keys(0), [7; 8], NUMBER) }
}

fn card_with(change: impl FnOnce(&mut PurseState), manner: Manner) -> VirtualPurse {
    let mut card = plan().card();
    card.reissue(change);
    card.behave(manner);
    card.power_on();
    card.answer(&bytes(SELECT));
    card
}

fn psam_of(seed: u8) -> VirtualPsam {
    let MasterKeys { purchase, maintenance, .. } = keys(seed);
    let terminal = [0x55, 0x10, 0, 0, 0, 0x42];
    let made = PersonalisePsam { purchase, maintenance, issuer: [7; 8], serial: [9; 10], terminal };
    let mut psam = made.psam();
    psam.reissue(|state| state.by_get_response = false);
    psam.power_on();
    psam.answer(&bytes(ADF));
    psam
}

fn say(chip: &mut dyn Chip, command: &str) -> String {
    hex(&chip.exchange(&bytes(command)).bytes())
}

/// 8070 for what a card answered to INITIALIZE of 6.00 yuan.
fn arm(opened: &str) -> String {
    let (counter, versions, random) = (&opened[8..12], &opened[18..22], &opened[22..30]);
    let factors = format!("{}{}", hex(&NUMBER[2..]), hex(&[7; 8]));
    format!("8070000024{random}{counter}0000025806{STAMP}{versions}{factors}08")
}

/// A whole purchase of 6.00 yuan. What card and PSAM said: status of DEBIT, status of 8072.
fn buy(card: &mut VirtualPurse, psam: &mut VirtualPsam, key_id: u8) -> (String, String) {
    let opened = say(card, &format!("805001020B{key_id:02X}000002585510000000420F"));
    let armed = say(psam, &arm(&opened));
    if armed.len() != 20 {
        return ("-".into(), armed);
    }
    let debited = say(card, &format!("805401000F{}{STAMP}{}08", &armed[..8], &armed[8..16]));
    let status = debited[debited.len() - 4..].to_owned();
    if debited.len() != 20 {
        return (status, "-".into());
    }
    (status, say(psam, &format!("8072000004{}", &debited[8..16])))
}
