//! Before the first sale: wait to be enrolled, wait for a disk that can be written. Each wait has its screen.

use super::StopFlag;
use super::journal::Journal;
use super::panel::MirrorPanel;
use crate::config::Config;
use crate::exit::{Ending, Exit};
use crate::files::Files;
use cashier::{Clock, Panel};
use journal::{JournalFault, Options};
use records::{Parameters, SigningKey};
use sale::{Refusal, Rules, Till};
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
    pub(super) rules: Option<Rules>,
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
    let rules = kept_rules(files, &identity, &till);
    Ok(Some(Ready { identity, journal, till, rules }))
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

/// The package kept on disk, where it is whole and not older than the journal says.
fn kept_rules(files: &Files, identity: &Identity, till: &Till) -> Option<Rules> {
    let bytes = match files.parameters() {
        Ok(bytes) => bytes?,
        Err(error) => {
            tracing::warn!(error = %error, "Parameters not readable, asking the center");
            return None;
        }
    };
    let package = match Parameters::open_verified(&bytes, &identity.center) {
        Ok(package) => package,
        Err(error) => {
            tracing::warn!(error = %error, "Parameters not believed, asking the center");
            return None;
        }
    };
    let installed = till.parameters().map_or(0, |(version, _)| version);
    if package.terminal != identity.terminal || package.version < installed {
        tracing::warn!(
            version = package.version,
            installed,
            "Parameters not the installed ones, asking the center"
        );
        return None;
    }
    match Rules::new(&package) {
        Ok(rules) => Some(rules),
        Err(error) => {
            tracing::warn!(error = %error, "Parameters not usable, asking the center");
            None
        }
    }
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
