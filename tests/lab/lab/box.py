"""The box: a namespace of network and mounts with loopback alone, in which the agents and the model's stand-in live.

`python3 -m lab.box` runs inside `unshare` (see `start`): it mounts the lab as /home/dev over an empty /home, raises
loopback, serves the model and starts the tmux server. The server's socket is a file, so tmux clients and
the monitor reach it from outside; nothing in the box reaches out. It ends with the tmux server.
"""
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

from . import mock_api, place

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1  # netdevice(7)


def raise_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(s, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def mount_homes():
    """dev's home is the lab's; everybody else's is hidden."""
    def mount(*args):
        subprocess.run(["mount", *args], check=True)
    root = os.open(place.ROOT, os.O_PATH)
    mount("-t", "tmpfs", "tmpfs", "/home")
    if str(place.ROOT).startswith("/home/"):
        place.ROOT.mkdir(parents=True)
        mount("--bind", f"/proc/{os.getpid()}/fd/{root}", str(place.ROOT))
    os.mkdir(place.HOME)
    mount("--bind", str(place.ROOT / "home"), str(place.HOME))


def environment():
    """An empty environment but for what a terminal has; the path holds the agents, node and the system."""
    node = os.path.dirname(shutil.which("node") or "/usr/bin/node")
    path = f"{place.HOME / place.PREFIX / 'bin'}:{place.MORE / 'bin'}:{node}:/usr/local/bin:/usr/bin:/bin"
    return {"HOME": str(place.HOME), "PATH": path, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "TZ": "UTC"}


def tmux(*args, **more):
    """A client with the box's environment: tmux takes a new pane's PATH from it."""
    return subprocess.run(["tmux", "-u", "-S", str(place.SOCKET), *args], capture_output=True, text=True, env=environment(), **more)


def alive():
    return tmux("has-session", "-t", "=lab").returncode == 0


def main():
    raise_loopback()
    mount_homes()
    threading.Thread(target=mock_api.serve, daemon=True).start()
    ctypes.CDLL(None).sethostname(b"box", 3)
    subprocess.run(["tmux", "-u", "-S", str(place.SOCKET), "-f", "/dev/null", "new-session", "-d", "-s", "lab", "-x", "80", "-y", "24",
                    "-c", str(place.HOME), "cat"], env=environment(), check=True)
    while alive():
        time.sleep(2)
    end_leftovers()


def end_leftovers():
    """Agents leave servers of their own behind, which would answer for the next box's: whoever is in this network ends."""
    own = os.readlink("/proc/self/ns/net")
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and int(entry) != os.getpid() and os.readlink(f"/proc/{entry}/ns/net") == own:
                os.kill(int(entry), signal.SIGKILL)
        except OSError:
            continue


def start():
    """Starts the box, if it does not run, and waits for its tmux server."""
    if alive():
        return
    for folder in ("home/work", "run/wanted", "run/events", "run/tools"):
        (place.ROOT / folder).mkdir(parents=True, exist_ok=True)
    rights = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    with open(place.ROOT / "run" / "box.log", "w") as log:
        subprocess.Popen(["unshare", *rights, "--net", "--mount", "--uts", "--propagation", "private", sys.executable, "-m", "lab.box"],
                         cwd=os.path.dirname(os.path.dirname(os.path.abspath(__file__))), stdout=log, stderr=log, start_new_session=True)
    for _ in range(50):
        if alive():
            return
        time.sleep(0.2)
    raise SystemExit(f"the box did not start, see {place.ROOT}/run/box.log")


def stop():
    tmux("kill-server")


if __name__ == "__main__":
    main()
