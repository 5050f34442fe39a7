-- Which cards the county reads, and how: the profile files that were installed. The newest one travels in every
-- parameter package; older ones stay, because records were proved by them.
CREATE TABLE card_profile (
    version      INTEGER NOT NULL PRIMARY KEY,
    text         TEXT    NOT NULL,
    installed_by TEXT    NOT NULL,
    installed_us INTEGER NOT NULL
) STRICT;
