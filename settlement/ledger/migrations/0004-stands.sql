-- Where a till stands, by the names a tariff uses: its kind of merchant and its place. No row: the till is not
-- told, and rules that ask do not hold there.
CREATE TABLE stand (
    terminal INTEGER NOT NULL PRIMARY KEY REFERENCES terminal (id),
    kind     TEXT    NOT NULL,
    place    TEXT    NOT NULL
) STRICT;

-- What travels of a holder grows: the code of the place, and whether categories have lapsed.
ALTER TABLE roster_row ADD COLUMN place  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE roster_row ADD COLUMN lapsed INTEGER NOT NULL DEFAULT 0;
