#!/usr/bin/env bash
# Prepare everything and become the product: embedded PostgreSQL and S3 server, web, worker.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/prepare.sh run
exec .venv/bin/python -m api.cli dev
