#!/bin/sh
# Makes a Debian base image for the Dockerfile where no image registry can be reached: from Debian's packages, with this
# machine's certificate authorities, so that what it fetches through a proxy of the house is trusted too.
#
#   images/base.sh && BASE_IMAGE=localhost/flotilla/debian:12 docker-compose up --build
set -eu

image=${1:-localhost/flotilla/debian:12}
suite=${2:-bookworm}

command -v mmdebstrap >/dev/null || {
  echo "images/base.sh: mmdebstrap must be installed. Run: sudo apt-get install -y mmdebstrap" >&2
  exit 1
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mmdebstrap --quiet --variant=apt --include=ca-certificates \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --customize-hook="cp /etc/ssl/certs/ca-certificates.crt \"\$1/etc/ssl/certs/ca-certificates.crt\"" \
  "$suite" "$folder/base.tar"
docker import "$folder/base.tar" "$image"
