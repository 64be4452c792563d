-- Once, as the server's superuser: psql -f postgresql.sql
-- A role that owns its database and nothing else, and may begin the log of changes anew.
CREATE ROLE alzavoz LOGIN PASSWORD 'PASSWORD';
CREATE DATABASE alzavoz OWNER alzavoz;
GRANT pg_checkpoint TO alzavoz;
\connect alzavoz
GRANT EXECUTE ON FUNCTION pg_switch_wal() TO alzavoz;
