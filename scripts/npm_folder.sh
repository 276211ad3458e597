#!/usr/bin/env bash
# Install the packages of a folder's lock (a foreign program that tests compare ours with); does nothing when they are there.
#   scripts/npm_folder.sh FOLDER [NODE]   NODE: the oldest Node that they run on (18)
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
lock=$(sha256sum < "$folder/package-lock.json" | cut -d' ' -f1)
[ "$(cat "$folder/node_modules/.lock" 2>/dev/null)" = "$lock" ] && exit 0
eval "$(scripts/node.sh "${2:-18}")"
(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
echo "$lock" > "$folder/node_modules/.lock"
