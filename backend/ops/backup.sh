#!/bin/sh
# What the backup service does: every six hours a dump that restores alone, and where the last one is over a day old a
# base backup, onto which the copied WAL is played for any moment since. Photos are not in it: they lie in the bucket.
# Where a dump fails, `done` grows old and the service turns unhealthy.
set -u
while :; do
  new=/backups/dump-$(date -u +%Y%m%dT%H%M%SZ)
  if pg_dump --format custom --file "$new.part" "$(cat "$DATABASE_URL_FILE")" && mv "$new.part" "$new"; then
    touch /backups/done
    find /backups -maxdepth 1 -name 'dump-*' -mtime +7 -exec rm -r {} +
  fi
  if [ -z "$(find /backups -maxdepth 1 -name 'base-*' -mtime -1)" ]; then
    new=/backups/base-$(date -u +%Y%m%dT%H%M%SZ)
    PGPASSWORD=$(cat "$BACKUP_PASSWORD_FILE") pg_basebackup --host postgres --username longbien_backup \
      --format tar --gzip --wal-method stream --pgdata "$new.part" && mv "$new.part" "$new"
    find /backups -maxdepth 1 -name 'base-*' -mtime +7 -exec rm -r {} +
  fi
  sleep 21600
done
