//! What the books know, as clearing asks for it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use money::Fen;
use records::{CardNo, Chain, MerchantId, Record, Running, TerminalId};
use subsidy::{Point, Standing, Tariff};

use crate::{CardLots, CountBack, RefuseCause};

/// Where a terminal's received records stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Next sequence number and chain head.
    pub chain: Chain,
    /// Running totals of the last record received.
    pub running: Running,
    /// Start of the tap of the last record received, UTC µs; 0 before the first.
    pub last_tap_us: i64,
}

/// What the registry says of a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalFacts {
    /// The terminal.
    pub terminal: TerminalId,
    /// The merchant who is paid for its sales.
    pub merchant: MerchantId,
    /// Whether records of trial keys count, because the whole county is on trial.
    pub trial: bool,
}

/// Tariffs by version.
pub trait TariffLookup {
    /// The tariff with this version, if the center ever released it.
    fn tariff(&self, version: u32) -> Option<&Tariff>;

    /// Where a till stands, as a tariff sees it.
    fn point(&self, terminal: TerminalId, tariff: &Tariff) -> Point {
        let _ = (terminal, tariff);
        Point::default()
    }
}

/// Verifies proofs of a whole batch at once.
pub trait ProofVerifier {
    /// One answer per record, in order: whether its TAC is the card's. Only records with a card proof are asked.
    fn verify_batch(&self, records: &[&Record]) -> Vec<bool>;

    /// Whether the transaction before this one was made at a terminal, as the card itself remembers it under its
    /// proof. `None`: the card remembers nothing, or its proof does not hold.
    fn follows(&self, record: &Record, terminal: TerminalId) -> Option<bool> {
        let _ = (record, terminal);
        None
    }
}

/// What the books know of cards.
pub trait CardFacts {
    /// What is known of a card. Must hold every accepted record of the months of the batch, the last one before
    /// them, and the neighbours of the counters asked about; more does no harm.
    fn history(&self, card: &CardNo) -> CardHistory;

    /// The holder's standing on a business day, under a tariff.
    fn standing(&self, card: &CardNo, day: Date, tariff: &Tariff) -> Standing;

    /// From when the card was stopped, UTC µs.
    fn stopped_since(&self, card: &CardNo) -> Option<i64> {
        let _ = card;
        None
    }

    /// Since when it is known that the holder has died, UTC µs.
    fn deceased_since(&self, card: &CardNo) -> Option<i64> {
        let _ = card;
        None
    }
}

/// The records of one card.
#[derive(Clone, Debug, Default)]
pub struct CardHistory {
    /// Records that were paid: good and adjusted.
    pub accepted: Vec<Accepted>,
    /// Records that wait for the card's next record.
    pub waiting: Vec<Waiting>,
    /// Its vouchers and points.
    pub lots: CardLots,
    /// What refunds by hand gave back to its counters.
    pub counted_back: Vec<CountedBack>,
}

/// What a refund gave back to one counter of a sale's own periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedBack {
    /// The terminal of the sale.
    pub terminal: TerminalId,
    /// Its number.
    pub seq: u64,
    /// When it was given back, UTC µs.
    pub at_us: i64,
    /// What.
    pub back: CountBack,
}

/// A paid record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The record.
    pub record: Record,
    /// Counter and balance before the debit as settled, for a grey record that did not know its own.
    pub settled: Option<(u32, u32)>,
    /// How it was paid, when the grey rule decided it and not a proof of its own: a proved record at the same
    /// counter value displaces it.
    pub inferred: Option<Inferred>,
}

/// A payment that rests on the grey rule alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inferred {
    /// The merchant that was paid.
    pub merchant: MerchantId,
    /// Who bore the benefit: fund code and amount.
    pub legs: Vec<(u8, Fen)>,
}

impl Accepted {
    /// A record that knows its own counter and is proved.
    #[must_use]
    pub fn plain(record: Record) -> Accepted {
        Accepted { record, settled: None, inferred: None }
    }

    /// Counter and balance before the debit.
    #[must_use]
    pub fn before(&self) -> Option<(u32, u32)> {
        self.settled.or(self.record.card_before())
    }
}

/// A record that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The record.
    pub record: Record,
    /// The merchant whose claim is held.
    pub merchant: MerchantId,
    /// Grey or TAC error.
    pub cause: RefuseCause,
}

/// Everything the books know.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// Tariffs.
    pub tariffs: &'a dyn TariffLookup,
    /// Keys.
    pub proofs: &'a dyn ProofVerifier,
    /// Cards.
    pub cards: &'a dyn CardFacts,
    /// What funds may still bear: what a limited one has left, or less where a ceiling leaves less. A fund that is
    /// absent has no limit.
    pub funds_left: &'a BTreeMap<u8, Fen>,
    /// The funds that a ceiling holds back, not what they have left.
    pub funds_capped: &'a BTreeSet<u8>,
    /// The funds of which it has been told that they are dry, or at their ceiling, and that have nothing new since.
    pub funds_dry: &'a BTreeSet<u8>,
}

/// The tariff a record names, when version and text are the center's.
pub(crate) fn tariff_of<'a>(record: &Record, knowledge: &Knowledge<'a>) -> Option<&'a Tariff> {
    let tariff = knowledge.tariffs.tariff(record.tariff_version)?;
    tariff.hash().starts_with(&record.tariff_hash).then_some(tariff)
}
