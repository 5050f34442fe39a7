//! A bench for tests: one pcscd, a card slot, a SAM slot, all driven from the test itself.

use crate::{Inserted, Isolation, Pcscd, Slot, isolation};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{env, fs, process};
use virtual_cards::{VirtualCard, VirtualPsam};

const SOCKET: &str = "PCSCLITE_CSOCK_NAME";
const FOLDER: &str = "LOVECARD_BENCH";

/// A pcscd with two slots.
pub struct Bench {
    /// The service; it may be killed and started again.
    pub pcscd: Pcscd,
    /// The slot elders tap.
    pub card: Slot,
    /// The slot of the SAM.
    pub sam: Slot,
}

impl Bench {
    /// Puts a card into the field. The test keeps the `Arc` to look at it or to arm a tear.
    #[must_use]
    pub fn tap(&self, card: &Arc<Mutex<VirtualCard>>) -> Inserted {
        self.card.insert(Arc::clone(card), None)
    }

    /// Puts the module into its slot.
    #[must_use]
    pub fn plug(&self, psam: &Arc<Mutex<VirtualPsam>>) -> Inserted {
        self.sam.insert(Arc::clone(psam), None)
    }

    /// A chip to look at.
    pub fn look<C>(chip: &Mutex<C>) -> MutexGuard<'_, C> {
        chip.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs the body of the test `name` in a process of its own with a pcscd of its own. Where pcscd is not
/// installed this says so, loudly, and the test does not run.
///
/// # Panics
/// When the body does, or when the bench cannot be set up: it is for tests.
pub fn on_a_bench(name: &str, body: impl FnOnce(Bench)) {
    in_own_process(name, "", |folder| match Pcscd::start(folder) {
        Ok(pcscd) => {
            let [card, sam] = pcscd.doors().map(Slot::behind);
            body(Bench { pcscd, card, sam });
        }
        Err(error) => {
            eprintln!("{error:#}");
            process::exit(1);
        }
    });
}

/// Runs the body of the test `name` in a process of its own and an empty folder, whose PC/SC library will look
/// for a pcscd that is started in `below` that folder: the library reads the place once per process.
///
/// # Panics
/// When the body does, or when the process cannot be started: it is for tests.
pub fn in_own_process(name: &str, below: &str, body: impl FnOnce(&Path)) {
    if !Pcscd::installed() {
        eprintln!("\n!!!! {name} DID NOT RUN: install pcscd and vsmartcard-vpcd !!!!\n");
        return;
    }
    if let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) {
        body(&folder);
        return;
    }
    let folder = env::temp_dir().join(format!("lovecard-{}-{name}", process::id()));
    let told = env::current_exe().and_then(|program| {
        fs::create_dir_all(&folder)?;
        // Where a pcscd cannot be private there is one, and tests take turns.
        let _turn = match isolation() {
            Isolation::None => {
                let turn = File::create(env::temp_dir().join("lovecard-pcscd.lock"))?;
                turn.lock()?;
                Some(turn)
            }
            Isolation::Network | Isolation::Files => None,
        };
        Command::new(program)
            .args(["--exact", name, "--nocapture", "--test-threads", "1"])
            .env(SOCKET, Pcscd::socket_in(&folder.join(below)))
            .env(FOLDER, &folder)
            .status()
    });
    // Left behind, it does no harm.
    let _ = fs::remove_dir_all(&folder);
    let fine = told.as_ref().is_ok_and(|status| status.success());
    assert!(fine, "{name} in its own process: {told:?}");
}
