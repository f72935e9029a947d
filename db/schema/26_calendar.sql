-- The business calendar: the company's ordinary working hours and weekdays, and the days that differ.

CREATE TABLE calendar_hours (
    valid_from TEXT PRIMARY KEY,             -- first day they hold
    weekdays TEXT NOT NULL,                  -- 1 Monday … 7 Sunday: `12345`
    hours TEXT NOT NULL                      -- `09:00-12:00 13:00-18:00`
) STRICT;

CREATE TABLE calendar_days (
    day TEXT PRIMARY KEY,
    working INTEGER NOT NULL,
    hours TEXT,                              -- NULL: the ordinary hours
    name TEXT NOT NULL DEFAULT ''            -- of a public holiday, in English
) STRICT;

-- Years whose public holidays and make-up working days have been entered.
CREATE TABLE calendar_years (
    year INTEGER PRIMARY KEY
) STRICT;
