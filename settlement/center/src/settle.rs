//! Settlements confirmed by two people: one compares, another confirms.

use ledger::{Ledger, SettlementState, StoredSettlement};
use records::{OfficerRole, SigningKey};

use crate::Failure;
use crate::release::holder;

/// What a key moved, and to which state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Confirmed {
    /// The state they are in now.
    pub(crate) state: SettlementState,
    /// The settlements.
    pub(crate) numbers: Vec<u32>,
}

/// A maker's key reconciles what was generated, a checker's confirms what another person reconciled. Without numbers,
/// everything that waits for this key.
///
/// # Errors
/// A key that may not sign, a settlement that does not wait for it, the same person twice. Nothing was changed.
pub(crate) fn confirm(
    ledger: &mut Ledger,
    key: &SigningKey,
    numbers: &[u32],
    now_us: i64,
) -> Result<Confirmed, Failure> {
    let officer = holder(ledger, key)?;
    let (from, to) = match officer.officer.role {
        OfficerRole::Maker => (SettlementState::Generated, SettlementState::Reconciled),
        OfficerRole::Checker => (SettlementState::Reconciled, SettlementState::Confirmed),
    };
    let waiting: Vec<u32> = ledger.settlements(Some(from))?.iter().map(|one| one.number).collect();
    let numbers = if numbers.is_empty() { waiting.clone() } else { numbers.to_vec() };
    if let Some(number) = numbers.iter().find(|number| !waiting.contains(number)) {
        return Err(Failure::Refused(match ledger.settlement(*number)? {
            None => format!(
                "没有第 {number} 号结算，未改动 · there is no settlement {number}, nothing was changed"
            ),
            Some(StoredSettlement { state, .. }) => {
                let (zh, en) = words(state);
                format!(
                    "第 {number} 号结算现为“{zh}”，不等这一步，未改动 · settlement {number} is {en} and does not wait for this, nothing was changed"
                )
            }
        }));
    }
    if to == SettlementState::Confirmed {
        let officers = ledger.officers()?;
        for number in &numbers {
            let history = ledger.settlement_history(*number)?;
            let by = history.iter().rev().find(|step| step.state == from).and_then(|step| step.officer);
            let by = officers.iter().find(|one| Some(one.number) == by);
            // One person may have had two keys, one after the other.
            if by.is_none_or(|by| by.number == officer.number || by.name == officer.name) {
                return Err(Failure::Refused(format!(
                    "第 {number} 号结算由同一人核对，须由另一人确认，未改动 · the same person reconciled settlement {number}; another must confirm it, nothing was changed"
                )));
            }
        }
    }
    ledger.confirm_settlements(&numbers, to, officer.number, now_us)?;
    Ok(Confirmed { state: to, numbers })
}

/// What people call a state.
pub(crate) fn words(state: SettlementState) -> (&'static str, &'static str) {
    match state {
        SettlementState::Generated => ("已生成", "generated"),
        SettlementState::Reconciled => ("已核对", "reconciled"),
        SettlementState::Confirmed => ("已确认", "confirmed"),
        SettlementState::Paid => ("已付款", "paid"),
        SettlementState::PaymentConfirmed => ("付款已确认", "payment confirmed"),
    }
}
