-- Accounting days (会计日). One is open: what is booked belongs to it, whatever day the sales are of. Closing it opens
-- the next in the same step, so that intake never waits. Books that never closed a day have no row: day 0.
CREATE TABLE accounting_day (
    day       INTEGER NOT NULL PRIMARY KEY,
    state     TEXT    NOT NULL CHECK (state IN ('open', 'cut', 'closed')),
    opened_us INTEGER NOT NULL,
    cut_us    INTEGER,                              -- since when nothing more is booked on it
    closed_us INTEGER
) STRICT;

-- In which accounting day it was booked.
ALTER TABLE batch ADD COLUMN accounting_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inflow ADD COLUMN accounting_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refund ADD COLUMN accounting_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card_load ADD COLUMN accounting_day INTEGER NOT NULL DEFAULT 0;  -- 0 as well while it is not credited

CREATE INDEX batch_by_accounting_day ON batch (accounting_day);

-- Each account over one closed day: before + moved = after. Plus and minus are the sums of its lines.
CREATE TABLE account_day (
    day     INTEGER NOT NULL REFERENCES accounting_day (day),
    account TEXT    NOT NULL,
    before  INTEGER NOT NULL,
    plus    INTEGER NOT NULL CHECK (plus >= 0),
    minus   INTEGER NOT NULL CHECK (minus <= 0),
    after   INTEGER NOT NULL,
    PRIMARY KEY (day, account)
) STRICT;

-- What a batch did to a merchant's turnover (营业额): sales of one business day that came to stand alike with it. A
-- record of an earlier batch that is decided now leaves one line, below zero, and enters another.
CREATE TABLE turnover (
    terminal  INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    merchant  TEXT    NOT NULL,
    day       INTEGER NOT NULL,                     -- business day of the sales
    what      TEXT    NOT NULL CHECK (what IN ('good', 'adjusted', 'waiting', 'refused')),
    count     INTEGER NOT NULL,
    price     INTEGER NOT NULL,
    benefit   INTEGER NOT NULL,                     -- of what waits or is refused, only the claim is told, as price
    self_pay  INTEGER NOT NULL,
    cash      INTEGER NOT NULL,                     -- of the self-pay, taken by the merchant itself
    legs      TEXT    NOT NULL,                     -- fund:fen, separated by ;
    PRIMARY KEY (terminal, first_seq, line),
    FOREIGN KEY (terminal, first_seq) REFERENCES batch (terminal, first_seq)
) STRICT;

-- Older books: paid sales as they stand, in their own batches. Who bore them is known from the postings alone.
INSERT INTO turnover (terminal, first_seq, line, merchant, day, what, count, price, benefit, self_pay, cash, legs)
SELECT t.terminal, t.first_seq, min(t.seq), t.merchant, t.day, t.status, count(*), CAST(sum(t.price) AS BIGINT),
       CAST(sum(t.benefit) AS BIGINT), CAST(sum(t.self_pay) AS BIGINT), 0, ''
FROM tx t WHERE t.kind <> 3 AND (t.status = 'good' OR t.status = 'adjusted')
GROUP BY t.terminal, t.first_seq, t.merchant, t.day, t.status;

-- A merchant's statement (结算单) of an accounting day, signed and kept for ever. A corrected one is the next version,
-- with its reason; nothing is overwritten.
CREATE TABLE merchant_statement (
    day       INTEGER NOT NULL REFERENCES accounting_day (day),
    merchant  TEXT    NOT NULL REFERENCES merchant (id),
    version   INTEGER NOT NULL CHECK (version >= 1),
    reason    TEXT    NOT NULL,                     -- empty for the first version
    count     INTEGER NOT NULL,
    price     INTEGER NOT NULL,
    cash      INTEGER NOT NULL,
    refunded  INTEGER NOT NULL,
    fee       INTEGER NOT NULL,
    payable   INTEGER NOT NULL,                     -- price - cash - refunded - fee
    document  TEXT    NOT NULL,                     -- what was signed
    signature BLOB    NOT NULL CHECK (length(signature) = 64),
    made_us   INTEGER NOT NULL,
    PRIMARY KEY (day, merchant, version)
) STRICT;

CREATE INDEX merchant_statement_by_merchant ON merchant_statement (merchant, day);

-- Double entry of its fees: the lines sum to zero. A corrected statement books the difference, on the day then open.
CREATE TABLE statement_posting (
    statement      INTEGER NOT NULL,                -- accounting day of the statement
    merchant       TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    line           INTEGER NOT NULL,
    account        TEXT    NOT NULL,
    day            INTEGER NOT NULL,
    amount         INTEGER NOT NULL,
    accounting_day INTEGER NOT NULL,
    PRIMARY KEY (statement, merchant, version, line),
    FOREIGN KEY (statement, merchant, version) REFERENCES merchant_statement (day, merchant, version)
) STRICT;
