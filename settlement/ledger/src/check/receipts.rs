//! Receipts: booked as they were entered, and never more than is owed.

use super::rule::Rule;

pub(super) const RULES: [Rule; 2] = [
    Rule {
        sql: "SELECT 'receipt ' || reference, sum(off) FROM (
                  SELECT reference, amount AS off FROM merchant_receipt
                  UNION ALL SELECT reference, amount FROM merchant_receipt_posting WHERE account LIKE 'merchant:%')
                  AS both_sides
              GROUP BY reference HAVING sum(off) <> 0
              UNION ALL SELECT 'receipt ' || reference, sum(amount) FROM merchant_receipt_posting
              GROUP BY reference HAVING sum(amount) <> 0",
        zh: "另收款与分录不符",
        en: "what the merchant paid is not what was booked",
    },
    Rule {
        sql: "SELECT 'merchant ' || merchant, sum(off) FROM (
                  SELECT merchant, amount AS off FROM merchant_receipt
                  UNION ALL SELECT merchant, -refunds_apart - fee_apart FROM settlement) AS both_sides
              GROUP BY merchant HAVING sum(off) > 0",
        zh: "另收款多于应另收的退款与手续费",
        en: "the merchant paid more than it owed apart",
    },
];
