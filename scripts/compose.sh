#!/usr/bin/env bash
# Print the command that runs Docker Compose: the machine's, else one built with Go into the user's cache (the client
# alone reads and checks docker-compose.yml; no daemon is needed). Fails with one line that says why there is none.
set -euo pipefail
version=v2.40.3
if docker compose version >/dev/null 2>&1; then
  echo "docker compose"
  exit 0
fi
cache=${XDG_CACHE_HOME:-$HOME/.cache}/hoidong/compose-$version
if [ ! -x "$cache/docker-compose" ]; then
  if ! command -v go >/dev/null; then
    echo "neither Docker Compose nor a Go toolchain on this machine" >&2
    exit 1
  fi
  mkdir -p "$cache/module"
  # A module around the command: `go install` refuses a module with exclusions of its own.
  printf 'module composecheck\n\ngo 1.24\n' > "$cache/module/go.mod"
  printf '//go:build tools\n\npackage tools\n\nimport _ "github.com/docker/compose/v2/cmd"\n' > "$cache/module/tools.go"
  if ! (
    cd "$cache/module"
    export CGO_ENABLED=0 GOFLAGS=-mod=mod
    go get "github.com/docker/compose/v2@$version" && go build -trimpath -o ../docker-compose github.com/docker/compose/v2/cmd
  ) > "$cache/build.log" 2>&1; then
    tail -n 1 "$cache/build.log" | sed 's/^[[:space:]]*//' >&2
    exit 1
  fi
fi
echo "$cache/docker-compose"
