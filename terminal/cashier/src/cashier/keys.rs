//! Keys: amounts, offers, the day's sums, and the supervisor.

use super::{Card, Cashier, Mode, Shown};
use crate::stuck::Waiting;
use crate::{Journal, Key, KeyProblem, Keypad, Ports, Tapped, bill, offers};
use records::{BusinessDay, OfferMode};
use sale::{Forgotten, MoneyNote, Refusal};
use screens::{Refused, View, Words};

/// How long the supervisor and the day's sums stay without a key.
const AWAY_US: u64 = 60_000_000;
/// Longest code a supervisor can key.
const CODE_LEN_MAX: usize = 12;
/// Wrong codes in a row before a pause.
const WRONG_MAX: u8 = 5;
/// The pause.
const PAUSE_US: u64 = 60_000_000;

/// Keeps guessers out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gate {
    wrong: u8,
    shut_until_us: u64,
}

impl Cashier {
    pub(super) fn press<J: Journal>(&mut self, key: Key, ports: &mut Ports<'_, J>) -> Option<Tapped> {
        let now_us = ports.clock.monotonic_us();
        if self.wants_supervisor(key) {
            self.mode = Mode::Supervisor {
                digits: String::new(),
                problem: None,
                until_us: now_us.saturating_add(AWAY_US),
            };
            return None;
        }
        match std::mem::replace(&mut self.mode, Mode::Idle) {
            Mode::Supervisor { digits, .. } => self.supervisor_key(key, digits, ports),
            Mode::Result(shown) => self.result_key(key, shown, now_us, ports),
            Mode::Totals { day, closed, .. } => self.totals_key(key, day, closed, ports),
            Mode::Keying { keypad, .. } => return self.amount_key(key, keypad, ports),
            Mode::Awaiting { keypad, order } => {
                self.mode = match key {
                    Key::Cancel => Mode::Idle,
                    Key::Clear => Mode::Keying { keypad, problem: None },
                    _ => Mode::Awaiting { keypad, order },
                };
            }
            Mode::Idle => return self.idle_key(key, ports),
        }
        None
    }

    /// Cancel while a sale waits for its card.
    fn wants_supervisor(&self, key: Key) -> bool {
        let entering = matches!(self.mode, Mode::Supervisor { .. });
        key == Key::Cancel
            && !entering
            && self.counter.till().open().is_some()
            && self.counter.stuck().is_none()
    }

    fn idle_key<J: Journal>(&mut self, key: Key, ports: &mut Ports<'_, J>) -> Option<Tapped> {
        let at = ports.clock.now().county_time()?;
        match key {
            Key::Digit(_) | Key::Dot if self.offer_mode(at) == Some(OfferMode::Keyed) => {
                return self.amount_key(key, Keypad::default(), ports);
            }
            Key::Times => {
                let open = self.rules.as_ref().map_or(0, |rules| offers::open(rules, at).len());
                self.choice = self.choice.saturating_add(1).checked_rem(open).unwrap_or(0);
            }
            Key::F2 | Key::F4 => self.show_totals(at.date(), false, ports.clock.monotonic_us()),
            _ => {}
        }
        None
    }

    fn offer_mode(&self, at: jiff::civil::DateTime) -> Option<OfferMode> {
        let rules = self.rules.as_ref()?;
        offers::chosen(rules, at, self.choice).map(|offer| offer.mode)
    }

    fn amount_key<J: Journal>(
        &mut self,
        key: Key,
        mut keypad: Keypad,
        ports: &mut Ports<'_, J>,
    ) -> Option<Tapped> {
        let pressed = match key {
            Key::Digit(digit) => keypad.put(char::from(b'0'.saturating_add(digit.min(9)))),
            Key::Dot => keypad.put('.'),
            Key::Plus => keypad.plus(),
            Key::Times => keypad.times(),
            Key::Clear => {
                keypad.clear();
                Ok(())
            }
            Key::Cancel => return None,
            Key::Enter => match keypad.amount() {
                Ok(price) => return self.await_card(keypad, price, ports),
                Err(problem) => Err(problem),
            },
            Key::F1 | Key::F2 | Key::F3 | Key::F4 => Ok(()),
        };
        let nothing = keypad.is_empty() && pressed.is_ok();
        self.mode = if nothing { Mode::Idle } else { Mode::Keying { keypad, problem: pressed.err() } };
        None
    }

    /// The amount stands. A card that came early is served now; one that was served already is not.
    fn await_card<J: Journal>(
        &mut self,
        keypad: Keypad,
        price: money::Fen,
        ports: &mut Ports<'_, J>,
    ) -> Option<Tapped> {
        let at = ports.clock.now().county_time()?;
        let offer = self.rules.as_ref().and_then(|rules| offers::chosen(rules, at, self.choice));
        let Some(service) = offer.filter(|offer| offer.mode == OfferMode::Keyed).map(|offer| offer.service)
        else {
            // The window closed while the cashier was keying.
            self.mode = Mode::Keying { keypad, problem: Some(KeyProblem::NotAnAmount) };
            return None;
        };
        self.mode = Mode::Awaiting { keypad, order: offers::order(service, price) };
        match self.card {
            Card::Here { .. } => self.serve(ports),
            Card::Away | Card::Served => None,
        }
    }

    /// A cashier with a queue keys the next amount at once; what only clears a green screen waits until the
    /// elder has had time to read it.
    fn result_key<J: Journal>(&mut self, key: Key, shown: Shown, now_us: u64, ports: &mut Ports<'_, J>) {
        let paid = matches!(shown.view, View::Paid(_));
        let next_amount = paid && matches!(key, Key::Digit(_) | Key::Dot);
        let read = !paid || now_us >= shown.until_us;
        let wants_on = read && matches!(key, Key::Clear | Key::Cancel | Key::Enter);
        if !next_amount && !wants_on {
            self.mode = Mode::Result(shown);
            return;
        }
        self.mode = match shown.resume {
            Some((keypad, order)) if key != Key::Cancel => Mode::Awaiting { keypad, order },
            Some(_) | None => Mode::Idle,
        };
        if next_amount {
            self.idle_key(key, ports);
        }
    }

    fn show_totals(&mut self, today: jiff::civil::Date, closed: bool, now_us: u64) {
        if let Some(day) = BusinessDay::from_date(today) {
            self.mode = Mode::Totals { day, closed, until_us: now_us.saturating_add(AWAY_US) };
        }
    }

    /// F4 on the day's sums closes the day.
    fn totals_key<J: Journal>(&mut self, key: Key, day: BusinessDay, closed: bool, ports: &mut Ports<'_, J>) {
        let until_us = ports.clock.monotonic_us().saturating_add(AWAY_US);
        self.mode = match key {
            Key::Cancel | Key::Clear => Mode::Idle,
            Key::F4 if !closed && self.counter.stuck().is_none() => {
                match self.counter.till.close_day(day, ports.clock.now()) {
                    Ok(step) => match step.remember(ports.journal, &mut self.counter.till) {
                        Ok(done) => {
                            ports.uplink.offer(&done.record);
                            Mode::Totals { day, closed: true, until_us }
                        }
                        Err(forgotten) => {
                            self.counter.stick_step(Waiting::Nothing, &forgotten.fault);
                            Mode::Idle
                        }
                    },
                    Err(_) => Mode::Idle,
                }
            }
            _ => Mode::Totals { day, closed, until_us },
        };
    }

    fn supervisor_key<J: Journal>(&mut self, key: Key, mut digits: String, ports: &mut Ports<'_, J>) {
        let now_us = ports.clock.monotonic_us();
        let mut problem = None;
        match key {
            Key::Cancel => return,
            Key::Digit(digit) if digits.len() < CODE_LEN_MAX => {
                digits.push(char::from(b'0'.saturating_add(digit.min(9))));
            }
            Key::Clear => drop(digits.pop()),
            Key::Enter => match self.try_code(&digits, now_us, ports) {
                Ok(()) => return self.release(now_us, ports),
                Err(words) => {
                    digits.clear();
                    problem = Some(words);
                }
            },
            _ => {}
        }
        self.mode = Mode::Supervisor { digits, problem, until_us: now_us.saturating_add(AWAY_US) };
    }

    fn try_code<J: Journal>(&mut self, code: &str, now_us: u64, ports: &Ports<'_, J>) -> Result<(), Words> {
        let hash = self.rules.as_ref().map(|rules| rules.supervisor_code_hash.as_str()).unwrap_or_default();
        if hash.is_empty() {
            return Err(Words::new("中心尚未设置主管码", "no supervisor code is set at the center"));
        }
        let gate = &mut self.supervisor_gate;
        if now_us < gate.shut_until_us {
            return Err(Words::new("输错太多，请一分钟后再试", "too many wrong codes, wait a minute"));
        }
        if ports.supervisor.knows(hash, code) {
            *gate = Gate::default();
            return Ok(());
        }
        gate.wrong = gate.wrong.saturating_add(1);
        if gate.wrong >= WRONG_MAX {
            *gate = Gate { wrong: 0, shut_until_us: now_us.saturating_add(PAUSE_US) };
        }
        tracing::warn!("Supervisor code refused");
        Err(Words::new("主管码不对，请重新输入", "wrong supervisor code, key it again"))
    }

    /// The waiting sale goes to the center undecided.
    fn release<J: Journal>(&mut self, now_us: u64, ports: &mut Ports<'_, J>) {
        let Some(Ok(step)) = self.counter.till.release(ports.clock.now().at_us) else { return };
        match step.remember(ports.journal, &mut self.counter.till) {
            Ok(released) => {
                ports.uplink.offer(&released.record);
                tracing::info!(
                    sale.id = released.record.sale,
                    "Sale {} released by a supervisor",
                    released.record.sale
                );
                let money = MoneyNote::Recorded;
                let view = View::Refused(Refused {
                    code: Refusal::SameCardAgain.code(),
                    words: Words::new("已由主管放行", "released by the supervisor"),
                    advice: Words::new("可以接待下一位", "the next elder may be served"),
                    money: Words::new(money.zh(), money.en()),
                });
                let until_us = now_us.saturating_add(self.habits.result_us);
                self.mode = Mode::Result(Shown { view, until_us, seq: None, resume: None });
            }
            Err(forgotten) => {
                let Forgotten { step, fault } = *forgotten;
                self.counter.stick_step(Waiting::Released(step), &fault);
            }
        }
    }

    /// Modes that end by themselves.
    pub(super) fn grow_tired(&mut self, now_us: u64) {
        let over = match &self.mode {
            Mode::Supervisor { until_us, .. } | Mode::Totals { until_us, .. } => now_us >= *until_us,
            Mode::Idle | Mode::Keying { .. } | Mode::Awaiting { .. } | Mode::Result(_) => false,
        };
        if over {
            self.mode = Mode::Idle;
        }
    }
}

/// What the problem of a key says.
pub(super) fn key_problem(problem: KeyProblem) -> Words {
    let (zh, en) = problem.words();
    Words::new(zh, en)
}

/// Re-exported for the screens of results.
pub(super) fn trouble(refusal: Refusal, waiting: bool) -> View {
    View::Trouble(bill::trouble(refusal, waiting))
}
