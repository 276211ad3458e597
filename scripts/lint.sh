#!/usr/bin/env bash
# Every linter and the type checker; goes on after a failure and tells all at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh
scripts/prepare.sh dev || exit 1
stage "ruff check" .venv/bin/ruff check .
stage "ruff format" .venv/bin/ruff format --check .
folders=(engine api tests)
[ -d bench ] && folders+=(bench)
stage "types" .venv/bin/mypy "${folders[@]}"
stage "layers" .venv/bin/lint-imports
[ -d api/templates ] && stage "templates" .venv/bin/djlint api/templates --lint --quiet
if [ -x api/web/node_modules/.bin/biome ]; then
  eval "$(scripts/node.sh)"
  stage "javascript" env -C api/web node_modules/.bin/biome check .
fi
summary
