#!/bin/sh
# Builds Traefik from its Go module, for machines that no release of it can be downloaded to: images/build-traefik.sh FILE
# Takes about seven minutes on two cores; needs Go and the Go module proxy.
set -eu

version=3.6.12
target=$1
module=github.com/traefik/traefik/v3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

source=$(cd "$work" && go mod download -json "$module@v$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
cd "$work"
# A module of its own, since what `replace` and `exclude` say counts in the main module only.
{
  printf 'module flotilla.local/traefik\n\ngo %s\n\nrequire %s v%s\n\n' "$(sed -n 's/^go //p' "$source/go.mod")" "$module" "$version"
  sed -n '/^replace/,$p' "$source/go.mod"
} >go.mod
cp "$source/go.sum" go.sum
printf '//go:build tools\n\npackage tools\n\nimport _ "%s/cmd/traefik"\n' "$module" >tools.go
export GOFLAGS='-mod=mod -buildvcs=false'
go mod tidy
go build -trimpath -ldflags "-s -w -X $module/pkg/version.Version=$version" -o "$work/traefik" "$module/cmd/traefik"
mv "$work/traefik" "$target.new"
mv "$target.new" "$target"
