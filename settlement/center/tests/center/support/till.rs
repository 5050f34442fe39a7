//! A till that prices by the tariff, chains its records and seals batches.

use money::Fen;
use records::{
    Announced, Batch, BusinessDay, CardProfile, CardTxn, Chain, ClockQuality, Kind, Moment, Record, Running,
    SigningKey, Tender, TerminalId, Tier,
};
use subsidy::{Case, HolderFacts, Standing, Tariff, classify, quote};

use super::card::{ISSUER, inputs};
use super::{Card, DAY, TARIFF};

pub(crate) struct Till {
    pub(crate) id: TerminalId,
    pub(crate) key: SigningKey,
    pub(crate) chain: Chain,
    pub(crate) running: Running,
    pub(crate) written: Vec<Record>,
    minute: i64,
}

/// 2024-07-15 10:00 county time, UTC µs.
const TEN_O_CLOCK: i64 = 1_721_008_800_000_000;

impl Till {
    pub(crate) fn new(id: TerminalId, key: SigningKey) -> Till {
        Till { id, key, chain: Chain::START, running: Running::default(), written: Vec::new(), minute: 0 }
    }

    /// Another till with the same past: what a copied disk would be.
    pub(crate) fn copy(&self) -> Till {
        Till {
            id: self.id,
            key: self.key.clone(),
            chain: self.chain,
            running: self.running,
            written: self.written.clone(),
            minute: self.minute,
        }
    }

    /// Sells a lunch of 12.00 (or another service and price) to a card, and debits it.
    pub(crate) fn sell(&mut self, card: &mut Card, service: u16, price: i64) -> Record {
        let mut record = self.draft(card, service, price);
        let amount = record.card_amount;
        record.tac = card.tac(&inputs(amount, record.psam_seq, record.card_date, record.card_time));
        card.debit(amount);
        self.write(record)
    }

    /// A sale torn at the card: nobody at the till knows whether it was debited.
    pub(crate) fn tear(&mut self, card: &mut Card, service: u16, price: i64, debited: bool) -> Record {
        let mut record = self.draft(card, service, price);
        record.kind = Kind::Grey;
        if debited {
            card.debit(record.card_amount);
        }
        self.write(record)
    }

    /// What a sale would be written as.
    pub(crate) fn draft(&mut self, card: &mut Card, service: u16, price: i64) -> Record {
        let tariff = Tariff::load(TARIFF).unwrap();
        let day = BusinessDay::from_number(DAY).unwrap();
        self.minute += 1;
        let tap = Moment { at_us: TEN_O_CLOCK + self.minute * 60_000_000, clock: ClockQuality::Network };
        let at = tap.county_time().unwrap();
        let standing = standing(&tariff, card, day);
        let price = Fen(price);
        let quote = quote(&tariff, &Case { taken: &card.taken, ..Case::plain(service, price, at, standing) });
        card.taken = card.taken.after(&quote);
        let hash = tariff.hash();
        Record {
            tap,
            tier: Tier::new(standing.letter).unwrap(),
            tender: if quote.self_pay == Fen::ZERO { Tender::Nothing } else { Tender::CardPurse },
            quantity: 1,
            service,
            window: quote.window,
            rule: quote.rule().unwrap_or(0),
            price,
            benefit: quote.benefit,
            self_pay: quote.self_pay,
            tariff_version: tariff.version(),
            tariff_hash: hash[..8].try_into().unwrap(),
            roster_version: 1,
            groups: quote.groups_used,
            card_profile: CardProfile::TUnionPurse,
            card_txn: CardTxn::Composite,
            card_no: card.number,
            card_issuer: ISSUER,
            card_counter: Some(card.counter),
            balance_before: Some(card.balance),
            card_amount: u32::try_from(quote.self_pay.0).unwrap(),
            psam_terminal: [1; 6],
            psam_seq: u32::try_from(self.minute).unwrap(),
            card_date: [0x20, 0x24, 0x07, 0x15],
            card_time: [0x10, u8::try_from(self.minute % 10).unwrap(), 0],
            sale: self.chain.next_seq,
            ..Record::blank(Kind::Sale, self.id, day)
        }
    }

    /// Appends a record to the chain.
    pub(crate) fn write(&mut self, mut record: Record) -> Record {
        self.running = self.running.plus(record.kind, record.price, record.benefit).unwrap();
        (record.seq, record.prev, record.running) = (self.chain.next_seq, self.chain.head, self.running);
        self.chain.extend(&record).unwrap();
        self.written.push(record.clone());
        record
    }

    /// Seals the records of a range, `first..=last`; announces everything written.
    pub(crate) fn seal(&self, first: u64, last: u64) -> Vec<u8> {
        let records: Vec<Record> =
            self.written.iter().filter(|record| (first..=last).contains(&record.seq)).cloned().collect();
        let announced = Announced { seq: self.chain.next_seq - 1, running: self.running };
        Batch::seal(&records, announced, TEN_O_CLOCK + self.minute * 60_000_000, &self.key).unwrap()
    }

    pub(crate) fn seal_all(&self) -> Vec<u8> {
        self.seal(1, u64::MAX)
    }

    pub(crate) fn path(&self, first: u64) -> String {
        format!("/v1/batches/{}/{first}", self.id.0)
    }
}

fn standing(tariff: &Tariff, card: &Card, day: BusinessDay) -> Standing {
    let facts = match card.number.tail().as_str() {
        "0001" => (jiff::civil::date(1944, 7, 15), None),
        "0002" => (jiff::civil::date(1960, 1, 1), None),
        "0004" => (jiff::civil::date(1950, 1, 1), None),
        "0003" => (jiff::civil::date(1935, 5, 5), Some("free_lunch".to_owned())),
        _ => return Standing::NONE,
    };
    let facts = HolderFacts { rosters: facts.1.into_iter().collect(), ..HolderFacts::born(facts.0) };
    classify(tariff, &facts, day.date())
}
