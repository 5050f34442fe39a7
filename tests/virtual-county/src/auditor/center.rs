//! What the books must say, batch by batch.

use super::books::{BookedRow, Books, Sums};
use super::funds::Funds;
use super::paper::{Noted, hash};
use super::till::{Debit, TillDisk};
use crate::violation::{Invariant, Violation};
use std::collections::{BTreeMap, BTreeSet};

/// A counter value that is paid.
#[derive(Clone, Debug)]
struct Use {
    at: (u64, u64),
    balance: u32,
    amount: u32,
}

/// The books as the auditor follows them.
pub(super) struct CenterBooks {
    books: Books,
    booked: BTreeMap<u64, u64>,
    paid: BTreeMap<([u8; 10], u32), Use>,
    waiting: BTreeSet<(u64, u64)>,
    total: Sums,
    /// What newly came to be paid, not yet compared with what was booked.
    due: Sums,
    /// The batches that must have booked it.
    fresh: Vec<(u64, u64)>,
    /// Cards of greys that were decided.
    decided: Vec<[u8; 10]>,
    /// Greys paid by inference while the debit behind it was another till's, not received yet: price, benefit,
    /// and the elder's part. They must be taken back when it is.
    mistaken: BTreeMap<(u64, u64), [i64; 3]>,
    funds: Funds,
}

/// What physically happened, as the books are judged by it.
#[derive(Clone, Copy)]
pub(super) struct Truth<'a> {
    pub(super) tills: &'a [TillDisk],
    pub(super) debits: &'a BTreeMap<(usize, u64), Debit>,
}

impl Truth<'_> {
    fn till(&self, terminal: u64) -> Option<(usize, &TillDisk)> {
        self.tills.iter().enumerate().find(|(_, till)| till.terminal == terminal)
    }

    fn sold(&self, till: usize, record: &Noted) -> Option<&Debit> {
        self.debits.get(&(till, record.sale))
    }

    /// Whether some till debited this card at this counter value.
    fn used(&self, card: [u8; 10], counter: u32) -> bool {
        let open = self.tills.iter().filter_map(|till| till.open.as_ref()?.debit.as_ref());
        self.debits.values().chain(open).any(|debit| (debit.card, debit.counter) == (card, counter))
    }
}

fn wrong(invariant: Invariant, row: &BookedRow, what: &str) -> Violation {
    Violation::new(invariant, format!("record {} ({}): {what}", row.seq, row.status))
}

impl CenterBooks {
    pub(super) fn new(books: Books) -> CenterBooks {
        CenterBooks {
            books,
            booked: BTreeMap::new(),
            paid: BTreeMap::new(),
            waiting: BTreeSet::new(),
            total: Sums::default(),
            due: Sums::default(),
            fresh: Vec::new(),
            decided: Vec::new(),
            mistaken: BTreeMap::new(),
            funds: Funds::default(),
        }
    }

    /// Last record of a terminal in the books.
    pub(super) fn booked(&self, terminal: u64) -> u64 {
        self.booked.get(&terminal).copied().unwrap_or(0)
    }

    pub(super) fn charity_met(&self) -> [u64; 2] {
        self.funds.met
    }

    pub(super) fn voucher_entries(&self) -> Result<[i64; 4], Violation> {
        self.books.voucher_entries()
    }

    /// Whether the books hold this record, as they stand now.
    pub(super) fn holds(&self, terminal: u64, seq: u64) -> Result<bool, Violation> {
        Ok(self.books.row(terminal, seq)?.is_some())
    }

    /// A batch was answered: what is new of it must be in the books, once, unchanged, on its day.
    pub(super) fn taken(
        &mut self,
        terminal: u64,
        first_seq: u64,
        through: u64,
        truth: Truth<'_>,
    ) -> Result<(), Violation> {
        let Some((at, till)) = truth.till(terminal) else {
            return Err(Violation::new(Invariant::World, "a batch of an unknown terminal"));
        };
        let before = self.booked(till.terminal);
        if through <= before {
            return Ok(());
        }
        self.fresh.push((till.terminal, first_seq));
        let mut next = before.saturating_add(1);
        for row in self.books.batch(till.terminal, first_seq)? {
            let record = till.record(next).filter(|record| record.hash == hash(&row.record));
            let Some(record) = record else {
                let twice = till.records.iter().any(|record| record.hash == hash(&row.record));
                let invariant = if twice { Invariant::I2 } else { Invariant::I10 };
                return Err(wrong(invariant, &row, "not the record the till wrote at this place"));
            };
            if row.seq != next || row.day != record.day {
                return Err(wrong(Invariant::I5, &row, "not once on its own day and in its own batch"));
            }
            self.place((at, till), record, &row, truth)?;
            next = next.saturating_add(1);
        }
        self.booked.insert(till.terminal, next.saturating_sub(1));
        if next == through.saturating_add(1) {
            return Ok(());
        }
        let what = format!("acknowledged through {through}, the books hold {}", next.saturating_sub(1));
        Err(Violation::new(Invariant::I1, what))
    }

    /// Looks again at what waited, and at what was inferred by mistake.
    pub(super) fn review(&mut self, truth: Truth<'_>) -> Result<(), Violation> {
        for (terminal, seq) in self.waiting.clone() {
            let Some((at, till)) = truth.till(terminal) else { continue };
            let (Some(row), Some(record)) = (self.books.row(terminal, seq)?, till.record(seq)) else {
                return Err(Violation::new(Invariant::I1, format!("record {seq} left the books")));
            };
            let mistaken = self.mistaken.contains_key(&(terminal, seq));
            let undecided = row.waits() || (mistaken && row.is_paid());
            if !undecided {
                self.waiting.remove(&(terminal, seq));
                self.take_back((terminal, seq));
                self.place((at, till), record, &row, truth)?;
            }
        }
        Ok(())
    }

    /// A mistaken inference is undone in the books: its postings are turned.
    fn take_back(&mut self, at: (u64, u64)) {
        if let Some([price, benefit, cards]) = self.mistaken.remove(&at) {
            self.owe(-price, -benefit, -cards);
        }
    }

    fn owe(&mut self, price: i64, benefit: i64, cards: i64) {
        self.due.merchants = self.due.merchants.saturating_sub(price);
        self.due.funds = self.due.funds.saturating_add(benefit);
        self.due.cards = self.due.cards.saturating_add(cards);
    }

    /// One record where it stands now, against what physically happened.
    fn place(
        &mut self,
        (at, till): (usize, &TillDisk),
        record: &Noted,
        row: &BookedRow,
        truth: Truth<'_>,
    ) -> Result<(), Violation> {
        if record.kind == 3 {
            return Ok(());
        }
        self.funds.note(till.terminal, row, record.benefit)?;
        if row.waits() {
            self.waiting.insert((till.terminal, row.seq));
            return Ok(());
        }
        let by_rule = row.status == "adjusted" && truth.sold(at, record).is_none();
        if let Some(counter) = row.counter.filter(|_| by_rule)
            && !self.paid.contains_key(&(record.card, counter))
            && truth.used(record.card, counter)
        {
            let part = i64::from(record.amount);
            self.waiting.insert((till.terminal, row.seq));
            self.mistaken.insert((till.terminal, row.seq), [record.price, record.benefit, part]);
            self.owe(record.price, record.benefit, part);
            return Ok(());
        }
        if record.kind == 2 {
            self.decided.push(record.card);
        }
        let debit = match (row.is_paid(), truth.sold(at, record)) {
            (true, Some(debit)) => debit,
            (false, None) => return Ok(()),
            (true, None) => {
                let what =
                    format!("of {} for ****{}: paid, and no card was debited", till.terminal, record.tail());
                return Err(wrong(Invariant::I3, row, &what));
            }
            (false, Some(_)) => {
                let what = format!("of {} for ****{}: debited, and not paid", till.terminal, record.tail());
                return Err(wrong(Invariant::I3, row, &what));
            }
        };
        if (row.counter, row.balance) != (Some(debit.counter), Some(debit.balance)) {
            return Err(wrong(Invariant::I3, row, "counter and balance are not the card's"));
        }
        self.owe(record.price, record.benefit, i64::from(debit.amount));
        let used = Use { at: (till.terminal, row.seq), balance: debit.balance, amount: debit.amount };
        if self.paid.insert((debit.card, debit.counter), used).is_some() {
            return Err(wrong(Invariant::I2, row, "its card counter is paid already"));
        }
        self.follows(debit.card, debit.counter.checked_sub(1), Some(debit.counter))?;
        self.follows(debit.card, Some(debit.counter), debit.counter.checked_add(1))
    }

    /// Two neighbouring counter values: the balance follows, or a finding says that it does not.
    fn follows(&self, card: [u8; 10], first: Option<u32>, second: Option<u32>) -> Result<(), Violation> {
        let used = |counter: Option<u32>| counter.and_then(|counter| self.paid.get(&(card, counter)));
        let (Some(first), Some(second)) = (used(first), used(second)) else { return Ok(()) };
        let follows = first.balance.checked_sub(first.amount) == Some(second.balance);
        if follows || self.books.has_balance_finding(first.at, second.at)? {
            return Ok(());
        }
        let what =
            format!("record {} of {} does not follow, and no finding says so", second.at.1, second.at.0);
        Err(Violation::new(Invariant::I4, what))
    }

    /// What the new batches booked must be what came to be paid with them. Returns the cards of greys decided.
    pub(super) fn settle_up(&mut self) -> Result<Vec<[u8; 10]>, Violation> {
        let (due, fresh) = (std::mem::take(&mut self.due), std::mem::take(&mut self.fresh));
        let mut found = Sums::default();
        for (terminal, first_seq) in &fresh {
            let booked = self.books.sums_of(*terminal, *first_seq)?;
            if booked.all != 0 {
                let what = format!("the postings of batch {terminal}/{first_seq} come to {} fen", booked.all);
                return Err(Violation::new(Invariant::I3, what));
            }
            found = found.plus(booked);
        }
        if found != due {
            return Err(Violation::new(Invariant::I3, format!("{fresh:?} booked {found:?}, due {due:?}")));
        }
        self.funds.settle_up(&self.books)?;
        self.total = self.total.plus(due);
        Ok(std::mem::take(&mut self.decided))
    }

    /// The sums of all batches.
    pub(super) fn whole(&self) -> Result<(), Violation> {
        let [off, uncovered] = self.books.lots()?;
        if (off, uncovered) != (0, 0) {
            let what =
                format!("{off} loads have another rest than their entries, {uncovered} draws no sale covers");
            return Err(Violation::new(Invariant::Funds, what));
        }
        let found = self.books.sums()?;
        if found == self.total {
            return self.funds.whole(&self.books);
        }
        Err(Violation::new(Invariant::I3, format!("the books come to {found:?}, due {:?}", self.total)))
    }

    pub(super) fn nothing_waits(&self, truth: Truth<'_>) -> Result<(), Violation> {
        let (count, ours) = (self.books.waiting()?, &self.waiting);
        if count == 0 && ours.is_empty() {
            return Ok(());
        }
        let told = ours.iter().filter_map(|(terminal, seq)| {
            let (at, till) = truth.till(*terminal)?;
            let record = till.record(*seq)?;
            let told = record.counter.map_or("unknown".to_owned(), |counter| counter.to_string());
            let real = truth.sold(at, record).map(|debit| debit.counter);
            Some(format!("{terminal}/{seq} ****{} counter {told}, in truth {real:?}", record.tail()))
        });
        let told: Vec<String> = told.collect();
        Err(Violation::new(Invariant::I9, format!("{count} records still wait: {}", told.join("; "))))
    }

    /// Every sale costs what the center finds it costs, to the fen, now that the center knows all of them.
    pub(super) fn prices_agree(&self) -> Result<(), Violation> {
        match self.books.price_findings()? {
            0 => Ok(()),
            count => {
                let what = format!("{count} sales are not priced as the center prices them");
                Err(Violation::new(Invariant::TariffOfTap, what))
            }
        }
    }

    /// Every debit is paid to a merchant.
    pub(super) fn pays_all(
        &self,
        tills: &[TillDisk],
        debits: &BTreeMap<(usize, u64), Debit>,
    ) -> Result<(), Violation> {
        for ((till, sale), debit) in debits {
            let paid = self.paid.get(&(debit.card, debit.counter));
            let terminal = tills.get(*till).map(|till| till.terminal);
            if paid.map(|paid| paid.at.0) != terminal {
                return Err(Violation::new(Invariant::I9, format!("the debit of sale {sale} is not paid")));
            }
        }
        Ok(())
    }
}
