#!/bin/sh
# Runs those of upstream's conformance tests whose names match FOCUS, and ends with how many of them passed and the
# names of those that did not.
#
#   UPSTREAM=DIR [KUBECONFIG=FILE] [PROCESSES=N] [SKIP=PATTERN] test/conformance/run.sh FOCUS
#
# DIR holds e2e.test, agnhost, kubectl and, for more than one process, ginkgo. Without KUBECONFIG a cluster is started
# for the run, and ended. FOCUS and SKIP are regular expressions on the whole name, as '\[sig-apps\] Deployment'.
set -eu

: "${UPSTREAM:?must be the folder of e2e.test, agnhost, kubectl and ginkgo}"
focus=${1:?Usage: UPSTREAM=DIR test/conformance/run.sh FOCUS}
here=$(dirname "$(readlink -f "$0")")
flotilla=$here/../../flotilla
report=${REPORT:-$(mktemp -d)}
mkdir -p "$report"

# Those that images.sh has made.
made() {
  docker images --filter label=flotilla.conformance --filter dangling=false --format '{{.Repository}}:{{.Tag}}'
}
[ -n "$(made)" ] || "$here/images.sh" >&2

if [ -z "${KUBECONFIG:-}" ]; then
  data=$(mktemp -d)
  trap '"$flotilla" down --data "$data" >&2; rm -rf "$data"' EXIT
  "$flotilla" up --detach --data "$data" --port 0 --http-port 0 --https-port 0 --nodes 2 >&2
  KUBECONFIG=$data/kubeconfig
  # The second node has an Engine of its own.
  for socket in $(sed -n 's/.*"dockerSocket": "\(.*\)".*/\1/p' "$data/local-nodes.json"); do
    docker save $(made) | docker --host "unix://$socket" load >&2
  done
fi

focus="($focus).*\\[Conformance\\]"
processes=${PROCESSES:-1}
if [ "$processes" = 1 ]; then
  set -- "$UPSTREAM/e2e.test" --ginkgo.no-color --ginkgo.timeout=24h --ginkgo.focus="$focus" --ginkgo.skip="${SKIP:-^$}"
else
  set -- "$UPSTREAM/ginkgo" --procs="$processes" --no-color --timeout=24h --focus="$focus" \
    --skip="\\[Serial\\]|${SKIP:-^$}" "$UPSTREAM/e2e.test" --
fi
# Ready nodes are the cluster's own business; its platform runs in no Pods that could be waited for.
"$@" --kubeconfig="$KUBECONFIG" --kubectl-path="$UPSTREAM/kubectl" --provider=skeleton --disable-log-dump \
  --allowed-not-ready-nodes=-1 --minStartupPods=-1 --report-dir="$report" >"$report/log" 2>&1 || true

sed -n -e '/^Summarizing/,/^Ran /{s/^ *\[\(FAIL\|TIMEDOUT\|PANICKED\|INTERRUPTED\)\] /failed: /p;}' \
  -e 's/^Ran \([0-9]*\) of .*/of \1:/p' -e 's/^\(SUCCESS!\|FAIL!\) -- //p' "$report/log"
echo "log: $report/log"
