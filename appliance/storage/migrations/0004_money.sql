-- What managers decide over prices while a caller waits, customers' own price lists, the
-- bargaining of single lines, and the tax that a booking was made under.

CREATE TABLE override_request (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    call_id VARCHAR NOT NULL,
    customer_id VARCHAR NOT NULL,
    class_id VARCHAR NOT NULL,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    asked_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    list_day_rate DECIMAL(12, 2) NOT NULL CHECK (list_day_rate > 0),
    offered_day_rate DECIMAL(12, 2) NOT NULL CHECK (offered_day_rate > 0),
    agent_day_rate DECIMAL(12, 2) NOT NULL CHECK (agent_day_rate > 0),
    floor_day_rate DECIMAL(12, 2) NOT NULL CHECK (floor_day_rate >= 0),
    state VARCHAR NOT NULL CHECK (state IN
        ('waiting', 'accepted', 'countered', 'declined', 'expired', 'withdrawn')),
    granted_day_rate DECIMAL(12, 2) CHECK (granted_day_rate > 0),
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMPTZ,
    comment VARCHAR NOT NULL,
    CHECK (ends_at > starts_at),
    CHECK (offered_day_rate < agent_day_rate),
    CHECK (state NOT IN ('accepted', 'countered') OR granted_day_rate IS NOT NULL)
);
CREATE INDEX override_request_call ON override_request (call_id);

CREATE TABLE customer_rate (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    customer_id VARCHAR NOT NULL,
    class_id VARCHAR NOT NULL,
    day_rate DECIMAL(12, 2) NOT NULL CHECK (day_rate > 0),
    week_rate DECIMAL(12, 2) CHECK (week_rate > 0),
    month_rate DECIMAL(12, 2) CHECK (month_rate > 0),
    valid_from DATE NOT NULL,
    valid_to DATE,
    CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX customer_rate_customer ON customer_rate (customer_id);

CREATE TABLE line_policy (
    line VARCHAR PRIMARY KEY CHECK (line <> ''),
    rounds INTEGER NOT NULL CHECK (rounds BETWEEN 0 AND 10),
    step_percent DECIMAL(12, 2) NOT NULL CHECK (step_percent BETWEEN 0 AND 100),
    authority_percent DECIMAL(12, 2) NOT NULL CHECK (authority_percent BETWEEN 0 AND 100),
    opening_percent DECIMAL(12, 2) NOT NULL CHECK (opening_percent BETWEEN 0 AND 100)
);

ALTER TABLE customer ADD COLUMN tax_certificate VARCHAR DEFAULT '';
ALTER TABLE booking ADD COLUMN tax_percent DECIMAL(12, 2) DEFAULT 0;
ALTER TABLE booking ADD COLUMN tax_certificate VARCHAR DEFAULT '';
