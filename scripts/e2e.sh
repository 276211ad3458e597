#!/usr/bin/env bash
# The users' journeys in a real browser.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/prepare.sh dev
HOIDONG_CHROMIUM=$(scripts/browser.sh)
export HOIDONG_CHROMIUM
exec .venv/bin/python -m pytest tests/e2e "$@"
