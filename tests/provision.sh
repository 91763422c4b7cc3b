#!/usr/bin/env bash
# What tests need beyond Python packages: Chromium, PostgreSQL's server programs, nginx, age, gpg, axe-core, an identity provider.
# Installs what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
AXE=4.10.3
OIDC=$(sed -n 's/.*"oidc-provider": "\(.*\)".*/\1/p' tests/oidc/package.json)
# The identity provider runs on this one where the machine's own Node.js is missing or too old for it.
NODE=22.23.3

fail() { echo "make test: $1" >&2; exit 1; }

have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
have_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }
have_nginx() { command -v nginx >/dev/null || [ -x /usr/sbin/nginx ]; }
have_age() { command -v age >/dev/null; }
have_gpg() { command -v gpg >/dev/null; }
have_npm() { command -v npm >/dev/null; }
have_node() { [ "$(node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/')" -ge 20 ] 2>/dev/null; }

missing=()
have_chromium || missing+=(chromium)
have_postgresql || missing+=(postgresql)
have_nginx || missing+=(nginx-light)
have_npm || missing+=(npm)
have_age || missing+=(age)
have_gpg || missing+=(gnupg)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ]; then root=(); elif sudo -n true 2>/dev/null; then root=(sudo -n); else
    fail "needs the Debian packages ${missing[*]} and may not install them: apt-get install ${missing[*]}"; fi
  command -v apt-get >/dev/null || fail "needs ${missing[*]}, and this machine has no apt-get to install them with"
  echo "Installing ${missing[*]}"
  "${root[@]}" apt-get update -qq || fail "could not refresh the list of Debian packages"
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
    || fail "could not install ${missing[*]}"
fi
have_chromium && have_postgresql && have_nginx && have_npm && have_age && have_gpg \
  || fail "Chromium, PostgreSQL, nginx, npm, age or gpg is still missing after installing"

if [ ! -f ".cache/axe-$AXE/axe.min.js" ]; then
  mkdir -p ".cache/axe-$AXE"
  (cd ".cache/axe-$AXE" && npm pack --silent "axe-core@$AXE" >/dev/null && tar xzf "axe-core-$AXE.tgz" \
    && mv package/axe.min.js package/LICENSE . && rm -rf package "axe-core-$AXE.tgz") || fail "could not fetch axe-core $AXE"
fi

if [ ! -f ".cache/oidc-$OIDC/whole" ]; then
  rm -rf ".cache/oidc-$OIDC" && mkdir -p ".cache/oidc-$OIDC" && cp tests/oidc/package.json tests/oidc/package-lock.json ".cache/oidc-$OIDC/"
  (cd ".cache/oidc-$OIDC" && npm ci --silent --ignore-scripts --no-audit --no-fund >/dev/null 2>&1 \
    && { have_node || npm install --silent --no-save --no-audit --no-fund "node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')@$NODE" \
    >/dev/null 2>&1; } && touch whole) || fail "could not fetch oidc-provider $OIDC"
fi
