#!/bin/sh
# Makes the image localhost/flotilla/redis:1 from this machine's redis-server package and the libraries that it needs.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
server=$(readlink -f "$(command -v redis-server)")
client=$(readlink -f "$(command -v redis-cli)")
mkdir -p "$folder/bin" "$folder/tmp" "$folder/etc" "$folder/data"
chmod 1777 "$folder/tmp"
cp "$(command -v busybox)" "$folder/bin/busybox"
for applet in sh sleep cat hostname; do ln "$folder/bin/busybox" "$folder/bin/$applet"; done
cp "$server" "$folder/bin/redis-server"
cp "$client" "$folder/bin/redis-cli"
for library in $(ldd "$server" "$client" | grep -o '/[^ )]*' | grep -v ':$' | sort -u); do
  mkdir -p "$folder$(dirname "$library")"
  cp -L "$library" "$folder$library"
done
tar --create --directory "$folder" . | docker import --change 'ENV PATH=/bin' --change 'CMD ["redis-server"]' - localhost/flotilla/redis:1 >/dev/null
