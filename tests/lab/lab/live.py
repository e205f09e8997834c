"""The monitor watches real agents while they are driven; its history is held against the driver's log."""
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path

from . import box
from .agents import AGENTS
from .drive import Drive, NotReached
from .pane import kill_tree
from .score import Driven, Said, lateness, percentile, strays

# The settings' defaults by which a state is said late on purpose; config/monitor.json, `detection`.
HOLDS = {"idle": 2.0, "unknown": 3.0, "unsubmitted": 2.0, "exited": 0.9, "crashed": 0.9, "leaving working": 2.0}
CYCLE = 1.0
STAY = 8.0
# Passages between two states: whatever is said of them, they are not judged.
PASSAGES = ("typing", "sent", "start", "start again", "leaving", "asking", "cancelled")


class LiveDrive(Drive):
    """Logs what it drives the agent into, at the moment that it knows of."""

    def __init__(self, agent, size):
        super().__init__(agent, size, recorder=None)
        self.driven = []

    def note(self, at, name, *states):
        self.driven.append(Driven(at, name, frozenset(states)))

    def stay(self):
        time.sleep(STAY)

    def begin(self):
        self.open("")
        self.pane.type(self.agent.careful or self.agent.command)
        self.note(time.time(), "start", "starting", "idle", "unknown", "working", "waiting_input", "unsubmitted")
        self.pane.keys("Enter")
        self.await_start()
        self.note(time.time(), "idle", "idle")
        self.stay()

    def type_and_send(self, scenario):
        """Typing is a state of its own: the text stands there unsent."""
        self.pane.model(scenario)
        previous = self.driven[-1].states
        self.note(time.time(), "typing", "unsubmitted", *previous)
        self.pane.type("please go on with the next part of the task")
        sent = time.time()
        # From here it may show work, though its first request may come seconds later.
        self.note(sent, "sent", "unsubmitted", "working", *previous)
        self.pane.keys("Enter")
        return sent

    def work_and_stop(self):
        sent = self.type_and_send("slow")
        self.note(self.must("asked", after=sent)["at"], "work", "working")
        self.stay()
        self.pane.keys(*self.agent.interrupt)
        self.note(self.must("left", after=sent)["at"], "interrupted", "idle", "unsubmitted")
        self.stay()
        self.pane.keys(*self.agent.clear)

    def work_and_end(self):
        sent = self.type_and_send("soon")
        self.note(self.must("asked", after=sent)["at"], "work", "working")
        self.note(self.must("told", after=sent)["at"], "answered", "idle")
        self.stay()

    def permission(self, task="shell"):
        sent = self.type_and_send(task)
        self.note(self.must("asked", after=sent)["at"], "asking", "working", "waiting_input", "idle")
        self.must("called", after=sent)
        self.note(self.see(self.agent.asks), "permission", "waiting_input")
        self.stay()
        pressed = time.time()
        self.pane.keys("Escape")
        self.note(pressed, "denied", "idle", "working", "unsubmitted")
        self.stay()
        self.pane.keys(*self.agent.clear)

    def see(self, words, timeout=40):
        """When the screen first shows the words; looked at ten times a second."""
        end = time.time() + timeout
        while time.time() < end:
            if words in self.pane.screen():
                return time.time()
            time.sleep(0.1)
        raise NotReached(f"no {words!r} on the screen")

    def refused(self, scenario, state):
        sent = self.type_and_send(scenario)
        self.note(self.must("refused", after=sent)["at"], scenario, state, *self.agent.also.get(scenario, []))
        self.stay()
        # A turn that is cancelled may vanish, and the refusal of the one before is the last word again.
        self.note(time.time(), "cancelled", "idle", "unsubmitted", "rate_limited", "error", *self.agent.also.get(scenario, []))
        self.pane.keys(*self.agent.interrupt)
        time.sleep(3)
        self.pane.keys(*self.agent.dismiss, *self.agent.clear)
        time.sleep(3)

    def kill(self):
        sent = self.type_and_send("slow")
        self.note(self.must("asked", after=sent)["at"], "work", "working")
        self.stay()
        at = time.time()
        kill_tree(self.pane.foreground(), signal.SIGKILL)
        self.note(at, "killed", "crashed", "exited")
        self.stay()

    def leave(self):
        self.pane.keys("C-c")
        self.pane.type("reset; " + (self.agent.careful or self.agent.command))
        self.note(time.time(), "start again", "starting", "idle", "unknown", "working", "exited", "crashed", "unsubmitted")
        self.pane.keys("Enter")
        self.await_start()
        self.note(time.time(), "idle again", "idle")
        self.stay()
        self.note(time.time(), "leaving", "idle", "unsubmitted", "exited", "working", "waiting_input")
        self.pane.keys(*self.agent.quit)
        for _ in range(100):
            if self.pane.in_shell():
                break
            time.sleep(0.1)
        self.note(time.time(), "left", "exited", "crashed")
        self.stay()

    def drive(self):
        steps = [self.begin, self.work_and_stop, self.work_and_end]
        if "shell" in self.agent.tasks:
            steps.append(self.permission)
        steps += [lambda: self.refused("limit", "rate_limited"), lambda: self.refused("boom", "error"), self.kill, self.leave]
        for step in steps:
            try:
                step()
            except NotReached as why:
                self.log(f"{self.name}: {getattr(step, '__name__', 'step')}: not reached: {why}")
        self.end = time.time()


class Monitor:
    """The daemon on the lab's tmux server, with its defaults; ends with the block."""

    def __init__(self, programs, folder):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.client = str(Path(programs, "tmux-orc"))
        config = Path(folder, "monitor.json")
        config.write_text(json.dumps({"http": {"port": self.port}, "storage": {"path": str(Path(folder, "state.db"))},
                                      "tmux": {"socket_path": str(box.place.SOCKET), "discover": False}}))
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TMUX", "XDG_"))}
        self.environment = {**kept, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        self.log = open(Path(folder, "daemon.log"), "wb")
        self.process = subprocess.Popen([str(Path(programs, "tmux-orchestrator-monitor")), "--config", str(config)],
                                        env=self.environment, stdout=self.log, stderr=self.log)

    def ask(self, *words):
        done = subprocess.run([self.client, *words, "--json", "--url", f"http://127.0.0.1:{self.port}"], capture_output=True, text=True, env=self.environment)
        return json.loads(done.stdout)["items"] if done.returncode == 0 else None

    def __enter__(self):
        for _ in range(100):
            if self.ask("agents") is not None:
                return self
            time.sleep(0.2)
        raise RuntimeError("the daemon does not answer: " + Path(self.log.name).read_text())

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def history(self, session):
        """What was said of the agent in that session's pane, oldest first."""
        found = [a for a in self.ask("agents") if a.get("session") == session or f"/{session}:" in a.get("name", "")]
        return [Said(datetime.fromisoformat(h["at"].replace("Z", "+00:00")).timestamp(), h["to"])
                for a in found for h in self.ask("history", a["id"], "--limit", "1000")]


def tell(agent, drive, history):
    rows = lateness(drive.driven, history, drive.end)
    for one, seconds, state in rows:
        if one.name not in PASSAGES:
            when = "never" if seconds is None else f"{seconds:5.2f} s"
            print(f"{agent:9} {one.name:14} {'/'.join(sorted(one.states))[:34]:34} {when:>8}  {state}")
    wrong = strays(drive.driven, history, drive.end, HOLDS, CYCLE)
    for state, begin, seconds in wrong:
        print(f"{agent:9} STRAY {state} for {seconds:.1f} s, {begin - drive.driven[0].at:.1f} s after the start")
    if wrong:
        start = drive.driven[0].at
        print("   driven", " ".join(f"{d.at - start:.1f}:{d.name}" for d in drive.driven))
        print("   said  ", " ".join(f"{h.at - start:.1f}:{h.state}" for h in sorted(history, key=lambda h: h.at)))
    return rows, wrong


def beyond_hold(row):
    _, seconds, state = row
    return max(0.0, seconds - HOLDS.get(state, 0.0))


def run(programs, names, size="110x36"):
    box.start()
    drives = [LiveDrive(AGENTS[n], size) for n in names]
    for d in drives:
        d.name = "live-" + d.name
    with tempfile.TemporaryDirectory() as folder, Monitor(programs, folder) as monitor:
        threads = [threading.Thread(target=d.drive) for d in drives]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        told = [tell(d.agent.name, d, monitor.history(d.name)) for d in drives]
        for d in drives:
            d.pane.close()
    rows = [r for found, _ in told for r in found if r[0].name not in PASSAGES]
    missed = [r for r in rows if r[1] is None]
    stray = sum(len(wrong) for _, wrong in told)
    worst = percentile([beyond_hold(r) for r in rows if r[1] is not None], 0.95) / CYCLE
    print(f"{len(rows)} states driven, {len(missed)} never seen, {stray} stray; lateness beyond the hold: 95 % within {worst:.2f} cycles (under 2 is asked)")
    return not missed and not stray and worst < 2
