#!/bin/sh
# Trains what is packed here, on a bare machine: ./train --minutes 50. `./train --help` tells the rest.
set -eu
PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
export PATH
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) ;;
  *) echo "this pack is for Linux on x86-64, got $(uname -s) on $(uname -m)" >&2; exit 1 ;;
esac
cd "$(dirname "$0")"
if [ ! -e unpacked/.whole ]; then
  sha256sum --check --quiet SHA256SUMS || {
    echo 'a part is missing, or was cut on its way: copy it again' >&2
    exit 1
  }
  rm -rf unpacked
  mkdir unpacked
  cat pack.tar.gz.* | gzip -dc | tar xf - -C unpacked
  : > unpacked/.whole
fi
exec ./unpacked/bin/node --disable-warning=ExperimentalWarning unpacked/model-build/away/main.ts "$@"
