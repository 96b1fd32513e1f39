#!/usr/bin/env bash
# Starts PostgreSQL as the official image does: a first start makes the cluster, its password and its database, runs what is
# in /docker-entrypoint-initdb.d, and says "ready to accept connections" once before the server that stays says it again.
set -euo pipefail

if [[ ${1:-} == -* ]]; then
  set -- postgres "$@"
fi
if [[ ${1:-} != postgres ]]; then
  exec "$@"
fi
if [[ $EUID -eq 0 ]]; then
  install -d -o postgres -g postgres -m 0700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/var/lib/postgresql "$0" "$@"
fi

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

make_cluster() {
  # Nothing is synced: a container does not outlive its host's page cache.
  eval "initdb --no-sync --username=\"\$user\" --pwfile=<(printf '%s\n' \"\${POSTGRES_PASSWORD:-}\") ${POSTGRES_INITDB_ARGS:-}"
  printf "\nlisten_addresses = '*'\nunix_socket_directories = '/var/run/postgresql'\n" >>"$PGDATA/postgresql.conf"
  local method=${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption)}
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
}

set_up() {
  local file sql=(psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$user")
  local options=("${@:2}" -c listen_addresses= -c fsync=off -p 5432)
  pg_ctl -D "$PGDATA" -o "$(printf '%q ' "${options[@]}")" -w start
  if [[ $database != postgres ]]; then
    "${sql[@]}" --dbname postgres --set db="$database" <<<'CREATE DATABASE :"db" ;'
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh)
        # shellcheck source=/dev/null
        if [[ -x $file ]]; then "$file"; else . "$file"; fi
        ;;
      *.sql) "${sql[@]}" --dbname "$database" -f "$file" ;;
      *.sql.gz) gunzip -c "$file" | "${sql[@]}" --dbname "$database" ;;
    esac
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

if [[ ! -s $PGDATA/PG_VERSION ]]; then
  if [[ -z ${POSTGRES_PASSWORD:-} && ${POSTGRES_HOST_AUTH_METHOD:-} != trust ]]; then
    echo 'Error: Database is uninitialized and superuser password is not specified: set POSTGRES_PASSWORD.' >&2
    exit 1
  fi
  [[ -n ${POSTGRES_PASSWORD:-} ]] || POSTGRES_PASSWORD=$(od -An -N16 -tx1 /dev/urandom) # trusted, so never asked for
  make_cluster
  set_up "$@"
fi
exec "$@"
