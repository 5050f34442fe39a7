//! Orders of loads: kept once, after the card's last load is settled.

use money::Fen;
use records::BusinessDay;

use crate::card_load::{LoadOrder, LoadRefusal, LoadState, StoredLoad, close, one};
use crate::error::count;
use crate::store::{Store, at, named};
use crate::{Ledger, LedgerError};

/// The load of a receipt.
const SAME: &str = "desk = ?1 AND reference = ?2";

/// The newest load of a card.
const LAST: &str = "number = (SELECT max(number) FROM card_load WHERE card_no = ?1)";

impl Ledger {
    /// Keeps an order, once the earlier load of the card is settled by what this one says.
    pub fn order_load(
        &mut self,
        order: &LoadOrder,
        limit: Fen,
        day: BusinessDay,
        now_us: i64,
    ) -> Result<Result<StoredLoad, LoadRefusal>, LedgerError> {
        self.step(|transaction| keep(transaction, order, limit, day, now_us))
    }

    /// Keeps an order for a card that counts no loads itself (DESFire): they are counted here, and the last one must be
    /// settled. The order's own counter is not looked at.
    pub fn order_uncounted_load(
        &mut self,
        order: &LoadOrder,
        limit: Fen,
        day: BusinessDay,
        now_us: i64,
    ) -> Result<Result<StoredLoad, LoadRefusal>, LedgerError> {
        self.step(|transaction| {
            let same = one(transaction, SAME, at![order.desk, order.reference])?;
            let last = one(transaction, LAST, at![order.card_no])?;
            let counter = match (same, last) {
                (Some(same), _) => same.order.counter,
                (None, None) => 0,
                (None, Some(last)) => match last.state {
                    LoadState::Open => return Ok(Err(LoadRefusal::Unsettled)),
                    LoadState::Void => last.order.counter,
                    LoadState::Good | LoadState::Unproved => {
                        let next = last.order.counter.checked_add(1);
                        next.ok_or(LedgerError::OutOfRange("card_load.counter"))?
                    }
                },
            };
            keep(transaction, &LoadOrder { counter, ..order.clone() }, limit, day, now_us)
        })
    }
}

fn keep(
    transaction: &dyn Store,
    order: &LoadOrder,
    limit: Fen,
    day: BusinessDay,
    now_us: i64,
) -> Result<Result<StoredLoad, LoadRefusal>, LedgerError> {
    if let Some(held) = one(transaction, SAME, at![order.desk, order.reference])? {
        return Ok(if held.is_same(order) { Ok(held) } else { Err(LoadRefusal::ReferenceTaken) });
    }
    if stopped(transaction, &order.card_no)? {
        return Ok(Err(LoadRefusal::Stopped));
    }
    if let Some(last) = one(transaction, LAST, at![order.card_no])?
        && !settle(transaction, &last, order.counter, now_us)?
    {
        return Ok(Err(LoadRefusal::Counter));
    }
    let loaded = transaction.sum(
        "SELECT coalesce(sum(amount), 0) FROM card_load WHERE desk = ?1 AND day = ?2 AND state <> 'void'",
        at![order.desk, day.number()],
    )?;
    let left = limit.checked_sub(Fen(loaded)).unwrap_or(Fen::ZERO);
    if order.amount > left {
        return Ok(Err(LoadRefusal::OverDay { left: left.max(Fen::ZERO) }));
    }
    insert(transaction, order, day, now_us).map(Ok)
}

fn insert(
    transaction: &dyn Store,
    order: &LoadOrder,
    day: BusinessDay,
    now_us: i64,
) -> Result<StoredLoad, LedgerError> {
    let number = transaction.next_number("SELECT max(number) FROM card_load")?;
    transaction.execute(
        "INSERT INTO card_load (number, desk, reference, card_no, issuer, amount, balance, counter, terminal, stamp,
                                proven, state, day, asked_us)
         VALUES (:number, :desk, :reference, :card, :issuer, :amount, :balance, :counter, :terminal, :stamp,
                 :proven, 'open', :day, :now)",
        named! { ":number": number, ":desk": order.desk, ":reference": order.reference,
        ":card": order.card_no, ":issuer": order.issuer, ":amount": order.amount.0, ":balance": order.balance,
        ":counter": order.counter, ":terminal": order.terminal, ":stamp": order.stamp, ":proven": order.proven,
        ":day": day.number(), ":now": now_us },
    )?;
    let number = count(number, "card_load.number")?;
    Ok(StoredLoad { number, order: order.clone(), state: LoadState::Open, tac: None })
}

fn stopped(transaction: &dyn Store, card_no: &str) -> Result<bool, LedgerError> {
    let found = transaction.sum(
        "SELECT (SELECT count(*) FROM card_block WHERE card_no = :card) + (
             SELECT count(*) FROM stoplist_row
             WHERE card_no = :card AND version = (SELECT max(version) FROM stoplist))",
        named! { ":card": card_no },
    )?;
    Ok(found > 0)
}

/// What the card's counter says of its last load. `false`: nothing that can be true.
fn settle(
    transaction: &dyn Store,
    last: &StoredLoad,
    counter: u16,
    now_us: i64,
) -> Result<bool, LedgerError> {
    let credited = counter.checked_sub(last.order.counter);
    match (credited, last.state) {
        (Some(0), LoadState::Void) | (Some(1), LoadState::Good | LoadState::Unproved) => Ok(true),
        (Some(0), LoadState::Open) => close(transaction, last, LoadState::Void, None, now_us).map(|()| true),
        (Some(1), LoadState::Open | LoadState::Void) => {
            close(transaction, last, LoadState::Unproved, None, now_us).map(|()| true)
        }
        _ => Ok(false),
    }
}
