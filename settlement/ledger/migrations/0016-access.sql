-- What an account may do beyond the two roles of 0001. An account of the center without a row here is one that does
-- the work of every office, as before. Portable SQL only, as in 0001.
CREATE TABLE account_role (
    login TEXT NOT NULL PRIMARY KEY REFERENCES account (login),
    role  TEXT NOT NULL CHECK (role IN ('inquiry', 'planning', 'supervision', 'maintenance', 'town', 'auditor')),
    town  TEXT,                                         -- name of a place, for the role town
    CHECK ((role = 'town') = (town IS NOT NULL))
) STRICT;

-- Who looked at or did what. Lines are added and never changed; each holds the hash of the one before it, and the last
-- hash is sealed with the center's key. No names of elders, no card numbers: things are named by their numbers.
CREATE TABLE audit_line (
    number  INTEGER NOT NULL PRIMARY KEY,              -- from 1, without a gap
    at_us   INTEGER NOT NULL,
    login   TEXT    NOT NULL,
    role    TEXT    NOT NULL,
    deed    TEXT    NOT NULL,
    thing   TEXT    NOT NULL,
    outcome TEXT    NOT NULL CHECK (outcome IN ('seen', 'asked', 'done', 'refused')),
    before  BLOB    NOT NULL CHECK (length(before) = 32),
    hash    BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_line_by_deed ON audit_line (deed, thing);

-- One row: how many lines there are, the hash of the last, and the center's signature over both.
CREATE TABLE audit_head (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    lines    INTEGER NOT NULL,
    hash     BLOB    NOT NULL CHECK (length(hash) = 32),
    seal     BLOB    NOT NULL CHECK (length(seal) = 64)
) STRICT;
