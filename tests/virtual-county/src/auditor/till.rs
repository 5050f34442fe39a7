//! What one till must have: its disk as an independent reader sees it.

use super::paper::Noted;
use crate::violation::{Invariant, Violation};

/// A debit that physically happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Debit {
    pub(super) card: [u8; 10],
    pub(super) counter: u32,
    pub(super) balance: u32,
    pub(super) amount: u32,
}

/// A sale that is intended and not closed.
#[derive(Clone, Debug)]
pub(super) struct OpenSale {
    pub(super) intended: Noted,
    pub(super) debit: Option<Debit>,
}

/// The disk of one till.
#[derive(Debug, Default)]
pub(super) struct TillDisk {
    pub(super) terminal: u64,
    /// Records in order, from sequence number 1.
    pub(super) records: Vec<Noted>,
    pub(super) open: Option<OpenSale>,
    pub(super) last_sale: u64,
    pub(super) verified: u64,
}

impl TillDisk {
    pub(super) fn head_at(&self, seq: u64) -> Option<[u8; 32]> {
        self.record(seq).map(|record| record.hash)
    }

    pub(super) fn record(&self, seq: u64) -> Option<&Noted> {
        self.records.get(usize::try_from(seq.checked_sub(1)?).ok()?)
    }

    /// A sale begins; the one before is over.
    pub(super) fn intended(&mut self, intended: Noted) -> Result<(), Violation> {
        if self.open.is_some() || intended.sale != self.last_sale.saturating_add(1) {
            let what = format!("sale {} begins after sale {}", intended.sale, self.last_sale);
            return Err(Violation::new(Invariant::I5, what));
        }
        self.last_sale = intended.sale;
        self.open = Some(OpenSale { intended, debit: None });
        Ok(())
    }

    /// A card on this till's reader was debited.
    pub(super) fn debited(&mut self, debit: Debit) -> Result<(), Violation> {
        let Some(open) = self.open.as_mut().filter(|open| open.intended.card == debit.card) else {
            let what = "a card was debited without a remembered intention for it";
            return Err(Violation::new(Invariant::Remembered, what));
        };
        if open.debit.is_some() {
            let what = format!("sale {} debited its card twice", open.intended.sale);
            return Err(Violation::new(Invariant::I3, what));
        }
        if open.intended.amount != debit.amount {
            let what = format!("{} fen debited where {} were intended", debit.amount, open.intended.amount);
            return Err(Violation::new(Invariant::I3, what));
        }
        open.debit = Some(debit);
        Ok(())
    }

    /// The open sale ends without a record.
    pub(super) fn undone(&mut self, sale: u64) -> Result<(), Violation> {
        match self.open.take() {
            Some(open) if open.intended.sale == sale && open.debit.is_none() => Ok(()),
            Some(open) if open.intended.sale == sale => {
                Err(Violation::new(Invariant::I3, format!("sale {sale} was debited and is called undone")))
            }
            _ => Err(Violation::new(Invariant::I5, format!("sale {sale} is undone and was not open"))),
        }
    }

    /// A record is written. Returns the debit behind it, if there was one.
    pub(super) fn written(&mut self, record: Noted) -> Result<Option<OpenSale>, Violation> {
        let (seq, head) = self.records.last().map_or((0, [0; 32]), |last| (last.seq, last.hash));
        if record.seq != seq.saturating_add(1) || record.prev != head || record.terminal != self.terminal {
            return Err(Violation::new(
                Invariant::I5,
                format!("record {} does not follow {seq}", record.seq),
            ));
        }
        let closed = if record.kind == 3 { None } else { Some(self.close(&record)?) };
        self.records.push(record);
        Ok(closed)
    }

    fn close(&mut self, record: &Noted) -> Result<OpenSale, Violation> {
        let open = self.open.take().filter(|open| open.intended.sale == record.sale);
        let Some(open) = open else {
            return Err(Violation::new(Invariant::I5, format!("sale {} is recorded twice", record.sale)));
        };
        let told = open.debit.as_ref().map(|debit| (Some(debit.counter), Some(debit.balance), debit.amount));
        if record.kind == 1 && told != Some((record.counter, record.balance, record.amount)) {
            let what = format!("record {} says what the card does not: {told:?}", record.seq);
            return Err(Violation::new(Invariant::I3, what));
        }
        Ok(open)
    }

    /// The screen is green: the last sale on disk must be the one it shows.
    pub(super) fn green(&self, tail: &str, price: i64, self_pay: i64) -> Result<(), Violation> {
        let last = self.records.iter().rev().find(|record| record.kind != 3);
        let fits = last
            .is_some_and(|last| (last.tail().as_str(), last.price, last.self_pay) == (tail, price, self_pay));
        let open = self.open.is_some();
        if fits && !open {
            return Ok(());
        }
        Err(Violation::new(Invariant::I12, format!("green for ****{tail}, which is not on disk")))
    }
}
