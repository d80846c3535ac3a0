-- Who answers which line or number, in which language, and what it may do.
CREATE TABLE agent (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    name VARCHAR NOT NULL CHECK (name <> ''),
    line VARCHAR NOT NULL CHECK (line <> ''),
    language VARCHAR NOT NULL CHECK (language IN ('english', 'spanish')),
    voice VARCHAR NOT NULL,
    greeting VARCHAR NOT NULL,
    persona VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    services VARCHAR[] NOT NULL,
    active BOOLEAN NOT NULL
);
