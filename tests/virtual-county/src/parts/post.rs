//! What the cashier tells the uplink, kept until the courier hears it.

use records::Record;
use sale::Sealed;
use std::collections::VecDeque;
use uplink::{Courier, Now, Plan};

enum Word {
    Offer(Box<Record>),
    Sealed(Plan),
    NotSealed,
    Rewound { before: u64, head_before: [u8; 32], records: Vec<Record>, plans: Vec<Plan> },
    Installed(u32),
}

/// The cashier's end of the uplink.
#[derive(Default)]
pub(crate) struct Post(VecDeque<Word>);

impl Post {
    /// Nothing waits any more: the till lost power.
    pub(crate) fn cut(&mut self) {
        self.0.clear();
    }

    /// Tells the courier. `false`: records did not continue the chain.
    pub(crate) fn deliver(&mut self, courier: &mut Courier, now: Now) -> bool {
        let mut continuous = true;
        for word in self.0.drain(..) {
            match word {
                Word::Offer(record) => continuous &= courier.offer([*record]),
                Word::Sealed(plan) => courier.sealed(plan),
                Word::NotSealed => courier.not_sealed(now),
                Word::Rewound { before, head_before, records, plans } => {
                    continuous &= courier.rewind(before, head_before, records, plans);
                }
                Word::Installed(version) => courier.parameters_installed(version),
            }
        }
        continuous
    }
}

/// What the till keeps of a batch, as the courier wants it.
pub(crate) fn plan(sealed: &Sealed) -> Plan {
    let Sealed { first_seq, through_seq, sealed_at_us, announced } = *sealed;
    Plan { first_seq, through_seq, sealed_at_us, announced }
}

impl cashier::Uplink for Post {
    fn offer(&mut self, record: &Record) {
        self.0.push_back(Word::Offer(Box::new(record.clone())));
    }

    fn sealed(&mut self, sealed: &Sealed) {
        self.0.push_back(Word::Sealed(plan(sealed)));
    }

    fn not_sealed(&mut self) {
        self.0.push_back(Word::NotSealed);
    }

    fn rewound(&mut self, before: u64, head_before: [u8; 32], records: Vec<Record>, seals: Vec<Sealed>) {
        let plans = seals.iter().map(plan).collect();
        self.0.push_back(Word::Rewound { before, head_before, records, plans });
    }

    fn parameters_installed(&mut self, version: u32) {
        self.0.push_back(Word::Installed(version));
    }
}
