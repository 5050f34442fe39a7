//! One record: what a terminal says happened.

use money::Fen;

use crate::{BusinessDay, CardNo, ClockQuality, Moment, TerminalId, Tier};

/// The version in the first two bytes of a record without a transaction MAC.
pub const VERSION: u16 = 1;
/// The version of a record that ends with a transaction MAC.
pub const VERSION_MAC: u16 = 2;
/// Bytes of a record of version 1, and of the part of version 2 that says the same.
pub const RECORD_LEN: usize = 256;
/// Bytes of a record of version 2.
pub const RECORD_MAC_LEN: usize = RECORD_LEN + 64;
/// Stands for an unknown counter or balance.
pub const UNKNOWN_U32: u32 = u32::MAX;

/// What kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 1: a completed sale.
    Sale,
    /// 2: an intention whose outcome nobody knows, released by a supervisor (灰记录).
    Grey,
    /// 3: the terminal's day was closed. Carries no money.
    DayClose,
}

/// What paid the elder's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tender {
    /// 0: nothing was due.
    Nothing,
    /// 1: the purse on the card.
    CardPurse,
    /// 2: cash.
    Cash,
}

/// Which purse was debited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardProfile {
    /// 0: no card took part.
    NoCard,
    /// 1: PBOC or T-Union electronic purse; its proof is a TAC.
    TUnionPurse,
    /// 2: DESFire purse; its proof is a transaction MAC.
    DesfirePurse,
    /// 3: DESFire EV1 purse, which gives no proof.
    DesfireEv1Purse,
    /// 4: a card that names its holder and pays nothing.
    IdentityCard,
}

impl CardProfile {
    /// Whether such a card counts its transactions and tells the count.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, CardProfile::TUnionPurse | CardProfile::DesfirePurse)
    }

    /// Whether such a card holds money.
    #[must_use]
    pub fn has_purse(self) -> bool {
        !matches!(self, CardProfile::NoCard | CardProfile::IdentityCard)
    }
}

/// The card's own transaction type (JR/T 0025 type indication).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardTxn {
    /// 0x00: none.
    None,
    /// 0x06: purse purchase.
    Purchase,
    /// 0x09: composite (CAPP) purchase.
    Composite,
    /// 0xDC: debit of a value file with its record, in one transaction (DESFire command DC).
    ValueDebit,
}

/// Running totals of a terminal since its first record, sale records only. They let the center prove the loss
/// of records it never saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Running {
    /// Sale records so far.
    pub count: u64,
    /// Sum of their prices.
    pub price: Fen,
    /// Sum of their benefits.
    pub benefit: Fen,
}

/// The running totals do not fit. No county comes near; reaching it means damaged data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "累计金额溢出，请停用本机并联系运维 · running totals overflow, stop this terminal and call maintenance"
)]
pub struct RunningError;

impl Running {
    /// The totals including one more record of this kind.
    ///
    /// # Errors
    /// Totals beyond 64 bits.
    pub fn plus(self, kind: Kind, price: Fen, benefit: Fen) -> Result<Running, RunningError> {
        if kind != Kind::Sale {
            return Ok(self);
        }
        Ok(Running {
            count: self.count.checked_add(1).ok_or(RunningError)?,
            price: self.price.checked_add(price).ok_or(RunningError)?,
            benefit: self.benefit.checked_add(benefit).ok_or(RunningError)?,
        })
    }
}

/// What a second or third rule gave, where benefits of several stages meet (让价、优惠、券).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Further {
    /// Rule code of the tariff; 0 for none.
    pub rule: u16,
    /// Its part of the benefit; from 0 to 2³² − 1 fen.
    pub benefit: Fen,
}

impl Further {
    /// No further rule.
    pub const NONE: Further = Further { rule: 0, benefit: Fen::ZERO };
}

/// What a DESFire purse leaves as evidence: with the price and the terminal, all that its transaction MAC covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionMac {
    /// The record the card keeps of this sale, as it was written.
    pub written: [u8; 40],
    /// Transaction MAC value; zeros for grey, and on a card that gives none.
    pub value: [u8; 8],
    /// The encrypted reader id of the transaction before; zeros likewise.
    pub sealed: [u8; 16],
}

/// A record. Field order is byte order; see `layout` for offsets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What kind.
    pub kind: Kind,
    /// The outcome was learned when the same card came back (断点恢复).
    pub recovered: bool,
    /// Keys of a trial, not of a security module.
    pub trial_keys: bool,
    /// The security module could not check the card's answer (MAC2); the center checks the TAC.
    pub mac2_unverified: bool,
    /// The terminal that wrote it.
    pub terminal: TerminalId,
    /// Gapless number within the terminal, from 1.
    pub seq: u64,
    /// SHA-256 of the previous record's bytes; zeros for seq 1.
    pub prev: [u8; 32],
    /// Start of the tap.
    pub tap: Moment,
    /// Tier letter used for the price.
    pub tier: Tier,
    /// What paid the elder's part.
    pub tender: Tender,
    /// Pieces sold.
    pub quantity: u8,
    /// The day it is booked on.
    pub business_day: BusinessDay,
    /// Service code of the tariff.
    pub service: u16,
    /// Window code of the tariff; 0 for none.
    pub window: u16,
    /// Code of the first rule that gave; 0 for full price.
    pub rule: u16,
    /// The rules that gave after it.
    pub further: [Further; 2],
    /// Duration in minutes; 0 where none was measured.
    pub minutes: u16,
    /// Points drawn from an account of the holder. Not money.
    pub points: u32,
    /// Whether there was an order.
    pub ordered: bool,
    /// Gross price (应收).
    pub price: Fen,
    /// Part carried by the public (补贴).
    pub benefit: Fen,
    /// Part carried by the elder (自付). `price = benefit + self_pay`.
    pub self_pay: Fen,
    /// Version of the tariff that priced it.
    pub tariff_version: u32,
    /// First eight bytes of the SHA-256 of that tariff's text.
    pub tariff_hash: [u8; 8],
    /// Version of the roster in force.
    pub roster_version: u32,
    /// Version of the stop list in force.
    pub stoplist_version: u32,
    /// Benefit bits that the price used.
    pub groups: u32,
    /// Which purse.
    pub card_profile: CardProfile,
    /// The card's transaction type.
    pub card_txn: CardTxn,
    /// Key version the card named.
    pub key_version: u8,
    /// Algorithm the card named.
    pub alg_id: u8,
    /// Card number.
    pub card_no: CardNo,
    /// Issuer, bytes 1 to 8 of file 0015.
    pub card_issuer: [u8; 8],
    /// The card's offline counter before the debit, as INITIALIZE answers it.
    pub card_counter: Option<u32>,
    /// The purse balance before the debit, fen.
    pub balance_before: Option<u32>,
    /// Debited from the purse, fen.
    pub card_amount: u32,
    /// Terminal number of the security module.
    pub psam_terminal: [u8; 6],
    /// Transaction number of the security module.
    pub psam_seq: u32,
    /// Date told to the card, BCD yyyymmdd.
    pub card_date: [u8; 4],
    /// Time told to the card, BCD hhmmss.
    pub card_time: [u8; 3],
    /// Transaction authentication code; zeros for grey.
    pub tac: [u8; 4],
    /// The till's sale number.
    pub sale: u64,
    /// The record this one amends; 0 for none.
    pub orig_seq: u64,
    /// Totals including this record.
    pub running: Running,
    /// Evidence of a DESFire purse, and of no other card.
    pub transaction_mac: Option<TransactionMac>,
}

impl Record {
    /// A record of nothing: no card, no money. The start for a day close, and for tests.
    #[must_use]
    pub fn blank(kind: Kind, terminal: TerminalId, business_day: BusinessDay) -> Record {
        Record {
            kind,
            recovered: false,
            trial_keys: false,
            mac2_unverified: false,
            terminal,
            seq: 1,
            prev: [0; 32],
            tap: Moment { at_us: 0, clock: ClockQuality::Network },
            tier: Tier::NONE,
            tender: Tender::Nothing,
            quantity: 0,
            business_day,
            service: 0,
            window: 0,
            rule: 0,
            further: [Further::NONE; 2],
            minutes: 0,
            points: 0,
            ordered: false,
            price: Fen::ZERO,
            benefit: Fen::ZERO,
            self_pay: Fen::ZERO,
            tariff_version: 0,
            tariff_hash: [0; 8],
            roster_version: 0,
            stoplist_version: 0,
            groups: 0,
            card_profile: CardProfile::NoCard,
            card_txn: CardTxn::None,
            key_version: 0,
            alg_id: 0,
            card_no: CardNo::NONE,
            card_issuer: [0; 8],
            card_counter: None,
            balance_before: None,
            card_amount: 0,
            psam_terminal: [0; 6],
            psam_seq: 0,
            card_date: [0; 4],
            card_time: [0; 3],
            tac: [0; 4],
            sale: 0,
            orig_seq: 0,
            running: Running::default(),
            transaction_mac: None,
        }
    }

    /// Each rule that gave and its part of the benefit, in the order of the stages.
    pub fn parts(&self) -> impl Iterator<Item = (u16, Fen)> {
        let [second, third] = self.further;
        let rest = [second, third].map(|further| further.benefit);
        let first = rest.into_iter().try_fold(self.benefit, Fen::checked_sub).unwrap_or(Fen::ZERO);
        [(self.rule, first), (second.rule, second.benefit), (third.rule, third.benefit)]
            .into_iter()
            .filter(|(rule, _)| *rule != 0)
    }

    /// The counter and balance before the debit, when the terminal learned both.
    #[must_use]
    pub fn card_before(&self) -> Option<(u32, u32)> {
        self.card_counter.zip(self.balance_before)
    }
}
