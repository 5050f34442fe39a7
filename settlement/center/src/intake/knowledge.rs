//! What the books know of the cards and tariffs of one batch, gathered before it is judged.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use clearing::{CardFacts, CardHistory, TariffLookup};
use jiff::civil::Date;
use ledger::{Ledger, LedgerError, Stand};
use money::Fen;
use records::{BusinessDay, CardNo, Record, TerminalId};
use subsidy::{Point, Standing, Tariff};

/// Card facts of one batch.
#[derive(Debug, Default)]
pub(crate) struct CardKnowledge {
    tariffs: BTreeMap<u32, Tariff>,
    histories: BTreeMap<CardNo, CardHistory>,
    /// By card, business day and tariff version: around a change of tariff one day may hold sales of two.
    standings: BTreeMap<(CardNo, Date, u32), Standing>,
    stopped: BTreeMap<CardNo, i64>,
    deceased: BTreeMap<CardNo, i64>,
    stands: BTreeMap<TerminalId, Stand>,
}

/// Funds as a judgement takes them.
#[derive(Debug, Default)]
pub(super) struct FundsKnown {
    /// What limited funds have left: compared once more when the judgement is booked.
    pub(super) balances: BTreeMap<u8, Fen>,
    /// What funds may bear: the balance, or less where a ceiling leaves less.
    pub(super) left: BTreeMap<u8, Fen>,
    /// Those that a ceiling holds back.
    pub(super) capped: BTreeSet<u8>,
    /// Those of which it has been told.
    pub(super) told: BTreeSet<u8>,
}

impl CardKnowledge {
    pub(crate) fn gather(ledger: &Ledger, records: &[Record]) -> Result<CardKnowledge, LedgerError> {
        let mut known = CardKnowledge::default();
        for record in records {
            known.learn_price(ledger, record)?;
        }
        for (card, reach) in known.reaches(records) {
            known.learn_card(ledger, card, reach)?;
        }
        Ok(known)
    }

    /// What the funds of these tariffs may bear. A limited fund nobody gave anything to has nothing.
    pub(super) fn funds(&self, ledger: &Ledger, now_us: i64) -> Result<FundsKnown, LedgerError> {
        let mut known = FundsKnown::default();
        let funds = self.tariffs.values().flat_map(Tariff::funds);
        let limited: BTreeSet<u8> = funds.filter(|fund| fund.limited).map(|fund| fund.code).collect();
        for code in limited {
            let fund = ledger.fund(code)?;
            known.balances.insert(code, fund.left());
            known.told.extend(fund.exhausted_us.map(|_| code));
        }
        known.left = known.balances.clone();
        for (code, ceiling) in ledger.fund_ceilings(now_us)? {
            if known.left.get(&code).is_none_or(|balance| ceiling.left < *balance) {
                known.left.insert(code, ceiling.left);
                known.capped.insert(code);
                // A fund that has more than its ceiling leaves is not dry.
                known.told.remove(&code);
                known.told.extend(ceiling.told.then_some(code));
            }
        }
        Ok(known)
    }

    fn learn_card(&mut self, ledger: &Ledger, card: CardNo, reach: (u32, u32)) -> Result<(), LedgerError> {
        let mut history = ledger.card_history(&card, reach.0, reach.1)?;
        // What waits may be paid with this batch: its price is looked at again, and its benefit borne.
        for waiting in &history.waiting {
            self.learn_price(ledger, &waiting.record)?;
        }
        // A record that waits since an earlier day is judged among its own neighbours.
        let waiting = history.waiting.iter().map(|waiting| &waiting.record);
        let wider = waiting
            .map(|record| self.reach_of(record))
            .fold(reach, |all, one| (all.0.min(one.0), all.1.min(one.1)));
        if wider != reach {
            history = ledger.card_history(&card, wider.0, wider.1)?;
        }
        // Earlier sales are priced again too, to know what the card was given before.
        for paid in &history.accepted {
            self.learn_price(ledger, &paid.record)?;
        }
        self.histories.insert(card, history);
        if let Some(since_us) = ledger.card_stopped_since(&card)? {
            self.stopped.insert(card, since_us);
            // Whoever is known to have died has a card on the stop list.
            self.deceased.extend(ledger.card_deceased_since(&card)?.map(|since_us| (card, since_us)));
        }
        Ok(())
    }

    /// What it takes to price a record again.
    fn learn_price(&mut self, ledger: &Ledger, record: &Record) -> Result<(), LedgerError> {
        self.learn_tariff(ledger, record.tariff_version)?;
        if let Entry::Vacant(unknown) = self.stands.entry(record.terminal) {
            unknown.insert(ledger.stand(record.terminal)?);
        }
        if record.card_no == CardNo::NONE { Ok(()) } else { self.learn_standing(ledger, record) }
    }

    fn learn_tariff(&mut self, ledger: &Ledger, version: u32) -> Result<(), LedgerError> {
        if self.tariffs.contains_key(&version) {
            return Ok(());
        }
        if let Some(stored) = ledger.tariff(version)? {
            let tariff = Tariff::load(&stored.text)
                .map_err(|_| LedgerError::Corrupt(format!("资费 {version} · tariff {version}")))?;
            self.tariffs.insert(version, tariff);
        }
        Ok(())
    }

    /// Per card, as far back as its records in the batch ask.
    fn reaches(&self, records: &[Record]) -> BTreeMap<CardNo, (u32, u32)> {
        let mut reaches: BTreeMap<CardNo, (u32, u32)> = BTreeMap::new();
        for record in records.iter().filter(|record| record.card_no != CardNo::NONE) {
            let one = self.reach_of(record);
            let reach = reaches.entry(record.card_no).or_insert(one);
            *reach = (reach.0.min(one.0), reach.1.min(one.1));
        }
        reaches
    }

    /// The first day that a cap of its tariff may still count, and the counter below its own.
    fn reach_of(&self, record: &Record) -> (u32, u32) {
        let day = record.business_day;
        let since = self.tariffs.get(&record.tariff_version).map(|tariff| tariff.remembers_from(day.date()));
        let since = since.and_then(BusinessDay::from_date).unwrap_or(day).number();
        (since, record.card_counter.map_or(u32::MAX, |counter| counter.saturating_sub(1)))
    }

    /// The standing the till was told, in the roster version it names: prices are judged by what it could know.
    fn learn_standing(&mut self, ledger: &Ledger, record: &Record) -> Result<(), LedgerError> {
        let (card, day) = (record.card_no.digits(), record.business_day.date());
        let key = (record.card_no, day, record.tariff_version);
        if self.standings.contains_key(&key) {
            return Ok(());
        }
        let day = self.tariffs.get(&record.tariff_version).map_or(day, |tariff| tariff.standing_day(day));
        let number = BusinessDay::from_date(day).map_or(record.business_day.number(), BusinessDay::number);
        let row = ledger.roster_row(record.roster_version, &card, number)?;
        let standing = row.map_or(Standing::NONE, |row| Standing {
            letter: row.tier,
            groups: row.groups,
            place: row.place,
            lapsed: row.lapsed,
        });
        self.standings.insert(key, standing);
        Ok(())
    }
}

impl TariffLookup for CardKnowledge {
    fn tariff(&self, version: u32) -> Option<&Tariff> {
        self.tariffs.get(&version)
    }

    fn point(&self, terminal: TerminalId, tariff: &Tariff) -> Point {
        self.stands.get(&terminal).map_or(Point::default(), |stand| tariff.point(&stand.kind, &stand.place))
    }
}

impl CardFacts for CardKnowledge {
    fn history(&self, card: &CardNo) -> CardHistory {
        self.histories.get(card).cloned().unwrap_or_default()
    }

    fn standing(&self, card: &CardNo, day: Date, tariff: &Tariff) -> Standing {
        self.standings.get(&(*card, day, tariff.version())).copied().unwrap_or(Standing::NONE)
    }

    fn stopped_since(&self, card: &CardNo) -> Option<i64> {
        self.stopped.get(card).copied()
    }

    fn deceased_since(&self, card: &CardNo) -> Option<i64> {
        self.deceased.get(card).copied()
    }
}
