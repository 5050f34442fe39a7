//! Budgets: reversals turn what they name, and what funds bore day by day is what was booked.

use super::rule::Rule;

pub(super) const RULES: [Rule; 3] = [
    Rule {
        sql: "SELECT 'inflow reversal ' || reference, sum(amount) FROM inflow_reversal_posting
              GROUP BY reference HAVING sum(amount) <> 0",
        zh: "流入冲回分录之和不为零",
        en: "the postings of the reversal do not sum to zero",
    },
    Rule {
        sql: "SELECT 'inflow ' || inflow, sum(amount) FROM (
                  SELECT v.inflow, p.amount FROM inflow_reversal v
                      JOIN inflow_reversal_posting p ON p.reference = v.reference WHERE p.account LIKE 'outside:%'
                  UNION ALL SELECT v.inflow, p.amount FROM inflow_reversal v
                      JOIN inflow_posting p ON p.reference = v.inflow WHERE p.account LIKE 'outside:%') AS both_sides
              GROUP BY inflow HAVING sum(amount) <> 0",
        zh: "冲回与原流入不符",
        en: "the reversal is not what came in",
    },
    Rule {
        sql: "SELECT account || ' ' || day, sum(amount) FROM (
                  SELECT 'fund:' || fund AS account, day, drawn AS amount FROM fund_day
                  UNION ALL SELECT p.account, b.accounting_day, -p.amount FROM batch b
                      JOIN posting p ON p.terminal = b.terminal AND p.first_seq = b.first_seq
                      WHERE p.account LIKE 'fund:%'
                  UNION ALL SELECT p.account, r.accounting_day, -p.amount FROM recheck r
                      JOIN recheck_posting p ON p.recheck = r.number WHERE p.account LIKE 'fund:%'
                  UNION ALL SELECT p.account, r.accounting_day, -p.amount FROM refund r
                      JOIN refund_posting p ON p.reference = r.reference
                      WHERE p.account LIKE 'fund:%') AS both_sides
              GROUP BY account, day HAVING sum(amount) <> 0",
        zh: "资金按会计日的支出与分录不符",
        en: "what the fund bore on the accounting day is not what was booked",
    },
];
