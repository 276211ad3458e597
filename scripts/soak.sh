#!/usr/bin/env bash
# A long bounded run against one installation; fails when memory, connections or queues keep growing.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/prepare.sh dev
# Many generated expressions before the product itself.
HOIDONG_FEEL_STRINGS=${HOIDONG_FEEL_STRINGS:-100000} HOIDONG_FEEL_TREES=${HOIDONG_FEEL_TREES:-10000} \
  .venv/bin/python -m pytest -q tests/conformance/test_generated.py
# Every scenario on the product itself.
HOIDONG_SCENARIOS_ON_SERVER=all .venv/bin/python -m pytest -q tests/conformance/test_scenarios_on_server.py
# Random processes against their oracle; with a file named in HOIDONG_RANDOM_STATE it goes on where the last run stopped.
.venv/bin/python -m bench.random_processes --examples "${HOIDONG_RANDOM_PROCESSES:-50000}" \
  ${HOIDONG_RANDOM_STATE:+--state "$HOIDONG_RANDOM_STATE"}
# The same on the product, with commands killed and given twice.
HOIDONG_RANDOM_ON_SERVER=${HOIDONG_RANDOM_ON_SERVER:-300} .venv/bin/python -m pytest -q tests/stateful/server
exec .venv/bin/python -m bench.soak "$@"
