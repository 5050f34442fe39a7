-- Funds: what came in, what was drawn, and when one ran dry.

-- One row per fund that ever moved; its code is the tariff's. `drawn` follows the postings of the batches, in the
-- same transaction; left = inflow - drawn.
CREATE TABLE fund (
    code         INTEGER NOT NULL PRIMARY KEY CHECK (code BETWEEN 0 AND 255),
    inflow       INTEGER NOT NULL DEFAULT 0 CHECK (inflow >= 0),
    drawn        INTEGER NOT NULL DEFAULT 0,
    exhausted_us INTEGER                              -- since it first bore less than its step; NULL: it has not
) STRICT;

-- Money from outside: donations, budget tranches. One entry per reference, never changed.
CREATE TABLE inflow (
    reference  TEXT    NOT NULL PRIMARY KEY,
    fund       INTEGER NOT NULL REFERENCES fund (code),
    amount     INTEGER NOT NULL CHECK (amount > 0),
    source     TEXT    NOT NULL,
    day        INTEGER NOT NULL,                      -- when it was entered
    entered_us INTEGER NOT NULL
) STRICT;

CREATE INDEX inflow_by_fund ON inflow (fund, entered_us);

-- Double entry of an inflow: its lines sum to zero.
CREATE TABLE inflow_posting (
    reference TEXT    NOT NULL REFERENCES inflow (reference),
    line      INTEGER NOT NULL,
    account   TEXT    NOT NULL,
    day       INTEGER NOT NULL,
    amount    INTEGER NOT NULL,
    PRIMARY KEY (reference, line)
) STRICT;

CREATE INDEX inflow_posting_by_account ON inflow_posting (account, day);

-- Draws that were not booked with the record's own batch, or were turned by a later one: rare, and kept apart so
-- that a fund's statement shows every movement when it happened. Plus: borne. Minus: given back.
CREATE TABLE late_leg (
    terminal        INTEGER NOT NULL,
    seq             INTEGER NOT NULL,
    fund            INTEGER NOT NULL,
    batch_terminal  INTEGER NOT NULL,                 -- the batch that booked it
    batch_first_seq INTEGER NOT NULL,
    amount          INTEGER NOT NULL,
    odd             INTEGER NOT NULL CHECK (odd IN (0, 1)),
    PRIMARY KEY (terminal, seq, fund, batch_terminal, batch_first_seq),
    FOREIGN KEY (batch_terminal, batch_first_seq) REFERENCES batch (terminal, first_seq)
) STRICT;

CREATE INDEX late_leg_by_batch ON late_leg (batch_terminal, batch_first_seq);

-- Which fund a finding is about.
ALTER TABLE finding ADD COLUMN fund INTEGER;

-- What older books drew already. Nobody entered inflows then: a limited fund stays at nothing until what came in
-- covers what it bore.
INSERT INTO fund (code, drawn)
SELECT CAST(substr(account, 6) AS INTEGER), sum(amount) FROM posting WHERE account LIKE 'fund:%' GROUP BY account;
