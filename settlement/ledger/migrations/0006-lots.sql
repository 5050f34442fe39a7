-- Vouchers and points of cards. They are no money of these books until a sale draws them: then a fund bears the
-- benefit, as it bears any other. So lots have a journal of their own and no postings.

-- A load as it was delivered, once per card and number. Only the last two columns ever change, and what is left
-- follows from lot_entry.
CREATE TABLE lot (
    card_no     TEXT    NOT NULL,
    load        INTEGER NOT NULL CHECK (load >= 1),
    account     INTEGER NOT NULL CHECK (account BETWEEN 0 AND 255),
    amount      INTEGER NOT NULL CHECK (amount > 0),       -- fen or points, by the account
    first_day   INTEGER NOT NULL,
    last_day    INTEGER NOT NULL CHECK (last_day >= first_day),
    reference   TEXT    NOT NULL,                          -- the delivery it came with
    received_us INTEGER NOT NULL,
    applied_us  INTEGER,                                   -- NULL: it waits for the load before it
    remaining   INTEGER NOT NULL CHECK (remaining BETWEEN 0 AND amount),
    PRIMARY KEY (card_no, load)
) STRICT;

CREATE INDEX lot_by_last_day ON lot (last_day, remaining);

-- Every change of what is left, never changed, never deleted. Plus: load, restore, revive (an expiry taken back for
-- a sale that came late). Minus: draw, expire.
CREATE TABLE lot_entry (
    number    INTEGER NOT NULL PRIMARY KEY,                -- in the order of booking
    card_no   TEXT    NOT NULL,
    load      INTEGER NOT NULL,
    what      TEXT    NOT NULL CHECK (what IN ('load', 'draw', 'restore', 'expire', 'revive')),
    amount    INTEGER NOT NULL CHECK (amount > 0),
    terminal  INTEGER,                                     -- the sale, for draws and what comes back of them
    seq       INTEGER,
    reference TEXT,                                        -- the refund, for a restore that is one
    day       INTEGER NOT NULL,
    at_us     INTEGER NOT NULL,
    FOREIGN KEY (card_no, load) REFERENCES lot (card_no, load),
    CHECK ((what IN ('draw', 'restore')) = (terminal IS NOT NULL)),
    CHECK ((terminal IS NULL) = (seq IS NULL))
) STRICT;

CREATE INDEX lot_entry_by_card ON lot_entry (card_no, load);

-- Sales given back by hand, whole or in part. One entry per reference, never changed; the sale itself stays as it is.
CREATE TABLE refund (
    reference  TEXT    NOT NULL PRIMARY KEY,
    terminal   INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    amount     INTEGER NOT NULL CHECK (amount >= 0),       -- of the price: cash + restored
    quantity   INTEGER NOT NULL CHECK (quantity >= 0),
    cash       INTEGER NOT NULL CHECK (cash >= 0),         -- the elder's
    restored   INTEGER NOT NULL CHECK (restored >= 0),     -- the funds'
    entered_by TEXT    NOT NULL,
    day        INTEGER NOT NULL,
    entered_us INTEGER NOT NULL,
    FOREIGN KEY (terminal, seq) REFERENCES tx (terminal, seq),
    CHECK (amount = cash + restored)
) STRICT;

CREATE INDEX refund_by_sale ON refund (terminal, seq);

-- What goes back into the counters of the sale's own periods.
CREATE TABLE refund_count (
    reference TEXT    NOT NULL REFERENCES refund (reference),
    slot      INTEGER NOT NULL,
    times     INTEGER NOT NULL CHECK (times >= 0),
    benefit   INTEGER NOT NULL CHECK (benefit >= 0),
    PRIMARY KEY (reference, slot)
) STRICT;

-- Double entry of a refund: its lines sum to zero.
CREATE TABLE refund_posting (
    reference TEXT    NOT NULL REFERENCES refund (reference),
    line      INTEGER NOT NULL,
    account   TEXT    NOT NULL,
    day       INTEGER NOT NULL,
    amount    INTEGER NOT NULL,
    PRIMARY KEY (reference, line)
) STRICT;

CREATE INDEX refund_posting_by_account ON refund_posting (account, day);
