-- Money that merchants pay by themselves (另收): refunds and fees that their netting does not set off. Entered once, from
-- the bank's paper, by an officer.
CREATE TABLE merchant_receipt (
    reference      TEXT    NOT NULL PRIMARY KEY,    -- number of the paper
    merchant       TEXT    NOT NULL REFERENCES merchant (id),
    amount         INTEGER NOT NULL CHECK (amount > 0),
    day            INTEGER NOT NULL,                -- on which the money came
    officer        INTEGER NOT NULL REFERENCES officer (number),
    entered_us     INTEGER NOT NULL,
    accounting_day INTEGER NOT NULL
) STRICT;

CREATE INDEX merchant_receipt_by_merchant ON merchant_receipt (merchant);

-- Its lines sum to zero.
CREATE TABLE merchant_receipt_posting (
    reference TEXT    NOT NULL REFERENCES merchant_receipt (reference),
    line      INTEGER NOT NULL,
    account   TEXT    NOT NULL,
    day       INTEGER NOT NULL,
    amount    INTEGER NOT NULL,
    PRIMARY KEY (reference, line)
) STRICT;

CREATE INDEX merchant_receipt_posting_by_account ON merchant_receipt_posting (account, day);

-- Every booking with its accounting day, receipts too.
DROP VIEW booked;
CREATE VIEW booked (accounting_day, account, day, amount) AS
    SELECT b.accounting_day, p.account, p.day, p.amount FROM batch b
        JOIN posting p ON p.terminal = b.terminal AND p.first_seq = b.first_seq
    UNION ALL SELECT r.accounting_day, p.account, p.day, p.amount FROM recheck r
        JOIN recheck_posting p ON p.recheck = r.number
    UNION ALL SELECT i.accounting_day, p.account, p.day, p.amount FROM inflow i
        JOIN inflow_posting p ON p.reference = i.reference
    UNION ALL SELECT v.accounting_day, p.account, p.day, p.amount FROM inflow_reversal v
        JOIN inflow_reversal_posting p ON p.reference = v.reference
    UNION ALL SELECT r.accounting_day, p.account, p.day, p.amount FROM refund r
        JOIN refund_posting p ON p.reference = r.reference
    UNION ALL SELECT l.accounting_day, p.account, p.day, p.amount FROM card_load l
        JOIN card_load_posting p ON p.load = l.number
    UNION ALL SELECT accounting_day, account, day, amount FROM statement_posting
    UNION ALL SELECT accounting_day, account, day, amount FROM payout_posting
    UNION ALL SELECT m.accounting_day, p.account, p.day, p.amount FROM merchant_receipt m
        JOIN merchant_receipt_posting p ON p.reference = m.reference;
