#!/usr/bin/env bash
# The whole test run: what CI calls, and what a change must pass.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh
scripts/prepare.sh dev || exit 1
HOIDONG_CHROMIUM=$(scripts/browser.sh) || exit 1
export HOIDONG_CHROMIUM
export HOIDONG_CONFORMANCE=${HOIDONG_CONFORMANCE:-$PWD/../shared/conformance}

stage "lint" scripts/lint.sh
tests unit
tests architecture
tests integration
# The oldest PostgreSQL that we support runs what talks to it directly.
TEST_TITLE="integration (PG 16)" HOIDONG_PG_MAJOR=16 tests integration/operations
if [ -d "$HOIDONG_CONFORMANCE" ]; then
  tests conformance
else
  not_run conformance "../shared/conformance is missing"
fi
for layer in stateful faults replay processes e2e; do
  tests "$layer"
done
summary
