#!/usr/bin/env bash
# What tests need beyond Python packages: Chromium, PostgreSQL's server programs, axe-core. Installs what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
AXE=4.10.3

fail() { echo "make test: $1" >&2; exit 1; }

have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
have_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }

missing=()
have_chromium || missing+=(chromium)
have_postgresql || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ]; then root=(); elif sudo -n true 2>/dev/null; then root=(sudo -n); else
    fail "needs the Debian packages ${missing[*]} and may not install them: apt-get install ${missing[*]}"; fi
  command -v apt-get >/dev/null || fail "needs ${missing[*]}, and this machine has no apt-get to install them with"
  echo "Installing ${missing[*]}"
  "${root[@]}" apt-get update -qq || fail "could not refresh the list of Debian packages"
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
    || fail "could not install ${missing[*]}"
fi
have_chromium && have_postgresql || fail "Chromium or PostgreSQL is still missing after installing"

if [ ! -f ".cache/axe-$AXE/axe.min.js" ]; then
  command -v npm >/dev/null || fail "needs npm to fetch axe-core $AXE (Debian package: npm)"
  mkdir -p ".cache/axe-$AXE"
  (cd ".cache/axe-$AXE" && npm pack --silent "axe-core@$AXE" >/dev/null && tar xzf "axe-core-$AXE.tgz" \
    && mv package/axe.min.js package/LICENSE . && rm -rf package "axe-core-$AXE.tgz") || fail "could not fetch axe-core $AXE"
fi
