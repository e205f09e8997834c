"""The model's stand-in: an HTTP server on loopback that does what a pane's file says.

The pane is known by its key: each agent is started with the pane's name as its API key. What was asked
and what was done goes to the pane's file of events, one JSON object a line with the wall time: `asked`,
`refused`, `first` (the first piece), `called` (a tool), `told` (all said), `left` (the agent hung up).
These are the driver's ground truth: they owe nothing to the screen.
"""
import gzip
import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import place, scenarios, tools
from .dialects import Gemini, dialect_of

lock = threading.Lock()


def wanted(pane):
    try:
        return (place.WANTED / pane).read_text().strip() or "quick"
    except OSError:
        return "quick"


def note(pane, what, **more):
    with lock, open(place.EVENTS / pane, "a") as f:
        f.write(json.dumps({"at": time.time(), "event": what, **more}) + "\n")


def keep_tools(name, offered):
    """What an API's agents offer, once: the source of `tools.py`."""
    file = place.TOOLS / (name + ".json")
    if offered and not file.exists():
        file.write_text(json.dumps(offered, indent=1))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.json(200, {})

    def do_GET(self):
        if "models" in self.path:
            one = {"id": "mock-1", "object": "model", "created": 1, "owned_by": "lab", "type": "model", "display_name": "mock"}
            return self.json(200, {"object": "list", "data": [one], "models": [], "has_more": False})
        self.json(404, scenarios.error("not_found_error", "not here"))

    def do_POST(self):
        body = self.body()
        path = self.path.split("?")[0]
        dialect = dialect_of(path)
        if "count_tokens" in path:
            return self.json(200, {"input_tokens": 10})
        if "countTokens" in path:
            return self.json(200, {"totalTokens": 10})
        if not dialect:
            return self.json(200, {})
        try:
            self.answer(dialect, body, path)
        except (BrokenPipeError, ConnectionResetError):
            note(self.pane(), "left")

    def answer(self, dialect, body, path):
        pane, question = self.pane(), dialect.read(body)
        if dialect is Gemini:
            question.stream = "stream" in path
        want, main = wanted(pane), bool(question.offered)
        reply = scenarios.reply(want, main, question.answers)
        note(pane, "asked", main=main, wanted=want, after_tool=bool(question.answers))
        keep_tools(pane.partition("-")[0], question.offered)
        if isinstance(reply, scenarios.Refusal):
            self.json(reply.status, reply.body, reply.headers)
            return note(pane, "refused", status=reply.status, main=main)
        out = dialect(self.send, body)
        if not question.stream:
            self.say_whole(pane, out, reply)
        elif isinstance(reply, scenarios.Call):
            self.call(pane, out, reply, question)
        else:
            self.say(pane, out, reply, main)

    def say_whole(self, pane, out, reply):
        time.sleep(getattr(reply, "quiet", 0))
        self.json(200, out.whole("".join(getattr(reply, "pieces", [scenarios.ANSWER]))))

    def call(self, pane, out, reply, question):
        action = reply.action if tools.chosen(reply.action, question.offered, pane) else reply.otherwise
        chosen = tools.chosen(action, question.offered, pane)
        self.begin_stream()
        out.begin()
        if chosen:
            out.call(*chosen)
            return note(pane, "called", action=action, tool=chosen[0])
        out.piece(scenarios.ANSWER)
        out.end()
        note(pane, "no-tool", action=reply.action)

    def say(self, pane, out, reply, main):
        self.begin_stream()
        out.begin()
        for _ in range(int(reply.quiet)):
            out.ping()
            time.sleep(1)
        for n, piece in enumerate(reply.pieces):
            out.piece(piece, reply.thought)
            if n == 0:
                note(pane, "first", main=main)
            time.sleep(reply.pause)
        if reply.cut:
            self.connection.close()
            return note(pane, "cut")
        out.end()
        note(pane, "told", main=main)

    # --- HTTP ---------------------------------------------------------------------------------------
    def pane(self):
        key = self.headers.get("authorization", "").removeprefix("Bearer ") or self.headers.get("x-goog-api-key") \
            or self.headers.get("x-api-key") or "nobody"
        return re.sub(r"[^\w.-]", "", key.removeprefix("sk-ant-lab-")) or "nobody"

    def body(self):
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            raw = b""
            while size := int(self.rfile.readline().strip() or b"0", 16):
                raw += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            return json.loads(gzip.decompress(raw) if self.headers.get("content-encoding") == "gzip" else raw or b"{}")
        except (OSError, ValueError):
            return {}

    def json(self, status, value, headers=None):
        text = json.dumps(value).encode()
        self.send_response(status)
        for name, content in {"content-type": "application/json", **(headers or {}), "content-length": str(len(text))}.items():
            self.send_header(name, content)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def begin_stream(self):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True

    def send(self, data, event):
        """One server-sent event; without data a comment, which shows whether anybody still listens."""
        text = ": wait\n\n" if data is None else (f"event: {event}\n" if event else "") \
            + "data: " + (data if isinstance(data, str) else json.dumps(data)) + "\n\n"
        self.wfile.write(text.encode())
        self.wfile.flush()


def serve():
    for folder in (place.WANTED, place.EVENTS, place.TOOLS):
        folder.mkdir(parents=True, exist_ok=True)
    ThreadingHTTPServer(("127.0.0.1", place.PORT), Handler).serve_forever()


if __name__ == "__main__":
    sys.exit(serve())
