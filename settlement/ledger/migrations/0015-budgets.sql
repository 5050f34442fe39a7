-- Budgets: of which kind an inflow is, what takes one back, what a fund may bear in a period, what it bore day by day.

ALTER TABLE inflow ADD COLUMN kind TEXT NOT NULL DEFAULT 'other' CHECK (kind IN ('appropriation', 'donation', 'other'));
ALTER TABLE inflow ADD COLUMN note TEXT NOT NULL DEFAULT '';

-- An inflow that was wrong, or whose money went back: taken back whole and once. The inflow itself stays.
CREATE TABLE inflow_reversal (
    reference      TEXT    NOT NULL PRIMARY KEY,
    inflow         TEXT    NOT NULL UNIQUE REFERENCES inflow (reference),
    reason         TEXT    NOT NULL,
    officer        INTEGER NOT NULL REFERENCES officer (number),
    day            INTEGER NOT NULL,                -- when it was entered
    entered_us     INTEGER NOT NULL,
    accounting_day INTEGER NOT NULL
) STRICT;

-- The lines of the inflow with their signs turned: they sum to zero.
CREATE TABLE inflow_reversal_posting (
    reference TEXT    NOT NULL REFERENCES inflow_reversal (reference),
    line      INTEGER NOT NULL,
    account   TEXT    NOT NULL,
    day       INTEGER NOT NULL,
    amount    INTEGER NOT NULL,
    PRIMARY KEY (reference, line)
) STRICT;

CREATE INDEX inflow_reversal_posting_by_account ON inflow_reversal_posting (account, day);

-- What is planned for a fund over some accounting days, and the most it may bear in them. A change is the next version.
CREATE TABLE fund_budget (
    fund       INTEGER NOT NULL CHECK (fund BETWEEN 0 AND 255),
    first_day  INTEGER NOT NULL,
    last_day   INTEGER NOT NULL,
    version    INTEGER NOT NULL CHECK (version >= 1),
    amount     INTEGER NOT NULL CHECK (amount >= 0),
    ceiling    INTEGER CHECK (ceiling >= 0),        -- NULL: none
    note       TEXT    NOT NULL,
    officer    INTEGER NOT NULL REFERENCES officer (number),
    set_us     INTEGER NOT NULL,
    reached_us INTEGER,                             -- since when the ceiling kept the fund from bearing more
    PRIMARY KEY (fund, first_day, last_day, version),
    CHECK (first_day <= last_day)
) STRICT;

-- What each fund bore per accounting day, less what came back. Follows the postings, in the same transaction.
CREATE TABLE fund_day (
    fund  INTEGER NOT NULL,
    day   INTEGER NOT NULL,
    drawn INTEGER NOT NULL,
    PRIMARY KEY (fund, day)
) STRICT;

INSERT INTO fund_day (fund, day, drawn)
SELECT CAST(substr(account, 6) AS INTEGER), accounting_day, CAST(sum(amount) AS BIGINT) FROM (
    SELECT p.account, b.accounting_day, p.amount FROM batch b
        JOIN posting p ON p.terminal = b.terminal AND p.first_seq = b.first_seq
    UNION ALL SELECT p.account, r.accounting_day, p.amount FROM recheck r
        JOIN recheck_posting p ON p.recheck = r.number
    UNION ALL SELECT p.account, r.accounting_day, p.amount FROM refund r
        JOIN refund_posting p ON p.reference = r.reference) AS borne
WHERE account LIKE 'fund:%' GROUP BY account, accounting_day;

-- Every booking with its accounting day, reversals of inflows too.
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
    UNION ALL SELECT accounting_day, account, day, amount FROM payout_posting;
