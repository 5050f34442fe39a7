//! The screen: what is green, and what is called verified.

use super::fuse::Fuse;
use crate::tape::{Fact, Tape};
use screens::{Paid, Standing, Strip, View};

/// The screen of one till.
pub(crate) struct Panel {
    pub(crate) always_green: bool,
    /// What is shown.
    pub(crate) view: Option<View>,
    verified: u64,
    till: usize,
    fuse: Fuse,
    tape: Tape,
}

impl Panel {
    pub(crate) fn new(till: usize, fuse: Fuse, tape: Tape) -> Panel {
        Panel { always_green: false, view: None, verified: 0, till, fuse, tape }
    }

    /// Dark.
    pub(crate) fn cut(&mut self) {
        self.view = None;
    }
}

impl cashier::Panel for Panel {
    fn show(&mut self, strip: &Strip, view: &View) {
        self.fuse.burn();
        let lie = |bill: &screens::Bill| {
            View::Paid(Paid { bill: bill.clone(), balance_after: None, standing: Standing::Pending })
        };
        let view = match view {
            View::Quote(bill) if self.always_green => lie(bill),
            view => view.clone(),
        };
        if let View::Paid(paid) = &view
            && self.view.as_ref() != Some(&view)
        {
            let bill = &paid.bill;
            let (tail, price, self_pay) = (bill.card_tail.clone(), bill.price.0, bill.self_pay.0);
            self.tape.push(Fact::Green { till: self.till, tail, price, self_pay });
        }
        if strip.link.verified != self.verified {
            self.verified = strip.link.verified;
            self.tape.push(Fact::VerifiedShown { till: self.till, through: self.verified });
        }
        self.view = Some(view);
    }
}
