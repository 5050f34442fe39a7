//! Exit codes: distinct, stable, for scripts and service managers.

use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// As asked.
    Ok = 0,
    /// An unexpected fault; the last log line says which.
    Fault = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// A configuration, key, enrolment or parameter file is bad.
    BadConfig = 3,
    /// A check ran and failed.
    CheckFailed = 4,
    /// The journal cannot be opened or used.
    JournalUnavailable = 5,
    /// Somebody else refused, such as the center an enrolment.
    Refused = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// A reason to end, with its code and one sentence for a person.
#[derive(Debug, thiserror::Error)]
#[error("{sentence}")]
pub struct Ending {
    /// The code.
    pub exit: Exit,
    /// What happened and what to do, Chinese first.
    pub sentence: String,
}

impl Ending {
    /// An ending with its sentence.
    #[must_use]
    pub fn new(exit: Exit, sentence: impl ToString) -> Ending {
        Ending { exit, sentence: sentence.to_string() }
    }
}
