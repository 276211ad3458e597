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
# Layers share a run where they can: each run starts its servers anew on every processor.
tests "unit architecture replay"
if reason=$(scripts/signing_tools.sh); then
  tests integration
else
  tests integration --ignore tests/integration/signing/test_token.py \
    --ignore tests/integration/signing/test_second_tool.py
  not_run "signing tools" "$reason"
fi
# The oldest PostgreSQL that we support runs what talks to it directly, each test with its first parameters.
TEST_TITLE="integration (PG 16)" HOIDONG_PG_MAJOR=16 tests integration/operations --once
behaviour="conformance stateful faults processes"
if [ -d "$HOIDONG_CONFORMANCE" ]; then
  tests "$behaviour"
else
  tests "$behaviour" --ignore tests/conformance/test_scores.py
  not_run "conformance suites" "../shared/conformance is missing"
fi
tests e2e
summary
