#!/bin/bash
# Stops what up.sh started from WORKDIR, by pid, last started first.
#
#   ./down.sh WORKDIR [COMPONENT...]
set -eu

[ $# -ge 1 ] || { sed -n '2,4p' "$0"; exit 2; }
dir=$(cd "$1" && pwd)
shift
for c in ${*:-controller-manager scheduler apiserver etcd}; do
  file=$dir/pid/$c
  [ -s "$file" ] || continue
  pid=$(cat "$file")
  # A pid may have been given to another process since: ours works in WORKDIR.
  if [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$dir" ]; then
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 1 200); do
      [ -n "$(readlink "/proc/$pid/exe" 2>/dev/null)" ] || break # gone, or a zombie that init has yet to reap
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
  fi
  rm -f "$file"
done
