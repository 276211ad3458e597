#!/usr/bin/env bash
# A long bounded run against one installation; fails when memory, connections or queues keep growing.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/prepare.sh dev
exec .venv/bin/python -m bench.soak "$@"
