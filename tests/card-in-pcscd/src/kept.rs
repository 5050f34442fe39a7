//! What is kept on disk: the deck that a seed made, and the memory of every chip.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use virtual_cards::{Key, Lock, MasterKeys, Pin, Proof, PsamState, PurseState};

/// Schema of a deck.
pub const SCHEMA: &str = "lovecard-cards/1";

/// Everything `seed` makes for the tray.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deck {
    /// [`SCHEMA`].
    pub schema: String,
    /// Division code of the county.
    pub county: String,
    /// Issuer, 16 hex digits.
    pub issuer: String,
    /// Master keys of the trial.
    pub keys: TrialKeys,
    /// Modules, one for every counter.
    pub psams: Vec<Module>,
    /// Cards, in the order of the tray.
    pub cards: Vec<Entry>,
}

/// Synthetic master keys, 32 hex digits each. They guard nothing.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialKeys {
    /// Purchase.
    pub mpk: String,
    /// Load.
    pub mlk: String,
    /// TAC.
    pub mtk: String,
    /// Maintenance.
    pub mamk: String,
}

impl core::fmt::Debug for TrialKeys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("<keys>")
    }
}

impl TrialKeys {
    /// The keys as bytes.
    ///
    /// # Errors
    /// A key is not 32 hex digits.
    pub fn masters(&self) -> Result<MasterKeys> {
        let key = |hex: &str| Ok::<Key, anyhow::Error>(Key(unhex(hex)?));
        Ok(MasterKeys {
            purchase: key(&self.mpk)?,
            load: key(&self.mlk)?,
            tac: key(&self.mtk)?,
            maintenance: key(&self.mamk)?,
        })
    }
}

/// A PSAM to be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// 20 hex digits.
    pub serial: String,
    /// Terminal number, 12 hex digits.
    pub terminal: String,
}

/// What a card of the tray is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An elder's card.
    Elder,
    /// A good card of somebody who is in no roster.
    Unlisted,
    /// An elder's card with less than a meal on it.
    LowBalance,
    /// Not enabled by its issuer yet.
    NotEnabled,
    /// Past its last day.
    Expired,
    /// Its application is locked.
    Locked,
    /// Debits, but its MAC2 is wrong.
    Forged,
    /// Answers slowly.
    Slow,
    /// A card of another scheme.
    Foreign,
    /// A chip that says nothing useful.
    Unreadable,
}

/// A card to be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// 20 digits.
    pub number: String,
    /// What the tray writes on it: an age band, or what is special.
    pub label: String,
    /// Fen at first.
    pub balance: u32,
}

impl Deck {
    /// Reads a deck.
    ///
    /// # Errors
    /// The file cannot be read or is no deck; the message says where.
    pub fn load(path: &Path) -> Result<Deck> {
        let name = || path.display().to_string();
        let deck: Deck =
            serde_json::from_str(&fs::read_to_string(path).with_context(name)?).with_context(name)?;
        if deck.schema != SCHEMA {
            bail!("{}: schema 应为 {SCHEMA} · must be {SCHEMA}", path.display());
        }
        Ok(deck)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptPurse {
    public_data: String,
    balance: u32,
    #[serde(default)]
    overdraft_used: u32,
    offline: u16,
    online: u16,
    log: Vec<String>,
    trips: Vec<String>,
    composites: Vec<(String, usize)>,
    proof: Option<KeptProof>,
    lock: u8,
    #[serde(default)]
    card_blocked: bool,
    wrong_command_macs: u8,
    pin: (String, u8),
    commits: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptProof {
    kind: u8,
    counter: u16,
    mac2: String,
    tac: String,
}

/// A card's memory as text, keys left out.
///
/// # Errors
/// None that a card can cause.
pub fn purse_to_json(state: &PurseState) -> Result<String> {
    let kept = KeptPurse {
        public_data: hex(&state.public_data),
        balance: state.balance,
        overdraft_used: state.overdraft_used,
        offline: state.offline,
        online: state.online,
        log: state.log.iter().map(|record| hex(record)).collect(),
        trips: state.trips.iter().map(|record| hex(record)).collect(),
        composites: state.composites.iter().map(|(record, room)| (hex(record), *room)).collect(),
        proof: state.proof.map(|Proof { kind, counter, mac2, tac }| KeptProof {
            kind,
            counter,
            mac2: hex(&mac2),
            tac: hex(&tac),
        }),
        lock: match state.lock {
            Lock::Open => 0,
            Lock::Temporary => 1,
            Lock::ForEver => 2,
        },
        card_blocked: state.card_blocked,
        wrong_command_macs: state.wrong_command_macs,
        pin: (hex(&state.pin.digits), state.pin.tries_left),
        commits: state.commits,
    };
    Ok(serde_json::to_string_pretty(&kept)?)
}

/// The memory of the card that `made` describes, as it was kept.
///
/// # Errors
/// The text is not what [`purse_to_json`] writes.
pub fn purse_from_json(text: &str, made: PurseState) -> Result<PurseState> {
    let kept: KeptPurse = serde_json::from_str(text)?;
    let proof = kept.proof.map(|KeptProof { kind, counter, mac2, tac }| {
        anyhow::Ok(Proof { kind, counter, mac2: unhex(&mac2)?, tac: unhex(&tac)? })
    });
    let composites = kept.composites.iter().map(|(record, room)| anyhow::Ok((bytes(record)?, *room)));
    Ok(PurseState {
        public_data: bytes(&kept.public_data)?,
        balance: kept.balance,
        overdraft_used: kept.overdraft_used,
        offline: kept.offline,
        online: kept.online,
        log: kept.log.iter().map(|record| unhex(record)).collect::<Result<_>>()?,
        trips: kept.trips.iter().map(|record| unhex(record)).collect::<Result<_>>()?,
        composites: composites.collect::<Result<_>>()?,
        proof: proof.transpose()?,
        lock: match kept.lock {
            0 => Lock::Open,
            1 => Lock::Temporary,
            _ => Lock::ForEver,
        },
        card_blocked: kept.card_blocked,
        wrong_command_macs: kept.wrong_command_macs,
        pin: Pin { digits: bytes(&kept.pin.0)?, tries_left: kept.pin.1, ..made.pin },
        commits: kept.commits,
        ..made
    })
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptPsam {
    sequence: u32,
    mac2_errors: u8,
    locked: bool,
    commits: u64,
}

/// A module's memory as text, keys left out.
///
/// # Errors
/// None that a module can cause.
pub fn psam_to_json(state: &PsamState) -> Result<String> {
    let PsamState { sequence, mac2_errors, locked, commits, .. } = *state;
    Ok(serde_json::to_string_pretty(&KeptPsam { sequence, mac2_errors, locked, commits })?)
}

/// The memory of the module that `made` describes, as it was kept.
///
/// # Errors
/// The text is not what [`psam_to_json`] writes.
pub fn psam_from_json(text: &str, made: PsamState) -> Result<PsamState> {
    let KeptPsam { sequence, mac2_errors, locked, commits } = serde_json::from_str(text)?;
    Ok(PsamState { sequence, mac2_errors, locked, commits, ..made })
}

/// Replaces a file as one step, so that a program killed at any moment leaves the old text or the new one.
///
/// # Errors
/// The file cannot be written.
pub fn replace(path: &Path, text: &str) -> Result<()> {
    let mut beside = PathBuf::from(path);
    beside.set_extension("new");
    fs::write(&beside, text).with_context(|| beside.display().to_string())?;
    fs::rename(&beside, path).with_context(|| path.display().to_string())
}

/// Upper-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn bytes(text: &str) -> Result<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect();
    match digits.as_deref().map(<[u8]>::as_chunks::<2>) {
        Some((pairs, [])) => Ok(pairs.iter().map(|[high, low]| high << 4 | low).collect()),
        _ => bail!("不是十六进制 · not hex"),
    }
}

/// Hex of a known length.
///
/// # Errors
/// It is not, or not that long.
pub fn unhex<const N: usize>(text: &str) -> Result<[u8; N]> {
    bytes(text)?
        .try_into()
        .ok()
        .with_context(|| format!("应为 {N} 字节的十六进制 · must be {N} bytes in hex"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use virtual_cards::Personalise;

    fn made() -> PurseState {
        let key = Key([5; 16]);
        let keys = MasterKeys { purchase: key, load: key, tac: key, maintenance: key };
        Personalise { balance: 77, ..Personalise::elder(keys, [1; 8], [2; 10]) }.state()
    }

    #[test]
    fn a_memory_survives_and_its_keys_stay_away() {
        let mut state = made();
        state.log.push([7; 23]);
        state.trips.push([8; 48]);
        state.proof = Some(Proof { kind: 9, counter: 3, mac2: [1, 2, 3, 4], tac: [5, 6, 7, 8] });
        state.lock = Lock::ForEver;
        (state.card_blocked, state.overdraft_used) = (true, 12);
        state.commits = 12;
        let text = purse_to_json(&state).unwrap();
        assert!(!text.contains(&hex(&state.keys.purchase.0)) && !text.contains(&hex(&state.keys.tac.0)));
        assert_eq!(purse_from_json(&text, made()).unwrap(), state);
    }

    #[test]
    fn garbage_is_refused() {
        for text in ["", "{}", "{\"balance\":1}", "[1]"] {
            assert!(purse_from_json(text, made()).is_err(), "{text}");
        }
        assert!(unhex::<2>("0G00").is_err() && unhex::<2>("000").is_err() && unhex::<2>("000000").is_err());
        assert_eq!(unhex::<2>("0aFf").unwrap(), [0x0A, 0xFF]);
    }
}
