//! Each terminal's batches: signed, chained, acknowledged, and projected faithfully.

use records::{Ack, AckRange, Batch, BatchError, Chain, TerminalId, VerifyingKey};

use super::{Checked, fault};
use crate::error::integer;
use crate::store::at;
use crate::{Ledger, LedgerError, Terminal};

/// A batch as received, and the acknowledgement given for it.
type Received = (Vec<u8>, Vec<u8>);

impl Ledger {
    pub(super) fn check_chains(
        &self,
        center: &VerifyingKey,
        checked: &mut Checked,
    ) -> Result<(), LedgerError> {
        for terminal in self.terminals()? {
            checked.terminals = checked.terminals.saturating_add(1);
            let mut chain = Chain::START;
            while let Some((body, ack)) = self.batch_after(terminal.id, chain.next_seq)? {
                let place = format!("终端 {} 批次 {}", terminal.id, chain.next_seq);
                let batch = match Batch::open(&body) {
                    Ok(batch) => batch,
                    Err(error) => {
                        checked.faults.push(fault(
                            place,
                            "批次无法读取",
                            format!("unreadable batch: {error}"),
                        ));
                        break;
                    }
                };
                for (zh, en) in judge(&terminal, &chain, &batch, &ack, center) {
                    checked.faults.push(fault(place.clone(), zh, en));
                }
                self.check_rows(&batch, checked)?;
                checked.batches = checked.batches.saturating_add(1);
                chain = Chain { next_seq: batch.through_seq().saturating_add(1), head: batch.new_head };
            }
            let cursor = self.cursor(terminal.id)?.map_or(Chain::START, |cursor| cursor.chain);
            if cursor != chain {
                let place = format!("终端 {}", terminal.id);
                checked.faults.push(fault(
                    place,
                    "游标与批次不符",
                    "the cursor is not where the batches end",
                ));
            }
        }
        Ok(())
    }

    fn batch_after(&self, terminal: TerminalId, seq: u64) -> Result<Option<Received>, LedgerError> {
        // The next one, wherever it begins: a hole shows as a break of the chain.
        self.store.first(
            "SELECT body, ack FROM batch WHERE terminal = ?1 AND first_seq >= ?2 ORDER BY first_seq LIMIT 1",
            at![integer(terminal.0, "terminal")?, integer(seq, "seq")?],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    fn check_rows(&self, batch: &Batch, checked: &mut Checked) -> Result<(), LedgerError> {
        for record in &batch.records {
            checked.records = checked.records.saturating_add(1);
            if self.record(batch.terminal, record.seq)?.as_ref() != Some(record) {
                let place = format!("终端 {} 流水 {}", batch.terminal, record.seq);
                checked.faults.push(fault(place, "明细与原始批次不符", "the row is not the record received"));
            }
        }
        Ok(())
    }
}

fn judge(
    terminal: &Terminal,
    chain: &Chain,
    batch: &Batch,
    ack: &[u8],
    center: &VerifyingKey,
) -> Vec<(&'static str, &'static str)> {
    let key = terminal.public_key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let signed = key.ok_or(BatchError::Signature).and_then(|key| batch.verify(&key)).is_ok();
    let follows = batch.terminal == terminal.id
        && batch.first_seq == chain.next_seq
        && batch.prev_head == chain.head
        && batch.check_chain().is_ok();
    let acknowledged =
        Ack::open(ack).is_ok_and(|ack| ack.verify(center).is_ok() && ack.range == AckRange::of(batch));
    [
        (signed, ("批次签名不符", "the batch is not signed by the terminal")),
        (follows, ("批次链断开", "the batch does not follow the one before")),
        (acknowledged, ("回执不符", "the acknowledgement does not cover the batch")),
    ]
    .into_iter()
    .filter_map(|(good, words)| (!good).then_some(words))
    .collect()
}
