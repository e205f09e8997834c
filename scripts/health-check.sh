#!/usr/bin/env bash
# Whether the monitor and its last cycle are well, for cron: silent when they are.
#
#   */5 * * * *  /path/to/health-check.sh || logger -t tmux-orchestrator "health check failed"
#
# usage: health-check.sh [--url URL] [--max-cycle SECONDS] [--timeout SECONDS] [--verbose]
#   --url        of the daemon; default http://127.0.0.1:8080
#   --max-cycle  a cycle that takes longer is a warning; default 0.5
#   --timeout    for each of the two requests; default 5
#   --verbose    one line when all is well, too
# Exit status: 0 well; 1 a warning: degraded, or slow; 2 an alert: critical, or no answer; 64 usage.
set -euo pipefail
export LC_ALL=C # numbers with a point, whatever the locale

url=http://127.0.0.1:8080 most=0.5 patience=5 verbose=''
number='^[0-9]+(\.[0-9]+)?$'
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | head -n -1; }
wrong() { usage >&2; exit 64; }
while (($#)); do
  case $1 in
    --url) url=${2:-}; shift ;;
    --max-cycle) most=${2:-}; shift ;;
    --timeout) patience=${2:-}; shift ;;
    --verbose) verbose=yes ;;
    -h | --help) usage; exit 0 ;;
    *) wrong ;;
  esac
  shift || wrong
done
[[ $url =~ ^https?://[^[:space:]]+$ && $most =~ $number && $patience =~ $number ]] || wrong

worst=0
say() { # STATUS WORD TEXT
  (($1 > worst)) && worst=$1
  # The text comes from the daemon, which quotes names: nothing of it may move a terminal's cursor.
  printf '%s: %s\n' "$2" "$3" | tr -cd '[:print:]\n' | cut -c 1-300
}
alert() { say 2 ALERT "$1"; }
warning() { say 1 WARNING "$1"; }

command -v curl >/dev/null || { alert 'curl is not installed'; exit 2; }
fetch() { # PATH; a red monitor answers 503 with the same body
  curl --silent --show-error --noproxy '*' --max-time "$patience" "${url%/}$1" 2>&1
}
# The first value of a member: the whole's own comes before its components'.
member() { grep -o "\"$1\":\"[^\"]*\"" <<<"$2" | head -n 1 | cut -d '"' -f 4 || true; }

if ! health=$(fetch /health/components); then
  alert "$url does not answer: ${health##*$'\n'}"
  exit 2
fi
status=$(member status "$health")
reason=$(member reason "${health%%\"components\"*}")
case $status in
  healthy) ;;
  degraded) warning "the monitor is degraded: ${reason:-no reason given}" ;;
  critical) alert "the monitor is critical: ${reason:-no reason given}" ;;
  *) alert "$url answers, but not as the monitor does" ;;
esac

metrics=$(fetch /metrics) || metrics=''
cycle=$(awk '$1 == "monitoring_cycle_duration" { print $2; exit }' <<<"$metrics")
# As numbers: as texts, "10.2" would be less than "5" and "9e-05" more than "0.5".
verdict=$(awk -v cycle="$cycle" -v most="$most" 'BEGIN {
  if (cycle !~ /^[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/) print "none"
  else if (cycle + 0 > most + 0) print "slow"
  else print "well" }')
case $verdict in
  none) warning "$url/metrics does not tell the cycle time" ;;
  slow) warning "a cycle took $cycle s, more than $most s" ;;
esac

if ((worst == 0)) && [[ -n $verbose ]]; then
  echo "OK: healthy, a cycle took $cycle s"
fi
exit "$worst"
