#!/usr/bin/env bash
# Starts Redis as the official image does: as the user redis, and without protected mode unless somebody asks for it.
set -euo pipefail

if [[ ${1:-} == -* || ${1:-} == *.conf ]]; then
  set -- redis-server "$@"
fi
if [[ ${1:-} != redis-server ]]; then
  exec "$@"
fi
if [[ " $* " != *" --protected-mode "* ]] && ! { [[ -f ${2:-} ]] && grep -q '^ *protected-mode' "$2"; }; then
  set -- "$@" --protected-mode no
fi
if [[ $EUID -eq 0 ]]; then
  find . ! -user redis -exec chown redis '{}' +
  exec setpriv --reuid=redis --regid=redis --clear-groups "$@"
fi
exec "$@"
