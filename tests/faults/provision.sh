#!/usr/bin/env bash
# What the fault suite needs beyond tests/provision.sh: Patroni, etcd, HAProxy, a clock that can be set back, age, GnuPG.
# Installs what is missing, and leaves no service running that a package would start by itself.
set -euo pipefail
fail() { echo "make faults: $1" >&2; exit 1; }

# Debian's package, and the file that shows it is there (a package that was removed leaves its name behind, not this).
wanted=(
  patroni:/usr/bin/patroni
  etcd-server:/usr/bin/etcd
  haproxy:/usr/sbin/haproxy
  "libfaketime:/usr/lib/*/faketime/libfaketime.so.1"
  age:/usr/bin/age
  gnupg:/usr/bin/gpg
  nginx-light:/usr/sbin/nginx
  "postgresql:/usr/lib/postgresql/*/bin/initdb"
)
there() { compgen -G "$1" >/dev/null; }

missing=()
for each in "${wanted[@]}"; do there "${each#*:}" || missing+=("${each%%:*}"); done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then root=(); elif sudo -n true 2>/dev/null; then root=(sudo -n); else
  fail "needs the Debian packages ${missing[*]} and may not install them: apt-get install ${missing[*]}"; fi
command -v apt-get >/dev/null || fail "needs ${missing[*]}, and this machine has no apt-get to install them with"

# Packages ask this file whether they may start their service: no. One that is there already is somebody's decision, and stays.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee $policy >/dev/null && "${root[@]}" chmod 755 $policy
  trap '"${root[@]}" rm -f $policy' EXIT
fi

echo "Installing ${missing[*]}"
# Another installation may be under way: it is waited for, five minutes at most.
apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
"${apt[@]}" update || fail "could not refresh the list of Debian packages"
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null || fail "could not install ${missing[*]}"

# Where systemd runs, they would come with the next start of the machine.
services=()
for name in "${missing[@]}"; do
  case $name in
    patroni|haproxy) services+=("$name") ;;
    etcd-server) services+=(etcd) ;;
    nginx-light) services+=(nginx) ;;
    postgresql) services+=(postgresql) ;;
  esac
done
if [ -d /run/systemd/system ] && [ ${#services[@]} -gt 0 ]; then
  "${root[@]}" systemctl disable --now --quiet "${services[@]}" 2>/dev/null || true
fi

for each in "${wanted[@]}"; do there "${each#*:}" || fail "${each%%:*} is still missing after installing"; done
