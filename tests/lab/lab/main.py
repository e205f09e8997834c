"""The lab's command line; scripts/lab calls it."""
import argparse
import threading
import time
from pathlib import Path

from . import box, compare, install, place
from .agents import AGENTS
from .drive import GROUPS, Drive
from .record import Recorder


SCREENS = Path(__file__).resolve().parents[2] / "data" / "screens"


def record(args):
    box.start()
    for size in args.sizes:
        threads = []
        for name in args.agents:
            agent = AGENTS[name]
            recorder = Recorder(args.out, agent, install.version_of(agent.package))
            drive = Drive(agent, size, recorder, log=lambda s: print(time.strftime("%H:%M:%S"), s, flush=True))
            threads.append(threading.Thread(target=drive.run, args=(args.groups,)))
        for t in threads:
            t.start()
            time.sleep(1)
        for t in threads:
            t.join()
        print(time.strftime("%H:%M:%S"), size, "done", flush=True)


def words(text):
    return text.split(",")


def main():
    parser = argparse.ArgumentParser(prog="scripts/lab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("install", help="the agents from the npm registry, and their configuration")
    one.add_argument("--agents", type=words, default=list(AGENTS))
    one.add_argument("--version", action="append", default=[], metavar="AGENT=VERSION", help="another than the newest")
    one = commands.add_parser("record", help="drive the agents and keep their screens")
    one.add_argument("out")
    one.add_argument("sizes", nargs="*", default=["120x40"])
    one.add_argument("--agents", type=words, default=list(AGENTS))
    one.add_argument("--groups", type=words, default=GROUPS, help=",".join(GROUPS))
    one = commands.add_parser("compare", help="what a newer recording shows otherwise")
    one.add_argument("old")
    one.add_argument("new")
    one = commands.add_parser("judge", help="how many screens of a folder the rules read right")
    one.add_argument("folder")
    one = commands.add_parser("renew", help="install the newest agents, record, and compare with the tree's screens")
    one.add_argument("out")
    one.add_argument("sizes", nargs="*", default=["120x40"])
    one.add_argument("--agents", type=words, default=list(AGENTS))
    one.add_argument("--groups", type=words, default=GROUPS)
    for p in list(commands.choices.values())[-3:]:
        p.add_argument("--explain", default="build/dev/runtime/app/tmux-orc", metavar="PATH", help="the tmux-orc that judges")
    commands.add_parser("start", help="the box alone: tmux -S " + str(place.SOCKET))
    commands.add_parser("stop", help="end the box and all in it")
    args = parser.parse_args()
    run(args)


def run(args):
    if args.command in ("install", "renew"):
        install.install(args.agents, dict(v.split("=", 1) for v in getattr(args, "version", [])))
        install.configure()
    if args.command in ("record", "renew"):
        record(args)
    if args.command == "renew":
        compare.compare(args.explain, SCREENS, args.out)
    elif args.command == "compare":
        compare.compare(args.explain, args.old, args.new)
    elif args.command == "judge":
        compare.judge(args.explain, args.folder)
    elif args.command == "start":
        box.start()
    elif args.command == "stop":
        box.stop()


if __name__ == "__main__":
    main()
