-- Settlement: what statements add up to for a merchant, who confirmed it, how it was paid, and what the bank said.

-- How a merchant is settled and where it is paid. A change is a new version; no version ever changes.
CREATE TABLE merchant_terms (
    merchant      TEXT    NOT NULL REFERENCES merchant (id),
    version       INTEGER NOT NULL CHECK (version >= 1),
    from_day      INTEGER NOT NULL,
    cycle         TEXT    NOT NULL,
    netting       TEXT    NOT NULL CHECK (netting IN ('all', 'none', 'fee-apart', 'refunds-apart')),
    payee_name    TEXT    NOT NULL,
    payee_account TEXT    NOT NULL,
    payee_bank    TEXT    NOT NULL,                 -- CNAPS code (联行号) of the branch
    set_us        INTEGER NOT NULL,
    PRIMARY KEY (merchant, version)
) STRICT;

-- The county's own account that pays merchants. The highest version pays.
CREATE TABLE paying_account (
    version INTEGER NOT NULL PRIMARY KEY CHECK (version >= 1),
    name    TEXT    NOT NULL,
    account TEXT    NOT NULL,
    bank    TEXT    NOT NULL,
    set_us  INTEGER NOT NULL
) STRICT;

-- Two people sign a payout (付款单). Its lines stand in the signed bytes as well.
CREATE TABLE payout (
    number      INTEGER NOT NULL PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    first_day   INTEGER NOT NULL,
    last_day    INTEGER NOT NULL,
    version     INTEGER NOT NULL CHECK (version >= 1),
    state       TEXT    NOT NULL CHECK (state IN ('proposed', 'released', 'written', 'rejected')),
    body        BLOB    NOT NULL,                   -- the proposal; both signatures once released
    maker       INTEGER NOT NULL REFERENCES officer (number),
    checker     INTEGER REFERENCES officer (number),
    reason      TEXT,                               -- why it was rejected
    proposed_us INTEGER NOT NULL,
    decided_us  INTEGER,
    UNIQUE (first_day, last_day, version)
) STRICT;

-- 0 generated, 1 reconciled, 2 confirmed, 3 paid, 4 payment confirmed.
-- pay - carried - refunds_apart - fee_apart = consumption - refunds - fee - brought.
CREATE TABLE settlement (
    number        INTEGER NOT NULL PRIMARY KEY,
    merchant      TEXT    NOT NULL REFERENCES merchant (id),
    first_day     INTEGER NOT NULL,
    last_day      INTEGER NOT NULL,
    terms         INTEGER NOT NULL,
    state         INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    consumption   INTEGER NOT NULL,
    refunds       INTEGER NOT NULL,
    fee           INTEGER NOT NULL,
    brought       INTEGER NOT NULL CHECK (brought >= 0),
    pay           INTEGER NOT NULL CHECK (pay >= 0),
    carried       INTEGER NOT NULL CHECK (carried >= 0),
    refunds_apart INTEGER NOT NULL,
    fee_apart     INTEGER NOT NULL,
    payout        INTEGER REFERENCES payout (number),  -- the one it is in; none again once that failed
    made_us       INTEGER NOT NULL,
    UNIQUE (merchant, last_day),
    FOREIGN KEY (merchant, terms) REFERENCES merchant_terms (merchant, version)
) STRICT;

CREATE INDEX settlement_by_state ON settlement (state);

-- A statement is in one settlement for ever. A later version is in a later one, with what it differs by.
CREATE TABLE settlement_statement (
    day         INTEGER NOT NULL,
    merchant    TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    settlement  INTEGER NOT NULL REFERENCES settlement (number),
    consumption INTEGER NOT NULL,
    refunds     INTEGER NOT NULL,
    fee         INTEGER NOT NULL,
    PRIMARY KEY (day, merchant, version),
    FOREIGN KEY (day, merchant, version) REFERENCES merchant_statement (day, merchant, version)
) STRICT;

CREATE INDEX settlement_statement_by_settlement ON settlement_statement (settlement);

-- Every state a settlement was in.
CREATE TABLE settlement_history (
    settlement INTEGER NOT NULL REFERENCES settlement (number),
    step       INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    officer    INTEGER REFERENCES officer (number),    -- none: the program
    note       TEXT    NOT NULL,
    at_us      INTEGER NOT NULL,
    PRIMARY KEY (settlement, step)
) STRICT;

-- An answer of a bank that was taken over. The same bytes are taken over once.
CREATE TABLE bank_answer (
    number   INTEGER NOT NULL PRIMARY KEY,
    hash     BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    day      INTEGER NOT NULL,                         -- the bank's booking day
    format   TEXT    NOT NULL,
    outcome  TEXT    NOT NULL,                         -- how many of which
    taken_us INTEGER NOT NULL
) STRICT;

CREATE TABLE payout_line (
    payout     INTEGER NOT NULL REFERENCES payout (number),
    merchant   TEXT    NOT NULL REFERENCES merchant (id),
    end_to_end TEXT    NOT NULL UNIQUE,
    amount     INTEGER NOT NULL CHECK (amount > 0),
    state      TEXT    NOT NULL CHECK (state IN ('open', 'paid', 'failed')),
    reason     TEXT,                                   -- the bank's words
    day        INTEGER,                                -- when the bank paid
    answer     INTEGER REFERENCES bank_answer (number),
    PRIMARY KEY (payout, merchant)
) STRICT;

-- Which settlements a line pays, or tried to.
CREATE TABLE payout_settlement (
    payout     INTEGER NOT NULL REFERENCES payout (number),
    settlement INTEGER NOT NULL REFERENCES settlement (number),
    PRIMARY KEY (payout, settlement)
) STRICT;

-- Files for banks. The same payout in the same form is the same file.
CREATE TABLE payout_file (
    payout     INTEGER NOT NULL REFERENCES payout (number),
    hash       BLOB    NOT NULL CHECK (length(hash) = 32),
    format     TEXT    NOT NULL,
    written_us INTEGER NOT NULL,
    PRIMARY KEY (payout, hash)
) STRICT;

-- Double entry of what the bank did: its lines sum to zero. Money that came back has lines of its own.
CREATE TABLE payout_posting (
    payout         INTEGER NOT NULL,
    merchant       TEXT    NOT NULL,
    line           INTEGER NOT NULL,
    answer         INTEGER NOT NULL REFERENCES bank_answer (number),
    account        TEXT    NOT NULL,
    day            INTEGER NOT NULL,
    amount         INTEGER NOT NULL,
    accounting_day INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (payout, merchant, line),
    FOREIGN KEY (payout, merchant) REFERENCES payout_line (payout, merchant)
) STRICT;

CREATE INDEX payout_posting_by_account ON payout_posting (account, day);
CREATE INDEX payout_posting_by_accounting_day ON payout_posting (accounting_day);

-- Every booking with its accounting day, payouts too.
DROP VIEW booked;
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
    UNION ALL SELECT accounting_day, account, day, amount FROM statement_posting
    UNION ALL SELECT accounting_day, account, day, amount FROM payout_posting;
