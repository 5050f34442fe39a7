//! The reader and its card, and what a tap leads to.

use super::{Card, Cashier, Mode, Shown};
use crate::tap::{Ending, Occasion};
use crate::{Journal, Keypad, Ports, Presence, Tapped, bill, conduct_tap, offers};
use records::OfferMode;
use sale::{Order, Refusal};
use screens::{Bill, Paid, Standing, View};

impl Cashier {
    pub(super) fn reader<J: Journal>(
        &mut self,
        presence: Presence,
        ports: &mut Ports<'_, J>,
    ) -> Option<Tapped> {
        let before = self.presence.replace(presence);
        match presence {
            Presence::Present => {
                // Nobody saw it come: it may have lain there since its last sale.
                let lying = !matches!(before, Some(Presence::Empty | Presence::Present));
                self.card = Card::Here { lying };
                self.serve(ports)
            }
            Presence::Empty => {
                self.card = Card::Away;
                self.dismiss(ports.clock.monotonic_us());
                None
            }
            Presence::NoReader => {
                self.card = Card::Away;
                None
            }
            Presence::NoService => {
                // The service held the SAM's session; whatever it knew is gone.
                self.card = Card::Away;
                self.counter.lose_sam();
                ports.sam.release();
                // So no screen says ready before the module has been started again.
                self.sam_trouble = Some(Refusal::NoSam);
                self.due.sam_at_once();
                None
            }
        }
    }

    /// Serves the card that is there, when there is something to serve it with.
    pub(super) fn serve<J: Journal>(&mut self, ports: &mut Ports<'_, J>) -> Option<Tapped> {
        let Card::Here { lying } = self.card else { return None };
        let rules = self.rules.as_ref()?;
        let keyed = self.keyed_order();
        let at = ports.clock.now().county_time();
        let fixed = at.and_then(|at| offers::fixed_order(rules, at, self.choice));
        let order = keyed.as_ref().map(|(_, order)| *order).or(fixed);
        let waits = self.counter.till().open().is_some();
        if order.is_none() && !waits {
            let offer = at.and_then(|at| offers::chosen(rules, at, self.choice));
            if offer.is_some_and(|offer| offer.mode == OfferMode::Keyed) {
                // The card is early: the amount comes first.
                return None;
            }
        }
        let strip = self.strip(ports.clock);
        let occasion = Occasion { order, fresh: !lying, strip: &strip };
        let tapped = conduct_tap(&mut self.counter, rules, &occasion, ports);
        self.card = Card::Served;
        self.settle_on(&tapped, keyed, ports.clock.monotonic_us());
        self.sam_trouble = match tapped.ending {
            Ending::Refused(refusal @ (Refusal::NoSam | Refusal::SamRefused)) if !self.counter.has_sam() => {
                self.due.sam_at_once();
                Some(refusal)
            }
            _ if self.counter.has_sam() => None,
            _ => self.sam_trouble,
        };
        Some(tapped)
    }

    /// The keyed sale that waits for a card, or was refused a moment ago.
    fn keyed_order(&self) -> Option<(Keypad, Order)> {
        match &self.mode {
            Mode::Awaiting { keypad, order } => Some((keypad.clone(), *order)),
            Mode::Result(shown) => shown.resume.clone(),
            Mode::Idle | Mode::Keying { .. } | Mode::Supervisor { .. } | Mode::Totals { .. } => None,
        }
    }

    /// The screen after a tap.
    fn settle_on(&mut self, tapped: &Tapped, keyed: Option<(Keypad, Order)>, now_us: u64) {
        let until_us = now_us.saturating_add(self.habits.result_us);
        let show = |view, seq, resume| Mode::Result(Shown { view, until_us, seq, resume });
        self.mode = match &tapped.ending {
            Ending::Paid { bill, record, recovered } => {
                let bill = Bill::clone(bill);
                // A recovered sale is an earlier one: a keyed amount meant for this tap still waits.
                let resume = keyed.filter(|(_, order)| *recovered && order.price != record.price);
                let before = record.balance_before.and_then(|before| before.checked_sub(record.card_amount));
                let balance_after = before.map(|after| money::Fen(i64::from(after)));
                let paid = Paid { bill, balance_after, standing: Standing::Pending };
                show(View::Paid(paid), Some(record.seq), resume)
            }
            Ending::Refused(refusal) => show(View::Refused(bill::refused(*refusal)), None, keyed),
            Ending::OtherCard(grey) => {
                let hold = bill::hold(Refusal::OtherCard, grey.card_tail.clone(), grey.self_pay);
                show(View::OtherCard(hold), None, keyed)
            }
            Ending::Hold(_) | Ending::Stuck(_) => Mode::Idle,
        };
    }

    /// Takes a result away once it has been seen and its card has left.
    pub(super) fn dismiss(&mut self, now_us: u64) {
        let Mode::Result(shown) = &mut self.mode else { return };
        if now_us >= shown.until_us && self.card != Card::Served {
            self.mode = match shown.resume.take() {
                Some((keypad, order)) => Mode::Awaiting { keypad, order },
                None => Mode::Idle,
            };
        }
    }
}
