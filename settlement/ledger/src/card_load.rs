//! Loads of purses: ordered before the card is touched, settled by its word.
//!
//! A card's online counter moves when a load is credited and at no other time. So the next order for the same card
//! tells what became of an earlier one whose end nobody reported: the same counter, and it was not credited; one
//! more, and it was. Any other counter is no card of these books, and is refused.

use clearing::purse_load;
use money::Fen;
use records::BusinessDay;

use crate::accounting_day::open_day;
use crate::error::{bytes, count, integer, small};
use crate::store::{Row, Store, Values, at, named};
use crate::{Ledger, LedgerError};

/// A load to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct LoadOrder {
    /// The desk.
    pub desk: u32,
    /// The desk's receipt: the same order again is the same load.
    pub reference: String,
    /// 20 digits.
    pub card_no: String,
    /// Issuer, as the card states it.
    pub issuer: [u8; 8],
    /// To be loaded.
    pub amount: Fen,
    /// Balance before, fen.
    pub balance: u32,
    /// Online counter before.
    pub counter: u16,
    /// Terminal number in the card's codes.
    pub terminal: [u8; 6],
    /// Date and time in the card's codes, BCD.
    pub stamp: [u8; 7],
    /// Whether the center verified the card's MAC1.
    pub proven: bool,
}

/// How a load stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadState {
    /// Nobody knows yet.
    Open,
    /// Not credited.
    Void,
    /// Credited, and the card's TAC proves it.
    Good,
    /// Credited, without a TAC that proves it.
    Unproved,
}

/// A load as the books know it.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredLoad {
    /// Its number.
    pub number: u64,
    /// What was ordered.
    pub order: LoadOrder,
    /// How it stands.
    pub state: LoadState,
    /// The card's TAC.
    pub tac: Option<[u8; 4]>,
}

/// Why a load is not made. Nothing was booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadRefusal {
    /// The receipt belongs to another order.
    ReferenceTaken,
    /// The card is out of use, or on the stop list.
    Stopped,
    /// Nobody has said how the card's last load ended, and this card counts no loads that would tell.
    Unsettled,
    /// More than the desk may load today.
    OverDay {
        /// What it may still load.
        left: Fen,
    },
    /// The card's counter is not where the books have it.
    Counter,
}

/// What a desk says of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadEnd {
    /// The card was not credited.
    Void,
    /// The card was credited; its TAC where it gives one, and whether the center found its proof right.
    Credited {
        /// The TAC; a DESFire purse proves itself otherwise.
        tac: Option<[u8; 4]>,
        /// Whether the proof is the card's.
        proved: bool,
    },
}

/// Shows neither card nor balance.
impl core::fmt::Debug for StoredLoad {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "StoredLoad({}, {:?})", self.number, self.state)
    }
}

impl LoadState {
    const ALL: [LoadState; 4] = [LoadState::Open, LoadState::Void, LoadState::Good, LoadState::Unproved];

    /// As the books and the interface spell it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            LoadState::Open => "open",
            LoadState::Void => "void",
            LoadState::Good => "good",
            LoadState::Unproved => "unproved",
        }
    }
}

const COLUMNS: &str =
    "SELECT number, desk, reference, card_no, issuer, amount, balance, counter, terminal, stamp,
    proven, state, tac FROM card_load";

struct Raw {
    numbers: [i64; 5],
    texts: [String; 3],
    blobs: [Vec<u8>; 3],
    proven: bool,
    tac: Option<Vec<u8>>,
}

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    Ok(Raw {
        numbers: [row.get(0)?, row.get(1)?, row.get(5)?, row.get(6)?, row.get(7)?],
        texts: [row.get(2)?, row.get(3)?, row.get(11)?],
        blobs: [row.get(4)?, row.get(8)?, row.get(9)?],
        proven: row.get(10)?,
        tac: row.get(12)?,
    })
}

impl StoredLoad {
    fn read(raw: Raw) -> Result<StoredLoad, LedgerError> {
        let ([number, desk, amount, balance, counter], [reference, card_no, state]) =
            (raw.numbers, raw.texts);
        let [issuer, terminal, stamp] = &raw.blobs;
        let order = LoadOrder {
            desk: small(desk, "card_load.desk")?,
            reference,
            card_no,
            issuer: bytes(issuer, "card_load.issuer")?,
            amount: Fen(amount),
            balance: small(balance, "card_load.balance")?,
            counter: small(counter, "card_load.counter")?,
            terminal: bytes(terminal, "card_load.terminal")?,
            stamp: bytes(stamp, "card_load.stamp")?,
            proven: raw.proven,
        };
        let state = LoadState::ALL
            .into_iter()
            .find(|known| known.word() == state)
            .ok_or_else(|| LedgerError::Corrupt(format!("card_load.state {state:?}")))?;
        let tac = raw.tac.map(|tac| bytes(&tac, "card_load.tac")).transpose()?;
        Ok(StoredLoad { number: count(number, "card_load.number")?, order, state, tac })
    }

    pub(crate) fn is_same(&self, order: &LoadOrder) -> bool {
        // The moment is the center's word, not the desk's.
        self.order == LoadOrder { stamp: self.order.stamp, ..order.clone() }
    }
}

impl Ledger {
    /// One load.
    pub fn card_load(&self, number: u64) -> Result<Option<StoredLoad>, LedgerError> {
        one(self.store.as_ref(), "number = ?1", at![integer(number, "card_load.number")?])
    }

    /// The newest loads first, at most so many; `None`: whatever their state.
    pub fn card_loads(&self, state: Option<LoadState>, most: u32) -> Result<Vec<StoredLoad>, LedgerError> {
        let sql = format!("{COLUMNS} WHERE state = coalesce(?1, state) ORDER BY number DESC LIMIT ?2");
        let rows = self.store.rows(&sql, at![state.map(LoadState::word), most], raw)?;
        rows.into_iter().map(StoredLoad::read).collect()
    }

    /// Takes a desk's word on how a load ended, and books what was credited. `None`: the books know otherwise.
    pub fn end_load(
        &mut self,
        load: &StoredLoad,
        end: LoadEnd,
        now_us: i64,
    ) -> Result<Option<LoadState>, LedgerError> {
        self.step(|transaction| {
            let number = integer(load.number, "card_load.number")?;
            let Some(held) = one(transaction, "number = ?1", at![number])? else { return Ok(None) };
            let (state, tac) = match end {
                LoadEnd::Void => (LoadState::Void, None),
                LoadEnd::Credited { tac, proved: true } => (LoadState::Good, tac),
                LoadEnd::Credited { tac, proved: false } => (LoadState::Unproved, tac),
            };
            // A load that the card's counter settled may still get its proof.
            let late = held.state == LoadState::Unproved && held.tac.is_none() && state != LoadState::Void;
            if held.state == LoadState::Open || late {
                close(transaction, &held, state, tac, now_us)?;
                return Ok(Some(state));
            }
            Ok((held.state == state && held.tac == tac).then_some(state))
        })
    }
}

pub(crate) fn one(
    store: &dyn Store,
    condition: &str,
    values: Values<'_>,
) -> Result<Option<StoredLoad>, LedgerError> {
    let sql = format!("{COLUMNS} WHERE {condition}");
    store.first(&sql, values, raw)?.map(StoredLoad::read).transpose()
}

/// Writes down how a load ended; books it the first time it counts as credited.
pub(crate) fn close(
    transaction: &dyn Store,
    load: &StoredLoad,
    state: LoadState,
    tac: Option<[u8; 4]>,
    now_us: i64,
) -> Result<(), LedgerError> {
    let number = integer(load.number, "card_load.number")?;
    transaction.execute(
        "UPDATE card_load SET state = :state, tac = :tac, ended_us = :now WHERE number = :number",
        named! { ":state": state.word(), ":tac": tac, ":now": now_us, ":number": number },
    )?;
    let booked = matches!(load.state, LoadState::Good | LoadState::Unproved);
    if booked || state == LoadState::Void {
        return Ok(());
    }
    let open = open_day(transaction)?;
    transaction.execute("UPDATE card_load SET accounting_day = ?1 WHERE number = ?2", at![open, number])?;
    let day = transaction.sum("SELECT day FROM card_load WHERE number = ?1", at![number])?;
    let day = BusinessDay::from_number(small(day, "card_load.day")?)
        .ok_or_else(|| LedgerError::Corrupt("card_load.day".to_owned()))?;
    for (line, posting) in (1_i64..).zip(purse_load(load.order.desk, load.order.amount, day)) {
        transaction.execute(
            "INSERT INTO card_load_posting (load, line, account, day, amount)
             VALUES (:load, :line, :account, :day, :amount)",
            named! { ":load": number, ":line": line, ":account": posting.account.to_string(),
            ":day": posting.day.number(), ":amount": posting.amount.0 },
        )?;
    }
    Ok(())
}
