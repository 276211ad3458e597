#!/usr/bin/env bash
# The inner loop: what tells most in under two minutes.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh
scripts/prepare.sh dev || exit 1
stage "ruff check" .venv/bin/ruff check .
tests unit
tests architecture
# The engine on a real database and the object store; `make test` runs the rest.
for part in operations storage deploy; do
  tests "integration/$part" -m "not slow"
done
summary
