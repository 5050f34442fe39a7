//! From an entry of the deck and what was kept to a chip.

use crate::kept::{Deck, Entry, Kind, Module, psam_from_json, purse_from_json, unhex};
use anyhow::{Context, Result};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use virtual_cards::{
    ForeignCard, Lock, Manner, Personalise, PersonalisePsam, UnreadableCard, VirtualCard, VirtualPsam,
    VirtualPurse,
};

/// Milliseconds a slow card takes for every answer.
const SLOW: u32 = 60;

pub(super) fn card(deck: &Deck, entry: &Entry, file: &Path) -> Result<VirtualCard> {
    let number: [u8; 10] = unhex(&entry.number)?;
    let [.., a, b, c] = number;
    let uid = [0x08, a, b, c];
    match entry.kind {
        Kind::Foreign => return Ok(VirtualCard::Foreign(ForeignCard::bank(&uid))),
        Kind::Unreadable => return Ok(VirtualCard::Unreadable(UnreadableCard::new(&uid))),
        _ => {}
    }
    let mut plan = Personalise::elder(deck.keys.masters()?, unhex(&deck.issuer)?, number);
    plan.balance = entry.balance;
    match entry.kind {
        Kind::NotEnabled => plan.enabled = 0x00,
        Kind::Expired => {
            plan.valid_from = [0x20, 0x10, 0x01, 0x01];
            plan.valid_to = [0x20, 0x20, 0x12, 0x31];
        }
        _ => {}
    }
    let mut state = plan.state();
    if entry.kind == Kind::Locked {
        state.lock = Lock::Temporary;
    }
    if let Some(text) = kept(file)? {
        state = purse_from_json(&text, state)?;
    }
    let mut purse = VirtualPurse::new(state);
    purse.behave(Manner {
        forges_mac2: entry.kind == Kind::Forged,
        latency_ms: if entry.kind == Kind::Slow { SLOW } else { 0 },
        ..Manner::default()
    });
    Ok(purse.into())
}

pub(super) fn psam(deck: &Deck, module: &Module, file: &Path) -> Result<VirtualPsam> {
    let masters = deck.keys.masters()?;
    let made = PersonalisePsam {
        purchase: masters.purchase,
        maintenance: masters.maintenance,
        issuer: unhex(&deck.issuer)?,
        serial: unhex(&module.serial)?,
        terminal: unhex(&module.terminal)?,
    };
    let psam = made.psam();
    Ok(match kept(file)? {
        Some(text) => VirtualPsam::new(psam_from_json(&text, psam.state().clone())?),
        None => psam,
    })
}

/// What was kept; nothing for a new chip.
fn kept(file: &Path) -> Result<Option<String>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).context("状态读不出 · cannot be read"),
    }
}
