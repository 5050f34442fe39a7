-- Claims (申报) on the payers behind funds: what each fund bore on closed accounting days. The claims on one fund follow
-- one another without hole or overlap, so that every day is claimed once.
CREATE TABLE fund_claim (
    fund      INTEGER NOT NULL,
    first_day INTEGER NOT NULL REFERENCES accounting_day (day),
    last_day  INTEGER NOT NULL REFERENCES accounting_day (day),
    amount    INTEGER NOT NULL,                     -- borne less what refunds gave back
    document  TEXT    NOT NULL,                     -- what was signed
    signature BLOB    NOT NULL CHECK (length(signature) = 64),
    made_us   INTEGER NOT NULL,
    PRIMARY KEY (fund, last_day)
) STRICT;
