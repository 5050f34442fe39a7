//! Rows for every table, in the words of each schema.

/// Every schema, with what a program of its time may have written into the tables it brought.
pub(crate) const LEVELS: [(&str, &str); 18] = [
    (
        include_str!("../../migrations/0001-books.sql"),
        "INSERT INTO county VALUES (1, 330703, '示例县', zeroblob(32), 'hash', 1);
         INSERT INTO merchant VALUES ('canteen-1', '食堂', 2);
         INSERT INTO terminal (id, merchant, point, public_key, enrolled_us) VALUES (33070300000001, 'canteen-1', '一号', zeroblob(32), 3);
         INSERT INTO invitation VALUES (x'01', 33070300000001, 1, 2, NULL);
         INSERT INTO account VALUES ('cook', 'hash', 'merchant', 'canteen-1', 1, 2, 3);
         INSERT INTO session VALUES (x'02', 'cook', 1, 2);
         INSERT INTO tariff VALUES (1, 'text', x'03', 4);
         INSERT INTO offer VALUES ('canteen-1', 2, 1200, 'fixed', 0, 1440);
         INSERT INTO holder VALUES ('03104770000000000001', 19440715, 'veteran', '', 1);
         INSERT INTO roster VALUES (1, 5, x'04');
         INSERT INTO roster_row VALUES (1, '03104770000000000001', 20240101, 20251231, 'C', 7);
         INSERT INTO stoplist VALUES (1, 6);
         INSERT INTO stoplist_row VALUES (1, '03104770000000000009');
         INSERT INTO parameters VALUES (33070300000001, 1, x'05', x'06', 7);
         INSERT INTO terminal_cursor VALUES (33070300000001, 3, zeroblob(32), 2, 2400, 700, 8, 9);
         INSERT INTO batch VALUES (33070300000001, 1, 2, 2, 'canteen-1', x'07', x'08', x'09', 10);
         INSERT INTO evidence VALUES (33070300000001, x'0A', 7, 'sequence-gap', x'0B', 11);
         INSERT INTO tx VALUES (33070300000001, 1, 1, 'canteen-1', 20240715, 1, 'good', '03104770000000000001', 5, NULL, 1200, 700, 500, '1:600;2:100', x'0C');
         INSERT INTO posting VALUES (33070300000001, 1, 1, 'fund:1', 20240715, 600), (33070300000001, 1, 2, 'fund:2', 20240715, 100), (33070300000001, 1, 3, 'merchant:canteen-1', 20240715, -700);
         INSERT INTO finding VALUES (33070300000001, 1, 1, 402, 'canteen-1', NULL, -5, 5, NULL, NULL, 12, NULL);",
    ),
    (
        include_str!("../../migrations/0002-releases.sql"),
        "INSERT INTO officer VALUES (1, '王一', 'maker', zeroblob(32), 1, NULL);
         INSERT INTO tariff_release VALUES (1, 2, 3, 'proposed', x'01', 1, NULL, 4, NULL, NULL);",
    ),
    (
        include_str!("../../migrations/0003-funds.sql"),
        "INSERT INTO fund VALUES (9, 500, -20, NULL);
         INSERT INTO inflow VALUES ('JZ-1', 9, 500, '某企业', 20240701, 1);
         INSERT INTO inflow_posting VALUES ('JZ-1', 1, 'outside:9', 20240701, 500);
         INSERT INTO late_leg VALUES (33070300000001, 1, 2, 33070300000001, 1, -100, 1);",
    ),
    (
        include_str!("../../migrations/0004-stands.sql"),
        "INSERT INTO stand VALUES (33070300000001, 'canteen', 'north');
         INSERT INTO roster_row VALUES (1, '03104770000000000002', 20240101, 20251231, 'B', 3, 4, 1);",
    ),
    (
        include_str!("../../migrations/0005-holder-facts.sql"),
        "INSERT INTO holder VALUES ('03104770000000000002', 19500101, '', '', 0, 0, 3, 'north', 20301231, NULL);",
    ),
    (
        include_str!("../../migrations/0006-lots.sql"),
        "INSERT INTO lot VALUES ('03104770000000000001', 1, 1, 500, 20240701, 20240731, 'july.csv', 1, NULL, 500);
         INSERT INTO lot_entry VALUES (1, '03104770000000000001', 1, 'load', 500, NULL, NULL, NULL, 20240701, 1);
         INSERT INTO refund VALUES ('TK-1', 33070300000001, 1, 500, 0, 300, 200, '王一', 20240716, 1);
         INSERT INTO refund_count VALUES ('TK-1', 1, 1, 200);
         INSERT INTO refund_posting VALUES ('TK-1', 1, 'cash:canteen-1', 20240716, 300);",
    ),
    (
        include_str!("../../migrations/0007-card-desk.sql"),
        "INSERT INTO desk VALUES (1, '一号发卡台', x'01', 1, 2, 500000, NULL, NULL, NULL, NULL);
         INSERT INTO card_request VALUES (1, 'BK-17', 'pboc', '03104770000000000003', NULL, 1, 1, 2);
         INSERT INTO card VALUES ('03104770000000000003', 1, 'pboc', zeroblob(32), 1, 1, NULL, 1, 3);
         INSERT INTO card_block VALUES ('03104770000000000009', 'lost', 0, 1, 4);
         INSERT INTO card_load VALUES (1, 1, 'R-1', '03104770000000000003', zeroblob(8), 5000, 0, 0, zeroblob(6), zeroblob(7), 1, 'good', zeroblob(4), 20240716, 5, 6);
         INSERT INTO card_load_posting VALUES (1, 1, 'desk:1', 20240716, 5000), (1, 2, 'card:purse', 20240716, -5000);",
    ),
    (include_str!("../../migrations/0008-steps.sql"), "UPDATE books SET steps = 41;"),
    (
        include_str!("../../migrations/0009-card-profile.sql"),
        "INSERT INTO card_profile VALUES (1, 'text', '王一', 1);",
    ),
    (
        include_str!("../../migrations/0010-closing.sql"),
        "INSERT INTO accounting_day VALUES (20240715, 'closed', 1, 2, 3), (20240716, 'open', 2, NULL, NULL);
         INSERT INTO account_day VALUES (20240715, 'fund:1', 0, 600, 0, 600);
         INSERT INTO turnover VALUES (33070300000001, 1, 9, 'canteen-1', 20240715, 'refused', 1, 1200, 0, 0, 0, '');
         INSERT INTO merchant_statement VALUES (20240715, 'canteen-1', 1, '', 1, 1200, 500, 0, 7, 693, 'text', zeroblob(64), 4);
         INSERT INTO statement_posting VALUES (20240715, 'canteen-1', 1, 1, 'fee', 20240715, -7, 20240716), (20240715, 'canteen-1', 1, 2, 'merchant:canteen-1', 20240715, 7, 20240716);",
    ),
    (
        include_str!("../../migrations/0011-claims.sql"),
        "INSERT INTO fund_claim VALUES (1, 20240715, 20240715, 600, 'text', zeroblob(64), 5);",
    ),
    (
        include_str!("../../migrations/0012-finding-actions.sql"),
        "INSERT INTO officer VALUES (2, '王二', 'checker', x'0202020202020202020202020202020202020202020202020202020202020202', 1, NULL);
         INSERT INTO card_profile_seal VALUES (1, x'01', 1, 2);
         INSERT INTO finding_action VALUES (33070300000001, 1, 1, 1, 'note', '王一', '', 6);
         INSERT INTO recheck VALUES (1, 7, 20240716);
         INSERT INTO recheck_posting VALUES (1, 1, 'fund:1', 20240715, 5), (1, 2, 'merchant:canteen-1', 20240715, -5);
         INSERT INTO recheck_leg VALUES (1, 33070300000001, 2, 1, 5, 0);
         INSERT INTO finding_policy VALUES (402, 1, 'fund', '王一', 8);
         INSERT INTO recheck_turnover VALUES (1, 1, 'canteen-1', 20240715, 'adjusted', 1, 5, 5, 0, 0, '1:5');",
    ),
    (
        include_str!("../../migrations/0013-settlement.sql"),
        "INSERT INTO merchant_terms VALUES ('canteen-1', 1, 20240701, 'daily:1', 'all', '一号食堂', 'x', '402338700017', 9);
         INSERT INTO paying_account VALUES (1, '县民政局', 'y', '402338700009', 9);
         INSERT INTO payout VALUES (1, 'P-1', 20240715, 20240715, 1, 'written', x'01', 1, 2, NULL, 10, 11);
         INSERT INTO settlement VALUES (1, 'canteen-1', 20240715, 20240715, 1, 3, 700, 0, 7, 0, 693, 0, 0, 0, 1, 12);
         INSERT INTO settlement_statement VALUES (20240715, 'canteen-1', 1, 1, 700, 0, 7);
         INSERT INTO settlement_history VALUES (1, 1, 0, NULL, '', 12);
         INSERT INTO bank_answer VALUES (1, zeroblob(32), 20240717, 'csv', '1', 13);
         INSERT INTO payout_line VALUES (1, 'canteen-1', 'P-1-1', 693, 'paid', NULL, 20240717, 1);
         INSERT INTO payout_settlement VALUES (1, 1);
         INSERT INTO payout_file VALUES (1, zeroblob(32), 'csv', 12);
         INSERT INTO payout_posting VALUES (1, 'canteen-1', 1, 1, 'merchant:canteen-1', 20240717, 693, 20240716), (1, 'canteen-1', 2, 1, 'bank', 20240717, -693, 20240716);",
    ),
    (
        include_str!("../../migrations/0014-lease.sql"),
        "INSERT INTO lease VALUES ('roster', '17-abcd', 3, 0, '20240715');",
    ),
    (
        include_str!("../../migrations/0015-budgets.sql"),
        "INSERT INTO inflow_reversal VALUES ('CX-1', 'JZ-1', '录错', 1, 20240716, 14, 20240716);
         INSERT INTO inflow_reversal_posting VALUES ('CX-1', 1, 'outside:9', 20240716, -500);
         INSERT INTO fund_budget VALUES (9, 20240701, 20240731, 1, 500, 300, '', 1, 15, NULL);
         INSERT INTO fund_day VALUES (9, 20240716, 20);",
    ),
    (
        include_str!("../../migrations/0016-access.sql"),
        "INSERT INTO account VALUES ('desk', 'hash', 'operator', NULL, 0, 0, 3);
         INSERT INTO account_role VALUES ('desk', 'town', 'north');
         INSERT INTO audit_line VALUES (1, 14, 'desk', 'town', 'see-sale', 'sale 33070300000001-1', 'seen', zeroblob(32), zeroblob(32));
         INSERT INTO audit_head VALUES (1, 1, zeroblob(32), zeroblob(64));",
    ),
    (
        include_str!("../../migrations/0017-receipts.sql"),
        "INSERT INTO merchant_receipt VALUES ('HK-1', 'canteen-1', 7, 20240717, 1, 16, 20240716);
         INSERT INTO merchant_receipt_posting VALUES ('HK-1', 1, 'merchant:canteen-1', 20240717, -7), ('HK-1', 2, 'bank:payouts', 20240717, 7);",
    ),
    (
        include_str!("../../migrations/0018-identity-cards.sql"),
        "INSERT INTO identity_card VALUES ('90400000000000000005', '03104770000000000005', 1, 9);",
    ),
];
