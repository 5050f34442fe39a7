//! Before the first sale: wait to be enrolled, wait for a disk that can be written. Each wait has its screen.

use super::StopFlag;
use super::journal::Journal;
use super::panel::MirrorPanel;
use crate::config::Config;
use crate::exit::{Ending, Exit};
use crate::files::{FileError, Files};
use cashier::{Clock, Kept, Panel};
use journal::{JournalFault, Options};
use records::SigningKey;
use sale::{Refusal, Till};
use screens::{Enrol, Starting, Strip, Trouble, View, Words};
use std::thread::sleep;
use std::time::Duration;
use uplink::Identity;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(500);

/// Everything a till needs from its disk.
pub(super) struct Ready {
    pub(super) identity: Identity,
    pub(super) journal: Journal,
    pub(super) till: Till,
    pub(super) kept: Kept,
}

/// Waits until the till is enrolled and its journal is open. `None`: told to end meanwhile.
pub(super) fn until_ready(
    config: &Config,
    files: &Files,
    key: SigningKey,
    stop: &StopFlag,
    panel: &mut MirrorPanel,
    clock: &dyn Clock,
) -> Result<Option<Ready>, Ending> {
    let Some(identity) = enrolled(files, &key, stop, panel, clock)? else { return Ok(None) };
    panel.show(
        &strip(clock),
        &View::Starting(Starting { step: Words::new("正在核对流水", "checking the journal") }),
    );
    let Some((journal, till)) = opened(config, &identity, stop, panel, clock)? else { return Ok(None) };
    let kept = kept_rules(files, &identity, &till);
    Ok(Some(Ready { identity, journal, till, kept }))
}

fn enrolled(
    files: &Files,
    key: &SigningKey,
    stop: &StopFlag,
    panel: &mut MirrorPanel,
    clock: &dyn Clock,
) -> Result<Option<Identity>, Ending> {
    let mut told = false;
    while !stop.is_set() {
        if let Some(identity) = files.identity(key.clone())? {
            return Ok(Some(identity));
        }
        if !told {
            tracing::info!("Not enrolled yet; waiting for canteen-terminal enrol");
            told = true;
        }
        panel.show(&strip(clock), &View::Enrol(Enrol::default()));
        sleep(LOOK);
    }
    Ok(None)
}

fn opened(
    config: &Config,
    identity: &Identity,
    stop: &StopFlag,
    panel: &mut MirrorPanel,
    clock: &dyn Clock,
) -> Result<Option<(Journal, Till)>, Ending> {
    let mut told = false;
    loop {
        match journal::Journal::open(&config.journal.path, identity.terminal, Options::default()) {
            Ok((journal, till)) => return Ok(Some((Journal(journal), till))),
            // A disk can be freed or changed while the till says so; anything else needs a person first.
            Err(fault @ (JournalFault::Full | JournalFault::ReadOnly(_))) if !stop.is_set() => {
                if !told {
                    tracing::warn!(fault = %fault, "Journal cannot be written");
                    told = true;
                }
                panel.show(&strip(clock), &View::Trouble(trouble(fault.refusal())));
                sleep(LOOK);
            }
            Err(fault) => return Err(Ending::new(Exit::JournalUnavailable, fault)),
        }
    }
}

/// The package kept on disk, or the one before it. A newest one that is no good is set aside, so that the good one
/// is never written over before there is a better one.
fn kept_rules(files: &Files, identity: &Identity, till: &Till) -> Kept {
    let read = |bytes: Result<Option<Vec<u8>>, FileError>| {
        bytes.unwrap_or_else(|error| {
            tracing::warn!(error = %error, "Parameters not readable");
            None
        })
    };
    let (newest, before) = (read(files.parameters()), read(files.parameters_before()));
    let kept = Kept::read(newest.as_deref(), before.as_deref(), &identity.center, till);
    if let Some(reason) = &kept.refused {
        let version = kept.rules.as_ref().map_or(0, |rules| rules.version);
        tracing::warn!(code = reason.code(), version, "Parameters {version} stay in force: {reason}");
    }
    if kept.newest_is_bad
        && let Err(error) = files.set_parameters_aside()
    {
        tracing::warn!(error = %error, "Parameters not set aside");
    }
    kept
}

fn trouble(refusal: Refusal) -> Trouble {
    Trouble {
        code: refusal.code(),
        words: Words::new(refusal.zh(), refusal.en()),
        advice: Words::new(refusal.advice_zh(), refusal.advice_en()),
        money: Words::default(),
    }
}

fn strip(clock: &dyn Clock) -> Strip {
    let time = clock.now().county_time();
    Strip {
        time: time.map(|at| format!("{:02}:{:02}", at.hour(), at.minute())).unwrap_or_default(),
        ..Strip::default()
    }
}
