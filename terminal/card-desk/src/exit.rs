//! Exit codes: distinct, stable, for scripts. The first seven are those of the till.

use std::process::ExitCode;

use crate::cards::CardFault;
use crate::center::CenterFault;
use crate::custody::CustodyError;
use crate::issuing::JournalError;
use crate::keys::{CeremonyError, SealError};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// As asked.
    Ok = 0,
    /// An unexpected fault.
    Fault = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// A configuration, sheet, key file or enrolment is bad.
    BadConfig = 3,
    /// A check ran and failed.
    CheckFailed = 4,
    /// The journal cannot be opened or used.
    JournalUnavailable = 5,
    /// The center, the card or the keeper of keys said no.
    Refused = 6,
    /// Reader or card did not answer; what is known is in the journal.
    CardLost = 7,
    /// The center did not answer.
    CenterAway = 8,
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
    /// What happened, what the card did and what to do, Chinese first.
    pub sentence: String,
}

impl Ending {
    /// An ending with its sentence.
    #[must_use]
    pub fn new(exit: Exit, sentence: impl ToString) -> Ending {
        Ending { exit, sentence: sentence.to_string() }
    }

    /// Somebody said no.
    #[must_use]
    pub fn refused(sentence: impl ToString) -> Ending {
        Ending::new(Exit::Refused, sentence)
    }
}

impl From<CardFault> for Ending {
    fn from(fault: CardFault) -> Ending {
        let exit = match fault {
            CardFault::Lost(_) => Exit::CardLost,
            CardFault::Refused(_) => Exit::Refused,
            CardFault::Keys(_) => Exit::Refused,
            CardFault::Journal(_) => Exit::JournalUnavailable,
        };
        Ending::new(exit, fault)
    }
}

impl From<CenterFault> for Ending {
    fn from(fault: CenterFault) -> Ending {
        let exit = match fault {
            CenterFault::Away(_) => Exit::CenterAway,
            CenterFault::Refused { .. } | CenterFault::Fingerprint => Exit::Refused,
            CenterFault::Answer => Exit::Fault,
            CenterFault::Address(_) | CenterFault::Tls => Exit::BadConfig,
        };
        Ending::new(exit, fault)
    }
}

impl From<JournalError> for Ending {
    fn from(error: JournalError) -> Ending {
        Ending::new(Exit::JournalUnavailable, error)
    }
}

impl From<CustodyError> for Ending {
    fn from(error: CustodyError) -> Ending {
        let exit = match error {
            CustodyError::Module { .. } | CustodyError::NoToken(_) => Exit::BadConfig,
            _ => Exit::Refused,
        };
        Ending::new(exit, error)
    }
}

impl From<CeremonyError> for Ending {
    fn from(error: CeremonyError) -> Ending {
        let exit = match error {
            CeremonyError::Division => Exit::Usage,
            CeremonyError::Random | CeremonyError::Scheme => Exit::Fault,
            _ => Exit::CheckFailed,
        };
        Ending::new(exit, error)
    }
}

impl From<SealError> for Ending {
    fn from(error: SealError) -> Ending {
        let exit = match error {
            SealError::File => Exit::BadConfig,
            SealError::Random => Exit::Fault,
            SealError::Passphrase | SealError::Short => Exit::Refused,
        };
        Ending::new(exit, error)
    }
}
