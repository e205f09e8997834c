"""scripts/health-check.sh against a server that answers what a test wants."""

import http.server
import pathlib
import subprocess
import threading
import time
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/health-check.sh"
WELL = '{"status":"healthy","color":"green","reason":null,"components":{"x":{"color":"green"}}}'


def metrics(value):
    return f"# TYPE monitoring_cycle_duration gauge\nmonitoring_cycle_duration {value}\nagents_total 3\n"


class Daemon(http.server.ThreadingHTTPServer):
    """Serves `pages`: path to (status, body); a body of None never comes."""

    def __init__(self, pages):
        super().__init__(("127.0.0.1", 0), Answers)
        self.pages = pages
        self.over = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def end(self):
        self.over.set()
        self.shutdown()
        self.server_close()


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = self.server.pages.get(self.path, (404, "{}"))
        if body is None:
            self.server.over.wait(30)
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class HealthCheck(unittest.TestCase):
    def check(self, health=WELL, cycle="0.02", options=(), status=200, page=None):
        pages = {"/health/components": (status, health)}
        pages["/metrics"] = page or (200, metrics(cycle))
        daemon = Daemon(pages)
        self.addCleanup(daemon.end)
        return self.run_script("--url", f"http://127.0.0.1:{daemon.server_port}", *options)

    def run_script(self, *options):
        done = subprocess.run([SCRIPT, *options], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr if done.returncode != 64 else "", "")
        return done.returncode, done.stdout

    def test_is_silent_when_all_is_well(self):
        self.assertEqual(self.check(), (0, ""))

    def test_says_so_when_asked(self):
        self.assertEqual(self.check(options=["--verbose"]), (0, "OK: healthy, a cycle took 0.02 s\n"))

    def test_a_degraded_monitor_is_a_warning_with_its_reason(self):
        body = '{"status":"degraded","color":"yellow","reason":"x: slow","components":{"x":{"status":"healthy"}}}'
        self.assertEqual(self.check(body), (1, "WARNING: the monitor is degraded: x: slow\n"))

    def test_a_critical_monitor_is_an_alert_though_the_status_is_503(self):
        body = '{"status":"critical","color":"red","reason":null,"components":{"x":{"reason":"healthy"}}}'
        code, said = self.check(body, status=503)
        self.assertEqual((code, said), (2, "ALERT: the monitor is critical: no reason given\n"))

    def test_an_alert_outweighs_a_warning_and_both_are_said(self):
        code, said = self.check('{"status":"critical","reason":"r"}', cycle="3")
        self.assertEqual(code, 2)
        self.assertEqual([line.split(":")[0] for line in said.splitlines()], ["ALERT", "WARNING"])

    def test_cycle_times_are_compared_as_numbers(self):
        for cycle, most, expected in [("0.5", "0.5", 0), ("0.50001", "0.5", 1), ("10.2", "9", 1),
                                      ("9", "10.2", 0), ("9e-05", "0.5", 0), ("1e+01", "5", 1)]:
            with self.subTest(cycle=cycle, most=most):
                code, said = self.check(cycle=cycle, options=["--max-cycle", most])
                self.assertEqual(code, expected, said)

    def test_a_cycle_time_that_is_missing_or_no_number_is_a_warning(self):
        for page in [(404, "{}"), (200, "agents_total 3\n"), (200, metrics("NaN")), (200, metrics("+Inf"))]:
            with self.subTest(page=page):
                self.assertEqual(self.check(page=page)[0], 1)

    def test_whatever_else_answers_is_an_alert(self):
        self.assertEqual(self.check("<html>healthy</html>")[0], 2)

    def test_no_answer_is_an_alert(self):
        daemon = Daemon({})
        port = daemon.server_port
        daemon.end()
        code, said = self.run_script("--url", f"http://127.0.0.1:{port}")
        self.assertEqual(code, 2)
        self.assertRegex(said, "^ALERT: .* does not answer: ")

    def test_a_daemon_that_hangs_is_given_up_in_time(self):
        began = time.monotonic()
        code, said = self.check(None, options=["--timeout", "0.3"])
        self.assertEqual(code, 2, said)
        self.assertLess(time.monotonic() - began, 10)

    def test_hostile_text_cannot_move_the_cursor(self):
        _, said = self.check('{"status":"degraded","reason":"a\x1b[2Jb\x9b\x07"}')
        self.assertTrue(said.rstrip("\n").isprintable(), ascii(said))

    def test_a_wrong_command_line_is_a_usage_error(self):
        for options in (["--max-cycle", "fast"], ["--url"], ["--url", "x y"], ["--nothing"]):
            with self.subTest(options=options):
                self.assertEqual(self.run_script(*options)[0], 64)


if __name__ == "__main__":
    unittest.main()
