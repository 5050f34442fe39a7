-- Cards that were somebody's before: social-security cards, chips by their serial. Registered at a desk, each in the place of
-- the number that named its holder before, which is out of use since. Portable SQL only, as in 0001.
CREATE TABLE identity_card (
    card_no       TEXT    NOT NULL PRIMARY KEY,        -- made of what the card gives to everybody
    replaces      TEXT    NOT NULL UNIQUE,
    desk          INTEGER NOT NULL REFERENCES desk (number),
    registered_us INTEGER NOT NULL
) STRICT;
