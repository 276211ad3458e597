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
exec .venv/bin/python -m bench.soak "$@"
