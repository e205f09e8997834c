"""One pane of the lab: keys in, screens out, and what its model was asked."""
import json
import os
import signal
import subprocess
import time

from . import place
from .box import tmux

FIELDS = ["pane_current_command", "pane_pid", "pane_width", "pane_height", "cursor_x", "cursor_y", "alternate_on", "cursor_flag", "mouse_any_flag", "pane_title"]


class Pane:
    """Lifecycle: 1. made, with a shell in the lab's work folder; 2. driven; 3. closed."""

    def __init__(self, name, width, height, variables=None, home=place.HOME, folder="work"):
        self.name = name
        (place.WANTED / name).write_text("quick")
        (place.EVENTS / name).write_text("")
        tmux("kill-session", "-t", "=" + name)
        empty = f"rm -rf {home}; " if home != place.HOME else ""
        shell = f"{empty}mkdir -p {home}/{folder}; cd {home}/{folder}; export HOME={home}; exec bash --rcfile {place.HOME}/.bashrc -i"
        given = [word for k, v in (variables or {}).items() for word in ("-e", f"{k}={v.format(key=name)}")]
        done = tmux("new-session", "-d", *given, "-s", name, "-x", str(width), "-y", str(height), "-P", "-F", "#{pane_id}", shell)
        self.id = done.stdout.strip()
        if not self.id:
            raise RuntimeError(done.stderr)

    def close(self):
        """Some agents outlive their terminal: they are ended, not only hung up."""
        pid = self.facts().get("pane_pid", "")
        if pid.isdigit():
            kill_tree(int(pid), signal.SIGKILL)
        tmux("kill-session", "-t", "=" + self.name)

    # --- in -----------------------------------------------------------------------------------------
    def keys(self, *keys):
        """Keys by tmux's names; a word of more than one letter that is none is typed as text."""
        for key in keys:
            if len(key) > 1 and (key.startswith("/") or " " in key):
                tmux("send-keys", "-t", self.id, "-l", key)
                time.sleep(0.8)
            else:
                tmux("send-keys", "-t", self.id, key)
            time.sleep(0.25)

    def type(self, text):
        tmux("send-keys", "-t", self.id, "-l", text)
        time.sleep(1.2)

    def model(self, scenario):
        (place.WANTED / self.name).write_text(scenario)

    # --- out ----------------------------------------------------------------------------------------
    def screen(self):
        return tmux("capture-pane", "-p", "-t", self.id).stdout

    def row(self, y):
        return tmux("capture-pane", "-e", "-p", "-S", str(y), "-E", str(y), "-t", self.id).stdout.rstrip("\n")

    def facts(self):
        values = tmux("display-message", "-p", "-t", self.id, "\n".join("#{%s}" % f for f in FIELDS)).stdout.split("\n")
        return dict(zip(FIELDS, values))

    def foreground(self):
        """The pid of the terminal's foreground group; proc_pid_stat(5), field 8."""
        try:
            stat = open(f"/proc/{self.facts()['pane_pid']}/stat").read()
            return int(stat.rpartition(")")[2].split()[5])
        except (OSError, ValueError):
            return 0

    def argv(self):
        try:
            return open(f"/proc/{self.foreground()}/cmdline").read().rstrip("\0").split("\0")
        except OSError:
            return []

    def in_shell(self):
        return self.foreground() == int(self.facts().get("pane_pid") or -1)

    def settle(self, still=1.5, timeout=20.0):
        """Waits until the screen has not changed for `still` seconds."""
        end, seen, since = time.time() + timeout, None, time.time()
        while time.time() < end:
            now = self.screen()
            if now != seen or not now.strip():
                seen, since = now, time.time()
            elif time.time() - since >= still:
                return True
            time.sleep(0.2)
        return False

    def rest(self, timeout=30.0):
        """Waits until the agent's processes want no processor for a second and a half: one that is starved on a busy
        machine is not yet where its keys have sent it. proc_pid_stat(5), field 3."""
        end, calm, pids = time.time() + timeout, 0, tree(self.foreground())
        while calm < 15 and time.time() < end:
            calm = 0 if any(state(p) == "R" for p in pids) else calm + 1
            time.sleep(0.1)

    # --- the model's side ---------------------------------------------------------------------------
    def events(self, after=0.0):
        lines = (place.EVENTS / self.name).read_text().splitlines()
        return [e for e in map(json.loads, lines) if e["at"] > after]

    def await_event(self, *kinds, after, timeout=30.0):
        """The first of such events of the main conversation after the moment, or None."""
        end = time.time() + timeout
        while time.time() < end:
            for e in self.events(after):
                if e["event"] in kinds and e.get("main", True):
                    return e
            time.sleep(0.1)
        return None


def children(pid):
    return [int(p) for p in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()]


def state(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def tree(pid):
    return [pid] + [p for child in children(pid) for p in tree(child)] if pid else []


def kill_tree(pid, number):
    """The children first: an agent whose helper lives on would still hold the terminal."""
    for child in children(pid):
        kill_tree(child, number)
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
