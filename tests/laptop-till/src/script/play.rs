//! The hand that taps and the eye that reads the screen.

use crate::child::wait_for;
use crate::lunch::Lunch;
use anyhow::{Context, Result, bail, ensure};
use card_in_pcscd::kept::Kind;
use card_in_pcscd::tray::{Ended, Outcome, TapOrder};
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use virtual_cards::{Manner, Tear};

/// How long an elder waits for green before giving up.
const HOLD: Duration = Duration::from_secs(6);
/// How long a card lies that will be refused.
const REFUSED_HOLD: Duration = Duration::from_millis(1200);
const LOOK: Duration = Duration::from_secs(10);
/// How long the card of the power cut keeps its answer back, in milliseconds.
const SLOW_MS: u32 = 1500;

/// What has been played so far.
pub(super) struct Play {
    next: usize,
    taps: u32,
    /// Sales that reached green, by till.
    pub(super) paid: [u64; 3],
    /// Refusals seen, by code.
    pub(super) refusals: Vec<String>,
    /// Price and self-pay of the sale that was released as grey, fen.
    pub(super) grey: (i64, i64),
    /// Longest time from the card's arrival to green.
    pub(super) slowest: Duration,
}

impl Play {
    pub(super) fn new() -> Play {
        Play { next: 0, taps: 0, paid: [0; 3], refusals: Vec::new(), grey: (0, 0), slowest: Duration::ZERO }
    }

    pub(super) fn taps(&self) -> u32 {
        self.taps
    }

    /// The next elder who has not eaten. Those with no roster entry of their own kind come later in the deck.
    pub(super) fn next_elder(&mut self) -> usize {
        let card = self.next;
        self.next += 1;
        card
    }

    /// Place of the first card of this kind.
    pub(super) fn special(&self, lunch: &Lunch, kind: Kind) -> Result<usize> {
        let found = lunch.tray.cards.iter().position(|card| card.entry.kind == kind);
        found.with_context(|| format!("no card of kind {kind:?}"))
    }

    /// That many elders pay; the last one's place is returned.
    pub(super) fn elders(&mut self, lunch: &Lunch, till: usize, many: usize) -> Result<usize> {
        let mut last = 0;
        for _ in 0..many {
            last = self.next_elder();
            self.paid(lunch, till, last)?;
        }
        Ok(last)
    }

    /// A tap that ends green, with one debit on the card.
    pub(super) fn paid(&mut self, lunch: &Lunch, till: usize, card: usize) -> Result<()> {
        let start = Instant::now();
        let outcome = self.tap(lunch, till, card, HOLD, None)?;
        let view = self.sees(lunch, till, "paid", |view| tail_is(view, &outcome))?;
        self.slowest = self.slowest.max(start.elapsed());
        ensure!(outcome.debits == 1, "one DEBIT, not {}: {view}", outcome.debits);
        self.charged(&outcome, &view)?;
        self.count(till);
        Ok(())
    }

    /// The torn card comes back: green, and no second debit.
    pub(super) fn recovered(&mut self, lunch: &Lunch, till: usize, card: usize) -> Result<()> {
        let outcome = self.tap(lunch, till, card, HOLD, None)?;
        let view = self.sees(lunch, till, "paid", |view| tail_is(view, &outcome))?;
        ensure!(outcome.debits == 0, "a second DEBIT was sent: {view}");
        ensure!(outcome.balance == outcome.balance_before, "the balance moved on the way back: {view}");
        self.count(till);
        Ok(())
    }

    /// A tap that is torn; the till asks for the same card.
    pub(super) fn held(&mut self, lunch: &Lunch, till: usize, card: usize, tear: Tear) -> Result<()> {
        let outcome = self.tap(lunch, till, card, HOLD, Some(tear))?;
        ensure!(outcome.ended == Ended::Torn, "the tear {tear:?} did not happen: {:?}", outcome.ended);
        self.sees(lunch, till, "hold_card", |view| tail_is(view, &outcome)).map(|_| ())
    }

    /// A tap that is refused with this code and costs nothing.
    pub(super) fn refused(&mut self, lunch: &Lunch, till: usize, card: usize, code: &str) -> Result<()> {
        let outcome = self.tap(lunch, till, card, REFUSED_HOLD, None)?;
        self.sees(lunch, till, "refused", |view| view["fields"]["code"] == code)?;
        self.cost_nothing(&outcome, code)
    }

    /// Another card at a till that waits for its own.
    pub(super) fn other_card(&mut self, lunch: &Lunch, till: usize, card: usize, code: &str) -> Result<()> {
        let outcome = self.tap(lunch, till, card, REFUSED_HOLD, None)?;
        self.sees(lunch, till, "other_card", |_| true)?;
        self.cost_nothing(&outcome, code)
    }

    fn cost_nothing(&mut self, outcome: &Outcome, code: &str) -> Result<()> {
        ensure!(outcome.balance == outcome.balance_before, "{code}: a refused card was debited");
        ensure!(outcome.offline == outcome.offline_before, "{code}: a refused card counted a debit");
        self.refusals.push(code.to_owned());
        Ok(())
    }

    /// A torn tap that will be released: its sums are remembered as the screen says them.
    pub(super) fn held_for_good(
        &mut self,
        lunch: &Lunch,
        till: usize,
        card: usize,
        price: i64,
    ) -> Result<()> {
        self.held(lunch, till, card, Tear::AfterCommit)?;
        let view = lunch.view(till)?;
        let said = view["fields"]["self_pay"].as_str().map(|text| text.replace('.', ""));
        self.grey = (price, said.context("the hold screen names no sum")?.parse()?);
        Ok(())
    }

    /// The till is ready again after a release.
    pub(super) fn released(&self, lunch: &Lunch, till: usize) -> Result<()> {
        wait_for("the till is ready after the release", LOOK, || {
            let view = lunch.view(till).ok()?;
            matches!(view["view"].as_str(), Some("ready" | "tap" | "keying")).then_some(())
        })
    }

    /// The card debits, keeps its answer back, and the till loses power meanwhile.
    pub(super) fn debited_unheard(&mut self, lunch: &mut Lunch, till: usize, card: usize) -> Result<()> {
        self.taps += 1;
        let chip = Arc::clone(&lunch.tray.cards.get(card).context("no such card")?.chip);
        let counter = |chip: &Arc<std::sync::Mutex<virtual_cards::VirtualCard>>| {
            let chip = chip.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            chip.purse().map(|purse| (purse.state().offline, purse.state().balance))
        };
        let before = counter(&chip).context("not a purse")?;
        let slow = |ms| {
            let mut chip = chip.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some(purse) = chip.purse_mut() {
                purse.behave(Manner { latency_ms: ms, ..Manner::default() });
            }
        };
        let number = lunch.tills.get(till).context("no such till")?.counter;
        slow(SLOW_MS);
        lunch.tray.insert(card, number, None)?;
        wait_for("the card has debited", Duration::from_secs(30), || {
            counter(&chip).filter(|(offline, _)| *offline != before.0)
        })?;
        lunch.kill_till(till)?;
        lunch.tray.counter(number).context("no counter")?.take_away();
        slow(0);
        Ok(())
    }

    /// Every till has nothing pending, and says so.
    pub(super) fn everything_arrives(&self, lunch: &Lunch, patience: Duration) -> Result<()> {
        for till in 0..lunch.tills.len() {
            wait_for(&format!("till {} has nothing pending", till + 1), patience, || {
                let view = lunch.view(till).ok()?;
                (view["strip"]["pending"] == 0 && view["strip"]["online"] == true).then_some(())
            })?;
        }
        Ok(())
    }

    fn tap(
        &mut self,
        lunch: &Lunch,
        till: usize,
        card: usize,
        hold: Duration,
        tear: Option<Tear>,
    ) -> Result<Outcome> {
        self.taps += 1;
        let counter = lunch.tills.get(till).context("no such till")?.counter;
        let order = TapOrder { card, counter, hold, tear };
        let mut outcome = lunch.tray.tap(order)?;
        if !outcome.powered {
            // On a busy machine the reader may miss a card, as it may at a counter: hold it there again.
            outcome = lunch.tray.tap(order)?;
        }
        ensure!(outcome.powered, "the reader never saw the card ****{}", outcome.tail);
        Ok(outcome)
    }

    fn sees(&self, lunch: &Lunch, till: usize, name: &str, also: impl Fn(&Value) -> bool) -> Result<Value> {
        let mut last = Value::Null;
        let seen = wait_for(&format!("the screen shows {name}"), LOOK, || {
            last = lunch.view(till).ok()?;
            (last["view"] == name && also(&last)).then(|| last.clone())
        });
        seen.or_else(|error| bail!("{error:#}; it shows {last}"))
    }

    /// What the screen says the elder paid is what left the card.
    fn charged(&self, outcome: &Outcome, view: &Value) -> Result<()> {
        let left =
            outcome.balance_before.zip(outcome.balance).and_then(|(before, after)| before.checked_sub(after));
        let said = view["fields"]["self_pay"].as_str().map(|text| text.replace('.', ""));
        let said: Option<u32> = said.and_then(|digits| digits.parse().ok());
        ensure!(left.is_some() && left == said, "the screen says {said:?} fen, the card lost {left:?}");
        Ok(())
    }

    fn count(&mut self, till: usize) {
        if let Some(paid) = self.paid.get_mut(till) {
            *paid += 1;
        }
    }
}

fn tail_is(view: &Value, outcome: &Outcome) -> bool {
    view["fields"]["card_tail"] == outcome.tail.as_str()
}
