#!/bin/sh
# Makes HOST.crt, which vouches for itself, and HOST.key: certificate.sh HOST [FOLDER]
set -eu
cd "${2:-.}"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$1" \
  -addext "subjectAltName=DNS:$1" -keyout "$1.key" -out "$1.crt" 2>/dev/null
