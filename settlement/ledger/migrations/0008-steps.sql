-- How many steps were made. Every step that writes moves the number first: so steps exclude one another in every
-- store, and a judgement made on older books is found out.
CREATE TABLE books (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    steps    INTEGER NOT NULL
) STRICT;

INSERT INTO books (only_row, steps) VALUES (1, 0);
