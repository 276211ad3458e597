#!/usr/bin/env bash
# The inner loop: what tells most in under two minutes.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh
scripts/prepare.sh dev || exit 1
stage "ruff check" .venv/bin/ruff check .
tests unit
tests architecture
tests integration -m "not slow"
summary
