//! How a card behaves: where nothing that is published says it, and where a test wants it odd.

use super::status::{BOUNDARY, DUPLICATE, ILLEGAL_COMMAND, NO_CHANGES, PARAMETER, PERMISSION_DENIED};

/// What no public document settles. One line changes when a real card says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decisions {
    /// CommitTransaction although CommitReaderID is demanded and was not sent.
    pub commit_without_reader: u8,
    /// A second CommitReaderID in one transaction.
    pub second_reader: u8,
    /// CommitReaderID in an application without a transaction MAC file.
    pub reader_without_file: u8,
    /// CommitTransaction asks for a transaction MAC where there is no such file.
    pub proof_without_file: u8,
    /// CommitTransaction or AbortTransaction with nothing pending.
    pub nothing_pending: u8,
    /// A second transaction MAC file in one application.
    pub second_proof_file: u8,
    /// A value beyond its limits; found at once, against what is committed and what is pending.
    pub beyond_limit: u8,
    /// A data command when the transaction counter is at its end.
    pub counter_end: u8,
    /// A command nobody knows.
    pub unknown: u8,
    /// WriteRecord after ClearRecordFile in one transaction.
    pub write_after_clear: u8,
    /// A command for one kind of file to a file of another kind.
    pub wrong_kind: u8,
    /// A first authentication throws away what is pending; a further one never does.
    pub authentication_aborts: bool,
    /// Longest data field of a command other than those made for reader-side chaining; longer is 7E.
    pub command_bytes_max: usize,
    /// Longest data field of one answer of a chain.
    pub answer_bytes_max: usize,
}

impl Default for Decisions {
    fn default() -> Decisions {
        Decisions {
            commit_without_reader: PERMISSION_DENIED,
            second_reader: PERMISSION_DENIED,
            reader_without_file: PERMISSION_DENIED,
            proof_without_file: PARAMETER,
            nothing_pending: NO_CHANGES,
            second_proof_file: DUPLICATE,
            beyond_limit: BOUNDARY,
            counter_end: PERMISSION_DENIED,
            unknown: ILLEGAL_COMMAND,
            write_after_clear: BOUNDARY,
            wrong_kind: PARAMETER,
            authentication_aborts: true,
            // A frame of 64 bytes less its borders and the wrapping of the command; of the answer.
            command_bytes_max: 55,
            answer_bytes_max: 59,
        }
    }
}

/// How a card behaves, besides being correct.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DesfireManner {
    /// Time for every answer, in milliseconds.
    pub latency_ms: u32,
    /// Executes CommitTransaction and never answers it: the field is gone every time.
    pub stuck_commit: bool,
    /// Commits, but its transaction MAC is wrong: a forged card.
    pub forges_proof: bool,
    /// Where the facts stop.
    pub decisions: Decisions,
}
