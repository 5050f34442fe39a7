-- Who does a job that several programs could do. A lease is taken by compare-and-set and ends by its time, so that the
-- job of a program that was killed is taken over. Portable SQL only, as in 0001.
CREATE TABLE lease (
    name     TEXT    NOT NULL PRIMARY KEY,             -- the job
    holder   TEXT    NOT NULL,                         -- the program that holds it, for people
    turn     INTEGER NOT NULL,                         -- counts whoever took it: an earlier holder is found out by it
    until_us INTEGER NOT NULL,                         -- free from then on
    done     TEXT    NOT NULL                          -- what was last finished under it, such as a day; it only grows
) STRICT;
