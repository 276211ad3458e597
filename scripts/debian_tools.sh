#!/usr/bin/env bash
# Install what checks our signatures from outside: pdfsig (poppler-utils) and a PKCS#11 module in software (softhsm2).
# Only the tests need them. Does nothing when both are there; prints why when they cannot be had.
set -euo pipefail
if command -v pdfsig >/dev/null && command -v softhsm2-util >/dev/null; then
  exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "poppler-utils and softhsm2 are not installed, and only root on Debian or Ubuntu can install them from here"
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
{ apt-get update && apt-get install --yes --no-install-recommends poppler-utils softhsm2; } >&2
