//! Identity cards: somebody's social-security card or another chip, registered at a desk for its holder.
//!
//! One holder, one card: it takes the place of the number that named the holder before, as a replacement does, and that
//! number is out of use. Otherwise one elder would have two counts of meals.

use crate::card::block;
use crate::store::{Store, at, named};
use crate::{BlockReason, Ledger, LedgerError, holder};

/// Why an identity card is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityRefusal {
    /// The list names no holder by this number, or no longer.
    NoHolder,
    /// Another card has taken the holder's place already, or one is being made.
    AnotherCard,
    /// The card is another holder's.
    AnotherHolder,
    /// The card is out of use for ever.
    Stopped,
}

impl Ledger {
    /// Registers a card for the holder whom this number names. Returns whether that is news: the same report again
    /// changes nothing.
    pub fn register_identity_card(
        &mut self,
        card_no: &str,
        holder: &str,
        desk: u32,
        now_us: i64,
    ) -> Result<Result<bool, IdentityRefusal>, LedgerError> {
        self.step(|transaction| {
            let before: Option<String> = transaction.first(
                "SELECT replaces FROM identity_card WHERE card_no = ?1",
                at![card_no],
                |row| row.get(0),
            )?;
            match before {
                Some(before) if before == holder => return Ok(Ok(false)),
                Some(_) => return Ok(Err(IdentityRefusal::AnotherHolder)),
                None => {}
            }
            if let Some(refusal) = refusal(transaction, card_no, holder)? {
                return Ok(Err(refusal));
            }
            transaction.execute(
                "INSERT INTO identity_card (card_no, replaces, desk, registered_us)
                 VALUES (:card, :holder, :desk, :now)",
                named! { ":card": card_no, ":holder": holder, ":desk": desk, ":now": now_us },
            )?;
            block(transaction, holder, BlockReason::Replaced, false, desk, now_us)?;
            holder::follow_replacements(transaction)?;
            Ok(Ok(true))
        })
    }
}

/// The first thing that speaks against it.
fn refusal(
    transaction: &dyn Store,
    card_no: &str,
    holder: &str,
) -> Result<Option<IdentityRefusal>, LedgerError> {
    let reasons = [
        ("SELECT count(*) FROM card_block WHERE card_no = ?1", card_no, IdentityRefusal::Stopped),
        ("SELECT count(*) FROM holder WHERE card_no = ?1", card_no, IdentityRefusal::AnotherHolder),
        ("SELECT count(*) FROM card WHERE card_no = ?1", card_no, IdentityRefusal::AnotherHolder),
        ("SELECT count(*) FROM identity_card WHERE replaces = ?1", holder, IdentityRefusal::AnotherCard),
        ("SELECT count(*) FROM card_request WHERE replaces = ?1", holder, IdentityRefusal::AnotherCard),
    ];
    for (sql, number, refusal) in reasons {
        if transaction.sum(sql, at![number])? > 0 {
            return Ok(Some(refusal));
        }
    }
    let known = transaction.sum("SELECT count(*) FROM holder WHERE card_no = ?1", at![holder])?;
    Ok((known == 0).then_some(IdentityRefusal::NoHolder))
}
