#!/bin/sh
# Runs the benchmarks named, all where none is; each puts its results into the README of its folder.
#
#   [UPSTREAM=DIR] bench/run.sh [pods|deployments|requests|walk-through|idle|up|simulated|api]…
#
# DIR holds upstream's etcd, kube-apiserver, kube-scheduler and kube-controller-manager, to be measured beside. Nothing
# else should run on the machine.
set -eu

here=$(dirname "$(readlink -f "$0")")
# Gets Node and the dependencies where they are missing.
"$here/../flotilla" help >/dev/null
node=$(ls "${XDG_CACHE_HOME:-$HOME/.cache}"/flotilla/node-*/node | tail -n 1)

[ $# -gt 0 ] || set -- pods deployments requests walk-through idle up simulated api
for name; do
  echo "== $name" >&2
  "$node" "$here/$name/$name.ts"
done
