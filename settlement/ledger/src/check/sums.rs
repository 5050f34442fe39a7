//! Sums: every batch balances, no counter is paid twice, and what is owed equals what was sold.

use money::Fen;
use rusqlite::Row;

use super::{Checked, fault};
use crate::error::count;
use crate::{Ledger, LedgerError};

/// One query that must answer nothing, and how its rows read.
struct Rule {
    sql: &'static str,
    zh: &'static str,
    en: &'static str,
}

const RULES: [Rule; 6] = [
    Rule {
        sql: "SELECT 'batch ' || terminal || '/' || first_seq, sum(amount) FROM posting
              GROUP BY terminal, first_seq HAVING sum(amount) <> 0",
        zh: "整批分录之和不为零",
        en: "the postings of the batch do not sum to zero",
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
                  SELECT substr(account, 10), day, amount FROM posting WHERE account LIKE 'merchant:%') AS both_sides
              GROUP BY merchant, day HAVING sum(owed) <> 0",
        zh: "应付商户与已入账销售不符",
        en: "what is owed to the merchant is not what was sold",
    },
    Rule {
        sql: "SELECT 'benefit ' || day, sum(carried) FROM (
                  SELECT day, benefit AS carried FROM tx
                  WHERE (status = 'good' OR status = 'adjusted') AND legs <> ''
                  UNION ALL
                  SELECT day, -amount FROM posting WHERE account LIKE 'fund:%') AS both_sides
              GROUP BY day HAVING sum(carried) <> 0",
        zh: "补贴与各资金分摊之和不符",
        en: "the benefits are not what the funds carry",
    },
];

impl Ledger {
    pub(super) fn check_sums(&self, checked: &mut Checked) -> Result<(), LedgerError> {
        let postings = self.connection.query_row("SELECT count(*) FROM posting", [], |row| row.get(0))?;
        checked.postings = count(postings, "postings")?;
        for rule in &RULES {
            let mut statement = self.connection.prepare(rule.sql)?;
            let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, Fen(row.get(1)?)));
            for found in statement.query_map([], read)? {
                let (place, off) = found?;
                let (zh, en) = (format!("{}（{}）", rule.zh, off.0), format!("{} ({})", rule.en, off.0));
                checked.faults.push(fault(place, zh, en));
            }
        }
        Ok(())
    }
}
