#!/bin/sh
# Run once by the image of PostgreSQL: the owner migrates, the application serves, the backup copies.
set -eu
secret() { cat "/run/secrets/$1"; }
psql -v ON_ERROR_STOP=1 --username postgres --dbname postgres \
  -v owner="$(secret owner_password)" -v app="$(secret app_password)" -v backup="$(secret backup_password)" <<'SQL'
CREATE ROLE longbien_owner LOGIN PASSWORD :'owner';
CREATE ROLE longbien_app LOGIN PASSWORD :'app';
CREATE ROLE longbien_backup LOGIN REPLICATION PASSWORD :'backup';
CREATE DATABASE longbien OWNER longbien_owner;
CREATE DATABASE longbien_drill OWNER longbien_owner;
SQL
