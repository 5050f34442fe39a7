//! The auditor: a small independent model of what must be so, fed with what physically happened. It reads
//! papers by their published offsets and the books by plain SQL, and shares no code with sale or clearing.
//!
//! After every step it looks at what is new; the whole is looked at now and then, and at the end.

mod books;
mod center;
mod funds;
mod paper;
mod tariffs;
mod till;

use crate::tape::Fact;
use crate::violation::{Invariant, Violation};
use books::Books;
use center::{CenterBooks, Truth};
use paper::{Paper, Parcel, Receipt};
use std::collections::BTreeMap;
use std::path::Path;
use tariffs::{Dated, Packages};
use till::{Debit, TillDisk};

/// What a card in an elder's hand says at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CardState {
    pub(crate) number: [u8; 10],
    /// Everything ever put on it, fen.
    pub(crate) given: u64,
    pub(crate) balance: u32,
    pub(crate) counter: u32,
}

/// The auditor.
pub(crate) struct Auditor {
    tills: Vec<TillDisk>,
    /// Closed sales whose card was debited, by till and sale number.
    debits: BTreeMap<(usize, u64), Debit>,
    /// Greys not decided yet, per card.
    greys: BTreeMap<[u8; 10], u32>,
    center: CenterBooks,
    answers: BTreeMap<[u8; 32], Vec<u8>>,
    packages: Vec<Packages>,
    /// Every tariff the center has released.
    released: Vec<Dated>,
    /// Sales by tariff version.
    priced: BTreeMap<u32, u64>,
    /// Sales by an older version than the newest that had begun: their till had not heard of it.
    late: u64,
}

impl Auditor {
    /// An auditor of these terminals and these books.
    pub(crate) fn new(terminals: &[u64], books: &Path) -> Result<Auditor, Violation> {
        let packages = terminals.iter().map(|_| Packages::default()).collect();
        let tills = terminals.iter().map(|terminal| TillDisk { terminal: *terminal, ..TillDisk::default() });
        Ok(Auditor {
            tills: tills.collect(),
            debits: BTreeMap::new(),
            greys: BTreeMap::new(),
            center: CenterBooks::new(Books::open(books)?),
            answers: BTreeMap::new(),
            packages,
            released: Vec::new(),
            priced: BTreeMap::new(),
            late: 0,
        })
    }

    /// Looks at one thing that happened.
    pub(crate) fn hear(&mut self, fact: &Fact) -> Result<(), Violation> {
        match fact {
            Fact::Synced { till, bytes } => self.synced(*till, &Paper::read(bytes)),
            Fact::Debited { till, card, counter, balance, amount } => {
                let debit = Debit { card: *card, counter: *counter, balance: *balance, amount: *amount };
                self.till(*till)?.debited(debit)
            }
            Fact::Green { till, tail, price, self_pay } => self.till(*till)?.green(tail, *price, *self_pay),
            Fact::VerifiedShown { till, through } => {
                let verified = self.till(*till)?.verified;
                if *through <= verified {
                    return Ok(());
                }
                let what = format!("{through} records called verified, {verified} are");
                Err(Violation::new(Invariant::I1, what))
            }
            Fact::Answered { batch, ack } => self.answered(&Parcel::read(batch), ack),
            Fact::Released { version, from_us } => {
                self.released.push(Dated { version: *version, from_us: *from_us });
                Ok(())
            }
            Fact::Shelved { till, package } => {
                self.packages(*till)?.shelved(package);
                Ok(())
            }
            Fact::Unreplayable { till, what } => {
                Err(Violation::new(Invariant::I8, format!("till {till}: {what}")))
            }
        }
    }

    fn till(&mut self, till: usize) -> Result<&mut TillDisk, Violation> {
        self.tills.get_mut(till).ok_or_else(|| Violation::new(Invariant::World, "an unknown till"))
    }

    fn packages(&mut self, till: usize) -> Result<&mut Packages, Violation> {
        self.packages.get_mut(till).ok_or_else(|| Violation::new(Invariant::World, "an unknown till"))
    }

    fn synced(&mut self, till: usize, paper: &Paper) -> Result<(), Violation> {
        match paper {
            Paper::Other => Ok(()),
            Paper::Installed { version } => {
                self.packages(till)?.installed(*version);
                Ok(())
            }
            Paper::Intended(intended) => {
                self.packages(till)?.judge(intended)?;
                *self.priced.entry(intended.tariff).or_default() += 1;
                let newest = tariffs::due(&self.released, intended.tap_us);
                self.late += u64::from(newest.is_some_and(|newest| intended.tariff < newest));
                self.till(till)?.intended(intended.clone())
            }
            Paper::Undone { sale } => self.till(till)?.undone(*sale),
            Paper::Written(record) => {
                let Some(closed) = self.till(till)?.written(record.clone())? else { return Ok(()) };
                if record.kind == 2 {
                    *self.greys.entry(record.card).or_default() += 1;
                }
                if let Some(debit) = closed.debit {
                    self.debits.insert((till, record.sale), debit);
                }
                Ok(())
            }
            Paper::Verified(receipt) => self.verified(till, receipt),
        }
    }

    /// A till believes an acknowledgement: the books must hold what it covers, and the same.
    fn verified(&mut self, till: usize, receipt: &Receipt) -> Result<(), Violation> {
        let disk = self.till(till)?;
        let (terminal, through) = (disk.terminal, receipt.through);
        let ours = disk.head_at(through) == Some(receipt.head);
        disk.verified = disk.verified.max(through);
        let booked = self.center.booked(terminal);
        let there = self.center.holds(terminal, through)?;
        if ours && receipt.terminal == terminal && through <= booked && there {
            return Ok(());
        }
        let what = format!("records through {through} are acknowledged, the books hold {booked}");
        Err(Violation::new(Invariant::I1, what))
    }

    /// The center answered a batch.
    fn answered(&mut self, parcel: &Parcel, ack: &[u8]) -> Result<(), Violation> {
        let receipt = Receipt::read(ack);
        match self.answers.get(&parcel.hash) {
            Some(first) if first != ack => {
                let what = "the same batch was answered with other bytes";
                return Err(Violation::new(Invariant::I10, what));
            }
            Some(_) => return Ok(()),
            None => {}
        }
        self.answers.insert(parcel.hash, ack.to_vec());
        let till = self.tills.iter().find(|till| till.terminal == parcel.terminal);
        let Some(till) = till else {
            return Err(Violation::new(Invariant::World, "a batch of an unknown terminal"));
        };
        let same = receipt.batch == parcel.hash && till.head_at(receipt.through) == Some(receipt.head);
        if !same {
            return Err(Violation::new(Invariant::I1, "an acknowledgement of what the till never wrote"));
        }
        let truth = Truth { tills: &self.tills, debits: &self.debits };
        self.center.taken(parcel.terminal, parcel.first_seq, receipt.through, truth)
    }

    /// Everything of this step was heard: the books must balance with it.
    pub(crate) fn settle_up(&mut self) -> Result<(), Violation> {
        // Greys of other tills may be decided by the batches of this step.
        self.center.review(Truth { tills: &self.tills, debits: &self.debits })?;
        for card in self.center.settle_up()? {
            if let Some(count) = self.greys.get_mut(&card) {
                *count = count.saturating_sub(1);
            }
        }
        Ok(())
    }

    /// Whether the card's last sales are undecided somewhere: money put on it now would hide what they did.
    pub(crate) fn is_grey(&self, card: [u8; 10]) -> bool {
        let open = |till: &TillDisk| till.open.as_ref().is_some_and(|open| open.intended.card == card);
        self.greys.get(&card).is_some_and(|count| *count > 0) || self.tills.iter().any(open)
    }

    /// Records in the books.
    pub(crate) fn booked(&self) -> u64 {
        self.tills.iter().map(|till| self.center.booked(till.terminal)).sum()
    }

    /// How often the charity was met with nothing left, and with something.
    pub(crate) fn charity_met(&self) -> [u64; 2] {
        self.center.charity_met()
    }

    /// Voucher entries: draws, what came back, clearings; and findings that two tills gave the same one.
    pub(crate) fn voucher_entries(&self) -> Result<[i64; 4], Violation> {
        self.center.voucher_entries()
    }

    /// Sales intended, by tariff version.
    pub(crate) fn priced(&self) -> &BTreeMap<u32, u64> {
        &self.priced
    }

    /// Sales whose till had not heard of a newer tariff that held already.
    pub(crate) fn late(&self) -> u64 {
        self.late
    }

    /// Debits that are records.
    pub(crate) fn debited(&self) -> usize {
        self.debits.len()
    }

    /// Looks at the sums of the whole books.
    pub(crate) fn whole(&self) -> Result<(), Violation> {
        self.center.whole()
    }

    /// Faults have stopped and everybody has come back: everything must have settled.
    pub(crate) fn settled(&self, cards: &[CardState]) -> Result<(), Violation> {
        let unsettled = |what: String| Err(Violation::new(Invariant::I9, what));
        for till in &self.tills {
            let written = u64::try_from(till.records.len()).unwrap_or(0);
            let booked = self.center.booked(till.terminal);
            if till.open.is_some() {
                return unsettled(format!("a sale of terminal {} is still open", till.terminal));
            }
            if (written, written) != (booked, till.verified) {
                return unsettled(format!("{written} written, {booked} booked, {} verified", till.verified));
            }
        }
        self.center.nothing_waits(Truth { tills: &self.tills, debits: &self.debits })?;
        self.center.pays_all(&self.tills, &self.debits)?;
        self.center.prices_agree()?;
        for card in cards {
            let debits = self.debits.values().filter(|debit| debit.card == card.number);
            let (count, sum) = debits.fold((0_u32, 0_u64), |(count, sum), debit| {
                (count.saturating_add(1), sum.saturating_add(u64::from(debit.amount)))
            });
            if card.counter != count || u64::from(card.balance).saturating_add(sum) != card.given {
                let [.., a, b] = card.number;
                let what = format!("card ****{a:02X}{b:02X} and the tills disagree about its debits");
                return Err(Violation::new(Invariant::I3, what));
            }
        }
        self.whole()
    }
}
