//! Refunds: what is booked for one sums to zero, is what was entered, and never more than was paid.

use super::rule::Rule;

pub(super) const RULES: [Rule; 4] = [
    Rule {
        sql: "SELECT 'refund ' || reference, sum(amount) FROM refund_posting
              GROUP BY reference HAVING sum(amount) <> 0",
        zh: "退款分录之和不为零",
        en: "the postings of the refund do not sum to zero",
    },
    Rule {
        sql: "SELECT 'refund ' || reference, sum(off) FROM (
                  SELECT reference, amount AS off FROM refund
                  UNION ALL SELECT reference, -amount FROM refund_posting WHERE account LIKE 'merchant:%') AS owed
              GROUP BY reference HAVING sum(off) <> 0
              UNION ALL SELECT 'refund ' || reference, sum(off) FROM (
                  SELECT reference, cash AS off FROM refund
                  UNION ALL SELECT reference, amount FROM refund_posting WHERE account LIKE 'cash:%') AS paid
              GROUP BY reference HAVING sum(off) <> 0",
        zh: "退款与分录不符",
        en: "what was given back is not what was booked",
    },
    Rule {
        sql: "SELECT 'tx ' || t.terminal || '/' || t.seq, sum(r.amount) - t.price FROM refund r
              JOIN tx t ON t.terminal = r.terminal AND t.seq = r.seq
              GROUP BY t.terminal, t.seq, t.price, t.status, t.benefit, t.self_pay
              HAVING sum(r.amount) > t.price OR sum(r.cash) > t.self_pay OR sum(r.restored) > t.benefit
                  OR t.status <> 'good'",
        zh: "退款超过原销售",
        en: "more was given back than was paid",
    },
    Rule {
        sql: "SELECT 'refund ' || e.reference, sum(e.amount) FROM lot_entry e
              LEFT JOIN refund r ON r.reference = e.reference AND r.terminal = e.terminal AND r.seq = e.seq
              WHERE e.reference IS NOT NULL AND (r.reference IS NULL OR e.what <> 'restore')
              GROUP BY e.reference",
        zh: "券的退回没有对应的退款",
        en: "a voucher came back without a refund",
    },
];
