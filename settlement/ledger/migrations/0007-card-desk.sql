-- Desks where cards are issued and loaded, what they were asked, and what they have done.

CREATE TABLE desk (
    number         INTEGER NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 99999),
    name           TEXT    NOT NULL,
    code_hash      BLOB    NOT NULL UNIQUE,           -- of the one-time enrolment code
    invited_us     INTEGER NOT NULL,
    expires_us     INTEGER NOT NULL,
    load_limit     INTEGER NOT NULL CHECK (load_limit >= 0),  -- fen that it may load on one county day
    public_key     BLOB    CHECK (public_key IS NULL OR length(public_key) = 32),
    enrolled_us    INTEGER,
    revoked_us     INTEGER,
    revoked_reason TEXT,
    CHECK ((revoked_us IS NULL) = (revoked_reason IS NULL))
) STRICT;

-- A card that somebody is to get. The handle is the office's own file number: it names nobody outside that office.
CREATE TABLE card_request (
    number   INTEGER NOT NULL PRIMARY KEY,
    handle   TEXT    NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind IN ('pboc', 'desfire')),
    card_no  TEXT,                                    -- to be written; a DESFire chip brings its own
    replaces TEXT,                                    -- the card that goes out of use
    asked_us INTEGER NOT NULL,
    desk     INTEGER REFERENCES desk (number),        -- who has taken it
    taken_us INTEGER,
    CHECK ((kind = 'pboc') = (card_no IS NOT NULL)),
    CHECK ((desk IS NULL) = (taken_us IS NULL))
) STRICT;

CREATE UNIQUE INDEX card_request_by_card ON card_request (card_no) WHERE card_no IS NOT NULL;
-- One card takes the place of another; a scrapped attempt is made again under the same request.
CREATE UNIQUE INDEX card_request_by_replaced ON card_request (replaces) WHERE replaces IS NOT NULL;

-- Cards as desks reported them.
CREATE TABLE card (
    card_no        TEXT    NOT NULL PRIMARY KEY,
    request        INTEGER NOT NULL UNIQUE REFERENCES card_request (number),
    kind           TEXT    NOT NULL CHECK (kind IN ('pboc', 'desfire')),
    uid_hash       BLOB    NOT NULL CHECK (length(uid_hash) = 32),
    key_version    INTEGER NOT NULL CHECK (key_version BETWEEN 0 AND 255),
    layout_version INTEGER NOT NULL CHECK (layout_version BETWEEN 0 AND 255),
    replaces       TEXT,
    desk           INTEGER NOT NULL REFERENCES desk (number),
    issued_us      INTEGER NOT NULL
) STRICT;

CREATE INDEX card_by_replaced ON card (replaces);

-- Cards out of use for ever: every stop list names them, whoever imports it.
CREATE TABLE card_block (
    card_no    TEXT    NOT NULL PRIMARY KEY,
    reason     TEXT    NOT NULL CHECK (reason IN ('lost', 'stolen', 'broken', 'deceased', 'replaced', 'fraud')),
    on_card    INTEGER NOT NULL CHECK (on_card IN (0, 1)),   -- whether the card itself was blocked
    desk       INTEGER NOT NULL REFERENCES desk (number),
    blocked_us INTEGER NOT NULL
) STRICT;

-- Loads of purses: ordered before the card is touched, ended by its word. Only state, tac and ended_us ever change.
CREATE TABLE card_load (
    number    INTEGER NOT NULL PRIMARY KEY,
    desk      INTEGER NOT NULL REFERENCES desk (number),
    reference TEXT    NOT NULL,                       -- the desk's receipt
    card_no   TEXT    NOT NULL,
    issuer    BLOB    NOT NULL CHECK (length(issuer) = 8),
    amount    INTEGER NOT NULL CHECK (amount > 0),
    balance   INTEGER NOT NULL CHECK (balance >= 0),  -- before
    counter   INTEGER NOT NULL CHECK (counter BETWEEN 0 AND 65535),   -- online counter before
    terminal  BLOB    NOT NULL CHECK (length(terminal) = 6),
    stamp     BLOB    NOT NULL CHECK (length(stamp) = 7),             -- date and time as MAC2 carries them
    proven    INTEGER NOT NULL CHECK (proven IN (0, 1)),              -- whether the center verified MAC1
    state     TEXT    NOT NULL CHECK (state IN ('open', 'void', 'good', 'unproved')),
    tac       BLOB    CHECK (tac IS NULL OR length(tac) = 4),
    day       INTEGER NOT NULL,
    asked_us  INTEGER NOT NULL,
    ended_us  INTEGER,
    UNIQUE (desk, reference),
    CHECK ((state = 'open') = (ended_us IS NULL))
) STRICT;

CREATE INDEX card_load_by_card ON card_load (card_no, number);
CREATE INDEX card_load_by_day ON card_load (desk, day);

-- Double entry of a load that was credited: cash at the desk against what the purse may pay. Sums to zero.
CREATE TABLE card_load_posting (
    load    INTEGER NOT NULL REFERENCES card_load (number),
    line    INTEGER NOT NULL,
    account TEXT    NOT NULL,
    day     INTEGER NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (load, line)
) STRICT;

CREATE INDEX card_load_posting_by_account ON card_load_posting (account, day);
