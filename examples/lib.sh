# What every example's `check` is written in; sourced by it. It works in a namespace of its own, named after the example,
# and removes that at its end. `./flotilla example NN` runs it against the cluster that is up.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$here")
work=$(mktemp -d)
image=localhost/flotilla/busybox:1
within=${FLOTILLA_EXAMPLE_SECONDS:-90}
cd "$here"

# A kubeconfig of its own, so that plain `kubectl` means this namespace.
kubectl config view --raw --flatten >"$work/kubeconfig"
chmod 600 "$work/kubeconfig"
export KUBECONFIG="$work/kubeconfig"

finish() {
  code=$?
  trap - EXIT
  if [ "$code" -ne 0 ]; then
    echo "✗ $name" >&2
    kubectl get pods -o wide >&2 || :
    kubectl get events --sort-by=.lastTimestamp 2>&1 | tail -n 20 >&2 || :
  fi
  [ -n "${FLOTILLA_EXAMPLE_KEEP:-}" ] || { clean_up; kubectl delete namespace "$name" --wait=true --timeout=120s >/dev/null || code=1; }
  rm -rf "$work"
  [ "$code" -ne 0 ] || echo "✓ $name"
  exit "$code"
}
trap finish EXIT
trap 'exit 1' INT TERM

# Overridden by examples that make more than lies in their namespace.
clean_up() { :; }

# The kubectl that `./flotilla example` found.
kubectl() { command "${KUBECTL:-kubectl}" "$@"; }

# say TEXT…: what is shown next.
say() { printf '\n▸ %s\n' "$*"; }

# fail TEXT…: ends the example.
fail() {
  printf '  ✗ %s\n' "$*" >&2
  exit 1
}

# run COMMAND…: shows the command and what it writes; the example ends where it fails.
run() {
  printf '  $ %s\n' "$*"
  if "$@" >"$work/output" 2>&1; then sed 's/^/    /' "$work/output"; else
    sed 's/^/    /' "$work/output" >&2
    fail "failed: $*"
  fi
}

# expect TEXT COMMAND…: the command's output must be TEXT.
expect() {
  wanted=$1
  shift
  got=$("$@" 2>&1) || :
  [ "$got" = "$wanted" ] || fail "expected of: $*
wanted: $wanted
got:    $got"
  printf '  ✓ %s: %s\n' "$*" "$(printf '%s' "$got" | tr '\n' ' ')"
}

# refused TEXT COMMAND…: the command must fail and say TEXT.
refused() {
  wanted=$1
  shift
  if "$@" >"$work/output" 2>&1; then fail "should have been refused: $*"; fi
  grep -qF -- "$wanted" "$work/output" || fail "refused otherwise: $* :: $(cat "$work/output")"
  printf '  ✓ refused: %s\n' "$(head -n 1 "$work/output")"
}

# eventually TEXT COMMAND…: the command's output comes to hold TEXT.
eventually() {
  wanted=$1
  shift
  until_second=$(($(date +%s) + within))
  while ! "$@" 2>&1 | grep -qF -- "$wanted"; do
    [ "$(date +%s)" -lt "$until_second" ] || fail "never came: '$wanted' of: $* (last: $("$@" 2>&1 | head -n 5))"
    sleep 0.1
  done
  printf '  ✓ %s: %s\n' "$*" "$wanted"
}

# field TYPE NAME JSONPATH: one value of an object.
field() { kubectl get "$1" "$2" -o "jsonpath=$3"; }

printf '%s\n' "$name: $(sed -n 's/^# //p' README.md | head -n 1)"
kubectl create namespace "$name" >/dev/null
kubectl config set-context --current --namespace="$name" >/dev/null
