"""What the model does, told apart from how each API says it.

A scenario is a word that the driver writes into a pane's file. It holds for the requests of the
agent's main conversation, which are those that offer tools; all others (titles, routing, summaries)
are answered at once, unless the word has `all:` before it.
"""
import time
from dataclasses import dataclass, field

SENTENCE = "Working through the request step by step while the stream stays open for a while"
ANSWER = "All done: the answer is 42."
LONG = "## Findings\n\n" + "\n".join(
    f"{n}. Module number {n} reads its input, checks it and hands it on; nothing to change there.\n"
    f"   ```c\n   int part_{n}(int x) {{ return x + {n}; }}\n   ```" for n in range(1, 41)) + "\n\nThat is all."
# Words of the agents' own interfaces, as an answer: none of it may be taken for the interface.
PROSE = """The status line says "esc to interrupt" while it works. The dialog is:

Do you want to proceed?
  1. Yes
  2. No, and tell the agent what to do differently (esc)

Then "Allow execution? (y/n)" and "Press Enter to continue". If it shows `API Error: 429` you have hit your
usage limit; it will reset at 4am (UTC). Retrying in 5s (attempt 2/10) is normal, and so is "Thinking... (12s)"."""
CRASH_WORDS = """The log ends with:

Traceback (most recent call last):
  File "worker.py", line 7, in <module>
MemoryError
Killed
Segmentation fault (core dumped)
npm ERR! code ELIFECYCLE

so the worker crashed and panicked; the agent itself exited with status 137."""


@dataclass
class Refusal:
    """An HTTP status instead of an answer."""
    status: int
    body: dict
    headers: dict = field(default_factory=dict)


@dataclass
class Say:
    """Text, piece by piece; `thought` pieces come before it, `quiet` seconds before both."""
    pieces: list
    pause: float = 0.0
    quiet: float = 0.0
    thought: bool = False
    cut: bool = False


@dataclass
class Call:
    """A tool that the agent is to run: an action, not yet any agent's own name for it."""
    action: str
    otherwise: str = ""  # where the agent has no such tool


def error(kind, message, **more):
    return {"type": "error", "error": {"type": kind, "message": message, **more}}


def quota(name, seconds):
    """Google's form of a quota that is used up: https://cloud.google.com/apis/design/errors, QuotaFailure and RetryInfo."""
    message = f"You exceeded your current quota, please check your plan. Quota exceeded for metric: {name}"
    return {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": message, "details": [
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": name, "quotaMetric": name}]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{seconds}s"}]}}


def unified(claim, hours, **more):
    """The headers by which Claude Code knows a subscriber's limit; the names stand in its own program text."""
    p = "anthropic-ratelimit-unified-"
    reset = str(int(time.time()) // 3600 * 3600 + int(hours * 3600))
    return {p + "status": "rejected", p + "representative-claim": claim, p + "reset": reset,
            "retry-after": str(int(hours * 3600)), "x-should-retry": "false", **{p + k: v for k, v in more.items()}}


def usage_limit(plan, hours):
    """The body by which Codex knows a ChatGPT plan's limit (codex-rs/core, UsageErrorResponse)."""
    return {"error": {"type": "usage_limit_reached", "message": "The usage limit has been reached",
                      "plan_type": plan, "resets_at": int(time.time() + hours * 3600)}}


LIMIT_TEXT = "You have reached your usage limit. Your limit will reset at 4am (UTC)."


def refusals():
    limit = error("rate_limit_error", LIMIT_TEXT, code="rate_limit_exceeded", status="RESOURCE_EXHAUSTED")
    busy = error("rate_limit_error", "Number of requests has exceeded your per-minute rate limit.", code="rate_limit_exceeded")
    credit = "Your credit balance is too low to access the API. Please go to Plans & Billing to upgrade or purchase credits."
    return {
        "limit": Refusal(429, limit, {"retry-after": "3600", "x-should-retry": "false"}),
        "limit-minute": Refusal(429, busy, {"retry-after": "20"}),
        "limit-session": Refusal(429, error("rate_limit_error", "This request would exceed your account's rate limit."), unified("five_hour", 3)),
        "limit-weekly": Refusal(429, error("rate_limit_error", "This request would exceed your account's rate limit."), unified("seven_day", 76)),
        "limit-opus": Refusal(429, error("rate_limit_error", "This request would exceed your account's rate limit."), unified("seven_day_opus", 50)),
        "limit-credit": Refusal(400, error("invalid_request_error", credit)),
        "limit-quota": Refusal(429, error("insufficient_quota", "You exceeded your current quota, please check your plan and billing details.", code="insufficient_quota")),
        "limit-plan": Refusal(429, usage_limit("plus", 3)),
        "limit-plan-weekly": Refusal(429, usage_limit("plus", 98)),
        "limit-day": Refusal(429, quota("GenerateRequestsPerDayPerProjectPerModel", 40000)),
        "limit-google-minute": Refusal(429, quota("GenerateRequestsPerMinutePerProjectPerModel", 30)),
        "boom": Refusal(500, error("api_error", "Internal server error", code=500, status="INTERNAL")),
        "overload": Refusal(529, error("overloaded_error", "Overloaded")),
        "busy": Refusal(503, error("overloaded_error", "The model is overloaded. Please try again later.", code=503, status="UNAVAILABLE")),
        "unauthorized": Refusal(401, error("authentication_error", "invalid x-api-key", code="invalid_api_key", status="UNAUTHENTICATED")),
        "forbidden": Refusal(403, error("permission_error", "Your account does not have access to this resource.", code=403, status="PERMISSION_DENIED")),
        "no-model": Refusal(404, error("not_found_error", "model: mock-1", code="model_not_found", status="NOT_FOUND")),
        "too-long": Refusal(400, error("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", code="context_length_exceeded")),
    }


def says(name):
    words = [w + " " for w in (SENTENCE + " ").split()] * 60
    return {
        "slow": Say(words, pause=1.0),
        "silent": Say([ANSWER], quiet=900),
        "think": Say(words, pause=1.0, thought=True),
        "long": Say(LONG.splitlines(keepends=True), pause=0.01),
        "prose": Say([PROSE]),
        "crash-words": Say([CRASH_WORDS]),
        "cut": Say(words[:6], pause=0.5, cut=True),
        "soon": Say(words[:8], pause=1.0),
    }.get(name, Say([ANSWER]))


READERS = ("Read", "read_file", "read", "view", "read_files")
ACTIONS = {"shell", "sleep", "edit", "write", "fetch", "ask", "ask-many", "plan", "background", "todo"}


def reply(wanted, main, answers):
    """What the model does with one request."""
    everything, _, name = wanted.rpartition(":")
    if not main and not everything:
        return Say([ANSWER])
    if name in refusals():
        return refusals()[name]
    name, _, after = name.partition("+")  # `edit+slow`: after the tool's result, slow
    if name in ACTIONS:
        if not answers and name == "edit":
            return Call("read", otherwise="edit")  # some refuse to edit what they have not read
        if not answers or (name == "edit" and answers in READERS):
            return Call(name)
        name = after or "quick"
    return says(name)
