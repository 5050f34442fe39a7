//! Leases: of several programs on the same books one does a job, and another takes over when it dies.
//!
//! Whoever takes an expired lease over makes its turn one more. A holder that was only slow finds that out at its next
//! step: a step under a lease is made only while the turn is still its own, inside the same transaction. So no clock
//! decides what is written; clocks decide only when somebody else may try.

use crate::store::{at, named};
use crate::{Ledger, LedgerError};

/// A job that is ours for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub(crate) name: String,
    pub(crate) turn: i64,
    /// What is to be finished under it.
    what: String,
}

/// Why a step about a lease was none.
enum NotOurs {
    Held,
    Failed(LedgerError),
}

impl From<LedgerError> for NotOurs {
    fn from(error: LedgerError) -> NotOurs {
        NotOurs::Failed(error)
    }
}

impl Ledger {
    /// Takes the lease of a job that is free or has expired, to do `what` of it, such as a day, written so that a later
    /// one sorts after; `None` while somebody else holds it, and when that or a later one is done already.
    pub fn take_lease(
        &mut self,
        (name, what): (&str, &str),
        holder: &str,
        now_us: i64,
        until_us: i64,
    ) -> Result<Option<Lease>, LedgerError> {
        let taken = self.step(|store| {
            let expired = store.execute(
                "UPDATE lease SET holder = :holder, turn = turn + 1, until_us = :until
                 WHERE name = :name AND until_us <= :now AND done < :what",
                named! { ":holder": holder, ":until": until_us, ":name": name, ":now": now_us, ":what": what },
            )?;
            let ours = expired == 1
                || store.insert(
                    "INSERT INTO lease (name, holder, turn, until_us, done)
                     VALUES (:name, :holder, 1, :until, '')",
                    named! { ":name": name, ":holder": holder, ":until": until_us },
                )?;
            let turn = store.number("SELECT turn FROM lease WHERE name = ?1", at![name])?;
            let turn = turn.filter(|_| ours).ok_or(NotOurs::Held)?;
            Ok(Lease { name: name.to_owned(), turn, what: what.to_owned() })
        });
        match taken {
            Ok(lease) => Ok(Some(lease)),
            Err(NotOurs::Held) => Ok(None),
            Err(NotOurs::Failed(error)) => Err(error),
        }
    }

    /// What was last finished under a lease; empty when nothing was.
    pub fn lease_done(&self, name: &str) -> Result<String, LedgerError> {
        let done = self.store.first("SELECT done FROM lease WHERE name = ?1", at![name], |row| row.get(0))?;
        Ok(done.unwrap_or_default())
    }

    /// Works under a lease: every step of it is refused, whole, once somebody else has taken the lease over.
    pub fn under<T>(&mut self, lease: &Lease, work: impl FnOnce(&mut Ledger) -> T) -> T {
        struct Under<'a>(&'a mut Ledger);
        impl Drop for Under<'_> {
            fn drop(&mut self) {
                self.0.lease = None;
            }
        }
        self.lease = Some(lease.clone());
        // Taken off again even where the work panics: the books go on to serve others.
        work(Under(self).0)
    }

    /// Longer: `false` when somebody else has it by now.
    pub fn keep_lease(&mut self, lease: &Lease, until_us: i64) -> Result<bool, LedgerError> {
        let sql = "UPDATE lease SET until_us = :until WHERE name = :name AND turn = :turn";
        let values = named! { ":until": until_us, ":name": lease.name, ":turn": lease.turn };
        Ok(self.write(sql, values)? == 1)
    }

    /// Gives it back, and what it was taken for is done; `false` when somebody else has it by now.
    pub fn end_lease(&mut self, lease: &Lease) -> Result<bool, LedgerError> {
        let sql = "UPDATE lease SET until_us = 0, done = :done WHERE name = :name AND turn = :turn";
        let values = named! { ":done": lease.what, ":name": lease.name, ":turn": lease.turn };
        Ok(self.write(sql, values)? == 1)
    }
}
