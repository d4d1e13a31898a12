#!/bin/sh
# Run once by the image of PostgreSQL when the database is made. The applications connect as a role of their own that
# owns its database and is no superuser: a superuser would see through row level security.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$POSTGRES_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE dti LOGIN PASSWORD :'password';
CREATE DATABASE dti OWNER dti;
SQL
