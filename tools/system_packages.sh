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
}

# Chromium without a window's buttons, which are pages too, drives a test for a fifth of the
# processor. Where it cannot be had Chromium does.
wanted() { command -v chromium-headless-shell >/dev/null || echo chromium-headless-shell; }

packages=$(missing)
[ -n "$packages$(wanted)" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests:" $packages $(wanted)
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    install() { apt-get install --yes --no-install-recommends "$@"; }
    # shellcheck disable=SC2046,SC2086 # one word a package
    { apt-get update && { install $packages $(wanted) || install $packages; }; } >"$log" 2>&1 \
        || { tail -n 5 "$log" >&2; }
    rm -f "$log"
    packages=$(missing)
fi
[ -n "$packages" ] || exit 0

echo "Missing on this machine:" $packages "- the tests that need them are skipped." >&2
echo "On Debian: apt-get install" $packages "(as root)." >&2
[ -z "${ALZAVOZ_REQUIRE_ALL:-}" ]
