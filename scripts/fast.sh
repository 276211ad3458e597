#!/usr/bin/env bash
# The inner loop: what tells most in about two minutes.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh
scripts/prepare.sh dev || exit 1
stage "ruff check" .venv/bin/ruff check .
# One run, so that processors and servers are shared. The engine on a real database; `make test` runs the rest, among it
# the store's and the object server's own tests, which few changes touch.
TEST_TITLE="quick tests" tests "unit architecture integration/operations" -m "not slow" --hypothesis-profile=fast
summary
