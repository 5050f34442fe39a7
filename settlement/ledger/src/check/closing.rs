//! Closed days: balances follow from one another and from the postings; statements add up.

use super::rule::Rule;

pub(super) const RULES: [Rule; 7] = [
    Rule {
        sql: "SELECT 'turnover ' || merchant || ' ' || day || ' ' || what, sum(off) FROM (
                  SELECT merchant, day, what, price AS off FROM turned
                  WHERE what = 'good' OR what = 'adjusted'
                  UNION ALL
                  SELECT merchant, day, status, -price FROM tx
                  WHERE kind <> 3 AND (status = 'good' OR status = 'adjusted')) AS both_sides
              GROUP BY merchant, day, what HAVING sum(off) <> 0",
        zh: "营业额与已入账销售不符",
        en: "the turnover is not what was sold",
    },
    Rule {
        sql: "SELECT 'turnover ' || merchant || ' ' || day || ' ' || what, sum(off) FROM (
                  SELECT merchant, day, what, count AS off FROM turned
                  WHERE what = 'good' OR what = 'adjusted'
                  UNION ALL
                  SELECT merchant, day, status, -1 FROM tx
                  WHERE kind <> 3 AND (status = 'good' OR status = 'adjusted')) AS both_sides
              GROUP BY merchant, day, what HAVING sum(off) <> 0",
        zh: "营业额笔数与已入账销售不符",
        en: "the turnover counts other sales than were sold",
    },
    Rule {
        sql: "SELECT 'account ' || account || ' ' || day, before + plus + minus - after FROM account_day
              WHERE before + plus + minus <> after",
        zh: "账户日余额不等于前日余额加发生额",
        en: "the balance is not the one before and what moved",
    },
    Rule {
        sql: "SELECT 'day ' || day, sum(after) FROM account_day GROUP BY day HAVING sum(after) <> 0",
        zh: "日终各账户余额之和不为零",
        en: "the balances of the day do not sum to zero",
    },
    Rule {
        sql: "SELECT 'account ' || account, sum(amount) FROM (
                  SELECT account, plus + minus AS amount FROM account_day
                  UNION ALL SELECT account, -amount FROM booked
                      WHERE accounting_day <= (SELECT coalesce(max(day), -1) FROM accounting_day
                                               WHERE state = 'closed')
                  UNION ALL SELECT account, -(plus + minus) FROM account_day
                      WHERE day > (SELECT coalesce(max(day), -1) FROM accounting_day
                                   WHERE state = 'closed')) AS both_sides
              GROUP BY account HAVING sum(amount) <> 0",
        zh: "已关账日的发生额与分录不符",
        en: "what moved on closed days is not what was booked",
    },
    Rule {
        sql: "SELECT 'statement ' || merchant || ' ' || day || ' r' || version,
                     price - cash - refunded - fee - payable FROM merchant_statement
              WHERE price - cash - refunded - fee <> payable",
        zh: "结算单应付不等于各项之和",
        en: "what the statement pays is not what it is made of",
    },
    Rule {
        sql: "SELECT 'statement ' || merchant || ' ' || statement || ' r' || version, sum(amount)
              FROM statement_posting GROUP BY statement, merchant, version HAVING sum(amount) <> 0",
        zh: "结算单分录之和不为零",
        en: "the postings of the statement do not sum to zero",
    },
];
