#!/usr/bin/env bash
# Restarts the servers of this machine one after the other, as root: nobody new comes to the one that is next, people who are there
# go over to another one with what they have typed, and the next one's turn comes when it answers again.
#   bash deploy/rolling-restart.sh 8501 8502        (in the order of deploy/nginx/several-servers.conf)
set -euo pipefail
[ $# -ge 2 ] || { echo "name the ports of all servers, two at least: bash deploy/rolling-restart.sh 8501 8502" >&2; exit 1; }
marks=${COMMON_GROUND_MARKS:-/run/common-ground}
restart=${COMMON_GROUND_RESTART:-systemctl restart}

mkdir -p "$marks" && chmod 755 "$marks"
trap 'rm -f "$marks"/draining-*' EXIT
number=0
for port in "$@"; do
  number=$((number + 1))
  touch "$marks/draining-$number"
  $restart "common-ground@$port" # comes back when the server answers (ExecStartPost)
  rm -f "$marks/draining-$number"
  echo "common-ground@$port is restarted"
done
