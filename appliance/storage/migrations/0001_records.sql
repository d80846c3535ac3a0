-- The records of the yard. Money is DECIMAL(12,2); moments are TIMESTAMPTZ, kept in UTC.
-- References between tables are kept by the repositories: DuckDB carries out an update of a
-- referenced row as delete and insert, which its own foreign keys would refuse.

CREATE TABLE equipment_class (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    name VARCHAR NOT NULL CHECK (name <> ''),
    category VARCHAR NOT NULL,
    weight_class VARCHAR NOT NULL
        CHECK (weight_class IN ('Light', 'Medium', 'Medium Heavy', 'Heavy', 'Super Heavy')),
    day_rate DECIMAL(12, 2) NOT NULL CHECK (day_rate > 0),
    floor_day_rate DECIMAL(12, 2) NOT NULL CHECK (floor_day_rate >= 0),
    max_day_rate DECIMAL(12, 2) NOT NULL,
    week_rate DECIMAL(12, 2) CHECK (week_rate > 0),
    month_rate DECIMAL(12, 2) CHECK (month_rate > 0),
    make VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    uses VARCHAR[] NOT NULL,
    aliases VARCHAR[] NOT NULL,
    operator_certification VARCHAR CHECK (operator_certification <> ''),
    minimum_insurance DECIMAL(12, 2) NOT NULL CHECK (minimum_insurance >= 0),
    replacement_value DECIMAL(12, 2) NOT NULL CHECK (replacement_value >= 0),
    deposit DECIMAL(12, 2) NOT NULL CHECK (deposit >= 0),
    minimum_days INTEGER NOT NULL CHECK (minimum_days >= 1),
    buffer_minutes INTEGER NOT NULL CHECK (buffer_minutes BETWEEN 0 AND 43200),
    bulk_quantity INTEGER CHECK (bulk_quantity >= 0),
    CHECK (floor_day_rate <= day_rate),
    CHECK (day_rate <= max_day_rate)
);
CREATE UNIQUE INDEX equipment_class_name ON equipment_class (lower(name));

CREATE TABLE unit (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    asset_tag VARCHAR NOT NULL CHECK (asset_tag <> ''),
    class_id VARCHAR NOT NULL,
    serial VARCHAR NOT NULL,
    location VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('in_service', 'maintenance', 'retired')),
    meter_hours DECIMAL(12, 2) NOT NULL CHECK (meter_hours >= 0),
    condition VARCHAR NOT NULL
);
CREATE UNIQUE INDEX unit_asset_tag ON unit (lower(asset_tag));
CREATE INDEX unit_class ON unit (class_id);

CREATE TABLE downtime (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    unit_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL
        CHECK (kind IN ('maintenance', 'inspection', 'breakdown', 'out_unknown', 'staff_hold')),
    "start" TIMESTAMPTZ NOT NULL,
    "end" TIMESTAMPTZ,
    note VARCHAR NOT NULL,
    CHECK ("end" IS NULL OR "end" >= "start")
);
CREATE INDEX downtime_unit ON downtime (unit_id);

CREATE TABLE customer (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    account VARCHAR NOT NULL CHECK (account <> ''),
    name VARCHAR NOT NULL CHECK (name <> ''),
    approval VARCHAR NOT NULL CHECK (approval IN ('approved', 'pending', 'suspended')),
    credit_hold BOOLEAN NOT NULL,
    phones VARCHAR[] NOT NULL,
    price_authority_percent DECIMAL(12, 2) NOT NULL
        CHECK (price_authority_percent BETWEEN 0 AND 100)
);
CREATE UNIQUE INDEX customer_account ON customer (lower(account));

CREATE TABLE business_license (
    number VARCHAR PRIMARY KEY CHECK (number <> ''),
    customer_id VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('active', 'suspended', 'revoked')),
    CHECK (valid_to >= valid_from)
);
CREATE INDEX business_license_customer ON business_license (customer_id);

CREATE TABLE operator (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    customer_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL CHECK (name <> ''),
    phone VARCHAR NOT NULL
);
CREATE INDEX operator_customer ON operator (customer_id);

CREATE TABLE certification (
    number VARCHAR PRIMARY KEY CHECK (number <> ''),
    operator_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind <> ''),
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('active', 'suspended', 'revoked')),
    CHECK (valid_to >= valid_from)
);
CREATE INDEX certification_operator ON certification (operator_id);

CREATE TABLE insurance_policy (
    number VARCHAR PRIMARY KEY CHECK (number <> ''),
    customer_id VARCHAR NOT NULL,
    insurer VARCHAR NOT NULL,
    coverage DECIMAL(12, 2) NOT NULL CHECK (coverage >= 0),
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('active', 'suspended', 'revoked')),
    CHECK (valid_to >= valid_from)
);
CREATE INDEX insurance_policy_customer ON insurance_policy (customer_id);

CREATE TABLE site (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    customer_id VARCHAR NOT NULL,
    address VARCHAR NOT NULL CHECK (address <> ''),
    max_weight_class VARCHAR NOT NULL
        CHECK (max_weight_class IN ('Light', 'Medium', 'Medium Heavy', 'Heavy', 'Super Heavy')),
    note VARCHAR NOT NULL
);
CREATE INDEX site_customer ON site (customer_id);

CREATE TABLE booking (
    number VARCHAR PRIMARY KEY CHECK (number <> ''),
    customer_id VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('quote', 'pending_review', 'reserved', 'out',
        'returned', 'cancelled', 'no_show', 'expired')),
    created_at TIMESTAMPTZ NOT NULL,
    channel VARCHAR NOT NULL,
    made_by VARCHAR NOT NULL,
    call_id VARCHAR,
    license_number VARCHAR NOT NULL,
    operator_id VARCHAR,
    certificate_number VARCHAR NOT NULL,
    policy_number VARCHAR NOT NULL,
    site_address VARCHAR NOT NULL,
    callback_number VARCHAR NOT NULL,
    deposit DECIMAL(12, 2) NOT NULL CHECK (deposit >= 0),
    note VARCHAR NOT NULL,
    review_until TIMESTAMPTZ,
    idempotency_key VARCHAR
);
CREATE UNIQUE INDEX booking_idempotency_key ON booking (idempotency_key);
CREATE INDEX booking_customer ON booking (customer_id);

CREATE TABLE booking_line (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    booking_number VARCHAR NOT NULL,
    class_id VARCHAR NOT NULL,
    unit_id VARCHAR,
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    day_rate DECIMAL(12, 2) NOT NULL CHECK (day_rate >= 0),
    total DECIMAL(12, 2) NOT NULL CHECK (total >= 0),
    out_at TIMESTAMPTZ,
    returned_at TIMESTAMPTZ,
    position INTEGER NOT NULL,
    CHECK (ends_at > starts_at),
    CHECK (out_at IS NULL OR returned_at IS NULL OR returned_at >= out_at),
    CHECK (unit_id IS NULL OR quantity = 1)
);
CREATE INDEX booking_line_booking ON booking_line (booking_number);
CREATE INDEX booking_line_unit ON booking_line (unit_id);

CREATE TABLE hold (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    call_id VARCHAR NOT NULL,
    class_id VARCHAR NOT NULL,
    unit_id VARCHAR,
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    CHECK (ends_at > starts_at),
    CHECK (unit_id IS NULL OR quantity = 1)
);
CREATE INDEX hold_call ON hold (call_id);

CREATE TABLE call (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    line VARCHAR NOT NULL,
    caller VARCHAR,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    outcome VARCHAR CHECK (outcome IN ('booked', 'quoted', 'declined_by_customer', 'not_approved',
        'verification_failed', 'pending_review', 'unavailable', 'transferred', 'abandoned',
        'error')),
    customer_id VARCHAR,
    booking_number VARCHAR,
    recording VARCHAR,
    note VARCHAR NOT NULL
);

CREATE TABLE turn (
    call_id VARCHAR NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 0),
    "at" TIMESTAMPTZ NOT NULL,
    heard VARCHAR NOT NULL,
    said VARCHAR NOT NULL,
    asks VARCHAR,
    stage VARCHAR NOT NULL,
    actions VARCHAR[] NOT NULL,
    timings STRUCT(endpoint_ms DOUBLE, transcribe_ms DOUBLE, understand_ms DOUBLE,
        decide_ms DOUBLE, speak_ms DOUBLE, voice_to_voice_ms DOUBLE),
    PRIMARY KEY (call_id, number)
);

CREATE TABLE verification (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    call_id VARCHAR,
    "at" TIMESTAMPTZ NOT NULL,
    "by" VARCHAR NOT NULL,
    gate VARCHAR NOT NULL CHECK (gate IN
        ('customer', 'equipment', 'site', 'price', 'operator', 'insurance')),
    result VARCHAR NOT NULL CHECK (result IN ('pass', 'fail', 'review')),
    subject VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    remedy VARCHAR NOT NULL,
    record_id VARCHAR
);
CREATE INDEX verification_call ON verification (call_id);

CREATE TABLE offer (
    call_id VARCHAR NOT NULL,
    class_id VARCHAR NOT NULL,
    round INTEGER NOT NULL CHECK (round >= 0),
    "at" TIMESTAMPTZ NOT NULL,
    offered_day_rate DECIMAL(12, 2) NOT NULL CHECK (offered_day_rate >= 0),
    answered_day_rate DECIMAL(12, 2) NOT NULL CHECK (answered_day_rate >= 0),
    outcome VARCHAR NOT NULL CHECK (outcome IN ('accepted', 'countered', 'final', 'refused')),
    PRIMARY KEY (call_id, class_id, round)
);

CREATE TABLE task (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    kind VARCHAR NOT NULL CHECK (kind IN ('callback', 'review', 'transfer')),
    created_at TIMESTAMPTZ NOT NULL,
    call_id VARCHAR,
    subject VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('open', 'done')),
    booking_number VARCHAR
);

CREATE TABLE app_user (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    username VARCHAR NOT NULL CHECK (username <> ''),
    display_name VARCHAR NOT NULL,
    role VARCHAR NOT NULL CHECK (role IN ('clerk', 'manager', 'admin')),
    password_hash VARCHAR NOT NULL,
    active BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX app_user_username ON app_user (lower(username));

CREATE TABLE audit (
    sequence BIGINT PRIMARY KEY CHECK (sequence >= 1),
    "at" TIMESTAMPTZ NOT NULL,
    actor VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    record VARCHAR NOT NULL,
    before VARCHAR NOT NULL,
    after VARCHAR NOT NULL,
    previous_hash VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);

-- One row a field of the yard's policy, as JSON; a field without a row has its default.
CREATE TABLE yard_setting (
    name VARCHAR PRIMARY KEY,
    value VARCHAR NOT NULL
);

-- Counters that only grow: the last booking number, the head of the audit chain.
CREATE TABLE counter (
    name VARCHAR PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counter VALUES ('booking', 1000), ('audit', 0);
