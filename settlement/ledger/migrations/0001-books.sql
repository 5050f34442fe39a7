-- The books of one county. Portable SQL only: no triggers, no identity columns, no RETURNING, keys made by
-- the application, money in integer fen, moments in UTC microseconds, business days as yyyymmdd.

-- One row: whose books these are, and the key that signs for the center.
CREATE TABLE county (
    only_row        INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    division        INTEGER NOT NULL CHECK (division BETWEEN 100000 AND 999999),
    name            TEXT    NOT NULL,
    signing_key     BLOB    NOT NULL CHECK (length(signing_key) = 32),
    supervisor_code TEXT    NOT NULL DEFAULT '',      -- argon2 hash, travels in the parameter package
    opened_us       INTEGER NOT NULL
) STRICT;

CREATE TABLE merchant (
    id       TEXT    NOT NULL PRIMARY KEY,
    name     TEXT    NOT NULL,
    added_us INTEGER NOT NULL
) STRICT;

CREATE TABLE terminal (
    id              INTEGER NOT NULL PRIMARY KEY,     -- division code × 10^8 + number
    merchant        TEXT    NOT NULL REFERENCES merchant (id),
    point           TEXT    NOT NULL,
    public_key      BLOB    CHECK (public_key IS NULL OR length(public_key) = 32),
    enrolled_us     INTEGER,
    revoked_us      INTEGER,
    revoked_reason  TEXT,
    heard_us        INTEGER,                          -- last batch or question
    announced_seq   INTEGER NOT NULL DEFAULT 0,       -- what the till says it has written
    announced_count INTEGER NOT NULL DEFAULT 0,
    announced_price INTEGER NOT NULL DEFAULT 0,
    announced_benefit INTEGER NOT NULL DEFAULT 0,
    outstanding_count INTEGER NOT NULL DEFAULT 0,     -- announced and not delivered
    outstanding_price INTEGER NOT NULL DEFAULT 0,
    outstanding_benefit INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One-time enrolment codes; only their hash is kept.
CREATE TABLE invitation (
    code_hash  BLOB    NOT NULL PRIMARY KEY,
    terminal   INTEGER NOT NULL REFERENCES terminal (id),
    issued_us  INTEGER NOT NULL,
    expires_us INTEGER NOT NULL,
    used_us    INTEGER
) STRICT;

CREATE TABLE account (
    login           TEXT    NOT NULL PRIMARY KEY,
    password_hash   TEXT    NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN ('merchant', 'operator')),
    merchant        TEXT    REFERENCES merchant (id),
    failures        INTEGER NOT NULL DEFAULT 0,
    locked_until_us INTEGER NOT NULL DEFAULT 0,
    added_us        INTEGER NOT NULL,
    CHECK ((role = 'merchant') = (merchant IS NOT NULL))
) STRICT;

CREATE TABLE session (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    login      TEXT    NOT NULL REFERENCES account (login),
    issued_us  INTEGER NOT NULL,
    expires_us INTEGER NOT NULL
) STRICT;

CREATE TABLE tariff (
    version      INTEGER NOT NULL PRIMARY KEY,
    text         TEXT    NOT NULL,
    hash         BLOB    NOT NULL,
    installed_us INTEGER NOT NULL
) STRICT;

CREATE TABLE offer (
    merchant     TEXT    NOT NULL REFERENCES merchant (id),
    service      INTEGER NOT NULL,
    price        INTEGER NOT NULL CHECK (price >= 0),
    mode         TEXT    NOT NULL CHECK (mode IN ('fixed', 'keyed')),
    from_minute  INTEGER NOT NULL,
    to_minute    INTEGER NOT NULL,
    PRIMARY KEY (merchant, service, from_minute)
) STRICT;

-- Who may hold a card. Stays at the center: birth dates and categories never travel.
CREATE TABLE holder (
    card_no    TEXT    NOT NULL PRIMARY KEY,
    birth      INTEGER NOT NULL,
    categories TEXT    NOT NULL,
    rosters    TEXT    NOT NULL,
    resident   INTEGER NOT NULL CHECK (resident IN (0, 1))
) STRICT;

-- What travels: card, span of days, tier letter, benefit bits. One version = one compilation.
CREATE TABLE roster (
    version     INTEGER NOT NULL PRIMARY KEY,
    compiled_us INTEGER NOT NULL,
    hash        BLOB    NOT NULL
) STRICT;

CREATE TABLE roster_row (
    version  INTEGER NOT NULL REFERENCES roster (version),
    card_no  TEXT    NOT NULL,
    from_day INTEGER NOT NULL,
    to_day   INTEGER NOT NULL,
    tier     TEXT    NOT NULL CHECK (length(tier) = 1),
    groups   INTEGER NOT NULL,
    PRIMARY KEY (version, card_no, from_day)
) STRICT;

CREATE TABLE stoplist (
    version      INTEGER NOT NULL PRIMARY KEY,
    installed_us INTEGER NOT NULL
) STRICT;

CREATE TABLE stoplist_row (
    version INTEGER NOT NULL REFERENCES stoplist (version),
    card_no TEXT    NOT NULL,
    PRIMARY KEY (version, card_no)
) STRICT;

-- The signed packages as they went out; `inputs` tells whether a new one is due.
CREATE TABLE parameters (
    terminal  INTEGER NOT NULL REFERENCES terminal (id),
    version   INTEGER NOT NULL,
    inputs    BLOB    NOT NULL,
    package   BLOB    NOT NULL,
    issued_us INTEGER NOT NULL,
    PRIMARY KEY (terminal, version)
) STRICT;

-- Exactly once is decided here, per batch, by one compare-and-set.
CREATE TABLE terminal_cursor (
    terminal        INTEGER NOT NULL PRIMARY KEY REFERENCES terminal (id),
    next_seq        INTEGER NOT NULL,
    head            BLOB    NOT NULL CHECK (length(head) = 32),
    running_count   INTEGER NOT NULL DEFAULT 0,       -- totals the last record received carries
    running_price   INTEGER NOT NULL DEFAULT 0,
    running_benefit INTEGER NOT NULL DEFAULT 0,
    last_tap_us     INTEGER NOT NULL DEFAULT 0,
    updated_us      INTEGER NOT NULL
) STRICT;

-- Evidence as received, and our signed answer to it. Never changed, never deleted.
CREATE TABLE batch (
    terminal    INTEGER NOT NULL REFERENCES terminal (id),
    first_seq   INTEGER NOT NULL,
    last_seq    INTEGER NOT NULL,
    count       INTEGER NOT NULL,
    merchant    TEXT    NOT NULL REFERENCES merchant (id),  -- who ran the terminal when it was received
    hash        BLOB    NOT NULL,
    body        BLOB    NOT NULL,
    ack         BLOB    NOT NULL,
    received_us INTEGER NOT NULL,
    PRIMARY KEY (terminal, first_seq)
) STRICT;

CREATE INDEX batch_by_time ON batch (received_us);

-- Signed batches that could not be taken (fork, gap): kept as they came, a bounded number per terminal.
CREATE TABLE evidence (
    terminal    INTEGER NOT NULL REFERENCES terminal (id),
    hash        BLOB    NOT NULL,
    first_seq   INTEGER NOT NULL,
    code        TEXT    NOT NULL,
    body        BLOB    NOT NULL,
    received_us INTEGER NOT NULL,
    PRIMARY KEY (terminal, hash)
) STRICT;

-- One row per record: what pages and checks read. Old rows may be dropped one day; the batch stays the evidence.
CREATE TABLE tx (
    terminal    INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    first_seq   INTEGER NOT NULL,
    merchant    TEXT    NOT NULL,
    day         INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    status      TEXT    NOT NULL,              -- good, adjusted, waiting:NN, refused:NN
    card_no     TEXT    NOT NULL,
    counter     INTEGER,                       -- before the debit; NULL while nobody knows it
    balance     INTEGER,                       -- before the debit; NULL while nobody knows it
    price       INTEGER NOT NULL,
    benefit     INTEGER NOT NULL,
    self_pay    INTEGER NOT NULL,
    legs        TEXT    NOT NULL,              -- fund:fen, separated by ;
    record      BLOB    NOT NULL,
    PRIMARY KEY (terminal, seq),
    FOREIGN KEY (terminal, first_seq) REFERENCES batch (terminal, first_seq)
) STRICT;

CREATE INDEX tx_by_merchant_day ON tx (merchant, day);
-- Not unique: duplicates are found by the validation and named, not bounced by an index. Day and status lie in
-- it so that a card's years are passed over without a look at its rows.
CREATE INDEX tx_by_card ON tx (card_no, counter, day, status);

-- Double entry: the lines of one batch sum to zero, decisions about earlier waiting records included.
CREATE TABLE posting (
    terminal  INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    account   TEXT    NOT NULL,
    day       INTEGER NOT NULL,
    amount    INTEGER NOT NULL,
    PRIMARY KEY (terminal, first_seq, line),
    FOREIGN KEY (terminal, first_seq) REFERENCES batch (terminal, first_seq)
) STRICT;

CREATE INDEX posting_by_account ON posting (account, day);

CREATE TABLE finding (
    terminal       INTEGER NOT NULL REFERENCES terminal (id),
    seq            INTEGER NOT NULL,
    line           INTEGER NOT NULL,
    number         INTEGER NOT NULL,           -- its name and sentence, for ever
    merchant       TEXT    NOT NULL,
    card_no        TEXT,
    expected       INTEGER,
    found          INTEGER,
    other_terminal INTEGER,
    other_seq      INTEGER,
    found_us       INTEGER NOT NULL,
    cleared_us     INTEGER,                    -- taken back by a later record
    PRIMARY KEY (terminal, seq, line)
) STRICT;

CREATE INDEX finding_by_time ON finding (found_us);
