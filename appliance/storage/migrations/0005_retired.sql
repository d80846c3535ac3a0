-- Accounts that have been closed and operators who have left: kept for what refers to them.

ALTER TABLE customer ADD COLUMN retired BOOLEAN DEFAULT FALSE;
ALTER TABLE operator ADD COLUMN retired BOOLEAN DEFAULT FALSE;
