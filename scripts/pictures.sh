#!/usr/bin/env bash
# Take the README's pictures anew from the running product, into docs/pictures.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p docs/pictures
HOIDONG_PICTURES=$PWD/docs/pictures exec scripts/e2e.sh -k pictures "$@"
