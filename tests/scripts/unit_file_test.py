"""systemd-analyze takes the unit as it is, with the program at the place of this build."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

UNIT = "tmux-orchestrator-monitor.service"
SHIPPED = (pathlib.Path(__file__).parents[2] / "config/systemd" / UNIT).read_text()


def complaints(text):
    """What systemd-analyze has to say of a unit with this text."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / UNIT
        path.write_text(text.replace("/usr/bin/tmux-orchestrator-monitor", DAEMON))
        ran = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True,
                             timeout=60, check=False)
    return "".join(line for line in (ran.stdout + ran.stderr).splitlines(True) if UNIT in line)


class UnitFile(unittest.TestCase):
    def test_is_accepted(self):
        self.assertEqual(complaints(SHIPPED), "")

    def test_a_mistake_in_it_would_be_found(self):
        self.assertNotEqual(complaints(SHIPPED.replace("Type=notify", "Type=notifi")), "")

    def test_lets_the_daemon_reach_the_tmux_servers_of_its_user(self):
        for line in SHIPPED.splitlines():
            for hides in ("PrivateTmp=", "ProtectProc=", "PrivateUsers=", "ProtectHome="):
                self.assertFalse(line.startswith(hides), line)


if __name__ == "__main__":
    DAEMON = sys.argv.pop(1)
    if not shutil.which("systemd-analyze"):
        print("skipped: systemd-analyze is not there")
        sys.exit(77)
    unittest.main()
