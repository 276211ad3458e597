#!/usr/bin/env bash
# Take the pictures of the README and of docs/howto anew from the running product, into docs/pictures.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p docs/pictures
HOIDONG_PICTURES=$PWD/docs/pictures exec scripts/e2e.sh -k pictures "$@"
