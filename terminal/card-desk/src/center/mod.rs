//! What the desk asks of the county center: requests, reports, permission to load. HTTP, one signed request at a time.
//!
//! Promises: every request is signed with the desk's key over path, time and body; every report may be repeated; every
//! call ends within its timeouts.
//!
//! Deliberately does not know: cards in hand, keys of cards, the journal.

mod fault;
mod link;
mod wire;

pub use fault::CenterFault;
pub use link::{Identity, Link, enrol};
pub use wire::{CardReport, CardRequest, DesfireLoadAsk, Enrolled, LoadAnswer, LoadAsk, LoadWord};

/// The center, as the desk's work needs it.
pub trait Center {
    /// Cards that this desk may make.
    ///
    /// # Errors
    /// As [`CenterFault`].
    fn requests(&self) -> Result<Vec<CardRequest>, CenterFault>;

    /// Takes a request for this desk; again, if need be.
    ///
    /// # Errors
    /// As [`CenterFault`].
    fn take(&self, request: u64) -> Result<CardRequest, CenterFault>;

    /// A card is finished.
    ///
    /// # Errors
    /// As [`CenterFault`].
    fn report_card(&self, report: &CardReport) -> Result<(), CenterFault>;

    /// A card, by its 20 digits, is out of use for this reason; whether the card itself was blocked.
    ///
    /// # Errors
    /// As [`CenterFault`].
    fn report_block(&self, card_no: &str, reason: &str, on_card: bool) -> Result<(), CenterFault>;

    /// May this purse be loaded?
    ///
    /// # Errors
    /// As [`CenterFault`].
    fn order_load(&self, ask: &LoadAsk) -> Result<LoadAnswer, CenterFault>;

    /// May this DESFire purse be loaded?
    ///
    /// # Errors
    /// As [`CenterFault`].
    fn order_desfire_load(&self, ask: &DesfireLoadAsk) -> Result<LoadAnswer, CenterFault>;

    /// How a load ended. Answers the center's word for it.
    ///
    /// # Errors
    /// As [`CenterFault`].
    fn end_load(&self, load: u64, word: &LoadWord) -> Result<String, CenterFault>;
}
