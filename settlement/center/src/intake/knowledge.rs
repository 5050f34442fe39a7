//! What the books know of the cards and tariffs of one batch, gathered before it is judged.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use clearing::{CardFacts, CardHistory, TariffLookup};
use jiff::civil::Date;
use ledger::{CardAsked, Ledger, LedgerError, RosterEntry, Stand};
use money::Fen;
use records::{BusinessDay, CardNo, Record, TerminalId};
use subsidy::{Point, Standing, Tariff};

/// The first day and counter that are asked of cards.
type Reaches = BTreeMap<CardNo, (u32, u32)>;

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
        known.learn_prices(ledger, records)?;
        let reaches = known.reaches(records);
        let mut histories = histories(ledger, &reaches)?;
        // What waits may be paid with this batch: its price is looked at again, and its benefit borne.
        let waiting = histories.values().flat_map(|history| &history.waiting);
        known.learn_prices(ledger, waiting.map(|waiting| &waiting.record))?;
        // A record that waits since an earlier day is judged among its own neighbours.
        let wider = known.wider(reaches, &histories);
        histories.extend(self::histories(ledger, &wider)?);
        // Earlier sales are priced again too, to know what the card was given before.
        let accepted = histories.values().flat_map(|history| &history.accepted);
        known.learn_prices(ledger, accepted.map(|paid| &paid.record))?;
        known.learn_stops(ledger, histories.keys().copied().collect())?;
        known.histories = histories;
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

    /// What a card that waits must be asked for again.
    fn wider(&self, reaches: Reaches, histories: &BTreeMap<CardNo, CardHistory>) -> Reaches {
        let widest = |(card, reach): (CardNo, (u32, u32))| {
            let waiting = histories.get(&card).into_iter().flat_map(|history| &history.waiting);
            let wider = waiting
                .map(|waiting| self.reach_of(&waiting.record))
                .fold(reach, |all, one| (all.0.min(one.0), all.1.min(one.1)));
            (wider != reach).then_some((card, wider))
        };
        reaches.into_iter().filter_map(widest).collect()
    }

    fn learn_stops(&mut self, ledger: &Ledger, cards: Vec<CardNo>) -> Result<(), LedgerError> {
        let since = ledger.cards_stopped_since(&cards)?;
        for (card, since_us) in cards.into_iter().zip(since).filter_map(|(card, since)| Some((card, since?)))
        {
            self.stopped.insert(card, since_us);
            // Whoever is known to have died has a card on the stop list.
            self.deceased.extend(ledger.card_deceased_since(&card)?.map(|since_us| (card, since_us)));
        }
        Ok(())
    }

    /// What it takes to price records again.
    fn learn_prices<'a>(
        &mut self,
        ledger: &Ledger,
        records: impl IntoIterator<Item = &'a Record>,
    ) -> Result<(), LedgerError> {
        let mut unknown = BTreeMap::new();
        for record in records {
            self.learn_tariff(ledger, record.tariff_version)?;
            if let Entry::Vacant(place) = self.stands.entry(record.terminal) {
                place.insert(ledger.stand(record.terminal)?);
            }
            let key = (record.card_no, record.business_day.date(), record.tariff_version);
            if record.card_no != CardNo::NONE && !self.standings.contains_key(&key) {
                unknown.entry(key).or_insert_with(|| self.standing_asked(record));
            }
        }
        let rows = ledger.roster_rows_of(&unknown.values().copied().collect::<Vec<_>>())?;
        let standing = |row: Option<RosterEntry>| {
            row.map_or(Standing::NONE, |row| Standing {
                letter: row.tier,
                groups: row.groups,
                place: row.place,
                lapsed: row.lapsed,
            })
        };
        self.standings.extend(unknown.into_keys().zip(rows.into_iter().map(standing)));
        Ok(())
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
    fn reaches(&self, records: &[Record]) -> Reaches {
        let mut reaches = Reaches::new();
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
    fn standing_asked(&self, record: &Record) -> (u32, CardNo, u32) {
        let day = record.business_day.date();
        let day = self.tariffs.get(&record.tariff_version).map_or(day, |tariff| tariff.standing_day(day));
        let number = BusinessDay::from_date(day).map_or(record.business_day.number(), BusinessDay::number);
        (record.roster_version, record.card_no, number)
    }
}

fn histories(ledger: &Ledger, asked: &Reaches) -> Result<BTreeMap<CardNo, CardHistory>, LedgerError> {
    let of = |(&card, &(from_day, from_counter))| CardAsked { card, from_day, from_counter };
    let histories = ledger.card_histories(&asked.iter().map(of).collect::<Vec<_>>())?;
    Ok(asked.keys().copied().zip(histories).collect())
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
