//! The day's batches, through the same intake that the route calls.

use std::collections::BTreeMap;

use demo_county::{Answer, County};
use ledger::Ledger;
use pboc_purse::proof::TacMasterKey;
use records::{FactorOrder, SigningKey, TerminalId};

use crate::Failure;
use crate::intake::{Intake, Proofs, Receipt, Refusal};
use crate::progress::Progress;

/// What was delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Delivered {
    /// Batches taken.
    pub(crate) taken: u64,
    /// Batches that came a second time and were acknowledged with the same bytes.
    pub(crate) again: u64,
    /// Batches that came before an earlier one, and were told from where to collect.
    pub(crate) early: u64,
}

/// Delivers everything, in order.
pub(crate) fn deliver(ledger: &mut Ledger, county: &County) -> Result<Delivered, Failure> {
    let proofs = Proofs::new(TacMasterKey::new(county.tac_master), FactorOrder::IssuerFirst);
    let intake = Intake::new(SigningKey::from_bytes(&county.signing_key), proofs, true);
    let mut progress = Progress::new(u64::try_from(county.deliveries.len()).unwrap_or(0));
    let mut acks: BTreeMap<(TerminalId, u64), Vec<u8>> = BTreeMap::new();
    let mut delivered = Delivered::default();
    for (done, delivery) in (0..).zip(&county.deliveries) {
        let address = (delivery.terminal, delivery.first_seq);
        match (intake.take(ledger, address, &delivery.body, delivery.at_us), delivery.answer) {
            (Ok(Receipt::Taken { ack, .. }), Answer::Taken) => {
                acks.insert(address, ack);
                delivered.taken += 1;
            }
            (Ok(Receipt::Replayed { ack }), Answer::Again) if acks.get(&address) == Some(&ack) => {
                delivered.again += 1;
            }
            (Err(Refusal::Gap { cursor }), Answer::Early { missing }) if cursor.next_seq == missing => {
                delivered.early += 1;
            }
            (Err(Refusal::Books(error)), _) => return Err(error.into()),
            (answer, wanted) => return Err(surprise(address, wanted, &answer)),
        }
        progress.at(done);
    }
    Ok(delivered)
}

fn surprise(
    (terminal, first): (TerminalId, u64),
    wanted: Answer,
    answer: &Result<Receipt, Refusal>,
) -> Failure {
    let found = match answer {
        Ok(Receipt::Taken { .. }) => "taken",
        Ok(Receipt::Replayed { .. }) => "replayed",
        Err(refusal) => refusal.code(),
    };
    Failure::CheckFailed(format!(
        "终端 {terminal} 第 {first} 条起的批次：应答应为 {wanted:?}，实为 {found}；账本只到这里，请删去 · the answer to this batch is not the expected one; the books end here, delete them"
    ))
}
