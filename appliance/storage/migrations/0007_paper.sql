-- The picture at the head of the yard's paper, as PNG. At most one row.
CREATE TABLE yard_logo (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    content BLOB NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 1000000)
);
