#!/usr/bin/env bash
# Install feelin, the FEEL interpreter that ours is compared with; does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=tests/conformance/feelin
lock=$(sha256sum < $folder/package-lock.json | cut -d' ' -f1)
[ "$(cat $folder/node_modules/.lock 2>/dev/null)" = "$lock" ] && exit 0
eval "$(scripts/node.sh)"
(cd $folder && npm ci --no-audit --no-fund --loglevel=error)
echo "$lock" > $folder/node_modules/.lock
