#!/usr/bin/env bash
# Make .venv from a hash-pinned lock, and our web bundle. Does nothing when both are up to date.
#   scripts/prepare.sh run   what `make run` needs
#   scripts/prepare.sh dev   what the tests need as well
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-run}

python_command() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "Python 3.11 or newer is needed; none was found (PYTHON=… names one)." >&2
  return 1
}

stamp_of() { # the state that a finished installation of lock $1 belongs to
  { cat "requirements/$1.txt" pyproject.toml; pwd; .venv/bin/python --version; } | sha256sum | cut -d' ' -f1
}

installed() {
  [ -x .venv/bin/python ] && [ "$(cat ".venv/.installed-$1" 2>/dev/null)" = "$(stamp_of "$1")" ]
}

if [ ! -x .venv/bin/python ]; then
  python=$(python_command)
  if ! "$python" -m venv .venv; then
    rm -rf .venv
    echo "$python cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
  fi
fi
# The development lock contains everything of the other.
if ! installed dev && ! installed "$kind"; then
  echo "Installing packages (requirements/$kind.txt) …"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$kind.txt"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
  stamp_of "$kind" > ".venv/.installed-$kind"
fi
scripts/bundle.sh
