#!/usr/bin/env bash
# Write requirements/*.txt: every version with its hashes, for every platform, without any registry's address.
#   runtime  production · run  adds what `make run` brings along · dev  adds what the tests need
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  local name=$1
  shift
  .venv/bin/uv pip compile pyproject.toml "$@" --universal --python-version 3.11 --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links --quiet --output-file "requirements/$name.txt"
}
compile dev --group embedded --group dev
# The smaller locks take the same versions.
compile run --group embedded --constraint requirements/dev.txt
compile runtime --constraint requirements/dev.txt
if grep -nE 'https?://' requirements/*.txt; then
  echo "a lock names an address" >&2
  exit 1
fi
