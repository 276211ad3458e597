#!/usr/bin/env bash
# Print the path of a Chromium for the browser tests: its shell without windows, which draws with the same engine for a
# third less of the processors (Debian's when we are root), else a whole one of the machine.
# Prints nothing when Playwright's own is used (installed here).
set -euo pipefail
cd "$(dirname "$0")/.."
first_of() { # first_of COMMAND…: print where the first of these is
  local each
  for each in "$@"; do
    command -v "$each" && return
  done
  return 1
}
shell=chromium-headless-shell
if first_of ${HOIDONG_CHROMIUM:+"$HOIDONG_CHROMIUM"} $shell; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  if { apt-get update && apt-get install --yes --no-install-recommends $shell; } >&2 && first_of $shell; then exit 0; fi
fi
if first_of chromium chromium-browser google-chrome; then exit 0; fi
.venv/bin/python -m playwright install chromium >&2
