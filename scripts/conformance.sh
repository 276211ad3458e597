#!/usr/bin/env bash
# The public conformance suites: one JSON line a suite. DATA=FOLDER chooses the data, WRITE=1 writes docs/conformance.md.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${DATA:-${HOIDONG_CONFORMANCE:-$PWD/../shared/conformance}}
if [ ! -d "$data" ]; then
  echo "conformance: not run ($data is missing)"
  [ "${CI:-}" = true ] && exit 1
  exit 0
fi
scripts/prepare.sh dev >&2
exec .venv/bin/python -m tests.conformance --data "$data" ${WRITE:+--write} "$@"
