-- Why a check did not pass, apart from its words, so that other languages can say it too.
DROP INDEX verification_call;
ALTER TABLE verification ADD COLUMN cause VARCHAR;
ALTER TABLE verification ADD COLUMN facts VARCHAR[] DEFAULT [];
CREATE INDEX verification_call ON verification (call_id);
