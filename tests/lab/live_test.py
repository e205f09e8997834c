"""The live lab test. usage: live_test.py PROGRAMS [AGENT ...]; status 77: no lab is installed here."""
import shutil
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

from lab import live, place  # noqa: E402
from lab.agents import AGENTS  # noqa: E402


def main():
    programs, *names = sys.argv[1:]
    there = [n for n, a in AGENTS.items() if not a.login_only and (place.ROOT / "home" / place.PREFIX / "bin" / n).exists()]
    if not there or not shutil.which("unshare"):
        print(f"skipped: no lab in {place.ROOT}; scripts/lab install makes one, and $ORC_LAB says where")
        return 77
    return 0 if live.run(programs, names or there[:5]) else 1


if __name__ == "__main__":
    sys.exit(main())
