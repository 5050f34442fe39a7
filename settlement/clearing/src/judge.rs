//! The judgement of a batch.

use records::{AckRange, Batch};

use crate::{BatchVerdict, Cursor, Knowledge, NotAdmitted, Outstanding, TerminalFacts, admit};

/// Judges the next batch of a terminal. Its signature was verified by the caller.
///
/// # Errors
/// A batch that is not the next one; nothing of it counts.
pub fn judge_batch(
    batch: &Batch,
    cursor: &Cursor,
    terminal: &TerminalFacts,
    knowledge: &Knowledge<'_>,
) -> Result<BatchVerdict, NotAdmitted> {
    let _ = (terminal, knowledge.funds_left);
    let chain = admit(batch, cursor)?;
    Ok(BatchVerdict {
        rows: Vec::new(),
        settlements: Vec::new(),
        findings: Vec::new(),
        cleared: Vec::new(),
        postings: Vec::new(),
        ack: AckRange::of(batch),
        cursor: Cursor { chain, ..*cursor },
        outstanding: Outstanding::default(),
    })
}
