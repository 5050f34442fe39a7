//! A bank's answer as ISO 20022 camt.053.001.08, BankToCustomerStatement: one account, one day.
//!
//! Taken: the account, opening (`OPBD`) and closing (`CLBD`) booked balance, and of every entry amount, direction,
//! status, booking day, reference and its transactions with end-to-end id, amount, payee and reason of return. A
//! booked debit is a payment, a booked credit under our id its return, a pending debit not decided; what has no id is
//! counted, not matched. Opening balance and booked entries must give the closing balance.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use money::Fen;

use crate::answer::{
    AnswerError, AnswerLine, AnswerState, Asked, BankAnswer, MAX_ROWS, admitted, bounded, one_day,
};
use crate::xml::{Element, walk};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
const STATEMENT: &str = "Document/BkToCstmrStmt/Stmt";

/// Reads a statement, whole or not at all.
///
/// # Errors
/// [`AnswerError`], which says what to do.
pub fn read_camt053(bytes: &[u8], asked: &Asked<'_>) -> Result<BankAnswer, AnswerError> {
    let content = admitted(bytes, asked)?;
    let mut statement = Statement::default();
    walk(bytes, NAMESPACE, &mut |element| statement.take(element))?;
    statement.answer(asked, content)
}

/// A statement as its elements come by.
#[derive(Default)]
struct Statement {
    statements: usize,
    accounts: Vec<String>,
    balance: Balance,
    opening: Option<Fen>,
    closing: Option<Fen>,
    entries: Vec<Entry>,
    transactions: usize,
}

#[derive(Default)]
struct Balance {
    code: String,
    amount: Option<Fen>,
    credit: Option<bool>,
}

#[derive(Default)]
struct Entry {
    reference: Option<String>,
    amount: Option<Fen>,
    credit: Option<bool>,
    status: String,
    day: Option<Date>,
    transactions: Vec<Transaction>,
    information: String,
}

#[derive(Default)]
struct Transaction {
    end_to_end: Option<String>,
    amount: Option<Fen>,
    credit: Option<bool>,
    payee_name: Option<String>,
    payee_account: Option<String>,
    reason: String,
}

fn credit(text: &str) -> Option<bool> {
    match text {
        "CRDT" => Some(true),
        "DBIT" => Some(false),
        _ => None,
    }
}

/// `amount` with the sign of its direction.
fn signed(amount: Option<Fen>, credit: Option<bool>) -> Option<Fen> {
    if credit? { amount } else { amount?.checked_neg() }
}

impl Statement {
    fn take(&mut self, element: Element<'_>) -> Result<(), AnswerError> {
        match element {
            Element::Start { path, currency } => self.start(path, currency),
            Element::End { path, text } => self.end(path, text),
        }
    }

    fn place(&self) -> u64 {
        u64::try_from(self.entries.len()).unwrap_or(u64::MAX)
    }

    fn start(&mut self, path: &str, currency: Option<&str>) -> Result<(), AnswerError> {
        let Some(path) = path.strip_prefix(STATEMENT) else { return Ok(()) };
        match path {
            "" => self.statements = self.statements.saturating_add(1),
            "/Bal" => self.balance = Balance::default(),
            "/Ntry" => self.entries.push(Entry::default()),
            "/Ntry/NtryDtls/TxDtls" => {
                self.transactions = self.transactions.saturating_add(1);
                if let Some(entry) = self.entries.last_mut() {
                    entry.transactions.push(Transaction::default());
                }
            }
            "/Bal/Amt" | "/Ntry/Amt" | "/Ntry/NtryDtls/TxDtls/Amt" if currency != Some("CNY") => {
                let place = if path == "/Bal/Amt" { 0 } else { self.place() };
                return Err(AnswerError::Currency { place });
            }
            _ => {}
        }
        let many = self.entries.len() > MAX_ROWS || self.transactions > MAX_ROWS;
        if many { Err(AnswerError::TooLarge) } else { Ok(()) }
    }

    fn end(&mut self, path: &str, text: &str) -> Result<(), AnswerError> {
        let Some(path) = path.strip_prefix(STATEMENT).and_then(|path| path.strip_prefix('/')) else {
            return Ok(());
        };
        let place = self.place();
        if let Some(path) = path.strip_prefix("Ntry/") {
            return match self.entries.last_mut() {
                Some(entry) => entry.take(path, text, place),
                None => Ok(()),
            };
        }
        let bad = |field| AnswerError::Cell { place: 0, field };
        match path {
            // One of several files; what is in the others would be missing here.
            "StmtPgntn/LastPgInd" if !matches!(text, "true" | "1") => return Err(AnswerError::Cut),
            "Acct/Id/IBAN" | "Acct/Id/Othr/Id" => self.accounts.push(text.to_owned()),
            "Bal/Tp/CdOrPrtry/Cd" => self.balance.code = text.to_owned(),
            "Bal/Amt" => self.balance.amount = Some(text.parse().map_err(|_| bad("余额 balance"))?),
            "Bal/CdtDbtInd" => self.balance.credit = credit(text),
            "Bal" => {
                let amount = signed(self.balance.amount, self.balance.credit).ok_or(bad("余额 balance"))?;
                let before = match self.balance.code.as_str() {
                    "OPBD" => self.opening.replace(amount),
                    "CLBD" => self.closing.replace(amount),
                    _ => None,
                };
                if before.is_some() {
                    return Err(AnswerError::form(format!("{} × 2", bounded(&self.balance.code, 4))));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn answer(self, asked: &Asked<'_>, content: [u8; 32]) -> Result<BankAnswer, AnswerError> {
        if self.statements != 1 {
            return Err(AnswerError::form(format!("Stmt × {}", self.statements)));
        }
        if self.accounts != [asked.account] {
            return Err(AnswerError::OtherAccount);
        }
        let mut references = BTreeMap::new();
        let mut days = BTreeSet::new();
        let mut moved = Vec::new();
        let mut lines = Vec::new();
        let mut besides: usize = 0;
        for (place, entry) in (1_u64..).zip(&self.entries) {
            if let Some(first) = entry.reference.as_ref().and_then(|known| references.insert(known, place)) {
                return Err(AnswerError::SameRowTwice { place, first });
            }
            let bad = |field| AnswerError::Cell { place, field };
            let amount = signed(entry.amount, entry.credit).ok_or(bad("金额 amount"))?;
            match entry.status.as_str() {
                "BOOK" => {
                    days.insert(entry.day.ok_or(bad("记账日期 booking date"))?);
                    moved.push(amount);
                }
                "PDNG" => {}
                other => return Err(AnswerError::State { place, word: bounded(other, 16) }),
            }
            let before = lines.len();
            entry.lines(place, &mut lines)?;
            besides = besides.saturating_add(usize::from(lines.len() == before));
        }
        one_day(&days, asked.day)?;
        let opening = self.opening.ok_or_else(|| AnswerError::form("OPBD"))?;
        let said = self.closing.ok_or_else(|| AnswerError::form("CLBD"))?;
        let too_much = AnswerError::Cell { place: 0, field: "余额 balance" };
        let found = Fen::sum([opening].into_iter().chain(moved)).ok_or(too_much)?;
        if found != said {
            return Err(AnswerError::Balances { said, found });
        }
        if lines.is_empty() {
            return Err(AnswerError::NoRows);
        }
        Ok(BankAnswer { day: asked.day, lines, besides, content })
    }
}

impl Entry {
    fn take(&mut self, path: &str, text: &str, place: u64) -> Result<(), AnswerError> {
        let bad = |field| AnswerError::Cell { place, field };
        match path {
            "AcctSvcrRef" => self.reference = Some(text.to_owned()),
            "Amt" => self.amount = Some(amount(text).ok_or(bad("金额 amount"))?),
            "CdtDbtInd" => self.credit = Some(credit(text).ok_or(bad("借贷方向 CdtDbtInd"))?),
            "Sts/Cd" => self.status = text.to_owned(),
            // A moment begins with its day.
            "BookgDt/Dt" | "BookgDt/DtTm" => {
                let day = text.get(..10).and_then(|day| day.parse().ok());
                self.day = Some(day.ok_or(bad("记账日期 booking date"))?);
            }
            "AddtlNtryInf" => self.information = bounded(text, 70),
            _ => {
                let within = path.strip_prefix("NtryDtls/TxDtls/").zip(self.transactions.last_mut());
                if let Some((path, transaction)) = within {
                    transaction.take(path, text, bad)?;
                }
            }
        }
        Ok(())
    }

    /// One line for each transaction with an id of the customer's; `NOTPROVIDED` is the standard's word for none.
    fn lines(&self, place: u64, lines: &mut Vec<AnswerLine>) -> Result<(), AnswerError> {
        let bad = |field| AnswerError::Cell { place, field };
        let alone = self.transactions.len() == 1;
        let mut parts = Vec::new();
        for transaction in &self.transactions {
            let amount =
                transaction.amount.or(self.amount.filter(|_| alone)).ok_or(bad("明细金额 amount"))?;
            let back = transaction.credit.or(self.credit).ok_or(bad("借贷方向 CdtDbtInd"))?;
            parts.push(signed(Some(amount), Some(back)).ok_or(bad("明细金额 amount"))?);
            let named = transaction.end_to_end.as_deref().filter(|id| !matches!(*id, "" | "NOTPROVIDED"));
            let Some(end_to_end) = named else { continue };
            let reason = Some(&transaction.reason).filter(|reason| !reason.is_empty());
            let state = match (back, self.status.as_str()) {
                (false, "BOOK") => AnswerState::Paid,
                (true, "BOOK") => {
                    AnswerState::Returned { reason: reason.unwrap_or(&self.information).clone() }
                }
                (false, _) => AnswerState::Pending,
                // Money that may come back has not.
                (true, _) => continue,
            };
            // In a return the bank's creditor is the one who had paid.
            let payee = |said: &Option<String>| said.clone().filter(|_| !back);
            lines.push(AnswerLine {
                place,
                end_to_end: end_to_end.to_owned(),
                amount,
                state,
                payee_name: payee(&transaction.payee_name),
                payee_account: payee(&transaction.payee_account),
            });
        }
        let whole = signed(self.amount, self.credit);
        let sum = Fen::sum(parts);
        match (whole, sum) {
            (Some(said), Some(found)) if said != found && !self.transactions.is_empty() => {
                Err(AnswerError::Sum { said, found })
            }
            (_, None) => Err(bad("明细金额 amount")),
            (Some(_) | None, Some(_)) => Ok(()),
        }
    }
}

impl Transaction {
    fn take(
        &mut self,
        path: &str,
        text: &str,
        bad: impl Fn(&'static str) -> AnswerError,
    ) -> Result<(), AnswerError> {
        match path {
            "Refs/EndToEndId" if text.len() > 35 => return Err(bad("流水号 EndToEndId")),
            "Refs/EndToEndId" => self.end_to_end = Some(text.to_owned()),
            "Amt" => self.amount = Some(amount(text).ok_or(bad("明细金额 amount"))?),
            "CdtDbtInd" => self.credit = Some(credit(text).ok_or(bad("借贷方向 CdtDbtInd"))?),
            "RltdPties/Cdtr/Pty/Nm" => self.payee_name = Some(text.to_owned()),
            "RltdPties/CdtrAcct/Id/IBAN" | "RltdPties/CdtrAcct/Id/Othr/Id" => {
                self.payee_account = Some(text.to_owned());
            }
            // The words, where there are any, rather than the code.
            "RtrInf/Rsn/Cd" if self.reason.is_empty() => self.reason = bounded(text, 70),
            "RtrInf/AddtlInf" => self.reason = bounded(text, 70),
            _ => {}
        }
        Ok(())
    }
}

/// An amount of an entry is never negative: the direction says what it does.
fn amount(text: &str) -> Option<Fen> {
    text.parse().ok().filter(|amount: &Fen| !amount.is_negative())
}
