-- Facts about the database itself: whether it is a practice company or a real one, and the like.
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
