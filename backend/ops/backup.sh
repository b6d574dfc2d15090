#!/bin/sh
# What the backup service does: the log of PostgreSQL goes to the vault each minute, a copy of everything whenever
# BACKUP_EVERY_H hours have passed, a base backup each day. Where a copy fails or
# is late, readyz says so, and the administrators get a letter.
set -eu
url=$(cat "$DATABASE_URL_FILE")
BACKUP_REPLICATION_URL="postgres://longbien_backup:$(cat "$BACKUP_PASSWORD_FILE")@postgres:5432/"
DRILL_DATABASE_URL="${url%/*}/longbien_drill"
export BACKUP_REPLICATION_URL DRILL_DATABASE_URL
exec python manage.py backup --watch
