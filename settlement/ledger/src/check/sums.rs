//! Sums: every batch balances, no counter is paid twice, and what is owed equals what was sold.

use std::collections::BTreeMap;

use money::Fen;

use super::rule::Rule;
use super::{Checked, fault};
use crate::error::{count, small};
use crate::legs::read_legs;
use crate::store::Row;
use crate::{Ledger, LedgerError};

const RULES: [Rule; 11] = [
    Rule {
        sql: "SELECT 'batch ' || terminal || '/' || first_seq, sum(amount) FROM posting
              GROUP BY terminal, first_seq HAVING sum(amount) <> 0",
        zh: "整批分录之和不为零",
        en: "the postings of the batch do not sum to zero",
    },
    Rule {
        sql: "SELECT 'recheck ' || recheck, sum(amount) FROM recheck_posting
              GROUP BY recheck HAVING sum(amount) <> 0",
        zh: "复核分录之和不为零",
        en: "the postings of the recheck do not sum to zero",
    },
    Rule {
        sql: "SELECT 'card ****' || substr(card_no, 17) || ' counter ' || counter, count(*) FROM tx
              WHERE (status = 'good' OR status = 'adjusted') AND counter IS NOT NULL
              GROUP BY card_no, counter HAVING count(*) > 1",
        zh: "同一卡计数器入账多次",
        en: "one card counter is paid more than once",
    },
    Rule {
        sql: "SELECT 'tx ' || terminal || '/' || seq, price - benefit - self_pay FROM tx
              WHERE price <> benefit + self_pay AND (status = 'good' OR status = 'adjusted')",
        zh: "应收不等于补贴加自付",
        en: "price is not benefit plus self-pay",
    },
    Rule {
        sql: "SELECT 'batch ' || b.terminal || '/' || b.first_seq, b.count - coalesce(t.held, 0)
              FROM batch b LEFT JOIN (
                  SELECT terminal, first_seq, count(*) AS held FROM tx GROUP BY terminal, first_seq) AS t
              ON t.terminal = b.terminal AND t.first_seq = b.first_seq WHERE b.count <> coalesce(t.held, 0)",
        zh: "批次与明细条数不符",
        en: "the batch and its rows differ in number",
    },
    Rule {
        sql: "SELECT 'merchant ' || merchant || ' ' || day, sum(owed) FROM (
                  SELECT merchant, day, price AS owed FROM tx
                  WHERE status = 'good' OR status = 'adjusted'
                  UNION ALL
                  SELECT substr(account, 10), day, amount FROM posting WHERE account LIKE 'merchant:%'
                  UNION ALL
                  SELECT substr(account, 10), day, amount FROM recheck_posting
                  WHERE account LIKE 'merchant:%') AS both_sides
              GROUP BY merchant, day HAVING sum(owed) <> 0",
        zh: "应付商户与已入账销售不符",
        en: "what is owed to the merchant is not what was sold",
    },
    Rule {
        sql: "SELECT 'benefit ' || day, sum(carried) FROM (
                  SELECT day, benefit AS carried FROM tx
                  WHERE (status = 'good' OR status = 'adjusted') AND legs <> ''
                  UNION ALL
                  SELECT day, -amount FROM posting WHERE account LIKE 'fund:%'
                  UNION ALL
                  SELECT day, -amount FROM recheck_posting WHERE account LIKE 'fund:%') AS both_sides
              GROUP BY day HAVING sum(carried) <> 0",
        zh: "补贴与各资金分摊之和不符",
        en: "the benefits are not what the funds carry",
    },
    Rule {
        sql: "SELECT 'inflow ' || reference, sum(amount) FROM inflow_posting
              GROUP BY reference HAVING sum(amount) <> 0",
        zh: "流入分录之和不为零",
        en: "the postings of the inflow do not sum to zero",
    },
    Rule {
        sql: "SELECT account, sum(amount) FROM (
                  SELECT 'outside:' || fund AS account, amount FROM inflow
                  UNION ALL SELECT 'outside:' || i.fund, -i.amount FROM inflow_reversal v
                      JOIN inflow i ON i.reference = v.inflow
                  UNION ALL SELECT 'outside:' || code, -inflow FROM fund) AS entered
              GROUP BY account HAVING sum(amount) <> 0
              UNION ALL SELECT account, sum(amount) FROM (
                  SELECT 'outside:' || fund AS account, amount FROM inflow
                  UNION ALL SELECT account, -amount FROM inflow_posting
                      WHERE account LIKE 'outside:%') AS booked
              GROUP BY account HAVING sum(amount) <> 0",
        zh: "资金流入与登记、分录不符",
        en: "what came into the fund is not what was entered and booked",
    },
    Rule {
        sql: "SELECT account, sum(amount) FROM (
                  SELECT 'fund:' || code AS account, drawn AS amount FROM fund
                  UNION ALL SELECT account, -amount FROM posting WHERE account LIKE 'fund:%'
                  UNION ALL SELECT account, -amount FROM recheck_posting WHERE account LIKE 'fund:%'
                  UNION ALL SELECT account, -amount FROM refund_posting WHERE account LIKE 'fund:%') AS both_sides
              GROUP BY account HAVING sum(amount) <> 0",
        zh: "资金支出与分录不符",
        en: "what the fund bore is not what was booked",
    },
    Rule {
        sql: "SELECT 'fund ' || code, inflow - drawn FROM fund
              WHERE exhausted_us IS NOT NULL AND inflow > drawn",
        zh: "资金有余额却记为用尽",
        en: "the fund is called exhausted and has something",
    },
];

impl Ledger {
    pub(super) fn check_sums(&self, checked: &mut Checked) -> Result<(), LedgerError> {
        let postings = self
            .store
            .sum("SELECT (SELECT count(*) FROM posting) + (SELECT count(*) FROM recheck_posting)", &[])?;
        checked.postings = count(postings, "postings")?;
        for rule in RULES
            .iter()
            .chain(&super::lots::RULES)
            .chain(&super::refunds::RULES)
            .chain(&super::card_loads::RULES)
            .chain(&super::closing::RULES)
            .chain(&super::settlements::RULES)
            .chain(&super::budgets::RULES)
            .chain(&super::receipts::RULES)
        {
            let read = |row: &Row<'_>| Ok((row.get::<String>(0)?, Fen(row.get(1)?)));
            for (place, off) in self.store.rows(rule.sql, &[], read)? {
                let (zh, en) = (format!("{}（{}）", rule.zh, off.0), format!("{} ({})", rule.en, off.0));
                checked.faults.push(fault(place, zh, en));
            }
        }
        self.check_legs(checked)
    }

    /// What each fund bore is what the sales say of it, one by one.
    fn check_legs(&self, checked: &mut Checked) -> Result<(), LedgerError> {
        let mut off: BTreeMap<u8, Fen> = BTreeMap::new();
        let mut add = |fund: u8, amount: Fen| {
            let sum = off.entry(fund).or_default();
            *sum = sum.checked_add(amount).ok_or(LedgerError::OutOfRange("legs"))?;
            Ok::<_, LedgerError>(())
        };
        for legs in
            self.store.rows("SELECT legs FROM tx WHERE legs <> ''", &[], |row| row.get::<String>(0))?
        {
            for leg in read_legs(&legs)? {
                add(leg.fund, leg.amount)?;
            }
        }
        // What refunds gave back stands beside the sales, which stay as they were.
        for (code, amount) in self.store.rows("SELECT CAST(substr(account, 6) AS INTEGER), amount FROM refund_posting WHERE account LIKE 'fund:%'", &[], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))? {
            add(small(code, "refund_posting.account")?, Fen(amount))?;
        }

        for (code, drawn) in self
            .store
            .rows("SELECT code, drawn FROM fund", &[], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?
        {
            let drawn = Fen(drawn).checked_neg().ok_or(LedgerError::OutOfRange("fund"))?;
            add(small(code, "fund.code")?, drawn)?;
        }
        for (fund, off) in off.into_iter().filter(|(_, off)| *off != Fen::ZERO) {
            let (zh, en) = ("资金支出与各笔分摊不符", "what the fund bore is not what the sales say");
            let place = format!("fund {fund}");
            checked.faults.push(fault(place, format!("{zh}（{}）", off.0), format!("{en} ({})", off.0)));
        }
        Ok(())
    }
}
