//! How far the center has come with each terminal.

use clearing::Cursor;
use money::Fen;
use records::{Announced, Chain, Running, TerminalId};

use crate::error::{bytes, count, integer};
use crate::store::{Store, at, named};
use crate::{Ledger, LedgerError};

impl Ledger {
    /// Where a terminal stands; `None` before it is enrolled.
    pub fn cursor(&self, terminal: TerminalId) -> Result<Option<Cursor>, LedgerError> {
        let row = self.store.first(
            "SELECT next_seq, head, running_count, running_price, running_benefit, last_tap_us
                 FROM terminal_cursor WHERE terminal = ?1",
            at![integer(terminal.0, "terminal")?],
            |row| {
                let head: Vec<u8> = row.get(1)?;
                Ok((row.get(0)?, head, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
            },
        )?;
        row.map(|(next_seq, head, sales, price, benefit, last_tap_us)| {
            Ok(Cursor {
                chain: Chain { next_seq: count(next_seq, "next_seq")?, head: bytes(&head, "head")? },
                running: Running {
                    count: count(sales, "running")?,
                    price: Fen(price),
                    benefit: Fen(benefit),
                },
                last_tap_us,
            })
        })
        .transpose()
    }
}

/// Moves the cursor from one place to the next; `false` when it does not stand where it should.
pub(crate) fn advance(
    transaction: &dyn Store,
    terminal: i64,
    from: &Cursor,
    to: &Cursor,
    now_us: i64,
) -> Result<bool, LedgerError> {
    let moved = transaction.execute(
        "UPDATE terminal_cursor SET next_seq = :next, head = :head, running_count = :count,
                running_price = :price, running_benefit = :benefit, last_tap_us = :tap, updated_us = :now
         WHERE terminal = :terminal AND next_seq = :first AND head = :prev",
        named! {
            ":next": integer(to.chain.next_seq, "next_seq")?, ":head": to.chain.head,
            ":count": integer(to.running.count, "running_count")?, ":price": to.running.price.0,
            ":benefit": to.running.benefit.0, ":tap": to.last_tap_us, ":now": now_us,
            ":terminal": terminal, ":first": integer(from.chain.next_seq, "next_seq")?,
            ":prev": from.chain.head,
        },
    )?;
    Ok(moved == 1)
}

/// Notes what a terminal announced and what of it is missing.
pub(crate) fn note_announced(
    transaction: &dyn Store,
    terminal: i64,
    announced: &Announced,
    outstanding: &clearing::Outstanding,
    now_us: i64,
) -> Result<(), LedgerError> {
    transaction.execute(
        "UPDATE terminal SET heard_us = :now, announced_seq = :seq, announced_count = :count,
                announced_price = :price, announced_benefit = :benefit, outstanding_count = :o_count,
                outstanding_price = :o_price, outstanding_benefit = :o_benefit
         WHERE id = :terminal",
        named! {
            ":now": now_us, ":seq": integer(announced.seq, "announced_seq")?,
            ":count": integer(announced.running.count, "announced_count")?,
            ":price": announced.running.price.0, ":benefit": announced.running.benefit.0,
            ":o_count": integer(outstanding.count, "outstanding")?, ":o_price": outstanding.price.0,
            ":o_benefit": outstanding.benefit.0, ":terminal": terminal,
        },
    )?;
    Ok(())
}
