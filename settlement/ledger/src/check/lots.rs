//! Vouchers and points: what is left is what the entries say, and loads were applied in order, once.

use super::rule::Rule;

pub(super) const RULES: [Rule; 4] = [
    Rule {
        sql: "SELECT 'card ****' || substr(card_no, 17) || ' load ' || load, sum(off) FROM (
                  SELECT card_no, load, remaining AS off FROM lot
                  UNION ALL
                  SELECT card_no, load, CASE WHEN what IN ('load', 'restore', 'revive') THEN -amount ELSE amount END
                  FROM lot_entry) AS both_sides
              GROUP BY card_no, load HAVING sum(off) <> 0",
        zh: "券或积分余额与分录不符",
        en: "what the load has left is not what its entries say",
    },
    Rule {
        sql: "SELECT 'card ****' || substr(l.card_no, 17) || ' load ' || l.load, coalesce(e.amount, 0) - l.amount
              FROM lot l LEFT JOIN (
                  SELECT card_no, load, sum(amount) AS amount, count(*) AS times FROM lot_entry
                  WHERE what = 'load' GROUP BY card_no, load) AS e
              ON e.card_no = l.card_no AND e.load = l.load
              WHERE (l.applied_us IS NOT NULL) <> (coalesce(e.times, 0) = 1)
                 OR (l.applied_us IS NOT NULL AND e.amount <> l.amount)",
        zh: "领取分录与发放不符",
        en: "the load was not applied once, with its own amount",
    },
    Rule {
        sql: "SELECT 'card ****' || substr(card_no, 17), max(load) - count(*) FROM lot
              WHERE applied_us IS NOT NULL GROUP BY card_no HAVING max(load) <> count(*)",
        zh: "领取序号不连续",
        en: "loads were skipped",
    },
    Rule {
        sql: "SELECT 'card ****' || substr(e.card_no, 17) || ' load ' || e.load,
                     sum(CASE WHEN e.what = 'draw' THEN e.amount ELSE -e.amount END)
              FROM lot_entry e LEFT JOIN tx t ON t.terminal = e.terminal AND t.seq = e.seq
              WHERE e.terminal IS NOT NULL
              GROUP BY e.card_no, e.load, e.terminal, e.seq, t.status, t.card_no
              HAVING sum(CASE WHEN e.what = 'draw' THEN e.amount ELSE -e.amount END) < 0
                  OR t.card_no IS NULL OR t.card_no <> e.card_no
                  OR (sum(CASE WHEN e.what = 'draw' THEN e.amount ELSE -e.amount END) > 0
                      AND NOT (t.status = 'good' OR t.status = 'adjusted'))",
        zh: "券或积分的使用与已入账销售不符",
        en: "what was drawn from the load is not what paid sales of the card drew",
    },
];
