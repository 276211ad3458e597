#!/usr/bin/env bash
# Build a MinIO server with Go, once, into the user's cache; print the program's path.
# Fails with one line on standard error that says why it cannot be had here.
set -euo pipefail
# First the last tagged release, RELEASE.2025-10-15T17-29-55Z, under the name that Go gives to a tag that is no semantic
# version. Module proxies that do not carry it may carry the archived repository's last state, which came after it.
versions=(v0.0.0-20251015172955-9e49d5e7a648 v0.0.0-20260212201848-7aac2a2c5b7c)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/hoidong
for version in "${versions[@]}"; do
  if [ -x "$cache/minio-$version/minio" ]; then
    echo "$cache/minio-$version/minio"
    exit 0
  fi
done
if ! command -v go >/dev/null; then
  echo "no Go toolchain on this machine" >&2
  exit 1
fi
for version in "${versions[@]}"; do
  folder=$cache/minio-$version
  mkdir -p "$folder"
  if GOBIN=$folder CGO_ENABLED=0 timeout 1800 go install -trimpath "github.com/minio/minio@$version" > "$folder/build.log" 2>&1; then
    echo "$folder/minio"
    exit 0
  fi
  reasons="${reasons:+$reasons; }$version: $(tail -n 1 "$folder/build.log" | sed 's/^[[:space:]]*//')"
done
echo "$reasons" >&2
exit 1
