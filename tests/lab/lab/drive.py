"""Drives one agent through its states and keeps a screen of each.

Whether a state was reached is asked of the model's stand-in and of the processes, never of the screen;
a screen whose state was not reached is not kept, and said so.
"""
import signal
import time
import traceback

from . import install, place
from .pane import Pane, kill_tree

PROMPTS = {
    "quick": "what is the answer to the question we had",
    "slow": "refactor the parser into smaller functions please",
    "silent": "think about the architecture of this project",
    "think": "find out why the cache is never hit",
    "shell": "create a marker file in the home folder",
    "sleep": "run the long test suite",
    "edit": "let the README greet the whole world",
    "write": "write some notes into a new file",
    "fetch": "read the documentation on the web",
    "ask": "set up the database", "ask-many": "set up the project",
    "plan": "make a plan for the renaming",
    "background": "run the server in the background",
    "todo": "make a list of what is to be done and do it",
    "long": "list every module with what it does",
    "prose": "explain what the status line of such a tool means",
    "crash-words": "note that the tests failed with a Traceback and the worker was Killed",
}
GROUPS = ("first", "start", "answers", "work", "permissions", "modes", "views", "refusals", "tools", "subscriber", "end")


class NotReached(Exception):
    pass


class Drive:
    def __init__(self, agent, size, recorder, log=print):
        self.agent, self.recorder, self.log = agent, recorder, log
        self.width, self.height = (int(n) for n in size.split("x"))
        self.name = f"{agent.name}-{size}"
        self.pane = None

    # --- moves --------------------------------------------------------------------------------------
    def open(self, command=None, variables=None, home=place.HOME, folder="work"):
        if self.pane:
            self.pane.close()
        if self.agent.name == "codex":
            install.codex_home(self.name)
        variables = dict(self.agent.variables if variables is None else variables)
        if home != place.HOME:
            variables.pop("CODEX_HOME", None)
        self.pane = Pane(self.name, self.width, self.height, variables, home, folder)
        time.sleep(1)
        if command != "":
            self.pane.type(command or self.agent.command)
            self.pane.keys("Enter")
            self.await_start()
            if self.pane.in_shell():
                raise NotReached("it did not start")

    def await_start(self, patience=90):
        """Until the agent is in front, has drawn something, and its screen stands still."""
        typed, end = self.pane.screen(), time.time() + patience
        while time.time() < end and (self.pane.in_shell() or self.pane.screen().strip() == typed.strip()):
            time.sleep(0.5)
        time.sleep(self.agent.start)
        self.pane.rest()
        self.pane.settle(still=4.0, timeout=60)

    def say(self, scenario, text=None):
        """Types the prompt and sends it; returns the moment before it was sent."""
        self.pane.model(scenario)
        self.pane.type(text or PROMPTS.get(scenario.partition("+")[0].rpartition(":")[2], "go on with the task"))
        at = time.time()
        self.pane.keys("Enter")
        return at

    def must(self, *events, after, timeout=60):
        found = self.pane.await_event(*events, after=after, timeout=timeout)
        if not found:
            raise NotReached("no " + " or ".join(events))
        return found

    def must_not(self, *events, after, wait):
        if self.pane.await_event(*events, after=after, timeout=wait):
            raise NotReached("it went on: " + " ".join(events))

    def must_live(self):
        if self.pane.in_shell():
            raise NotReached("the agent is gone")

    def answered(self, scenario, timeout=90):
        after = self.say(scenario)
        self.must("told", after=after, timeout=timeout)
        time.sleep(1)
        if not self.pane.settle():
            raise NotReached("it never stood still")

    def keep(self, label, step, also=None):
        if label not in ("crashed", "exited", "shell"):
            self.must_live()
        self.recorder.keep(self.pane, label, step, also)

    def interrupt(self, clear=True):
        self.pane.keys(*self.agent.interrupt)
        time.sleep(2)
        self.pane.settle(timeout=8)
        if clear:
            self.pane.keys(*self.agent.clear)
            time.sleep(0.7)

    # --- groups -------------------------------------------------------------------------------------
    def first(self):
        """A home in which the agent never ran: its questions, one after the other."""
        if self.agent.first:
            self.attempt(self.newcomer, self.agent.command, self.agent.variables, self.agent.first)
        if self.agent.login:
            keyless = {k: v for k, v in self.agent.variables.items() if "{key}" not in v}
            self.attempt(self.newcomer, self.agent.login_command or self.agent.command, keyless, self.agent.login)
        if self.agent.trust:
            self.attempt(self.strange_folder)

    def newcomer(self, command, variables, questions):
        self.open(command, variables, home=place.newcomer(self.agent.name))
        time.sleep(8)  # some unpack themselves at first
        self.pane.settle()
        for step, keys in questions:
            if step:
                self.keep("waiting_input", "first-" + step)
            self.pane.keys(*keys)
            time.sleep(4)
            self.pane.settle()

    def strange_folder(self):
        """It asks whether to trust the folder: a prompt that is typed then goes to no model."""
        folder = f"strange-{time.time():.0f}"  # a new one each time: what was trusted once is trusted
        install.strange(folder)
        self.open(folder=folder)
        self.must_live()
        seen = self.recorder.glance(self.pane)
        self.must_not("asked", after=self.say("quick"), wait=10)
        self.recorder.keep(self.pane, "waiting_input", "trust-folder", seen=seen)

    def start(self):
        self.open(command="")
        self.keep("shell", "never-started")
        self.open()
        self.keep("idle", "fresh")
        self.pane.type("please rename the parser module")
        self.pane.settle(timeout=8)
        self.keep("unsubmitted", "typed")
        for line in (" and its tests", "and say what else was to be changed"):
            self.pane.keys(*self.agent.newline)
            self.pane.type(line)
        self.pane.settle(timeout=8)
        self.keep("unsubmitted", "typed-lines")

    def answers(self):
        self.open()
        for scenario in ("quick", "long", "prose", "crash-words"):
            self.answered(scenario)
            self.keep("idle", "answered-" + scenario)

    def work(self):
        self.open()
        for scenario, event in (("silent", "asked"), ("think", "first"), ("slow", "first")):
            after = self.say(scenario)
            self.must(event, after=after)
            time.sleep(4)
            self.must_not("told", "left", after=after, wait=0.2)
            self.keep("working", scenario + "-4s")
            if scenario == "slow":
                time.sleep(9)
                self.keep("working", "slow-13s")
            if scenario == "silent":
                time.sleep(14)
                self.keep("working", "silent-18s")
            self.must_not("told", "left", after=after, wait=0.3)
            if scenario == "slow":
                self.pane.type("one more thing")
                self.keep("working", "typed-ahead")
                self.pane.keys(*self.agent.clear)
                time.sleep(0.5)
            self.interrupt(clear=False)
            self.must("left", after=after, timeout=5)
            self.keep("idle", "interrupted-" + scenario, also=["unsubmitted"])
            self.pane.keys(*self.agent.clear)
        after = self.say("soon", "first this")
        self.must("first", after=after)
        self.pane.type("and then that")
        self.pane.keys("Enter")
        time.sleep(1)
        self.keep("working", "queued")
        self.compacting()

    def compacting(self):
        self.open()
        self.answered("quick")
        self.answered("quick")
        self.pane.model("all:silent")
        self.pane.type(self.agent.compact)
        after = time.time()
        self.pane.keys("Enter")
        self.must_any_asked(after)
        time.sleep(4)
        self.keep("working", "compacting-4s")
        time.sleep(8)
        self.keep("working", "compacting-12s")

    def must_any_asked(self, after):
        end = time.time() + 15
        while time.time() < end:
            if any(e["event"] == "asked" for e in self.pane.events(after)):
                return
            time.sleep(0.2)
        raise NotReached("nothing was asked")

    def permissions(self):
        for task in self.agent.tasks:
            self.attempt(self.permission, task)

    def permission(self, task):
        """The tool was called and its result does not come: the agent waits for the person."""
        place.outside(place.WORK / f"README-{self.name}.md").write_text("hello\n")
        place.outside(place.WORK / f"notes-{self.name}.txt").unlink(missing_ok=True)
        self.open(self.agent.careful or None)
        self.answered("quick")
        self.pane.keys(*self.agent.before.get(task, ()))
        after = self.say(task)
        self.must("called", after=after)
        self.await_question(after)
        self.keep("waiting_input", "permission-" + task if task not in ("ask", "ask-many", "plan") else "question-" + task)
        if not task.startswith("ask"):
            self.pane.keys("Down")
            time.sleep(1)
            self.keep("waiting_input", task + "-second-option")
            self.deny(task)
        elif self.agent.ask_stays:
            return
        else:
            self.pane.keys("Escape")
        time.sleep(4)
        self.pane.settle()
        if any(e["event"] == "called" for e in self.pane.events(after)[-1:]) or not self.open_request(after):
            self.keep("idle", "denied-" + task, also=["unsubmitted"])

    def deny(self, task):
        for key in self.agent.deny[:-1]:
            self.pane.keys(key)
            time.sleep(1)
            self.keep("waiting_input", task + "-rejecting")
        self.pane.keys(self.agent.deny[-1])

    def await_question(self, after, quiet=8.0):
        """Until the tool was called for so long that its result would have come."""
        while True:
            last = [e for e in self.pane.events(after) if e.get("main", True)][-1]
            if last["event"] == "told" or time.time() - after > 60:
                raise NotReached("it was not asked about")
            if last["event"] == "called" and last["action"] != "read" and time.time() - last["at"] > quiet:
                self.pane.rest()
                return self.pane.settle()
            time.sleep(0.3)

    def open_request(self, after):
        asked = [e for e in self.pane.events(after) if e["event"] == "asked" and e["main"]]
        ended = [e for e in self.pane.events(after) if e["event"] in ("told", "left", "refused", "called", "no-tool") and e.get("main", True)]
        return len(asked) > len(ended)

    def modes(self):
        self.open()
        for mode in self.agent.modes:
            self.pane.keys(*self.agent.next_mode)
            time.sleep(1.5)
            self.keep("idle", "mode-" + mode)
        if self.agent.modes:
            after = self.say("slow")
            self.must("first", after=after)
            time.sleep(3)
            self.keep("working", "slow-in-mode")

    def views(self):
        for step, keys in self.agent.holds:
            self.attempt(self.view, step, keys)

    def view(self, step, keys):
        self.open()
        self.answered("quick")
        self.pane.keys(*keys)
        time.sleep(3)
        self.pane.settle(timeout=6)
        self.keep("hold", step)

    def refusals(self):
        for label, names in (("rate_limited", self.agent.limits), ("error", self.agent.errors)):
            for name in names:
                self.attempt(self.refusal, label, name)

    def refusal(self, label, name):
        self.open()
        self.answered("quick")
        after = self.say(name)
        self.must("refused", after=after)
        time.sleep(5)
        self.keep(label, name + "-5s")
        time.sleep(13)
        self.keep(label, name + "-18s")

    def tools(self):
        """Tools that run without a question."""
        if self.agent.yolo:
            for step in (self.long_command, self.list_of_tasks, self.edited, self.background):
                self.attempt(step)

    def long_command(self):
        self.open(self.agent.yolo)
        self.keep("idle", "yolo-fresh")
        after = self.say("sleep")
        self.must("called", after=after)
        for pause, step in ((4, "tool-4s"), (8, "tool-12s")):
            time.sleep(pause)
            self.must_not("told", after=after, wait=0.2)
            self.keep("working", step)
        self.interrupt(clear=False)
        self.keep("idle", "tool-interrupted", also=["unsubmitted"])

    def list_of_tasks(self):
        self.open(self.agent.yolo)
        after = self.say("todo+slow")
        self.must("first", after=after)
        time.sleep(3)
        self.keep("working", "todo")

    def edited(self):
        self.open(self.agent.yolo)
        after = self.say("write+quick")
        self.must("told", after=after)
        time.sleep(1)
        self.pane.settle()
        self.keep("idle", "written")

    def background(self):
        self.open(self.agent.yolo)
        after = self.say("background")
        self.must("told", after=after)
        time.sleep(2)
        self.keep("idle", "background", also=["working"])

    def subscriber(self):
        """Claude Code knows a subscriber's limits by headers that it reads only with an account's token."""
        if self.agent.name != "claude":
            return
        variables = {k: v for k, v in self.agent.variables.items() if k != "ANTHROPIC_AUTH_TOKEN"}
        variables["CLAUDE_CODE_OAUTH_TOKEN"] = "sk-ant-lab-{key}"
        for name in ("limit-session", "limit-weekly", "limit-opus"):
            self.attempt(self.subscriber_limit, name, variables)

    def subscriber_limit(self, name, variables):
        self.open(variables=variables)
        after = self.say(name)
        self.must("refused", after=after)
        time.sleep(4)
        self.keep("rate_limited", name, also=["waiting_input"])  # it asks at once what is to be done
        self.pane.keys("Escape")
        time.sleep(3)
        self.keep("rate_limited", name + "-dismissed")

    def end(self):
        for step, number in (("sigkill", signal.SIGKILL), ("sigterm", signal.SIGTERM)):
            self.attempt(self.killed, step, number)
        self.open()
        self.answered("quick")
        self.pane.keys(*self.agent.quit)
        for _ in range(20):
            if self.pane.in_shell():
                break
            time.sleep(0.5)
        time.sleep(2)
        if not self.pane.in_shell():
            raise NotReached("it did not quit")
        self.keep("exited", "quit")

    def killed(self, step, number):
        self.open()
        after = self.say("slow")
        self.must("first", after=after)
        time.sleep(3)
        kill_tree(self.pane.foreground(), number)
        time.sleep(3)
        if not self.pane.in_shell():
            raise NotReached("it lives on")
        self.keep("crashed" if number == signal.SIGKILL else "exited", step)
        if number == signal.SIGKILL:
            self.pane.keys("C-c")
            self.pane.type("reset; " + self.agent.command)
            self.pane.keys("Enter")
            self.await_start()
            self.keep("idle", "restarted")

    # --- all ----------------------------------------------------------------------------------------
    def attempt(self, step, *args):
        try:
            step(*args)
        except NotReached as why:
            self.log(f"{self.name}: {step.__name__} {' '.join(str(a) for a in args if isinstance(a, str))}: not reached: {why}")
        except Exception:
            self.log(f"{self.name}: {step.__name__}: {traceback.format_exc(limit=2)}")

    def run(self, groups=GROUPS):
        for group in groups:
            if self.agent.login_only and group != "first":
                continue
            self.attempt(getattr(self, group))
        if self.pane:
            self.pane.close()
