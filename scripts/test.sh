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
side_by_side unit
tests architecture
if reason=$(scripts/signing_tools.sh); then
  side_by_side integration
else
  side_by_side integration --ignore tests/integration/signing/test_token.py \
    --ignore tests/integration/signing/test_second_tool.py
  not_run "signing tools" "$reason"
fi
# The oldest PostgreSQL that we support runs what talks to it directly.
TEST_TITLE="integration (PG 16)" HOIDONG_PG_MAJOR=16 side_by_side integration/operations
if [ -d "$HOIDONG_CONFORMANCE" ]; then
  side_by_side conformance
else
  TEST_TITLE=scenarios side_by_side conformance --ignore tests/conformance/test_scores.py
  not_run "conformance suites" "../shared/conformance is missing"
fi
tests replay
for layer in stateful faults processes e2e; do
  side_by_side "$layer"
done
summary
