#!/usr/bin/env bash
# The whole test run: what CI calls, and what a change must pass.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh
scripts/prepare.sh dev || exit 1
export HOIDONG_CONFORMANCE=${HOIDONG_CONFORMANCE:-$PWD/../shared/conformance}

# What only later stages need is fetched beside the first ones, one after another: a machine installs one package at a
# time.
fetched=$(mktemp -d)
trap 'rm -rf "$fetched"' EXIT

fetch() { # fetch NAME COMMAND…: keep what it printed; NAME.failed is there when it failed
  "${@:2}" >"$fetched/$1" || touch "$fetched/$1.failed"
}

fetch_all() {
  fetch "signing tools" scripts/debian_tools.sh pdfsig=poppler-utils softhsm2-util=softhsm2
  fetch "virus scan" scripts/debian_tools.sh clamd=clamav-daemon
  # Two hundred megabytes of packages: used where they are, installed where somebody asks for it.
  if command -v soffice >/dev/null || [ -n "${HOIDONG_OFFICE:-}" ]; then
    fetch "office previews" scripts/debian_tools.sh soffice=libreoffice-writer-nogui soffice=libreoffice-calc-nogui
  else
    fetch "office previews" refused "LibreOffice is not here; HOIDONG_OFFICE=1 installs it"
  fi
  fetch "scanned letters" scripts/debian_tools.sh tesseract=tesseract-ocr tesseract=tesseract-ocr-vie
  fetch browser scripts/browser.sh
}

build_checkers() {
  fetch "Docker Compose" nice -n 19 scripts/compose.sh 2>"$fetched/Docker Compose.log"
  fetch "MinIO" nice -n 19 scripts/minio.sh 2>"$fetched/MinIO.log"
}

built() { # built NAME: say why when it was not
  [ -e "$fetched/$1.failed" ] || return 0
  not_run "$1" "$(cat "$fetched/$1.log")"
  return 1
}

linted() {
  local result=0
  wait "$linting" || result=$?
  cat "$fetched/lint.log"
  return "$result"
}

refused() { # refused REASON
  echo "$1"
  return 1
}

checked_by() { # checked_by NAME PYTEST OPTIONS: leave those tests out, and say so, when what they need was not had
  [ -e "$fetched/$1.failed" ] || return 0
  left_out+=("${@:2}")
  not_run "$1" "$(cat "$fetched/$1")"
}

browser_tests() {
  HOIDONG_CHROMIUM=$(cat "$fetched/browser")
  export HOIDONG_CHROMIUM
  tests e2e
}

fetch_all 2>"$fetched/log" &
fetching=$!
# Programs that Go builds in minutes, for whoever asks, which CI does: of the processors they get what the stages leave.
building=
if [ -n "${HOIDONG_BUILD_CHECKERS:-}" ]; then
  build_checkers &
  building=$!
fi

# Types take one processor, and the longest of the linters: the first tests run beside them.
scripts/lint.sh >"$fetched/lint.log" 2>&1 &
linting=$!
# Layers share a run where they can: each run starts its servers anew on every processor.
tests "unit architecture replay"
stage "lint (beside the first tests)" linted
wait "$fetching"
left_out=()
checked_by "signing tools" \
  --ignore tests/integration/signing/test_token.py --ignore tests/integration/signing/test_second_tool.py
checked_by "virus scan" --deselect tests/integration/scanning/test_clamd.py::test_what_clamd_finds_is_refused
checked_by "scanned letters" --ignore tests/integration/documents/test_scans.py
checked_by "office previews" --ignore tests/integration/documents/test_office_views.py
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
if [ -e "$fetched/browser.failed" ]; then
  stage "e2e" refused "no Chromium: $(tail -n 1 "$fetched/log")"
else
  browser_tests
fi
if [ -n "$building" ]; then
  stage "checkers built" wait "$building"
  if built "Docker Compose"; then
    HOIDONG_COMPOSE=$(cat "$fetched/Docker Compose") TEST_TITLE="Docker Compose" tests integration/deploy
  fi
  if built "MinIO"; then
    HOIDONG_TEST_MINIO=$(cat "$fetched/MinIO") TEST_TITLE="MinIO" tests integration/storage/test_objects.py -k minio
  fi
fi
summary
