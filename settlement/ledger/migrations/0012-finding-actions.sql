-- Card profiles are signed by two people. Those from before have no row here.
CREATE TABLE card_profile_seal (
    version INTEGER NOT NULL PRIMARY KEY REFERENCES card_profile (version),
    body    BLOB    NOT NULL,                           -- as both signed it
    maker   INTEGER NOT NULL REFERENCES officer (number),
    checker INTEGER NOT NULL REFERENCES officer (number),
    CHECK (maker <> checker)
) STRICT;

-- What people did about findings. Lines are added, never changed: where a finding stands follows from them. The
-- first ask of a write-off waits for the approval of another person.
CREATE TABLE finding_action (
    terminal INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    line     INTEGER NOT NULL,                          -- of the finding
    step     INTEGER NOT NULL,                          -- in order, from 1
    action   TEXT    NOT NULL CHECK (action IN ('adjust', 'refuse', 'claw-back', 'recollect', 'write-off', 'approve', 'decline', 'reopen', 'note')),
    actor    TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    at_us    INTEGER NOT NULL,
    PRIMARY KEY (terminal, seq, line, step),
    FOREIGN KEY (terminal, seq, line) REFERENCES finding (terminal, seq, line)
) STRICT;

-- Records that waited and were judged again without a batch that brought news of their cards: keys had come. What
-- follows is booked here as a batch books it; nothing of the batches changes.
CREATE TABLE recheck (
    number         INTEGER NOT NULL PRIMARY KEY,
    at_us          INTEGER NOT NULL,
    accounting_day INTEGER NOT NULL
) STRICT;

CREATE TABLE recheck_posting (
    recheck INTEGER NOT NULL REFERENCES recheck (number),
    line    INTEGER NOT NULL,
    account TEXT    NOT NULL,
    day     INTEGER NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (recheck, line)
) STRICT;

CREATE INDEX recheck_posting_by_account ON recheck_posting (account, day);

-- Who bears it, or gets it back: as late_leg.
CREATE TABLE recheck_leg (
    recheck  INTEGER NOT NULL REFERENCES recheck (number),
    terminal INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    fund     INTEGER NOT NULL,
    amount   INTEGER NOT NULL,
    odd      INTEGER NOT NULL CHECK (odd IN (0, 1)),
    PRIMARY KEY (terminal, seq, fund, recheck)
) STRICT;

-- Who bears what tills gave together beyond what was due, per kind of finding. The last line counts.
CREATE TABLE finding_policy (
    number INTEGER NOT NULL,
    step   INTEGER NOT NULL,
    bearer TEXT    NOT NULL CHECK (bearer IN ('fund', 'merchant', 'elder')),
    set_by TEXT    NOT NULL,
    at_us  INTEGER NOT NULL,
    PRIMARY KEY (number, step)
) STRICT;

-- What a recheck did to turnover: as turnover.
CREATE TABLE recheck_turnover (
    recheck  INTEGER NOT NULL REFERENCES recheck (number),
    line     INTEGER NOT NULL,
    merchant TEXT    NOT NULL,
    day      INTEGER NOT NULL,
    what     TEXT    NOT NULL CHECK (what IN ('good', 'adjusted', 'waiting', 'refused')),
    count    INTEGER NOT NULL,
    price    INTEGER NOT NULL,
    benefit  INTEGER NOT NULL,
    self_pay INTEGER NOT NULL,
    cash     INTEGER NOT NULL,
    legs     TEXT    NOT NULL,
    PRIMARY KEY (recheck, line)
) STRICT;

-- Every line of double entry, whatever booked it, under the accounting day that it was booked on.
CREATE VIEW booked (accounting_day, account, day, amount) AS
    SELECT b.accounting_day, p.account, p.day, p.amount FROM batch b
        JOIN posting p ON p.terminal = b.terminal AND p.first_seq = b.first_seq
    UNION ALL SELECT r.accounting_day, p.account, p.day, p.amount FROM recheck r
        JOIN recheck_posting p ON p.recheck = r.number
    UNION ALL SELECT i.accounting_day, p.account, p.day, p.amount FROM inflow i
        JOIN inflow_posting p ON p.reference = i.reference
    UNION ALL SELECT r.accounting_day, p.account, p.day, p.amount FROM refund r
        JOIN refund_posting p ON p.reference = r.reference
    UNION ALL SELECT l.accounting_day, p.account, p.day, p.amount FROM card_load l
        JOIN card_load_posting p ON p.load = l.number
    UNION ALL SELECT accounting_day, account, day, amount FROM statement_posting;

-- Turnover of batches and rechecks.
CREATE VIEW turned (accounting_day, merchant, day, what, count, price, benefit, self_pay, cash, legs) AS
    SELECT b.accounting_day, t.merchant, t.day, t.what, t.count, t.price, t.benefit, t.self_pay, t.cash, t.legs
        FROM batch b JOIN turnover t ON t.terminal = b.terminal AND t.first_seq = b.first_seq
    UNION ALL SELECT r.accounting_day, t.merchant, t.day, t.what, t.count, t.price, t.benefit, t.self_pay, t.cash, t.legs
        FROM recheck r JOIN recheck_turnover t ON t.recheck = r.number;
