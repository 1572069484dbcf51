#!/bin/sh
# Makes the image localhost/flotilla/nginx:1 from the nginx of this machine, or else of its Debian package, which is
# fetched but not installed: that would start one here.
set -eu
here=$(dirname "$(readlink -f "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/package" "$folder/image/bin" "$folder/image/etc" "$folder/image/tmp"
server=$(command -v nginx || :)
if [ -z "$server" ]; then
  (cd "$folder/package" && apt-get download nginx >/dev/null 2>&1 && dpkg-deb --extract nginx_*.deb .)
  server=$folder/package/usr/sbin/nginx
fi
cp "$server" "$folder/image/bin/nginx"
cp "$here/nginx.conf" "$folder/image/etc/nginx.conf"
for library in $(ldd "$server" | grep -o '/[^ )]*' | grep -v ':$' | sort -u); do
  mkdir -p "$folder/image$(dirname "$library")"
  cp -L "$library" "$folder/image$library"
done
# As whom the worker runs.
echo 'nobody:x:65534:65534::/:' >"$folder/image/etc/passwd"
echo 'nogroup:x:65534:' >"$folder/image/etc/group"
mkdir -p "$folder/image/var/log/nginx"
tar --create --directory "$folder/image" . |
  docker import --change 'CMD ["/bin/nginx", "-c", "/etc/nginx.conf"]' - localhost/flotilla/nginx:1 >/dev/null
