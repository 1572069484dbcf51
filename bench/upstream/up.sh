#!/bin/bash
# Starts upstream Kubernetes' control plane on 127.0.0.1 and waits until it is ready.
#
#   BIN=dir-with-the-binaries ./up.sh WORKDIR [COMPONENT...]
#
# COMPONENT: etcd apiserver scheduler controller-manager (all four when none is named).
# What already runs from WORKDIR is left alone, so a later call can add a component.
# Prints one JSON line per component started. down.sh WORKDIR stops it all.
#
# Settings (environment): ETCD_PORT API_PORT SCHED_PORT KCM_PORT, SCHED_QPS SCHED_BURST, KCM_QPS KCM_BURST,
# KCM_CONTROLLERS ('*,-node-lifecycle-controller' keeps fake nodes untainted).
# START_NOTE is put behind the component's name in the printed line.
# A QPS that is not set is upstream's default (scheduler 50/100, controller manager 20/30).
set -eu

[ $# -ge 1 ] || { sed -n '2,14p' "$0"; exit 2; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)
shift
want=${*:-etcd apiserver scheduler controller-manager}
: "${BIN:?set BIN to the directory that holds etcd and the kube-* binaries}"
etcd_port=${ETCD_PORT:-12379}
api_port=${API_PORT:-16443}
sched_port=${SCHED_PORT:-20259}
kcm_port=${KCM_PORT:-20257}
url=https://127.0.0.1:$api_port
mkdir -p "$dir/pki" "$dir/log" "$dir/pid"
chmod 700 "$dir"

now_ms() { echo $(($(date +%s%N) / 1000000)); }

make_pki() {
  cd "$dir/pki"
  [ -s ca.crt ] && return
  local ec="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
  openssl req -x509 $ec -keyout ca.key -out ca.crt -days 30 -subj /CN=bench-ca \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
  local san=DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:10.96.0.1
  sign apiserver /CN=kube-apiserver "subjectAltName=$san\nextendedKeyUsage=serverAuth"
  sign admin /O=system:masters/CN=bench-admin "extendedKeyUsage=clientAuth"
  openssl genrsa -out sa.key 2048 2>/dev/null
  openssl rsa -in sa.key -pubout -out sa.pub 2>/dev/null
  : >tokens.csv
  token admin bench-admin system:masters
  token scheduler system:kube-scheduler ''
  token controller-manager system:kube-controller-manager ''
}

sign() { # NAME SUBJECT EXTENSIONS
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.csr" -subj "$2" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -out "$1.crt" -extfile <(printf "%b\n" "$3") 2>/dev/null
}

token() { # NAME USER GROUP: a static token and a kubeconfig that uses it
  local t
  t=$(openssl rand -hex 16)
  echo "$t" >"$1.token"
  echo "$t,$2,$2,\"$3\"" >>tokens.csv
  cat >"$1.kubeconfig" <<EOF
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "$url", certificate-authority: "$dir/pki/ca.crt"}}]
users: [{name: u, user: {token: "$t"}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
EOF
}

running() { [ -s "$dir/pid/$1" ] && kill -0 "$(cat "$dir/pid/$1")" 2>/dev/null; }

launch() { # NAME COMMAND...: start it in the background, remember its pid
  local name=$1
  shift
  t0=$(now_ms)
  (cd "$dir" && exec setsid "$@" >"$dir/log/$name.log" 2>&1 </dev/null) &
  echo $! >"$dir/pid/$name"
}

wait_for() { # NAME URL: poll until 200, at most 120 s
  local name=$1 i
  for i in $(seq 1 2400); do
    if curl -fsk -m 5 -o /dev/null "$2" 2>/dev/null; then
      ready=$(($(now_ms) - t0))
      return
    fi
    running "$name" || { echo "$name died:" >&2; tail -5 "$dir/log/$name.log" >&2; exit 1; }
    sleep 0.05
  done
  echo "$name is not ready after 120 s" >&2
  exit 1
}

as_admin() { curl -fs -m 5 --cacert "$dir/pki/ca.crt" -H "Authorization: Bearer $(cat "$dir/pki/admin.token")" "$url$1" 2>/dev/null; }

until_true() { # COMMAND...: poll for at most 60 s
  local i
  for i in $(seq 1 1200); do "$@" && return; sleep 0.05; done
  return 1
}

leads() { as_admin "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/$1" | grep -q '"holderIdentity": *"..*"'; }
has_default_account() { as_admin /api/v1/namespaces/default/serviceaccounts/default >/dev/null; }

make_pki
cd "$dir"

for c in $want; do
  if running "$c"; then continue; fi
  case $c in
  etcd)
    launch etcd "$BIN/etcd" --data-dir "$dir/etcd" \
      --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
      --listen-peer-urls "http://127.0.0.1:$((etcd_port + 1))" --initial-advertise-peer-urls "http://127.0.0.1:$((etcd_port + 1))" \
      --initial-cluster "default=http://127.0.0.1:$((etcd_port + 1))" --quota-backend-bytes 8589934592
    wait_for etcd "http://127.0.0.1:$etcd_port/health"
    echo "{\"bench\":\"start\",\"label\":\"etcd${START_NOTE:-}\",\"ready_ms\":$ready}"
    ;;
  apiserver)
    launch apiserver "$BIN/kube-apiserver" --etcd-servers "http://127.0.0.1:$etcd_port" \
      --bind-address 127.0.0.1 --advertise-address 127.0.0.1 --secure-port "$api_port" --endpoint-reconciler-type none \
      --tls-cert-file pki/apiserver.crt --tls-private-key-file pki/apiserver.key --client-ca-file pki/ca.crt \
      --token-auth-file pki/tokens.csv --authorization-mode Node,RBAC \
      --service-account-issuer https://kubernetes.default.svc --service-account-signing-key-file pki/sa.key \
      --service-account-key-file pki/sa.pub --service-cluster-ip-range 10.96.0.0/16 \
      --requestheader-client-ca-file pki/ca.crt --requestheader-allowed-names front-proxy-client \
      --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group \
      --requestheader-extra-headers-prefix X-Remote-Extra-
    wait_for apiserver "$url/readyz"
    echo "{\"bench\":\"start\",\"label\":\"kube-apiserver${START_NOTE:-}\",\"ready_ms\":$ready}"
    ;;
  scheduler)
    {
      echo "apiVersion: kubescheduler.config.k8s.io/v1"
      echo "kind: KubeSchedulerConfiguration"
      echo "clientConnection:"
      echo "  kubeconfig: $dir/pki/scheduler.kubeconfig"
      [ -z "${SCHED_QPS:-}" ] || printf '  qps: %s\n  burst: %s\n' "$SCHED_QPS" "${SCHED_BURST:-$SCHED_QPS}"
    } >scheduler.yaml
    launch scheduler "$BIN/kube-scheduler" --config scheduler.yaml --bind-address 127.0.0.1 --secure-port "$sched_port" \
      --authentication-kubeconfig pki/scheduler.kubeconfig --authorization-kubeconfig pki/scheduler.kubeconfig
    wait_for scheduler "https://127.0.0.1:$sched_port/healthz"
    until_true leads kube-scheduler
    echo "{\"bench\":\"start\",\"label\":\"kube-scheduler${START_NOTE:-}\",\"ready_ms\":$ready,\"leading_ms\":$(($(now_ms) - t0))}"
    ;;
  controller-manager)
    qps=()
    [ -z "${KCM_QPS:-}" ] || qps=(--kube-api-qps "$KCM_QPS" --kube-api-burst "${KCM_BURST:-$KCM_QPS}")
    launch controller-manager "$BIN/kube-controller-manager" --kubeconfig pki/controller-manager.kubeconfig \
      --authentication-kubeconfig pki/controller-manager.kubeconfig --authorization-kubeconfig pki/controller-manager.kubeconfig \
      --bind-address 127.0.0.1 --secure-port "$kcm_port" --use-service-account-credentials \
      --service-account-private-key-file pki/sa.key --root-ca-file pki/ca.crt \
      --controllers "${KCM_CONTROLLERS:-*}" "${qps[@]}"
    wait_for controller-manager "https://127.0.0.1:$kcm_port/healthz"
    until_true has_default_account
    echo "{\"bench\":\"start\",\"label\":\"kube-controller-manager${START_NOTE:-}\",\"ready_ms\":$ready,\"working_ms\":$(($(now_ms) - t0))}"
    ;;
  *)
    echo "unknown component $c" >&2
    exit 2
    ;;
  esac
done
