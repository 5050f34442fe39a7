//! A directory seen as the memory of a purse, and what a purse command changed put back into it. The files
//! stay where they are; nothing is kept twice.

use super::memory::{Body, Directory, FmcosState, KeySlot, Table, kind};
use crate::cipher::filled;
use crate::{CardKeys, Key, KeySet, Pin, PurseFile, PurseState};

/// Short identifiers of files that a purse reads.
const TRIPS: u8 = 0x1E;
const COMPOSITES: [u8; 2] = [0x17, 0x19];

/// The purse in this directory. What it does not have is empty: who asks for it must have looked before.
pub(super) fn view(state: &FmcosState, directory: &Directory) -> PurseState {
    let sets = key_sets(directory);
    let of = |kind| directory.first_key(kind).map_or(Key([0; 16]), KeySlot::key);
    let keys = CardKeys {
        purchase: of(kind::PURCHASE),
        load: of(kind::LOAD),
        tac: of(kind::TAC),
        maintenance: of(kind::MAINTENANCE),
        pin_unblock: of(kind::PIN_UNBLOCK),
        pin_reload: of(kind::PIN_RELOAD),
    };
    let (first, more_keys) = match sets.split_first() {
        Some((first, more)) => (*first, more.to_vec()),
        None => {
            let CardKeys { purchase, load, tac, .. } = keys;
            (KeySet { id: 0, version: 0, alg_id: 0, purchase, load, tac }, Vec::new())
        }
    };
    let KeySet { purchase, load, tac, .. } = first;
    let money = directory.purse.clone().unwrap_or_default();
    let (composite_file, composites) = composites(directory);
    PurseState {
        uid: state.uid.clone(),
        aid: directory.name.clone(),
        keys: CardKeys { purchase, load, tac, ..keys },
        cipher: state.cipher,
        key_id: first.id,
        key_version: first.version,
        alg_id: first.alg_id,
        more_keys,
        public_data: bytes(directory, 0x15),
        holder_data: bytes(directory, 0x16),
        transit_data: bytes(directory, 0x17),
        local_data: bytes(directory, 0x05),
        balance: money.balance,
        overdraft_limit: 0,
        overdraft_used: money.overdraft_used,
        offline: money.offline,
        online: money.online,
        log: records(directory, money.log).map(filled).collect(),
        trips: records(directory, TRIPS).map(filled).collect(),
        composite_file,
        composites,
        identification: None,
        proof: money.proof,
        lock: directory.lock,
        card_blocked: state.card_blocked,
        wrong_command_macs: directory.wrong_command_macs,
        pin: pin(directory),
        commits: state.commits,
    }
}

/// Puts back what a command of the purse may change.
pub(super) fn absorb(state: &mut FmcosState, nth: Option<usize>, changed: PurseState) {
    state.card_blocked = changed.card_blocked;
    let directory = state.at_mut(nth);
    directory.lock = changed.lock;
    directory.wrong_command_macs = changed.wrong_command_macs;
    if let Some(slot) = directory.keys.iter_mut().find(|slot| slot.kind == kind::PIN) {
        slot.value.0 = changed.pin.digits;
        slot.fourth = slot.fourth & 0xF0 | changed.pin.tries_left & 0x0F;
    }
    let Some(PurseFile { usage, log, .. }) = directory.purse else { return };
    directory.purse = Some(PurseFile {
        usage,
        log,
        balance: changed.balance,
        overdraft_used: changed.overdraft_used,
        offline: changed.offline,
        online: changed.online,
        proof: changed.proof,
    });
    put(directory, log, changed.log.iter().map(|record| record.to_vec()).collect());
    put(directory, TRIPS, changed.trips.iter().map(|record| record.to_vec()).collect());
    for file in &mut directory.files {
        if let Body::Variable { records, .. } = &mut file.body
            && file.id == u16::from(changed.composite_file)
        {
            records.clone_from(&changed.composites);
        }
    }
}

/// The money keys, one generation for every purchase key. Load and TAC keys go with it by their identifier;
/// one that stands alone serves all.
fn key_sets(directory: &Directory) -> Vec<KeySet> {
    let beside = |kind, id| directory.key(kind, id).or_else(|| directory.first_key(kind));
    let of = |kind, id| beside(kind, id).map_or(Key([0; 16]), KeySlot::key);
    let purchases = directory.keys.iter().filter(|slot| slot.kind == kind::PURCHASE);
    purchases
        .map(|slot| KeySet {
            id: slot.id,
            version: slot.third,
            alg_id: slot.fourth,
            purchase: slot.key(),
            load: of(kind::LOAD, slot.id),
            tac: of(kind::TAC, slot.id),
        })
        .collect()
}

fn pin(directory: &Directory) -> Pin {
    let slot = directory.first_key(kind::PIN);
    let tries = slot.map_or(0, |slot| slot.fourth);
    Pin {
        digits: slot.map(|slot| slot.value.0.clone()).unwrap_or_default(),
        tries_left: tries & 0x0F,
        tries_max: tries >> 4,
    }
}

fn bytes(directory: &Directory, sfi: u8) -> Vec<u8> {
    match directory.short(sfi).map(|file| &file.body) {
        Some(Body::Binary(bytes)) => bytes.clone(),
        _ => Vec::new(),
    }
}

fn records(directory: &Directory, sfi: u8) -> impl Iterator<Item = &[u8]> {
    let table = match directory.short(sfi).map(|file| &file.body) {
        Some(Body::Cyclic(table)) => table.records.as_slice(),
        _ => &[],
    };
    table.iter().map(Vec::as_slice)
}

fn put(directory: &mut Directory, sfi: u8, newest: Vec<Vec<u8>>) {
    let file = directory.files.iter_mut().find(|file| file.id == u16::from(sfi));
    if let Some(Body::Cyclic(Table { most, records, .. })) = file.map(|file| &mut file.body) {
        *records = newest;
        records.truncate(usize::from(*most));
    }
}

fn composites(directory: &Directory) -> (u8, Vec<(Vec<u8>, usize)>) {
    let found = COMPOSITES.into_iter().find_map(|sfi| match &directory.short(sfi)?.body {
        Body::Variable { records, .. } => Some((sfi, records.clone())),
        _ => None,
    });
    found.unwrap_or_default()
}
