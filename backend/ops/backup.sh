#!/bin/sh
# What the backup service does: every six hours a backup that restores alone, and where the last one is over a day old
# a base backup, onto which the copied WAL is played for any moment since. A backup that fails tells by itself.
set -u
while :; do
  if python manage.py backup --to /backups --keep 28; then touch /backups/done; fi
  if [ -z "$(find /backups -maxdepth 1 -name 'base-*' -mtime -1)" ]; then
    new=/backups/base-$(date -u +%Y%m%dT%H%M%SZ)
    PGPASSWORD=$(cat "$BACKUP_PASSWORD_FILE") pg_basebackup --host postgres --username longbien_backup \
      --format tar --gzip --wal-method stream --pgdata "$new.part" && mv "$new.part" "$new"
    find /backups -maxdepth 1 -name 'base-*' -mtime +7 -exec rm -r {} +
  fi
  sleep 21600
done
