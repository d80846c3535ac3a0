-- The trail commits to what was done; the words themselves lie beside it, where they can be erased
-- when a person's data must go. Entries made before are taken over when the records are opened.

ALTER TABLE audit RENAME TO audit_before_0006;

CREATE TABLE audit (
    sequence BIGINT PRIMARY KEY CHECK (sequence >= 1),
    "at" TIMESTAMPTZ NOT NULL,
    action VARCHAR NOT NULL,
    commitment VARCHAR NOT NULL,
    previous_hash VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);

-- `salt` is empty and `erased_by` names an entry of the trail once the words have been erased.
CREATE TABLE audit_detail (
    sequence BIGINT PRIMARY KEY CHECK (sequence >= 1),
    salt VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    record VARCHAR NOT NULL,
    before VARCHAR NOT NULL,
    after VARCHAR NOT NULL,
    erased_by BIGINT,
    CHECK ((salt = '') = (erased_by IS NOT NULL))
);

-- What the daily jobs did last, one row a job.
CREATE TABLE job_run (
    name VARCHAR PRIMARY KEY,
    ran_for DATE NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL,
    ok BOOLEAN NOT NULL,
    summary VARCHAR NOT NULL
);

-- Files whose records have gone: each is deleted, then its row.
CREATE TABLE file_to_delete (
    path VARCHAR PRIMARY KEY CHECK (path <> ''),
    since TIMESTAMPTZ NOT NULL
);

-- Customers whose data was erased, under the pseudonym that their bookings keep.
CREATE TABLE erasure (
    customer_id VARCHAR PRIMARY KEY,
    erased_at TIMESTAMPTZ NOT NULL,
    erased_by VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);
