#!/usr/bin/env bash
# Prepare everything and become the product: embedded PostgreSQL and S3 server, web, worker.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/prepare.sh run
# Compiled code starts the second time in half the time.
unset PYTHONDONTWRITEBYTECODE
# Through the guard: when make is killed, the product stops too.
python=$PWD/.venv/bin/python
exec "$python" -I -S api/processes/guard.py --parent "$PPID" -- "$python" -m api.cli dev
