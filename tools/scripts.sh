#!/usr/bin/env bash
# Runs a command that needs Node and the packages of package-lock.json, which npm installs into
# node_modules/ when the lock is newer. Without Node it says so; with ALZAVOZ_REQUIRE_ALL it fails.
set -euo pipefail

if ! command -v npm >/dev/null; then
    bash tools/system_packages.sh || true
fi
if ! command -v npm >/dev/null; then
    echo "Node and npm are missing: the scripts in static/js are neither checked nor tested." >&2
    [ -z "${ALZAVOZ_REQUIRE_ALL:-}" ]
    exit
fi
if [ ! -e node_modules/installed ] || [ package-lock.json -nt node_modules/installed ]; then
    npm ci --silent
    touch node_modules/installed
fi
"$@"
