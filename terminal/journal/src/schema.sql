-- The journal, version 1. A newer version adds a file beside this one; nothing here is ever changed.
CREATE TABLE till (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    terminal INTEGER NOT NULL
) STRICT;

-- One row per entry, numbered from 1 without a gap.
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    bytes BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Which entry holds which record.
CREATE TABLE record (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    entry INTEGER NOT NULL UNIQUE REFERENCES entry (seq)
) STRICT;

CREATE TRIGGER till_stays BEFORE UPDATE ON till BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER till_kept BEFORE DELETE ON till BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER record_stays BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER record_kept BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
