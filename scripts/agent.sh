#!/usr/bin/env bash
# The wheel of the program for signers' own computers, in dist/ (or in the folder that is named).
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/prepare.sh dev
mkdir -p "${1:-dist}"
folder=$(cd "${1:-dist}" && pwd)
python=$PWD/.venv/bin/python
cd deploy/sign-agent
exec "$python" -m hatchling build -t wheel -d "$folder"
