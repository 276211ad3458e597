#!/usr/bin/env bash
# Every linter and the type checker; goes on after a failure and tells all at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/stages.sh
scripts/prepare.sh dev || exit 1
folders=(engine api tests)
[ -d bench ] && folders+=(bench)
# The type checker takes the longest and one processor: the others work beside it.
told=$(mktemp)
.venv/bin/mypy "${folders[@]}" >"$told" 2>&1 &
types=$!
trap 'kill "$types" 2>/dev/null; rm -f "$told"' EXIT

types_checked() {
  local result=0
  wait "$types" || result=$?
  cat "$told"
  return "$result"
}

stage "ruff check" .venv/bin/ruff check .
stage "ruff format" .venv/bin/ruff format --check .
stage "layers" .venv/bin/lint-imports
[ -d api/templates ] && stage "templates" .venv/bin/djlint api/templates --lint --quiet
if [ -x api/web/node_modules/.bin/biome ]; then
  eval "$(scripts/node.sh)"
  stage "javascript" env -C api/web node_modules/.bin/biome check .
fi
stage "types" types_checked
summary
