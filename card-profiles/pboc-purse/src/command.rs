//! The commands we give, one per file, each with its byte layout and what the chip may answer.

pub mod block;
pub mod challenge;
pub mod credit_load;
pub mod debit;
pub mod get_balance;
pub mod identify;
pub mod initialize;
pub mod initialize_load;
pub mod prove;
pub mod read_binary;
pub mod read_record;
pub mod sam_code;
pub mod sam_credit;
pub mod sam_initialize;
pub mod select;
pub mod update_cache;
pub mod verify_pin;

/// Status words of purses beyond ISO/IEC 7816-4. FMCOS 2.0 manual, status table.
pub mod status {
    use apdu::StatusWord;

    /// The selected file is invalid: the application is locked.
    pub const FILE_INVALID: StatusWord = StatusWord(0x6283);
    /// FCI badly formatted: some cards answer this when locked.
    pub const FCI_INVALID: StatusWord = StatusWord(0x6284);
    /// PIN or key blocked after too many wrong tries.
    pub const BLOCKED: StatusWord = StatusWord(0x6983);
    /// The command is not accepted in this state: there was no INITIALIZE.
    pub const WRONG_STATE: StatusWord = StatusWord(0x6901);
    /// The transaction MAC is wrong.
    pub const WRONG_MAC: StatusWord = StatusWord(0x9302);
    /// The application is locked for good.
    pub const LOCKED_FOR_GOOD: StatusWord = StatusWord(0x9303);
    /// Not enough money.
    pub const FUNDS: StatusWord = StatusWord(0x9401);
    /// The transaction counter is at its maximum.
    pub const COUNTER: StatusWord = StatusWord(0x9402);
    /// Key index or version not found.
    pub const KEY: StatusWord = StatusWord(0x9403);
    /// The proof asked for is not available.
    pub const NO_PROOF: StatusWord = StatusWord(0x9406);
    /// The composite record is locked.
    pub const RECORD_LOCKED: StatusWord = StatusWord(0x9407);
    /// The purse is grey-locked.
    pub const GREY_LOCKED: StatusWord = StatusWord(0x9408);
    /// Referenced key not found (PSAM).
    pub const KEY_REFERENCE: StatusWord = StatusWord(0x6A88);

    /// Whether this status means a locked application. Manuals and real cards differ, so all four count.
    #[must_use]
    pub fn is_locked(status: StatusWord) -> bool {
        [FILE_INVALID, FCI_INVALID, LOCKED_FOR_GOOD, StatusWord::NOT_SUPPORTED].contains(&status)
    }
}
