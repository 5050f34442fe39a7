//! One shape for every family of cards: what a sale asks of them.

use crate::{
    CardAmount, Custody, DebitOrder, DebitOutcome, Facts, ProfileError, PurchaseRefusal, PurseView,
    Resolution, Shown, Told, Torn,
};
use apdu::{Command, Dialogue, Response};

/// A family of cards. Its one value is listed where all families are.
pub trait Family: Sync {
    /// The word for it in a profile file.
    fn name(&self) -> &'static str;

    /// Reads the parameters of one application of this family.
    ///
    /// # Errors
    /// The first key that is wrong, missing or unknown.
    fn application(&self, told: &Told) -> Result<Box<dyn Application>, ProfileError>;
}

/// What a probe finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// The application is not on this card; go on to the next.
    Absent,
    /// It is there and can be used.
    Found(PurseView),
    /// It is there, but locked.
    Locked,
    /// It is there, but not enabled yet or stopped by its issuer.
    NotEnabled,
    /// It is there and makes no sense.
    Unreadable,
}

/// What one card that keeps no count of its own may get at a till before the center has answered. It bounds what
/// the same card can take at every till of a county in one offline hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfflineLimits {
    /// Sales that the center has not acknowledged.
    pub uses: u32,
    /// Their benefits together.
    pub benefit: CardAmount,
}

/// One application that cards of a county may carry.
pub trait Application: Send + Sync {
    /// The number of the family in records.
    fn code(&self) -> u8;

    /// The application identifier as a directory lists it; `None` for a card without one.
    fn aid(&self) -> Option<&[u8]>;

    /// Whether a card with this answer-to-reset is probably one of ours. It decides the order of asking only.
    fn suits(&self, atr: &[u8]) -> bool;

    /// Whether a security module takes part in a sale.
    fn needs_sam(&self) -> bool;

    /// What one card may get at a till before the center has answered; `None` for a card that keeps its own count.
    fn offline_limits(&self) -> Option<OfflineLimits> {
        None
    }

    /// The conversation that finds out whether this application is there. Bounded, reads only.
    fn probe(&self) -> Box<dyn Dialogue<Output = Probe>>;

    /// What of an answer to one of the probe's commands may be shown to strangers. Where a family says nothing,
    /// nothing is.
    fn shown(&self, asked: &Command, answer: &Response) -> Vec<Shown> {
        let _ = (asked, answer);
        Vec::new()
    }

    /// Prepares a debit of a card that [`Application::probe`] has just found.
    ///
    /// # Errors
    /// There can be no debit; nothing was asked of the card.
    fn plan(
        &self,
        view: &PurseView,
        order: &DebitOrder,
        custody: &dyn Custody,
    ) -> Result<Plan, PurchaseRefusal>;

    /// The conversation that learns from the same card, found again, what became of a torn debit. It never debits.
    ///
    /// # Errors
    /// The till lacks the key to ask.
    fn resolve(
        &self,
        view: &PurseView,
        torn: &Torn,
        custody: &dyn Custody,
    ) -> Result<Box<dyn Resolve>, PurchaseRefusal>;
}

/// A debit that was prepared.
pub struct Plan {
    /// The card's transaction type byte: what the record keeps.
    pub txn: u8,
    /// What the card will keep of this debit, to be remembered before it is begun; empty where nothing is needed.
    pub written: Vec<u8>,
    /// The conversation up to the point of no return.
    pub purchase: Box<dyn Purchase>,
}

/// The conversation up to the point of no return. Whatever is refused, nothing has changed on the card.
pub trait Purchase: Dialogue<Output = Result<Box<dyn Armed>, PurchaseRefusal>> {}

impl<D: Dialogue<Output = Result<Box<dyn Armed>, PurchaseRefusal>>> Purchase for D {}

/// A purchase that lacks nothing but the debit. Dropping it leaves the card unchanged.
pub trait Armed {
    /// What card and security module said.
    fn facts(&self) -> Facts;

    /// The point of no return. Call it only when the intention is remembered.
    fn debit(self: Box<Self>) -> Box<dyn Debit>;
}

/// The debit. It is asked at most once, however often it is started; from then on silence means *unknown*.
pub trait Debit: Dialogue<Output = DebitOutcome> {
    /// Whether the debit was asked and its outcome is not settled.
    fn money_at_risk(&self) -> bool;

    /// What is known if the conversation breaks off here: after a transport error this is the outcome.
    fn so_far(&self) -> DebitOutcome;
}

/// Torn recovery.
pub trait Resolve: Dialogue<Output = Resolution> {
    /// What is known if the conversation breaks off here.
    fn so_far(&self) -> Resolution;
}
