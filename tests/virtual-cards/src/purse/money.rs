//! What every transaction shares: the order, the amount that is shown, the log.

use super::state::LOG_RECORDS;
use super::{PurseState, VirtualPurse};
use crate::cipher::filled;
use crate::incoming::Incoming;

impl PurseState {
    /// What may be spent: balance and what is left of the overdraft limit.
    #[must_use]
    pub fn spendable(&self) -> u32 {
        self.balance.saturating_add(self.overdraft_limit.saturating_sub(self.overdraft_used))
    }

    /// Takes money out, the balance first. `None` when there is not enough.
    pub(super) fn spend(&mut self, amount: u32) -> Option<()> {
        if amount > self.spendable() {
            return None;
        }
        let own = amount.min(self.balance);
        self.balance -= own;
        self.overdraft_used += amount - own;
        Some(())
    }

    /// Puts money in; an overdraft is paid back first. `None` when the purse cannot hold it.
    pub(super) fn receive(&mut self, amount: u32) -> Option<()> {
        let back = amount.min(self.overdraft_used);
        self.balance = self.balance.checked_add(amount - back)?;
        self.overdraft_used -= back;
        Some(())
    }

    /// The overdraft limit as three bytes.
    pub(super) fn limit_bytes(&self) -> [u8; 3] {
        let [_, limit @ ..] = self.overdraft_limit.to_be_bytes();
        limit
    }
}

impl VirtualPurse {
    /// The balance that INITIALIZE and the TAC of a load give.
    pub(super) fn shown(&self, state: &PurseState) -> u32 {
        if self.manner.shows_overdraft { state.spendable() } else { state.balance }
    }

    /// Puts a record into the log (0018). `counter` is the one before the transaction.
    pub(super) fn note(
        &self,
        next: &mut PurseState,
        counter: u16,
        amount: u32,
        kind: u8,
        terminal: [u8; 6],
        stamp: [u8; 7],
    ) {
        let counter = if self.manner.logs_counter_before { counter } else { counter + 1 };
        let head = [&counter.to_be_bytes()[..], &next.limit_bytes(), &amount.to_be_bytes()].concat();
        next.log.insert(0, filled(&[&head[..], &[kind], &terminal, &stamp].concat()));
        next.log.truncate(LOG_RECORDS);
    }
}

/// Key index, amount and terminal number of an INITIALIZE.
pub(super) fn order(heard: &Incoming<'_>) -> Result<(u8, u32, [u8; 6]), u16> {
    let [key_id, a, b, c, d, terminal @ ..] = *heard.exactly::<11>()?;
    Ok((key_id, u32::from_be_bytes([a, b, c, d]), terminal))
}
