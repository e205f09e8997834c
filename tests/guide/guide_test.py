#!/usr/bin/env python3
"""Holds guide.md against the programs: every row is tried on the demo.

usage: guide_test.py PROGRAMS            PROGRAMS: the folder with tmux-orc and tmux-orchestrator-monitor
       guide_test.py --names GUIDE.md    prints what an operations guide names and names.txt does not
"""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parents[1]
STATES = ("passing", "instead", "pending", "outside")
AGENTS = 12  # of scripts/demo/start


class Row:
    def __init__(self, line):
        cells = [c.strip() for c in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        self.name, tried, state = (c.replace(r"\|", "|") for c in cells)
        self.tried = self.plain(self.name if tried == "=" else tried)
        self.state, _, self.reason = (part.strip() for part in state.partition(":"))

    @staticmethod
    def plain(cell):
        return cell[1:-1] if cell.startswith("`") and cell.endswith("`") else cell

    def faults(self):
        if self.state not in STATES:
            yield f"no such state: {self.state}"
        if self.state != "passing" and not self.reason:
            yield f"{self.state} without a reason"
        if self.state in ("passing", "instead") and not self.tried:
            yield "is said to work, and is not tried"


def rows():
    heads = ("| the guide names ", "| state ", "| `passing` ", "| `instead` ", "| `pending` ", "| `outside` ", "|---")
    lines = (HERE / "guide.md").read_text().splitlines()
    return [Row(line) for line in lines if line.startswith("|") and not line.startswith(heads)]


def names():
    return [line for line in (HERE / "names.txt").read_text().splitlines() if line and not line.startswith("#")]


def table_faults(table):
    for row in table:
        yield from (f"{row.name}: {fault}" for fault in row.faults())
    told = "\n".join(row.name for row in table)
    yield from (f"the guide names {name}, and no row does" for name in names() if name not in told)


def named_in(guide):
    """Whatever a guide's code could be tried with."""
    blocks = re.findall(r"```\w*\n(.*?)```", guide, re.S)
    code = [line.strip() for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", guide)
    patterns = (r"tmux-orc [a-z]+ --[a-z-]+(?: [a-z_]+)?", r"http://localhost:8080[^\s)\"]*", r"systemctl \S+ \S+", r"^(?:export )?([A-Z_]{8,}=\w+)",
                r"/var/[^\s\"]+", r"^(?:monitoring|agents|errors|components)\.[\w.*]+", r"alert: (\w+)", r"expr: (.+)", r"job_name: \S+",
                r"metrics_path: \S+", r"^(?:top|iostat|free|ps|tail|tmux|grep|find|watch) .+", r"health-check\.sh", r"^format .+")
    return sorted({found for line in code for pattern in patterns for found in re.findall(pattern, line)})


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fetched(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


def eventually(what, is_so, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return
        time.sleep(0.1)
    raise RuntimeError(f"never came: {what}")


class Demo:
    """The demo's agents, the daemon that watches them, and a Prometheus that scrapes it."""

    def __init__(self, programs, place):
        self.place = place
        self.port, self.prometheus_port, second = free_port(), free_port(), free_port()
        self.log, self.state = place / "log", place / "state"
        for folder in (self.log, self.state, place / "home", place / "agents"):
            folder.mkdir()
        self.tmux = place / f"tmux/tmux-{os.getuid()}/default"
        self.tmux.parent.mkdir(parents=True, mode=0o700)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TMUX", "XDG_")) and not k.lower().endswith("_proxy")}
        self.environment = kept | {
            "PATH": f"{programs}:{kept['PATH']}", "HOME": str(place / "home"), "TMUX_TMPDIR": str(place / "tmux"), "HISTFILE": "/dev/null",
            "PLACE": str(place), "PORT": str(self.port), "PROMETHEUS_PORT": str(self.prometheus_port), "SECOND_PORT": str(second),
            "TMUX_ORC_HTTP_PORT": str(self.port), "TMUX_ORC_STORAGE_PATH": str(self.state / "monitor.db"),
            "TMUX_ORC_LOG_FILE": str(self.log / "monitoring.log"), "TMUX_ORC_TMUX_DISCOVER": "false", "LC_ALL": "C.UTF-8"}
        self.children = []

    def start(self):
        subprocess.run([TREE / "scripts/demo/start", self.tmux, self.place / "agents"], env=self.environment, check=True)
        daemon = self.spawn("daemon", ["tmux-orchestrator-monitor"])
        self.environment["DAEMON"] = str(daemon.pid)
        address = f"http://127.0.0.1:{self.port}"
        eventually("all agents", lambda: len((fetched(f"{address}/api/v1/agents") or {"items": []})["items"]) == AGENTS)
        self.scrape()
        self.disturb(lambda: (fetched(f"{address}/health") or {}).get("status") == "healthy")

    def spawn(self, name, command):
        out = open(self.place / f"{name}.out", "wb")
        child = subprocess.Popen(command, env=self.environment, stdout=out, stderr=out)
        self.children.append(child)
        return child

    def scrape(self):
        config = self.place / "prometheus.yml"
        config.write_text("scrape_configs:\n- job_name: 'tmux-orchestrator'\n  metrics_path: '/metrics'\n  scrape_interval: 1s\n"
                          f"  static_configs:\n  - targets: ['localhost:{self.port}']\n")
        self.spawn("prometheus", ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={self.place}/tsdb",
                                  f"--web.listen-address=127.0.0.1:{self.prometheus_port}"])

    def disturb(self, is_well):
        """tmux is kept from answering until the daemon says so, and let go again."""
        pid = int(subprocess.check_output(["tmux", "-S", self.tmux, "display-message", "-p", "#{pid}"]))
        eventually("health", is_well)
        os.kill(pid, signal.SIGSTOP)
        try:
            eventually("trouble", lambda: not is_well())
        finally:
            os.kill(pid, signal.SIGCONT)
        eventually("health again", is_well)
        query = f"http://127.0.0.1:{self.prometheus_port}/api/v1/query?query=rate(agent_detection_errors[5m])"
        eventually("two scrapes", lambda: (fetched(query) or {}).get("data", {}).get("result"))

    def try_out(self, command):
        """Whether it works, and what it printed."""
        for place, here in (("localhost:8080", f"localhost:{self.port}"), ("/var/log/tmux-orchestrator", str(self.log)),
                            ("/var/lib/tmux-orchestrator", str(self.state))):
            command = command.replace(place, here)
        try:
            done = subprocess.run(["bash", "-o", "pipefail", "-c", f". {HERE}/helpers.sh; {command}"], cwd=TREE, env=self.environment,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        except subprocess.TimeoutExpired:
            return False, "it did not end within a minute"
        return done.returncode == 0, f"status {done.returncode}\n" + done.stdout.decode(errors="replace")[-600:]

    def end(self):
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        for child in self.children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        subprocess.run(["tmux", "-S", self.tmux, "kill-server"], stderr=subprocess.DEVNULL, check=False)


def broken_rows(table, demo):
    for row in table:
        if row.state == "outside" or not row.tried:
            continue
        works, said = demo.try_out(row.tried)
        if works and row.state == "pending":
            yield f"pending, but it works: {row.name}"
        elif not works and row.state != "pending":
            yield f"no longer works: {row.name}\n  $ {row.tried}\n  {said}"


def check(programs):
    table = rows()
    faults = list(table_faults(table))
    with tempfile.TemporaryDirectory(prefix="orc-guide-", ignore_cleanup_errors=True) as place:
        demo = Demo(programs, pathlib.Path(place))
        try:
            demo.start()
            faults += broken_rows(table, demo)
        finally:
            demo.end()
    for fault in faults:
        print(fault)
    counts = {state: sum(row.state == state for row in table) for state in STATES}
    print(f"guide: {len(table)} rows: " + ", ".join(f"{n} {state}" for state, n in counts.items()) + f"; {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--names":
        missing = [name for name in named_in(pathlib.Path(sys.argv[2]).read_text()) if not any(name in known for known in names())]
        print("\n".join(missing))
        sys.exit(1 if missing else 0)
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(check(sys.argv[1]))
