//! Closing an accounting day (日终): cut-over, statements, balances, check.
//!
//! Promises: intake goes on meanwhile, for only the cut-over and short chunks of writing are steps of the books; each
//! stage may be run again and does nothing twice, so a closing that was killed is finished by running it again; a day
//! whose sums do not agree is not closed, and says where.

use std::collections::{BTreeMap, BTreeSet};

use clearing::{DayStatement, RefundTotals, Turnover};
use ed25519_dalek::Signer as _;
use exports::statement_text;
use ledger::{AccountDay, CutRefusal, DayState, Ledger, LedgerError, NewStatement};
use money::Fen;
use records::{BusinessDay, MerchantId, SigningKey};
use subsidy::{Fee, Tariff};

use crate::calendar::Calendar;
use crate::progress::Progress;
use crate::{Failure, clock};

/// Statements that one step writes: some milliseconds.
const CHUNK: usize = 100;

/// A closed day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The day.
    pub day: BusinessDay,
    /// The day that bookings belong to now.
    pub open: Option<BusinessDay>,
    /// Statements of the day.
    pub statements: usize,
    /// What they pay together.
    pub payable: Fen,
    /// Accounts with a balance.
    pub accounts: usize,
    /// Whether it was closed before, and nothing was done.
    pub before: bool,
}

/// Closes a day; without one, the day that is cut or else the one that is open.
///
/// # Errors
/// A day that cannot be closed, and sums that do not agree: [`Failure`]. What was done so far stays and is not done
/// again.
pub fn close_day(
    ledger: &mut Ledger,
    day: Option<BusinessDay>,
    next: Option<BusinessDay>,
    now_us: i64,
) -> Result<Closed, Failure> {
    let day = which(ledger, day)?;
    if ledger.accounting_day(day)?.is_some_and(|held| held.state == DayState::Closed) {
        return closed(ledger, day, true);
    }
    let tomorrow = day.date().tomorrow().ok().and_then(BusinessDay::from_date);
    let next = next.or(tomorrow).ok_or_else(|| Failure::BadInput(day.to_string()))?;
    ledger.cut_over(day, next, now_us)?.map_err(|refusal| not_cut(day, refusal))?;
    make_statements(ledger, day, now_us)?;
    let accounts = ledger.fold_day(day)?;
    agree(ledger, day, &accounts)?;
    ledger.keep_account_days(day, &accounts)?;
    ledger.finish_day(day, now_us)?;
    closed(ledger, day, false)
}

/// As [`close_day`], for somebody whose day it is: one that has not come is not closed.
///
/// # Errors
/// As [`close_day`].
pub(crate) fn close_by_now(
    ledger: &mut Ledger,
    day: Option<BusinessDay>,
    next: Option<BusinessDay>,
    now_us: i64,
) -> Result<Closed, Failure> {
    let today = clock::county_day(now_us).ok_or_else(clock::unset)?;
    if let Some(day) = day.filter(|day| *day > today) {
        let day = day.date();
        return Err(Failure::BadInput(format!(
            "会计日 {day} 还没有到，未改动 · accounting day {day} has not come, nothing was changed"
        )));
    }
    close_day(ledger, day, next, now_us)
}

fn which(ledger: &Ledger, asked: Option<BusinessDay>) -> Result<BusinessDay, Failure> {
    let days = ledger.accounting_days(3)?;
    let unfinished = days.iter().find(|held| held.state == DayState::Cut);
    let open = days.iter().find(|held| held.state == DayState::Open);
    asked.or(unfinished.or(open).map(|held| held.day)).ok_or_else(|| {
        Failure::BadInput("第一次日终请用 --day 指明会计日 · the first closing needs --day".to_owned())
    })
}

fn not_cut(day: BusinessDay, refusal: CutRefusal) -> Failure {
    let day = day.date();
    Failure::Refused(match refusal {
        CutRefusal::NotOpen { open } => {
            let open = open.date();
            format!(
                "会计日 {day} 未开，未改动；当前开着的是 {open} · accounting day {day} is not open, nothing was changed; {open} is"
            )
        }
        CutRefusal::Unfinished { day } => {
            let day = day.date();
            format!(
                "会计日 {day} 的日终还没有做完，未改动；请先 day close --day {day} · the closing of {day} is not finished, nothing was changed; finish it first"
            )
        }
        CutRefusal::NotLater => format!(
            "下一会计日应晚于 {day}，未改动 · the next accounting day must be later than {day}, nothing was changed"
        ),
    })
}

fn closed(ledger: &Ledger, day: BusinessDay, before: bool) -> Result<Closed, Failure> {
    let statements = ledger.statements(day)?;
    let payable = Fen::sum(statements.iter().map(|one| one.payable));
    let open = ledger.accounting_days(3)?.into_iter().find(|held| held.state == DayState::Open);
    Ok(Closed {
        day,
        open: open.map(|held| held.day),
        statements: statements.len(),
        payable: payable.ok_or(LedgerError::OutOfRange("payable"))?,
        accounts: ledger.account_days(day)?.len(),
        before,
    })
}

/// General ledger and sub-ledgers, before the day is called closed.
fn agree(ledger: &Ledger, day: BusinessDay, accounts: &[AccountDay]) -> Result<(), Failure> {
    let mut off: Vec<String> = Vec::new();
    let sum = Fen::sum(accounts.iter().map(|account| account.after));
    if sum != Some(Fen::ZERO) {
        let sum = sum.unwrap_or_default();
        off.push(format!("账户余额之和 {sum} · the balances come to {sum}"));
    }
    for (merchant, by) in ledger.turnover_off(day)? {
        off.push(format!("商户 {merchant} 营业额与分录差 {by} · turnover and postings differ by {by}"));
    }
    if off.is_empty() {
        return Ok(());
    }
    let remedy = "会计日未关闭，付款请暂停；收单不受影响。请运行 books check · the day is not closed, hold payments; intake goes on. Run books check";
    Err(Failure::CheckFailed(format!("{}\n{remedy}", off.join("\n"))))
}

/// Makes the statements of a cut day that are not there yet.
fn make_statements(ledger: &mut Ledger, day: BusinessDay, now_us: i64) -> Result<(), Failure> {
    let made: BTreeSet<String> = ledger.statements(day)?.into_iter().map(|one| one.merchant).collect();
    let maker = Maker::of(ledger, day)?;
    let due = maker.merchants().filter(|merchant| !made.contains(merchant.as_str()));
    let due: Vec<MerchantId> = due.cloned().collect();
    let mut progress = Progress::new(u64::try_from(due.len()).unwrap_or(0));
    let mut done = 0_u64;
    for chunk in due.chunks(CHUNK) {
        let statements = chunk.iter().map(|merchant| {
            let statement = maker.statement(merchant)?;
            maker.signed(&statement, &BTreeMap::new())
        });
        let statements = statements.collect::<Result<Vec<NewStatement>, Failure>>()?;
        ledger.keep_statements(day, &statements, now_us)?;
        done = done.saturating_add(u64::try_from(chunk.len()).unwrap_or(0));
        progress.at(done);
    }
    Ok(())
}

/// Makes the statement of one merchant anew, as the next version, with its reason. What fees differ by is booked on the
/// open day. The newest version already says the same: nothing is made.
///
/// # Errors
/// A merchant without a statement of that day, and books that cannot be written.
pub fn correct_statement(
    ledger: &mut Ledger,
    day: BusinessDay,
    merchant: &MerchantId,
    reason: &str,
    now_us: i64,
) -> Result<Option<u32>, Failure> {
    let versions = ledger.statement_versions(day, merchant.as_str())?;
    let Some(last) = versions.last() else {
        let day = day.date();
        return Err(Failure::Refused(format!(
            "商户 {merchant} 没有 {day} 的结算单，未改动 · there is no such statement, nothing was changed"
        )));
    };
    let maker = Maker::of(ledger, day)?;
    let statement = maker.statement(merchant)?;
    let held = ledger.statement_fees(day, merchant.as_str())?;
    let version = last.version.saturating_add(1);
    let first = DayStatement { version: last.version, reason: last.reason.clone(), ..statement.clone() };
    if maker.text(&first)? == last.document {
        return Ok(None);
    }
    let next = DayStatement { version, reason: reason.to_owned(), ..statement };
    let signed = maker.signed(&next, &held)?;
    ledger.keep_statements(day, &[signed], now_us)?;
    Ok(Some(version))
}

/// All that statements of a day are made of.
struct Maker {
    day: BusinessDay,
    division: u32,
    key: SigningKey,
    names: BTreeMap<String, String>,
    kinds: BTreeMap<String, BTreeSet<u16>>,
    turnover: BTreeMap<MerchantId, Vec<Turnover>>,
    refunds: BTreeMap<MerchantId, RefundTotals>,
    fees: Vec<Fee>,
}

impl Maker {
    fn of(ledger: &Ledger, day: BusinessDay) -> Result<Maker, Failure> {
        let county = ledger.county()?;
        let calendar = Calendar::of(ledger)?;
        let tariff = calendar.on(day.date());
        let mut turnover: BTreeMap<MerchantId, Vec<Turnover>> = BTreeMap::new();
        for line in ledger.turnover(day)? {
            turnover.entry(line.merchant.clone()).or_default().push(line);
        }
        Ok(Maker {
            day,
            division: county.division,
            key: SigningKey::from_bytes(&county.signing_key),
            names: ledger.merchants()?.into_iter().map(|one| (one.id, one.name)).collect(),
            kinds: tariff.map(|tariff| kinds(ledger, tariff)).transpose()?.unwrap_or_default(),
            turnover,
            refunds: ledger.refund_sums(day)?,
            fees: tariff.map(|tariff| tariff.fees().to_vec()).unwrap_or_default(),
        })
    }

    fn merchants(&self) -> impl Iterator<Item = &MerchantId> {
        self.turnover.keys().chain(self.refunds.keys()).collect::<BTreeSet<_>>().into_iter()
    }

    fn statement(&self, merchant: &MerchantId) -> Result<DayStatement, Failure> {
        let name = self.names.get(merchant.as_str()).map_or("", String::as_str);
        let kinds = self.kinds.get(merchant.as_str());
        let applies =
            |fee: &&Fee| kinds.map_or(fee.applies(0), |kinds| kinds.iter().any(|kind| fee.applies(*kind)));
        let fees: Vec<&Fee> = self.fees.iter().filter(applies).collect();
        let lines = self.turnover.get(merchant).cloned().unwrap_or_default();
        let refunds = self.refunds.get(merchant).copied().unwrap_or_default();
        let made = DayStatement::of((merchant, name), self.day, lines, refunds, &fees);
        made.ok_or_else(|| LedgerError::OutOfRange("statement").into())
    }

    fn text(&self, statement: &DayStatement) -> Result<String, Failure> {
        let text = statement_text(statement, self.division);
        text.ok_or_else(|| LedgerError::OutOfRange("statement").into())
    }

    fn signed(&self, statement: &DayStatement, before: &BTreeMap<u16, Fen>) -> Result<NewStatement, Failure> {
        let document = self.text(statement)?;
        let sums = || {
            Some((statement.refunded()?, statement.fee()?, statement.payable()?, statement.postings(before)?))
        };
        let (refunded, fee, payable, postings) = sums().ok_or(LedgerError::OutOfRange("statement"))?;
        Ok(NewStatement {
            merchant: statement.merchant.clone(),
            version: statement.version,
            reason: statement.reason.clone(),
            count: statement.paid.count,
            price: statement.paid.price,
            cash: statement.paid.cash,
            refunded,
            fee,
            payable,
            signature: self.key.sign(document.as_bytes()).to_bytes(),
            document,
            postings,
        })
    }
}

/// The kinds of a merchant's tills, by the tariff's codes.
fn kinds(ledger: &Ledger, tariff: &Tariff) -> Result<BTreeMap<String, BTreeSet<u16>>, LedgerError> {
    let mut kinds: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
    for terminal in ledger.terminals()? {
        let stand = ledger.stand(terminal.id)?;
        kinds.entry(terminal.merchant).or_default().insert(tariff.point(&stand.kind, &stand.place).kind);
    }
    Ok(kinds)
}
