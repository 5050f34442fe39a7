//! Several steps in one commit: what has queued up is made durable together, since the disk is waited for per commit.

use crate::store::Store;
use crate::{Ledger, LedgerError};

impl Ledger {
    /// Works with one commit at the end. Each step is still made wholly or not at all, and sees those before it; but
    /// none of them is durable before this returns, so nobody may be told of any before. Where it fails nothing is
    /// left of them.
    ///
    /// # Errors
    /// The commit failed, or the store could not begin.
    pub fn together<T>(&mut self, work: impl FnOnce(&mut Ledger) -> T) -> Result<T, LedgerError> {
        self.as_one(|ledger| Ok(work(ledger)))
    }

    /// Several steps as one: all of them, or none where one fails or the power goes.
    ///
    /// # Errors
    /// What `work` says, or the store.
    pub fn as_one<T, E: From<LedgerError>>(
        &mut self,
        work: impl FnOnce(&mut Ledger) -> Result<T, E>,
    ) -> Result<T, E> {
        struct Open<'a>(&'a mut Ledger, bool);
        impl Drop for Open<'_> {
            fn drop(&mut self) {
                self.0.together = self.1;
                if self.1 {
                    // Where this fails the commit of the larger step fails.
                    drop(self.0.store.script("ROLLBACK TO SAVEPOINT several; RELEASE SAVEPOINT several"));
                } else {
                    self.0.store.roll_back();
                }
            }
        }
        let inside = self.together;
        if inside {
            self.store.script("SAVEPOINT several")?
        } else {
            self.store.begin()?
        }
        self.together = true;
        let open = Open(self, inside);
        let worked = work(open.0)?;
        if inside {
            open.0.store.script("RELEASE SAVEPOINT several")?
        } else {
            open.0.store.commit()?
        }
        open.0.together = inside;
        core::mem::forget(open);
        Ok(worked)
    }
}

/// A step inside of a larger one: wholly or not at all, a panic included.
pub(crate) fn part<T, E: From<LedgerError>>(
    store: &dyn Store,
    mut work: impl FnMut(&dyn Store) -> Result<T, E>,
) -> Result<T, E> {
    struct Open<'a>(&'a dyn Store);
    impl Drop for Open<'_> {
        fn drop(&mut self) {
            // Where this fails the commit fails.
            drop(self.0.script("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part"));
        }
    }
    store.script("SAVEPOINT part")?;
    let open = Open(store);
    let value = work(store)?;
    store.script("RELEASE SAVEPOINT part")?;
    core::mem::forget(open);
    Ok(value)
}
