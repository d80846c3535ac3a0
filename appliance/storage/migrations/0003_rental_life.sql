-- The life of a rental: quotes that expire, orders carried out once, money owed beside the price,
-- handovers with photos, kits, services that come due.

ALTER TABLE booking ADD COLUMN quote_until TIMESTAMPTZ;
ALTER TABLE booking_line ADD COLUMN operator_id VARCHAR;
ALTER TABLE booking_line ADD COLUMN certificate_number VARCHAR DEFAULT '';

-- What an order with this key did, for its repetition; kept for some weeks.
CREATE TABLE carried_out (
    key VARCHAR PRIMARY KEY CHECK (key <> ''),
    action VARCHAR NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    actor VARCHAR NOT NULL,
    booking_number VARCHAR NOT NULL,
    before_total DECIMAL(12, 2) NOT NULL,
    total DECIMAL(12, 2) NOT NULL,
    fee DECIMAL(12, 2) NOT NULL
);

-- Money beside the lines' prices. Deposits are kept apart: taken, returned and kept amounts.
CREATE TABLE charge (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    booking_number VARCHAR NOT NULL,
    line_id VARCHAR,
    kind VARCHAR NOT NULL CHECK (kind IN ('late_fee', 'cancel_fee', 'no_show_fee', 'fuel',
        'cleaning', 'damage', 'loss', 'other', 'credit', 'deposit_taken', 'deposit_returned',
        'deposit_kept')),
    amount DECIMAL(12, 2) NOT NULL CHECK (amount > 0),
    "at" TIMESTAMPTZ NOT NULL,
    "by" VARCHAR NOT NULL,
    note VARCHAR NOT NULL
);
CREATE INDEX charge_booking ON charge (booking_number);

CREATE TABLE handover (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    booking_number VARCHAR NOT NULL,
    line_id VARCHAR NOT NULL,
    unit_id VARCHAR,
    direction VARCHAR NOT NULL CHECK (direction IN ('out', 'in')),
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    "at" TIMESTAMPTZ NOT NULL,
    "by" VARCHAR NOT NULL,
    meter_hours DECIMAL(12, 2) CHECK (meter_hours >= 0),
    fuel_percent INTEGER CHECK (fuel_percent BETWEEN 0 AND 100),
    condition VARCHAR NOT NULL
);
CREATE INDEX handover_booking ON handover (booking_number);
CREATE INDEX handover_unit ON handover (unit_id);

-- A photo's file lies in the data folder under its random id.
CREATE TABLE photo (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    handover_id VARCHAR NOT NULL,
    width INTEGER NOT NULL CHECK (width >= 1),
    height INTEGER NOT NULL CHECK (height >= 1),
    size_bytes BIGINT NOT NULL CHECK (size_bytes >= 1),
    "at" TIMESTAMPTZ NOT NULL,
    "by" VARCHAR NOT NULL
);
CREATE INDEX photo_handover ON photo (handover_id);

CREATE TABLE kit (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    name VARCHAR NOT NULL CHECK (name <> ''),
    class_id VARCHAR NOT NULL,
    parts STRUCT(class_id VARCHAR, quantity BIGINT, included BOOLEAN)[] NOT NULL
);
CREATE UNIQUE INDEX kit_name ON kit (lower(name));

-- A service that comes back: for every unit of a class, or for one unit.
CREATE TABLE service_plan (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    name VARCHAR NOT NULL CHECK (name <> ''),
    class_id VARCHAR,
    unit_id VARCHAR,
    every_days INTEGER CHECK (every_days >= 1),
    every_hours DECIMAL(12, 2) CHECK (every_hours > 0),
    since TIMESTAMPTZ NOT NULL,
    active BOOLEAN NOT NULL,
    CHECK ((class_id IS NULL) <> (unit_id IS NULL)),
    CHECK (every_days IS NOT NULL OR every_hours IS NOT NULL)
);
CREATE INDEX service_plan_class ON service_plan (class_id);
CREATE INDEX service_plan_unit ON service_plan (unit_id);

CREATE TABLE service_done (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    plan_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    meter_hours DECIMAL(12, 2) NOT NULL CHECK (meter_hours >= 0),
    "by" VARCHAR NOT NULL,
    note VARCHAR NOT NULL
);
CREATE INDEX service_done_unit ON service_done (unit_id);
