//! What is so, as a screen.

use super::{Cashier, Mode, keys};
use crate::{Clock, bill, offers};
use money::Fen;
use records::{Offer, OfferMode};
use sale::{Refusal, Rules};
use screens::{
    Keying, LinkState, Mode as PriceMode, Ready, Standing, Strip, Supervisor, Tap, Totals, View, Words,
};

impl Cashier {
    /// The edges of the screen.
    #[must_use]
    pub fn strip(&self, clock: &dyn Clock) -> Strip {
        let till = self.counter.till();
        let time = clock.now().county_time();
        let mut point = self.rules.as_ref().map(|rules| rules.point_name.clone()).unwrap_or_default();
        if self.refused_by_center {
            point.push_str(" · 中心拒收");
        }
        Strip {
            point,
            time: time.map(|at| format!("{:02}:{:02}", at.hour(), at.minute())).unwrap_or_default(),
            link: LinkState {
                pending: u32::try_from(till.pending()).unwrap_or(u32::MAX),
                verified: till.verified_through(),
                online: self.online,
            },
            trial_keys: self.rules.as_ref().is_some_and(|rules| rules.trial_keys),
        }
    }

    /// The screen that is right now. Results first, then what waits, then trouble, then work.
    #[must_use]
    pub fn view(&self, clock: &dyn Clock) -> View {
        let till = self.counter.till();
        if let Some(refusal) = self.counter.stuck() {
            return keys::trouble(refusal, true);
        }
        match &self.mode {
            Mode::Result(shown) => return self.result_view(shown),
            Mode::Supervisor { digits, problem, .. } => {
                return View::Supervisor(Supervisor {
                    stars: u8::try_from(digits.len()).unwrap_or(u8::MAX),
                    purpose: Words::default(),
                    problem: problem.clone(),
                });
            }
            Mode::Idle | Mode::Keying { .. } | Mode::Awaiting { .. } | Mode::Totals { .. } => {}
        }
        // Without a SAM the same card can still be asked; without reader, disk or clock it cannot.
        let trouble = self.trouble();
        if let Some(open) = till.open() {
            let grey = open.grey();
            return match trouble {
                Some(refusal) if refusal != Refusal::NoSam && refusal != Refusal::SamRefused => {
                    keys::trouble(refusal, true)
                }
                _ => View::HoldCard(bill::hold(Refusal::SameCardAgain, grey.card_tail, grey.self_pay)),
            };
        }
        match (trouble, &self.rules) {
            (Some(refusal), _) => keys::trouble(refusal, false),
            (None, None) => keys::trouble(Refusal::NoParameters, false),
            (None, Some(rules)) => self.working_view(rules, clock),
        }
    }

    fn working_view(&self, rules: &Rules, clock: &dyn Clock) -> View {
        let now = clock.now();
        let at = now.county_time();
        let offer = at.and_then(|at| offers::chosen(rules, at, self.choice));
        let service = offer.map(|offer| bill::words(rules, offer.service, now.at_us)).unwrap_or_default();
        match &self.mode {
            Mode::Keying { keypad, problem } => View::Keying(Keying {
                service,
                digits: keypad.digits().to_owned(),
                terms: keypad.terms(),
                total: keypad.sum().ok().filter(|_| !keypad.terms().is_empty()),
                problem: problem.map(keys::key_problem),
            }),
            Mode::Awaiting { order, .. } => {
                View::Tap(Tap { service: bill::words(rules, order.service, now.at_us), price: order.price })
            }
            Mode::Totals { day, closed, .. } => {
                let sums = self.counter.till().day(*day);
                View::Totals(Totals {
                    day: day.to_string(),
                    count: sums.count,
                    price: sums.price,
                    benefit: sums.benefit,
                    self_pay: sums.self_pay,
                    closed: *closed,
                })
            }
            Mode::Idle | Mode::Result(_) | Mode::Supervisor { .. } => {
                let notice = self.stale.as_ref().map(|reason| bill::stale(rules, reason, now.at_us));
                ready(offer, service, notice)
            }
        }
    }

    fn result_view(&self, shown: &super::Shown) -> View {
        let verified = self.counter.till().verified_through();
        match &shown.view {
            View::Paid(paid) if shown.seq.is_some_and(|seq| seq <= verified) => {
                View::Paid(screens::Paid { standing: Standing::Verified, ..paid.clone() })
            }
            view => view.clone(),
        }
    }
}

fn ready(offer: Option<&Offer>, service: Words, notice: Option<Words>) -> View {
    let Some(offer) = offer else {
        return View::Ready(Ready {
            service: Words::new("非供应时间", "nothing on offer now"),
            window: String::new(),
            price: Fen::ZERO,
            mode: PriceMode::Keyed,
            notice,
        });
    };
    View::Ready(Ready {
        service,
        window: format!("{}–{}", offer.from, offer.to),
        price: Fen(offer.price_fen),
        mode: match offer.mode {
            OfferMode::Fixed => PriceMode::Fixed,
            OfferMode::Keyed => PriceMode::Keyed,
        },
        notice,
    })
}
