#!/usr/bin/env bash
# Print the path of a Chromium for the browser tests: the machine's, else Debian's when we are root.
# Prints nothing when Playwright's own is used (installed here).
set -euo pipefail
cd "$(dirname "$0")/.."
for candidate in "${HOIDONG_CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$candidate" ] && command -v "$candidate"; then
    exit 0
  fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  if { apt-get update && apt-get install --yes --no-install-recommends chromium; } >&2; then
    command -v chromium
    exit 0
  fi
fi
.venv/bin/python -m playwright install chromium >&2
