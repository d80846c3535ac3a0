-- Articles that callers' questions are answered from, and what calls knew when they broke off.
CREATE TABLE knowledge_article (
    id VARCHAR PRIMARY KEY CHECK (id <> ''),
    title VARCHAR NOT NULL CHECK (title <> ''),
    body VARCHAR NOT NULL CHECK (body <> ''),
    questions VARCHAR[] NOT NULL,
    active BOOLEAN NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE unfinished_call (
    call_id VARCHAR PRIMARY KEY CHECK (call_id <> ''),
    customer_id VARCHAR NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    class_id VARCHAR NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    start DATE,
    days INTEGER CHECK (days >= 1),
    agreed_day_rate DECIMAL(12, 2) CHECK (agreed_day_rate >= 0),
    site_address VARCHAR NOT NULL,
    operator_name VARCHAR NOT NULL,
    certificate_number VARCHAR NOT NULL,
    policy_number VARCHAR NOT NULL,
    callback_number VARCHAR NOT NULL
);
CREATE INDEX unfinished_call_customer ON unfinished_call (customer_id);
