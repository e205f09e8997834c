"""Where the lab lies on the disk, outside and inside its box.

Inside, the lab's folder is mounted as the home of a person called dev, so that screens name no path
of the machine that they were recorded on.
"""
import os
from pathlib import Path

ROOT = Path(os.environ.get("ORC_LAB", Path.home() / "orc-lab"))
SOCKET = ROOT / "run" / "tmux.sock"
WANTED = ROOT / "run" / "wanted"    # one file a pane: what its model is to do next
EVENTS = ROOT / "run" / "events"    # one file a pane: what its model was asked and did
TOOLS = ROOT / "run" / "tools"      # one file an API: the tools that an agent offered it

HOME = Path("/home/dev")            # inside the box
WORK = HOME / "work"
PREFIX = ".npm-global"
MORE = HOME / ".npm-more"           # a newer node than the machine's
PORT = 8099


def installed() -> bool:
    return (ROOT / "home" / PREFIX / "bin").is_dir()


def outside(path: Path) -> Path:
    """The path on the machine of what the box calls `path`."""
    return ROOT / "home" / path.relative_to(HOME)


def newcomer(agent: str) -> Path:
    """A home in which the agent never ran."""
    return Path("/home") / f"ann-{agent}"
