-- The hash of a person's counter PIN; empty while there is none.
DROP INDEX app_user_username;
ALTER TABLE app_user ADD COLUMN pin_hash VARCHAR DEFAULT '';
ALTER TABLE app_user ALTER COLUMN pin_hash SET NOT NULL;
CREATE UNIQUE INDEX app_user_username ON app_user (lower(username));
