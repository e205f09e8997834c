# What the tries in guide.md may call beside the programs themselves.

# second_daemon [VARIABLE=VALUE]... COMMAND: a second daemon, its own database, COMMAND run while it is
# there with $SECOND for its address, $SECOND_DAEMON for its process and $SECOND_LOG for its log.
second_daemon() {
  local folder daemon status=0 variables=()
  while [[ $1 == *=* && $1 != *' '* ]]; do variables+=("$1"); shift; done
  folder=$(mktemp -d "$PLACE/second-XXXXXX")
  export SECOND_LOG=$folder/monitoring.log SECOND=http://localhost:$SECOND_PORT
  env TMUX_ORC_HTTP_PORT="$SECOND_PORT" TMUX_ORC_STORAGE_PATH="$folder/monitor.db" TMUX_ORC_LOG_FILE="$SECOND_LOG" \
    "${variables[@]}" tmux-orchestrator-monitor >"$folder/out" 2>&1 &
  daemon=$!
  export SECOND_DAEMON=$daemon
  curl -s -o /dev/null --retry 50 --retry-delay 1 --retry-connrefused --max-time 20 "$SECOND/readyz" || true
  TMUX_ORC_STORAGE_PATH=$folder/monitor.db TMUX_ORC_HTTP_PORT=$SECOND_PORT bash -o pipefail -c "$1" || status=$?
  kill "$daemon"
  wait "$daemon"
  return "$status"
}

# prometheus_says EXPRESSION: whether a Prometheus that scrapes the daemon has data for it.
prometheus_says() {
  curl -sf "http://localhost:$PROMETHEUS_PORT/api/v1/query" --data-urlencode "query=$1" | grep -F '"value":['
}

# status_of PATH [ADDRESS]: the status of an HTTP answer.
status_of() {
  curl -s -o /dev/null -w '%{http_code}\n' "${2:-http://localhost:$PORT}$1"
}

# soon COMMAND: tries it until it works, for five seconds.
soon() {
  local i
  for i in {1..50}; do
    bash -o pipefail -c "$1" && return 0
    sleep 0.1
  done
  return 1
}
export -f status_of soon
