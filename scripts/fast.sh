#!/usr/bin/env bash
# The inner loop: what tells most in under two minutes.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh
scripts/prepare.sh dev || exit 1
stage "ruff check" .venv/bin/ruff check .
side_by_side unit
tests architecture
# The engine on a real database and the object store; `make test` runs the rest.
side_by_side integration/operations -m "not slow"
for part in storage deploy; do
  tests "integration/$part" -m "not slow"
done
summary
