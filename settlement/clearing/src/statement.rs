//! The merchant's day as a value: what is paid, what still waits, and why, sale by sale.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use money::Fen;
use records::{CardNo, ClockQuality, Kind, MerchantId, Record, Tender, TerminalId};
use subsidy::{Leg, Tariff};

use crate::borne::{Borne, borne};
use crate::validate::claim;
use crate::{Status, TariffLookup};

/// What a terminal announced but did not deliver yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Sales.
    pub count: u64,
    /// Their gross price.
    pub price: Fen,
    /// Their benefit.
    pub benefit: Fen,
}

/// A record of the day with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleRow {
    /// The record.
    pub record: Record,
    /// Where it stands.
    pub status: Status,
    /// Who bears the benefit; empty unless paid.
    pub legs: Vec<Leg>,
}

/// Sums over sales.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatementTotals {
    /// How many.
    pub count: u64,
    /// Gross (应收).
    pub price: Fen,
    /// Benefit (补贴).
    pub benefit: Fen,
    /// Paid by elders (自付).
    pub self_pay: Fen,
    /// Of that, taken in cash by the merchant.
    pub cash: Fen,
}

/// Sums of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTotals {
    /// Service code.
    pub code: u16,
    /// Its name, Chinese.
    pub zh: String,
    /// Its name, English.
    pub en: String,
    /// The sums, paid sales only.
    pub totals: StatementTotals,
}

/// One line of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// The amount the line speaks of, if any.
    pub amount: Option<Fen>,
}

/// One sale as a merchant may see it: no card number but its tail, no name, no category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleLine {
    /// The terminal.
    pub terminal: TerminalId,
    /// Its record number.
    pub seq: u64,
    /// The business day it is booked on; a window may cross midnight.
    pub day: Date,
    /// Start of the tap, county time.
    pub at: DateTime,
    /// `****1234`.
    pub card: String,
    /// Service name, Chinese.
    pub service_zh: String,
    /// Service name, English.
    pub service_en: String,
    /// Gross.
    pub price: Fen,
    /// Benefit.
    pub benefit: Fen,
    /// Self-pay.
    pub self_pay: Fen,
    /// Where it stands.
    pub status: Status,
    /// Why these amounts.
    pub lines: Vec<Explanation>,
    /// Who bears the benefit; empty unless paid.
    pub borne: Vec<Borne>,
}

/// A merchant's business day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The merchant.
    pub merchant: MerchantId,
    /// Its name.
    pub merchant_name: String,
    /// The business day.
    pub day: Date,
    /// Paid: good and adjusted.
    pub verified: StatementTotals,
    /// Not yet decided: waiting records, and what terminals announced but did not deliver.
    pub pending: StatementTotals,
    /// Of the pending, announced and not delivered.
    pub announced: Outstanding,
    /// Refused.
    pub refused: StatementTotals,
    /// Paid sales by service.
    pub services: Vec<ServiceTotals>,
    /// Every sale, in order of time.
    pub sales: Vec<SaleLine>,
}

impl StatementTotals {
    /// With one more sale. `None` when a sum does not fit.
    fn plus(self, record: &Record) -> Option<StatementTotals> {
        let cash = if record.tender == Tender::Cash { record.self_pay } else { Fen::ZERO };
        Some(StatementTotals {
            count: self.count.checked_add(1)?,
            price: self.price.checked_add(record.price)?,
            benefit: self.benefit.checked_add(record.benefit)?,
            self_pay: self.self_pay.checked_add(record.self_pay)?,
            cash: self.cash.checked_add(cash)?,
        })
    }

    /// With what was announced.
    fn plus_announced(self, announced: Outstanding) -> Option<StatementTotals> {
        let self_pay = announced.price.checked_sub(announced.benefit)?;
        Some(StatementTotals {
            count: self.count.checked_add(announced.count)?,
            price: self.price.checked_add(announced.price)?,
            benefit: self.benefit.checked_add(announced.benefit)?,
            self_pay: self.self_pay.checked_add(self_pay)?,
            cash: self.cash,
        })
    }

    /// What the county pays the merchant: the gross less the cash it took itself.
    #[must_use]
    pub fn payable(&self) -> Fen {
        self.price.checked_sub(self.cash).unwrap_or(Fen::ZERO)
    }
}

/// Makes the statement of a day from its records; other kinds than sales and greys are passed over. `None` when
/// a sum does not fit.
#[must_use]
pub fn statement(
    merchant: &MerchantId,
    merchant_name: &str,
    day: Date,
    rows: &[SaleRow],
    announced: Outstanding,
    tariffs: &dyn TariffLookup,
) -> Option<Statement> {
    let mut sums = [StatementTotals::default(); 3];
    let [verified, pending, refused] = &mut sums;
    let mut services: BTreeMap<u16, ServiceTotals> = BTreeMap::new();
    let mut sales = Vec::new();
    for row @ SaleRow { record, status, .. } in rows.iter().filter(|row| row.record.kind != Kind::DayClose) {
        let tariff = tariffs.tariff(record.tariff_version);
        let place = match status {
            Status::Good | Status::Adjusted => &mut *verified,
            Status::Waiting(_) => &mut *pending,
            Status::Refused(_) => &mut *refused,
        };
        // A refused record may hold nonsense; it is counted at what it can claim.
        *place = if claim(record) == record.price { place.plus(record)? } else { nothing(*place)? };
        if status.is_paid() {
            let (zh, en) = service_name(record.service, tariff);
            let totals = StatementTotals::default();
            let service = services.entry(record.service).or_insert(ServiceTotals {
                code: record.service,
                zh,
                en,
                totals,
            });
            service.totals = service.totals.plus(record)?;
        }
        sales.push(sale_line(row, tariff));
    }
    sales.sort_by_key(|sale: &SaleLine| (sale.at, sale.terminal, sale.seq));
    Some(Statement {
        merchant: merchant.clone(),
        merchant_name: merchant_name.to_owned(),
        day,
        verified: *verified,
        pending: pending.plus_announced(announced)?,
        announced,
        refused: *refused,
        services: services.into_values().collect(),
        sales,
    })
}

fn nothing(totals: StatementTotals) -> Option<StatementTotals> {
    Some(StatementTotals { count: totals.count.checked_add(1)?, ..totals })
}

fn sale_line(row: &SaleRow, tariff: Option<&Tariff>) -> SaleLine {
    let SaleRow { record, status, legs } = row;
    let (status, borne) = (*status, borne(legs, tariff));
    let mut lines = explain(record, status, tariff);
    lines.extend(borne.iter().flat_map(Borne::explain));
    let (service_zh, service_en) = service_name(record.service, tariff);
    let midnight = record.business_day.date().at(0, 0, 0, 0);
    SaleLine {
        terminal: record.terminal,
        seq: record.seq,
        day: record.business_day.date(),
        at: record.tap.county_time().unwrap_or(midnight),
        card: if record.card_no == CardNo::NONE { "—".to_owned() } else { record.card_no.masked() },
        service_zh,
        service_en,
        price: record.price,
        benefit: record.benefit,
        self_pay: record.self_pay,
        status,
        lines,
        borne,
    }
}

fn service_name(code: u16, tariff: Option<&Tariff>) -> (String, String) {
    let named = tariff.and_then(|tariff| tariff.service(code));
    named.map_or_else(
        || (format!("服务 {code}"), format!("service {code}")),
        |service| (service.zh.clone(), service.en.clone()),
    )
}

/// Why a sale cost what it cost and where its money stands. Names no category and no person.
#[must_use]
pub fn explain(record: &Record, status: Status, tariff: Option<&Tariff>) -> Vec<Explanation> {
    let line = |zh: String, en: String, amount| Explanation { zh, en, amount };
    let (mut zh, mut en) = service_name(record.service, tariff);
    if record.quantity > 1 {
        zh += &format!(" ×{}", record.quantity);
        en += &format!(" ×{}", record.quantity);
    }
    let mut lines = vec![line(format!("应收：{zh}"), format!("Gross: {en}"), Some(record.price))];
    if record.benefit == Fen::ZERO && record.rule == 0 {
        lines.push(line("补贴：无，按全价".into(), "Benefit: none, full price".into(), Some(Fen::ZERO)));
    } else {
        let (zh, en) = tariff
            .and_then(|tariff| tariff.rule_name(record.rule))
            .map_or_else(|| (format!("规则 {}", record.rule), format!("rule {}", record.rule)), owned);
        let less = record.benefit.checked_neg();
        lines.push(line(format!("补贴：{zh}"), format!("Benefit: {en}"), less));
    }
    let (zh, en) = match record.tender {
        Tender::Nothing => ("自付：无需付款", "Self-pay: nothing due"),
        Tender::CardPurse => ("自付：爱心卡钱包", "Self-pay: from the card's purse"),
        Tender::Cash => ("自付：现金，商户已收", "Self-pay: cash, taken by the merchant"),
    };
    lines.push(line(zh.into(), en.into(), Some(record.self_pay)));
    let mut say = |(zh, en): (&str, &str)| lines.push(line(zh.to_owned(), en.to_owned(), None));
    match status {
        Status::Good => say(("中心已核对，付给商户", "Verified by the center, payable")),
        Status::Adjusted => say((
            "曾为待核；该卡下一笔证明已扣款，付给商户",
            "It waited; the card's next record proves the debit, payable",
        )),
        Status::Waiting(cause) => {
            say(cause.words());
            say(("该卡下次刷卡时自动核定，无需操作", "Decided by the card's next tap, nothing to do"));
        }
        Status::Refused(cause) => {
            say(cause.words());
            say((
                "不付给商户；如有异议，请联系运营中心",
                "Not payable; ask the operations center when in doubt",
            ));
        }
    }
    if record.recovered {
        say((
            "拍卡中断，同一张卡再刷时核实，没有重复扣款",
            "Torn tap, resolved by the same card, debited once",
        ));
    }
    if record.trial_keys {
        say(("试验密钥", "Trial keys"));
    }
    if record.tap.clock == ClockQuality::Guess {
        say(("终端时间为推测值", "The terminal's time is a guess"));
    }
    lines
}

fn owned((zh, en): (&str, &str)) -> (String, String) {
    (zh.to_owned(), en.to_owned())
}
