#!/usr/bin/env bash
# The whole test run: what CI calls, and what a change must pass.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh
scripts/prepare.sh dev || exit 1
HOIDONG_CHROMIUM=$(scripts/browser.sh) || exit 1
export HOIDONG_CHROMIUM
export HOIDONG_CONFORMANCE=${HOIDONG_CONFORMANCE:-$PWD/../shared/conformance}

checked_by() { # checked_by NAME "COMMAND=PACKAGE …" PYTEST OPTIONS: without these programs, leave those tests out and say so
  local reason tools
  read -ra tools <<<"$2"
  reason=$(scripts/debian_tools.sh "${tools[@]}") && return
  left_out+=("${@:3}")
  not_run "$1" "$reason"
}

stage "lint" scripts/lint.sh
# Layers share a run where they can: each run starts its servers anew on every processor.
tests "unit architecture replay"
left_out=()
checked_by "signing tools" "pdfsig=poppler-utils softhsm2-util=softhsm2" \
  --ignore tests/integration/signing/test_token.py --ignore tests/integration/signing/test_second_tool.py
checked_by "virus scan" "clamd=clamav-daemon" \
  --deselect tests/integration/scanning/test_clamd.py::test_what_clamd_finds_is_refused
# Two hundred megabytes of packages: used where they are, installed where somebody asks for it.
if command -v soffice >/dev/null || [ -n "${HOIDONG_OFFICE:-}" ]; then
  checked_by "office previews" "soffice=libreoffice-writer-nogui soffice=libreoffice-calc-nogui" \
    --ignore tests/integration/documents/test_office_views.py
else
  left_out+=(--ignore tests/integration/documents/test_office_views.py)
  not_run "office previews" "LibreOffice is not here; HOIDONG_OFFICE=1 installs it"
fi
tests integration "${left_out[@]}"
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
