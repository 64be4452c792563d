#!/usr/bin/env bash
# Makes sure that Chromium, PostgreSQL and the programs that speak and emboss, which some tests drive,
# are there: installs Debian's where they are missing and this may be done. Otherwise it says which tests will be skipped;
# with ALZAVOZ_REQUIRE_ALL it fails instead. Silent when nothing is missing.
set -euo pipefail

missing() {
    command -v chromium >/dev/null || echo chromium
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || echo postgresql
    command -v espeak-ng >/dev/null || echo espeak-ng
    command -v lame >/dev/null || echo lame
    command -v lou_translate >/dev/null || echo liblouis-bin
    command -v node >/dev/null || echo nodejs
    command -v npm >/dev/null || echo npm
}

packages=$(missing)
[ -n "$packages" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests:" $packages
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    # shellcheck disable=SC2086 # one word a package
    { apt-get update && apt-get install --yes --no-install-recommends $packages; } >"$log" 2>&1 \
        || { tail -n 5 "$log" >&2; }
    rm -f "$log"
    packages=$(missing)
    [ -n "$packages" ] || exit 0
fi

echo "Missing on this machine:" $packages "- the tests that need them are skipped." >&2
echo "On Debian: apt-get install" $packages "(as root)." >&2
[ -z "${ALZAVOZ_REQUIRE_ALL:-}" ]
