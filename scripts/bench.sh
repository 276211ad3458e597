#!/usr/bin/env bash
# The measurements of bench/: ratios, taken in one run on one machine.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/prepare.sh dev
exec .venv/bin/python -m bench "$@"
