//! Loads of purses: booked exactly when they were credited, once per value of a card's counter.

use super::rule::Rule;

pub(super) const RULES: [Rule; 3] = [
    Rule {
        sql: "SELECT 'load ' || load, sum(amount) FROM card_load_posting GROUP BY load HAVING sum(amount) <> 0",
        zh: "充值分录之和不为零",
        en: "the postings of the load do not sum to zero",
    },
    Rule {
        sql: "SELECT 'load ' || number, sum(off) FROM (
                  SELECT number, amount AS off FROM card_load WHERE state IN ('good', 'unproved')
                  UNION ALL SELECT load, amount FROM card_load_posting WHERE account = 'card:purse') AS both_sides
              GROUP BY number HAVING sum(off) <> 0",
        zh: "充值与分录不符",
        en: "what was loaded is not what was booked",
    },
    Rule {
        sql: "SELECT 'card ****' || substr(card_no, 17) || ' counter ' || counter, count(*) FROM card_load
              WHERE state IN ('good', 'unproved') GROUP BY card_no, counter HAVING count(*) > 1",
        zh: "同一卡联机计数器充值多次",
        en: "one online counter was loaded more than once",
    },
];
