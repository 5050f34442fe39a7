-- Tariffs are released by two people. Portable SQL only, as in 0001.

-- Who may sign tariffs. The private key is in a file of the officer's own, never here.
CREATE TABLE officer (
    number     INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,                  -- stays at the center; tills learn keys only
    role       TEXT    NOT NULL CHECK (role IN ('maker', 'checker')),
    public_key BLOB    NOT NULL UNIQUE CHECK (length(public_key) = 32),
    added_us   INTEGER NOT NULL,
    revoked_us INTEGER
) STRICT;

-- Every proposal of a tariff and what became of it. A released one never changes; its text stands in tariff too.
CREATE TABLE tariff_release (
    number       INTEGER NOT NULL PRIMARY KEY,    -- in the order of proposal
    version      INTEGER NOT NULL,
    effective_us INTEGER NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('proposed', 'released', 'rejected')),
    body         BLOB    NOT NULL,                -- signed by the maker; by the checker too once released
    maker        INTEGER NOT NULL REFERENCES officer (number),
    checker      INTEGER REFERENCES officer (number),
    proposed_us  INTEGER NOT NULL,
    decided_us   INTEGER,
    reason       TEXT,                            -- why it was rejected
    CHECK ((state = 'proposed') = (checker IS NULL)),
    CHECK ((state = 'proposed') = (decided_us IS NULL)),
    CHECK ((state = 'rejected') = (reason IS NOT NULL))
) STRICT;

CREATE INDEX tariff_release_by_version ON tariff_release (version, state);
