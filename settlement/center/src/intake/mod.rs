//! Intake: one batch as received, judged and stored, or refused with a reason. No HTTP, no clock: rehearsals
//! call it as the route does.
//!
//! ```text
//! bytes ─► shape ─► terminal known, not revoked ─► signature ─► at the cursor?
//!   behind, same bytes or same records ─► the acknowledgement again
//!   behind, other records · other predecessor ─► fork: evidence, finding, 409
//!   behind, reaching further ─► overlap: 409, go on from the cursor
//!   ahead ─► gap: evidence, finding, 425
//!   at the cursor ─► judge (pure, with what funds have left) ─► store in one transaction ─► acknowledgement
//! ```

mod knowledge;
mod proof;
mod recheck;
mod refusal;

use std::sync::{Arc, Mutex, PoisonError};

use clearing::{Finding, FindingKind, Knowledge, NotAdmitted, TerminalFacts, judge_batch};
use ledger::{BatchEntry, Ledger, LedgerError, Recorded, Terminal};
use records::{Ack, AckRange, Batch, SigningKey, TerminalId, VerifyingKey};

pub(crate) use knowledge::CardKnowledge;
pub(crate) use proof::factors;
pub use proof::{Applications, Proofs};
pub use recheck::Rechecked;
pub use refusal::Refusal;

/// How often a judgement is repeated when another program has touched the books in between.
const PATIENCE: usize = 5;

/// What is needed to judge batches, apart from the books.
#[derive(Clone, Debug)]
pub struct Intake {
    key: SigningKey,
    proofs: Proofs,
    applications: Arc<Mutex<(u32, Applications)>>,
    trial: bool,
}

/// A batch that is in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// Taken now.
    Taken {
        /// The signed acknowledgement.
        ack: Vec<u8>,
        /// What was found odd in it.
        findings: Vec<Finding>,
    },
    /// Taken before; the same acknowledgement.
    Replayed {
        /// The signed acknowledgement.
        ack: Vec<u8>,
    },
}

impl Receipt {
    /// The signed acknowledgement.
    #[must_use]
    pub fn ack(&self) -> &[u8] {
        match self {
            Receipt::Taken { ack, .. } | Receipt::Replayed { ack } => ack,
        }
    }
}

impl Intake {
    /// An intake that signs with the center's key and proves what cards sign. `trial`: whether records made with
    /// trial keys count.
    #[must_use]
    pub fn new(key: SigningKey, proofs: Proofs, trial: bool) -> Intake {
        Intake { key, proofs, applications: Arc::default(), trial }
    }

    /// The applications of the newest card profile, read again when there is a newer one.
    fn applications(&self, ledger: &Ledger) -> Result<Applications, LedgerError> {
        let newest = ledger.card_profile_version()?;
        let mut held = self.applications.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 != newest {
            let text = ledger.card_profile()?.map(|profile| profile.text).unwrap_or_default();
            *held = (newest, Applications::of(&text));
        }
        Ok(held.1.clone())
    }

    /// Takes one batch, addressed to this terminal and first record.
    ///
    /// # Errors
    /// As [`Refusal`]; apart from kept evidence nothing has changed.
    pub fn take(
        &self,
        ledger: &mut Ledger,
        address: (TerminalId, u64),
        body: &[u8],
        now_us: i64,
    ) -> Result<Receipt, Refusal> {
        let batch = Batch::open(body)?;
        if (batch.terminal, batch.first_seq) != address {
            return Err(Refusal::Misaddressed);
        }
        for _ in 0..PATIENCE {
            if let Some(receipt) = self.attempt(ledger, &batch, now_us)? {
                return Ok(receipt);
            }
        }
        Err(Refusal::Books(LedgerError::Busy))
    }

    /// `None`: the books moved meanwhile, judge again.
    fn attempt(&self, ledger: &mut Ledger, batch: &Batch, now_us: i64) -> Result<Option<Receipt>, Refusal> {
        let mark = ledger.mark()?;
        let terminal = speaking(ledger, batch)?;
        let before = ledger.cursor(terminal.id)?.unwrap_or_default();
        let merchant = terminal.merchant.parse();
        let merchant = merchant.map_err(|_| LedgerError::Corrupt(format!("terminal {}", terminal.id)))?;
        let facts = TerminalFacts { terminal: terminal.id, merchant, trial: self.trial };
        let cards = CardKnowledge::gather(ledger, &batch.records)?;
        let funds = cards.funds(ledger, now_us)?;
        let applications = self.applications(ledger)?;
        let knowledge = Knowledge {
            tariffs: &cards,
            proofs: &self.proofs.of(&applications),
            cards: &cards,
            funds_left: &funds.left,
            funds_capped: &funds.capped,
            funds_dry: &funds.told,
        };
        let verdict = match judge_batch(batch, &before, &facts, &knowledge) {
            Ok(verdict) => verdict,
            Err(NotAdmitted::Behind { .. }) => return self.behind(ledger, &before, batch, now_us).map(Some),
            Err(refused) => return Err(keep(ledger, batch, &refused, now_us)?),
        };
        let ack = Ack::sign(&verdict.ack, &self.key);
        let entry = BatchEntry {
            body: batch.bytes(),
            ack: &ack,
            verdict: &verdict,
            before: &before,
            merchant: &terminal.merchant,
            announced: &batch.announced,
            funds_left: &funds.balances,
            received_us: now_us,
        };
        Ok(match ledger.record_batch(mark, &entry)? {
            Recorded::Stored => Some(Receipt::Taken { ack, findings: verdict.findings }),
            Recorded::Moved => None,
        })
    }

    /// The batch begins before the cursor: a replay, a re-sealed run of records we have, or a fork.
    fn behind(
        &self,
        ledger: &mut Ledger,
        before: &clearing::Cursor,
        batch: &Batch,
        now_us: i64,
    ) -> Result<Receipt, Refusal> {
        if let Some(stored) = ledger.batch(batch.terminal, batch.first_seq)?
            && stored.hash == batch.hash()
        {
            return Ok(Receipt::Replayed { ack: stored.ack });
        }
        let cursor = before.chain;
        let fork = NotAdmitted::Fork { cursor };
        if let Err(error) = batch.check_chain() {
            return Err(keep(ledger, batch, &NotAdmitted::Broken(error), now_us)?);
        }
        // The chain ties every earlier record to this one, so one comparison answers for all.
        let last_known = batch.through_seq().min(cursor.next_seq.saturating_sub(1));
        let ours = ledger.record(batch.terminal, last_known)?;
        let theirs = batch.records.iter().find(|record| record.seq == last_known);
        match (ours, theirs) {
            (Some(ours), Some(theirs)) if ours == *theirs => {}
            _ => return Err(keep(ledger, batch, &fork, now_us)?),
        }
        if batch.through_seq() < cursor.next_seq {
            // The same records under another seal: we have them, and say so. Signing is deterministic.
            return Ok(Receipt::Replayed { ack: Ack::sign(&AckRange::of(batch), &self.key) });
        }
        Err(Refusal::Overlap { cursor })
    }
}

/// The terminal that signed the batch, if it may speak.
fn speaking(ledger: &Ledger, batch: &Batch) -> Result<Terminal, Refusal> {
    let terminal = ledger.terminal(batch.terminal)?.ok_or(Refusal::UnknownTerminal)?;
    if let Some((_, reason)) = terminal.revoked {
        return Err(Refusal::Revoked { reason });
    }
    let key = terminal.public_key.ok_or(Refusal::UnknownTerminal)?;
    let key = VerifyingKey::from_bytes(&key)
        .map_err(|_| LedgerError::Corrupt(format!("terminal {} key", terminal.id)))?;
    batch.verify(&key)?;
    Ok(terminal)
}

/// Keeps what could not be taken and turns it into a refusal.
fn keep(
    ledger: &mut Ledger,
    batch: &Batch,
    refused: &NotAdmitted,
    now_us: i64,
) -> Result<Refusal, LedgerError> {
    let kind = refused.finding().unwrap_or(FindingKind::RunningTotalBreak);
    let finding = Finding::about(kind, batch.terminal, batch.first_seq);
    ledger.keep_evidence(batch.bytes(), &batch.hash(), &finding, now_us)?;
    let cursor = ledger.cursor(batch.terminal)?.unwrap_or_default().chain;
    Ok(match refused {
        NotAdmitted::Gap { .. } => Refusal::Gap { cursor },
        NotAdmitted::Behind { .. } | NotAdmitted::Fork { .. } => Refusal::Fork { cursor },
        NotAdmitted::Broken(error) => Refusal::Broken(error.clone()),
        NotAdmitted::Overflow => Refusal::Overflow,
    })
}
