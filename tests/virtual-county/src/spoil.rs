//! What a broken intake would leave in the books. Only sabotage comes here.

use crate::sabotage::Sabotage;
use records::TerminalId;
use rusqlite::Connection;
use std::path::Path;

/// The books agree with themselves that the fund bears what is not its own.
const OVERDRAW: &str = "UPDATE fund SET drawn = drawn + coalesce((
        SELECT sum(benefit) FROM tx WHERE terminal = ?1 AND first_seq = ?2 AND status = 'good'
        AND legs LIKE '%3:%' AND legs NOT LIKE '%2:%'), 0)
    WHERE code = 2";

/// Spoils what a batch has just left in the books.
pub(crate) fn books(path: &Path, sabotage: Sabotage, (terminal, first_seq): (TerminalId, u64)) {
    let sql = match sabotage {
        Sabotage::IntakeEntersTwice => {
            "INSERT INTO tx SELECT terminal, seq + 1000000, first_seq, merchant, day, kind, status, card_no, counter,
                    balance, price, benefit, self_pay, legs, record
             FROM tx WHERE terminal = ?1 AND first_seq = ?2 AND status = 'good'"
        }
        Sabotage::IntakeBooksTwice => {
            "INSERT INTO posting SELECT terminal, first_seq, line + 1000, account, day, amount
             FROM posting WHERE terminal = ?1 AND first_seq = ?2"
        }
        Sabotage::IntakeLosesFen => {
            "UPDATE posting SET amount = amount + 1
             WHERE terminal = ?1 AND first_seq = ?2 AND account LIKE 'merchant:%'"
        }
        Sabotage::IntakeRewrites => {
            "UPDATE tx SET record = zeroblob(256) WHERE terminal = ?1 AND first_seq = ?2 AND kind = 1"
        }
        Sabotage::IntakeMovesDay => {
            "UPDATE tx SET day = day + 1 WHERE terminal = ?1 AND first_seq = ?2 AND kind = 1"
        }
        Sabotage::CardLeaksUnsaid => "DELETE FROM finding WHERE terminal = ?1 AND seq >= ?2",
        Sabotage::GreyIsDropped => {
            "UPDATE tx SET card_no = '00000000000000000000'
             WHERE terminal = ?1 AND first_seq = ?2 AND status LIKE 'waiting:%'"
        }
        Sabotage::FundForgetsFen => {
            "UPDATE fund SET drawn = drawn - 1 WHERE code = 2 AND EXISTS (
                 SELECT 1 FROM tx WHERE terminal = ?1 AND first_seq = ?2 AND legs LIKE '%2:%')"
        }
        Sabotage::FundOverdrawn => {
            "UPDATE tx SET legs = '2:' || benefit WHERE terminal = ?1 AND first_seq = ?2 AND status = 'good'
             AND legs LIKE '%3:%' AND legs NOT LIKE '%2:%'"
        }
        _ => return,
    };
    let key = [i64::try_from(terminal.0).unwrap_or(0), i64::try_from(first_seq).unwrap_or(0)];
    let spoilt = Connection::open(path).and_then(|books| {
        if sabotage == Sabotage::FundOverdrawn {
            books.execute(OVERDRAW, key)?;
        }
        books.execute(sql, key)
    });
    // A sabotage that does not work is found by the test that expects a violation.
    drop(spoilt);
}
