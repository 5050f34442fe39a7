-- What else a tariff may ask of a holder. Lists from before had none of it: registered here, no care level, no
-- place, categories without an end, no last day.
ALTER TABLE holder ADD COLUMN registered  INTEGER NOT NULL DEFAULT 1 CHECK (registered IN (0, 1));
ALTER TABLE holder ADD COLUMN care_level  INTEGER NOT NULL DEFAULT 0 CHECK (care_level BETWEEN 0 AND 6);
ALTER TABLE holder ADD COLUMN place       TEXT;       -- as the tariff names it
ALTER TABLE holder ADD COLUMN reviewed_to INTEGER;    -- the last day on which the categories hold, yyyymmdd
ALTER TABLE holder ADD COLUMN until       INTEGER;    -- the last day of any standing, yyyymmdd
