#!/bin/sh
# Makes the images that upstream's conformance tests of workloads and networking name, from Debian's packages and
# upstream's own agnhost. DIR holds e2e.test, which says the names and versions, and agnhost.
#
#   UPSTREAM=DIR [BASE_IMAGE=localhost/flotilla/debian:12] test/conformance/images.sh
set -eu

: "${UPSTREAM:?must be the folder of e2e.test and agnhost}"
base=${BASE_IMAGE:-localhost/flotilla/debian:12}
here=$(dirname "$(readlink -f "$0")")

docker image inspect "$base" >/dev/null 2>&1 || "$here/../../images/base.sh" "$base"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ln "$UPSTREAM/agnhost" "$folder/agnhost" 2>/dev/null || cp "$UPSTREAM/agnhost" "$folder/agnhost"
cp "$(command -v busybox)" "$folder/busybox"
# Probes ask its web server for this file.
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -keyout "$folder/localhost.key" -out "$folder/localhost.crt" 2>/dev/null

# build TARGET NAME: no two versions are one image, as with upstream's.
build() {
  docker build --quiet --network host --file "$here/Dockerfile" --target "$1" \
    --build-arg BASE_IMAGE="$base" --label "flotilla.conformance=$2" --tag "$2" "$folder" >/dev/null
  echo "$2"
}

names=$("$UPSTREAM/e2e.test" --list-images 2>/dev/null)
for name in $names; do
  case $name in
    registry.k8s.io/e2e-test-images/agnhost:*) build agnhost "$name" ;;
    registry.k8s.io/e2e-test-images/nginx:*) build server "$name" ;;
    registry.k8s.io/e2e-test-images/busybox:*) build busybox "$name" ;;
    registry.k8s.io/e2e-test-images/glibc-dns-testing:*) build tools "$name" ;;
    registry.k8s.io/pause:*) build pause "$name" ;;
  esac
done
