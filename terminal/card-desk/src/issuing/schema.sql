-- The desk's journal, version 1. A newer version adds a file beside this one; nothing here is ever changed.
CREATE TABLE entry (
    seq   INTEGER PRIMARY KEY CHECK (seq > 0),
    at_us INTEGER NOT NULL,
    body  TEXT    NOT NULL,
    hash  BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
