//! Settlements and payouts: made of statements, paid once, and booked when the bank paid.

use super::rule::Rule;

pub(super) const RULES: [Rule; 8] = [
    Rule {
        sql: "SELECT 'settlement ' || settlement, sum(c) + sum(r) + sum(f) FROM (
                  SELECT number AS settlement, consumption AS c, refunds AS r, fee AS f FROM settlement
                  UNION ALL SELECT settlement, -consumption, -refunds, -fee FROM settlement_statement) AS both_sides
              GROUP BY settlement HAVING sum(c) <> 0 OR sum(r) <> 0 OR sum(f) <> 0",
        zh: "结算与其结算单之和不符",
        en: "the settlement is not the sum of its statements",
    },
    Rule {
        sql: "SELECT 'statement ' || merchant || ' ' || day, sum(c) + sum(r) + sum(f) FROM (
                  SELECT day, merchant, consumption AS c, refunds AS r, fee AS f FROM settlement_statement
                  UNION ALL SELECT s.day, s.merchant, s.cash - s.price, -s.refunded, -s.fee FROM merchant_statement s
                      WHERE s.version = (SELECT max(x.version) FROM settlement_statement x
                                         WHERE x.day = s.day AND x.merchant = s.merchant)) AS both_sides
              GROUP BY merchant, day HAVING sum(c) <> 0 OR sum(r) <> 0 OR sum(f) <> 0",
        zh: "已结算的金额与结算单不符",
        en: "what was settled is not what the statement says",
    },
    Rule {
        sql: "SELECT 'settlement ' || s.number, s.pay - s.carried FROM settlement s
              WHERE s.pay - s.carried - s.refunds_apart - s.fee_apart
                    <> s.consumption - s.refunds - s.fee - s.brought
                 OR (s.pay > 0 AND s.carried > 0)
                 OR s.brought <> coalesce((SELECT p.carried FROM settlement p
                        WHERE p.merchant = s.merchant AND p.last_day < s.last_day
                        ORDER BY p.last_day DESC LIMIT 1), 0)",
        zh: "轧差或结转的欠款不符",
        en: "what is netted or brought over does not add up",
    },
    Rule {
        sql: "SELECT 'settlement ' || s.number, s.state FROM settlement s
              WHERE s.state <> (SELECT h.state FROM settlement_history h WHERE h.settlement = s.number
                                ORDER BY h.step DESC LIMIT 1)
                 OR (s.state >= 2 AND (SELECT count(DISTINCT h.officer) FROM settlement_history h
                                       WHERE h.settlement = s.number AND h.officer IS NOT NULL) < 2)
                 OR (s.state = 4) <> EXISTS (SELECT 1 FROM payout_line l JOIN payout_settlement p
                        ON p.payout = l.payout AND p.settlement = s.number
                        WHERE l.merchant = s.merchant AND l.state = 'paid')",
        zh: "结算状态与经过不符",
        en: "the settlement's state is not what its history says",
    },
    Rule {
        sql: "SELECT 'payout ' || payout || ' ' || merchant, sum(off) FROM (
                  SELECT payout, merchant, amount AS off FROM payout_line
                  UNION ALL SELECT p.payout, s.merchant, -s.pay FROM payout_settlement p
                      JOIN settlement s ON s.number = p.settlement) AS both_sides
              GROUP BY payout, merchant HAVING sum(off) <> 0",
        zh: "付款与其结算之和不符",
        en: "the payment is not the sum of its settlements",
    },
    Rule {
        sql: "SELECT 'settlement ' || s.number, count(*) FROM settlement s
              JOIN payout_settlement p ON p.settlement = s.number
              JOIN payout_line l ON l.payout = p.payout AND l.merchant = s.merchant
              JOIN payout o ON o.number = p.payout
              WHERE o.state <> 'rejected' AND l.state <> 'failed'
              GROUP BY s.number HAVING count(*) > 1",
        zh: "同一结算付款多次",
        en: "the settlement is paid more than once",
    },
    Rule {
        sql: "SELECT 'payout ' || payout || ' ' || merchant, sum(off) FROM (
                  SELECT payout, merchant, CASE WHEN state = 'paid' THEN amount ELSE 0 END AS off FROM payout_line
                  UNION ALL SELECT payout, merchant, -amount FROM payout_posting
                      WHERE account = 'merchant:' || merchant) AS both_sides
              GROUP BY payout, merchant HAVING sum(off) <> 0",
        zh: "已付款项与分录不符",
        en: "what was paid is not what was booked",
    },
    Rule {
        sql: "SELECT 'payout ' || payout || ' ' || merchant, sum(amount) FROM payout_posting
              GROUP BY payout, merchant, answer HAVING sum(amount) <> 0",
        zh: "付款分录之和不为零",
        en: "the postings of the payment do not sum to zero",
    },
];
