//! `enrol`: the one-time code against a number and the county's key; then an empty journal.

use super::files;
use crate::config::Config;
use crate::exit::{Ending, Exit};
use journal::{Journal, JournalFault};
use records::EnrolmentCode;
use std::io::Write as _;
use uplink::{EnrolError, Link, Timeouts};

pub(super) fn enrol(config: &Config, code: &str) -> Result<(), Ending> {
    let code: EnrolmentCode = code.parse().map_err(|error| Ending::new(Exit::Usage, error))?;
    let files = files(config)?;
    let key = files.key()?;
    if let Some(identity) = files.identity(key.clone())? {
        return Err(Ending::new(
            Exit::Refused,
            format!(
                "本机已入网，终端号 {}；换中心前请先上传流水并移走数据目录 · this till is enrolled already; upload its records and move the data folder away before enrolling it elsewhere",
                identity.terminal
            ),
        ));
    }
    let link = Link::new(&config.center.url, Timeouts::default())
        .map_err(|error| Ending::new(Exit::BadConfig, error))?;
    let enrolment = uplink::enrol(&link, &code, &key).map_err(|error| {
        let exit = match error {
            EnrolError::Refused { .. } | EnrolError::Fingerprint => Exit::Refused,
            EnrolError::Unreachable(_) | EnrolError::Answer => Exit::Fault,
        };
        Ending::new(exit, error)
    })?;
    // The journal first: an enrolled till without one would look robbed.
    match Journal::create(&config.journal.path, enrolment.terminal) {
        Ok(()) => {}
        Err(JournalFault::Exists(path)) => {
            let inspection =
                journal::inspect(&path).map_err(|fault| Ending::new(Exit::JournalUnavailable, fault))?;
            if inspection.terminal != enrolment.terminal {
                return Err(Ending::new(Exit::JournalUnavailable, JournalFault::Exists(path)));
            }
        }
        Err(fault) => return Err(Ending::new(Exit::JournalUnavailable, fault)),
    }
    files.keep_enrolment(enrolment.terminal, &enrolment.center)?;
    let said =
        format!("已入网，终端号 {} · enrolled as terminal {}\n", enrolment.terminal, enrolment.terminal);
    std::io::stdout().write_all(said.as_bytes()).map_err(|error| Ending::new(Exit::Fault, error))
}
