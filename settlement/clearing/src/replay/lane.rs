//! The machine: sales go in, in order; a tally comes out.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use money::Fen;
use records::{BusinessDay, CardNo, Glance, Kind, RECORD_LEN, Record};
use subsidy::{Case, Denial, HolderFacts, Point, Quote, Standing, Taken, Tariff, attribute, place, quote};

use super::elder::{Elder, Side};
use super::sums::Grow;
use super::{Both, Counted, Holders, ReplayError, ReplayFault, Setting, Sums, Tally, Turned};

/// Which of several lanes a card belongs to. The same card always to the same.
#[must_use]
pub fn lane_of(card: &CardNo, lanes: usize) -> usize {
    // FNV-1a: the digits of cards count upwards, their plain sum would not spread.
    let hash = card.0.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let lanes = u64::try_from(lanes).unwrap_or(1).max(1);
    usize::try_from((hash >> 32) % lanes).unwrap_or(0)
}

/// Whether records come in order of day and moment. Asked before they are divided over lanes.
#[derive(Clone, Copy, Debug, Default)]
pub struct InOrder {
    last: Option<(u32, i64)>,
    number: u64,
}

impl InOrder {
    /// Looks at the next record and says its number, from 1.
    ///
    /// # Errors
    /// The record is earlier than the one before it.
    pub fn next(&mut self, glance: &Glance) -> Result<u64, ReplayError> {
        let number = self.number.saturating_add(1);
        if self.last.is_some_and(|last| glance.order() < last) {
            return Err(ReplayError { number, fault: ReplayFault::Order });
        }
        *self = InOrder { last: Some(glance.order()), number };
        Ok(number)
    }
}

/// The sales of some cards, under two tariffs.
pub struct Replay<'a> {
    setting: Setting<'a>,
    elders: BTreeMap<CardNo, Elder>,
    /// The counters of the card in hand.
    taken: Both<Taken>,
    tally: Tally,
}

impl<'a> Replay<'a> {
    /// Before the first sale.
    #[must_use]
    pub fn new(setting: Setting<'a>) -> Replay<'a> {
        Replay { setting, elders: BTreeMap::new(), taken: Both::default(), tally: Tally::default() }
    }

    /// Takes the next record. Records of one card must come in order ([`InOrder`]). Day closes are passed over.
    ///
    /// # Errors
    /// Bytes that are no record, a moment beyond the calendar, sums beyond 64 bits: nothing can be said then.
    pub fn take(&mut self, number: u64, bytes: &[u8; RECORD_LEN]) -> Result<(), ReplayError> {
        self.enter(bytes).map_err(|fault| ReplayError { number, fault })
    }

    fn enter(&mut self, bytes: &[u8; RECORD_LEN]) -> Result<(), ReplayFault> {
        let record = Record::decode(bytes).map_err(ReplayFault::Record)?;
        if record.kind == Kind::DayClose {
            return self.tally.passed.grow(1).ok_or(ReplayFault::Overflow);
        }
        let at = record.tap.county_time().ok_or(ReplayFault::Moment)?;
        let quotes = if record.card_no == CardNo::NONE {
            self.tally.cardless.grow(1).ok_or(ReplayFault::Overflow)?;
            self.without_card(&record, at)
        } else {
            self.with_card(&record, at).ok_or(ReplayFault::Overflow)?
        };
        self.tally.count(&record, &quotes, self.setting.tariffs)
    }

    /// Nobody is remembered and nobody has a standing.
    fn without_card(&self, record: &Record, at: DateTime) -> Both<Quote> {
        let points = self.setting.points.get(&record.terminal).copied().unwrap_or_default();
        let nothing = Taken::default();
        let ask = |tariff, point| quote(tariff, &case(record, at, point, Standing::NONE, &nothing));
        let tariffs = self.setting.tariffs;
        Both { old: ask(tariffs.old, points.old), new: ask(tariffs.new, points.new) }
    }

    fn with_card(&mut self, record: &Record, at: DateTime) -> Option<Both<Quote>> {
        let Setting { tariffs, holders, points, .. } = self.setting;
        let points = points.get(&record.terminal).copied().unwrap_or_default();
        let facts = match holders {
            Holders::Listed(list) => Who::Listed(list.get(&record.card_no)),
            Holders::AsRecorded => Who::Recorded(Standing::new(record.tier.letter(), record.groups)),
        };
        let elder = match self.elders.entry(record.card_no) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                self.tally.cards.grow(1)?;
                if matches!(facts, Who::Listed(None)) {
                    self.tally.unlisted.grow(1)?;
                }
                new.insert(Elder::default())
            }
        };
        let ask = |side: &mut Side, taken: &mut Taken, tariff: &Tariff, point: Point| {
            let standing = facts.standing(side, tariff, record, at);
            side.unpack(taken);
            let quote = quote(tariff, &case(record, at, point, standing, taken));
            if quote.denied.is_none() && quote.parts().any(|part| part.slot.is_some()) {
                quote.parts().for_each(|part| taken.count(quote.place(), part));
                side.pack(taken);
            }
            quote
        };
        let quotes = Both {
            old: ask(&mut elder.sides.old, &mut self.taken.old, tariffs.old, points.old),
            new: ask(&mut elder.sides.new, &mut self.taken.new, tariffs.new, points.new),
        };
        if quotes.old.denied.is_none() && quotes.new.denied.is_none() {
            elder.sales.grow(1)?;
            elder.paid.grow(quotes.as_ref().map(|quote| quote.self_pay))?;
        }
        Some(quotes)
    }

    /// The tally of all sales taken.
    ///
    /// # Errors
    /// Sums beyond 64 bits.
    pub fn finish(self) -> Result<Tally, ReplayFault> {
        let mut tally = self.tally;
        for (card, elder) in &self.elders {
            tally.elders.enter(card, elder, self.setting.key).ok_or(ReplayFault::Overflow)?;
        }
        Ok(tally)
    }
}

/// Whose card it is.
enum Who<'a> {
    /// By the list; `None`: not in it.
    Listed(Option<&'a HolderFacts>),
    /// By the record.
    Recorded(Standing),
}

impl Who<'_> {
    fn standing(&self, side: &mut Side, tariff: &Tariff, record: &Record, at: DateTime) -> Standing {
        match self {
            Who::Recorded(standing) => *standing,
            Who::Listed(None) => Standing::NONE,
            Who::Listed(Some(facts)) => {
                let booked = || record.business_day.date();
                let day = place(tariff, record.service, at).map_or_else(|_| booked(), |placed| placed.day);
                side.standing(tariff, facts, day)
            }
        }
    }
}

fn case<'t>(record: &Record, at: DateTime, point: Point, standing: Standing, taken: &'t Taken) -> Case<'t> {
    let plain = Case::plain(record.service, record.price, at, standing);
    let (minutes, ordered) = (record.minutes, record.ordered);
    Case { quantity: u16::from(record.quantity), minutes, ordered, point, taken, ..plain }
}

impl Tally {
    /// Counts one sale.
    fn count(
        &mut self,
        record: &Record,
        quotes: &Both<Quote>,
        tariffs: Both<&Tariff>,
    ) -> Result<(), ReplayFault> {
        self.count_sale(record, quotes).ok_or(ReplayFault::Overflow)?;
        self.compare(record, &quotes.old, tariffs.old).ok_or(ReplayFault::Overflow)?;
        self.accept(record, &quotes.old, tariffs.old, |both| &mut both.old, |both| &mut both.old)?;
        self.accept(record, &quotes.new, tariffs.new, |both| &mut both.new, |both| &mut both.new)
    }

    /// How the two tariffs meet.
    fn count_sale(&mut self, record: &Record, quotes: &Both<Quote>) -> Option<()> {
        let day: BusinessDay = record.business_day;
        self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        self.sales.grow(1)?;
        let one = Counted::one(record.price);
        let mut turn = |denial: Denial, turned: Turned| self.turned.entry(denial).or_default().grow(turned);
        match (quotes.old.denied, quotes.new.denied) {
            (None, None) => Some(()),
            (None, Some(denial)) => {
                turn(denial, Turned { appear: one, ..Turned::default() })?;
                self.refused.new.grow(one)
            }
            (Some(denial), None) => {
                turn(denial, Turned { vanish: one, ..Turned::default() })?;
                self.refused.old.grow(one)
            }
            (Some(_), Some(_)) => {
                self.refused.grow(Both { old: one, new: one })?;
                self.refused_both.grow(one)
            }
        }
    }

    /// What was recorded, against the old tariff.
    fn compare(&mut self, record: &Record, again: &Quote, tariff: &Tariff) -> Option<()> {
        let agreement = &mut self.agreement;
        let Record { price, benefit, self_pay, .. } = *record;
        agreement.recorded.grow(Sums { count: 1, price, benefit, self_pay })?;
        if record.tariff_version != tariff.version() || !tariff.hash().starts_with(&record.tariff_hash) {
            agreement.other_tariff.grow(1)?;
        }
        if again.denied.is_some() {
            return agreement.refused.grow(1);
        }
        if (again.price, again.benefit, again.self_pay) == (price, benefit, self_pay) {
            return agreement.agreed.grow(1);
        }
        agreement.differed.grow(1)?;
        let more = again.benefit.checked_sub(benefit)?;
        if more.is_negative() {
            agreement.below.grow(more.checked_neg()?)
        } else {
            agreement.above.grow(more)
        }
    }

    /// An accepted sale under one tariff.
    fn accept(
        &mut self,
        record: &Record,
        quote: &Quote,
        tariff: &Tariff,
        sums: impl Fn(&mut Both<Sums>) -> &mut Sums,
        counted: impl Fn(&mut Both<Counted>) -> &mut Counted,
    ) -> Result<(), ReplayFault> {
        if quote.denied.is_some() {
            return Ok(());
        }
        let sale = Sums::of(quote);
        let tier = self.tiers.entry(quote.letter).or_default();
        let terminal = self.terminals.entry(record.terminal).or_default();
        for both in [&mut self.total, tier, terminal] {
            sums(both).grow(sale).ok_or(ReplayFault::Overflow)?;
        }
        let nothing_drawn = BTreeMap::new();
        for part in quote.parts() {
            let rule = self.rules.entry(part.rule).or_default();
            counted(rule).grow(Counted::one(part.benefit)).ok_or(ReplayFault::Overflow)?;
            let legs =
                attribute(tariff, part.rule, part.benefit, &nothing_drawn).map_err(ReplayFault::Funds)?;
            for leg in legs.into_iter().filter(|leg| leg.amount != Fen::ZERO) {
                let fund = self.funds.entry(leg.fund).or_default();
                counted(fund).grow(Counted::one(leg.amount)).ok_or(ReplayFault::Overflow)?;
            }
        }
        Ok(())
    }
}
