#!/usr/bin/env bash
# The inner loop: what tells most in about two minutes.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh
scripts/prepare.sh dev || exit 1
stage "ruff check" .venv/bin/ruff check .
# One run, so that processors and servers are shared. The engine on a real database; `make test` runs the rest, among it
# the store's and the object server's own tests, which few changes touch.
stage "quick tests" .venv/bin/python -m pytest tests/unit tests/architecture tests/integration/operations -q -m "not slow" --durations=5 --hypothesis-profile=fast \
  --numprocesses=auto --maxprocesses=4 --dist=loadscope
summary
