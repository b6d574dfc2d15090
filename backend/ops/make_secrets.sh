#!/bin/sh
# Makes the secrets that docker-compose.yml reads, in the folder named first; what is there already is kept.
set -eu
folder=${1:?the folder of the secrets}
umask 077
mkdir -p "$folder"
made() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -e "$folder/$1" ] || printf '%s' "$2" >"$folder/$1"; }
for name in secret_key secret_link_key postgres_password owner_password app_password backup_password backup_passphrase metrics_token s3_key; do
  keep "$name" "$(made)"
done
keep s3_key_id longbien
keep email_url consolemail://
keep database_url "postgres://longbien_app:$(cat "$folder/app_password")@postgres:5432/longbien"
keep owner_database_url "postgres://longbien_owner:$(cat "$folder/owner_password")@postgres:5432/longbien"
chmod 0444 "$folder"/* # the folder itself is closed; inside the containers each service reads its own few
