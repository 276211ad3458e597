#!/usr/bin/env bash
# debian_tools.sh COMMAND=PACKAGE …: install programs that only the tests need, to check us from outside.
# Does nothing when all commands are there; prints why when they cannot be had.
set -euo pipefail
missing=()
for each in "$@"; do
  command -v "${each%%=*}" >/dev/null || missing+=("${each#*=}")
done
if [ ${#missing[@]} = 0 ]; then
  exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "not installed, and only root on Debian or Ubuntu can install them from here: ${missing[*]}"
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
{ apt-get update && apt-get install --yes --no-install-recommends "${missing[@]}"; } >&2 || {
  echo "cannot be installed: ${missing[*]}"
  exit 1
}
