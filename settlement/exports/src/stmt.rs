//! The signed text of a merchant's statement, schema `lovecard-statement/1`: UTF-8, LF, one thing a line, amounts in
//! yuan, the last line `END` with the number of lines before it and what is paid.

use clearing::{DayStatement, Turnover};
use money::Fen;

use crate::cells::compact;

const SCHEMA: &str = "lovecard-statement/1";

/// `STMT_{merchant}_{yyyymmdd}.txt`; a corrected one is `STMT_{merchant}_{yyyymmdd}_r2.txt`.
#[must_use]
pub fn statement_file_name(merchant: &str, day: jiff::civil::Date, version: u32) -> String {
    let again = if version > 1 { format!("_r{version}") } else { String::new() };
    format!("STMT_{merchant}_{}{again}.txt", compact(day))
}

/// The text: the same statement always gives the same bytes. `None` when a sum does not fit.
#[must_use]
pub fn statement_text(statement: &DayStatement, division: u32) -> Option<String> {
    let mut lines = vec![
        SCHEMA.to_owned(),
        format!("county {division}"),
        format!("merchant {} {}", statement.merchant, one_line(&statement.merchant_name)),
        format!("accounting-day {}", statement.day.date()),
        format!("version {}", statement.version),
    ];
    if !statement.reason.is_empty() {
        lines.push(format!("reason {}", one_line(&statement.reason)));
    }
    lines.extend(statement.lines.iter().map(turnover));
    let paid = &statement.paid;
    lines.extend(paid.funds.iter().map(|(fund, amount)| format!("fund {fund} {amount}")));
    let refunds = &statement.refunds;
    if refunds.count > 0 {
        lines.push(format!("refunds {} price {} cash {}", refunds.count, refunds.price, refunds.cash));
    }
    for fee in &statement.fees {
        let name = one_line(&fee.zh);
        lines.push(format!("fee {} {} on {} sales of {} {name}", fee.code, fee.amount, fee.count, fee.price));
    }
    let payable = statement.payable()?;
    lines.push(format!(
        "total {} price {} benefit {} self-pay {} cash {} refunded {} fee {} payable {payable}",
        paid.count,
        paid.price,
        paid.benefit,
        paid.self_pay,
        paid.cash,
        statement.refunded()?,
        statement.fee()?,
    ));
    lines.push(format!("END {} {payable}", lines.len()));
    Some(lines.join("\n") + "\n")
}

fn turnover(line: &Turnover) -> String {
    let sums = &line.sums;
    let head = format!("{} {} {} price {}", line.kind.word(), line.day.date(), sums.count, sums.price);
    if line.kind.is_paid() {
        let amount = |name: &str, amount: Fen| format!(" {name} {amount}");
        head + &amount("benefit", sums.benefit)
            + &amount("self-pay", sums.self_pay)
            + &amount("cash", sums.cash)
    } else {
        head
    }
}

/// A name cannot begin another line.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
