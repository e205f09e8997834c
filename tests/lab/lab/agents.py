"""The agents: how each is installed, started, asked, interrupted and left."""
from dataclasses import dataclass, field


@dataclass
class Agent:
    name: str
    package: str                    # of the npm registry
    command: str                    # what the person types
    variables: dict                 # in the pane's environment; {key} is the pane's name, which is its API key
    quit: tuple = ("/quit", "Enter")
    interrupt: tuple = ("Escape",)
    clear: tuple = ("C-u",)
    newline: tuple = ("C-j",)       # a line break in the composer
    start: float = 8.0              # seconds that it takes at least until it can be typed into
    first_command: str = ""         # in a new home, where it differs
    first: list = field(default_factory=list)   # in a new home: (name of the question, keys that answer it)
    modes: tuple = ()               # names of the modes that the keys of `next_mode` lead through
    next_mode: tuple = ("BTab",)
    holds: list = field(default_factory=list)   # views that hide the agent's state: (name, keys in, keys out)
    tasks: tuple = ()               # actions that its tools allow; see tools.py
    yolo: str = ""                  # command in which it asks no permission
    limits: tuple = ("limit",)      # scenarios that end in rate_limited
    errors: tuple = ("boom",)       # and in error
    compact: str = "/compact"
    also: dict = field(default_factory=dict)    # step or label: other honest answers


API = "http://127.0.0.1:8099"
CLAUDE = {"ANTHROPIC_BASE_URL": API, "ANTHROPIC_AUTH_TOKEN": "{key}", "DISABLE_TELEMETRY": "1", "DISABLE_AUTOUPDATER": "1",
          "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "IS_SANDBOX": "1"}
GEMINI = {"GEMINI_API_KEY": "{key}", "GOOGLE_GEMINI_BASE_URL": API}
QWEN = {"OPENAI_API_KEY": "{key}", "OPENAI_BASE_URL": API + "/v1", "OPENAI_MODEL": "mock-1"}
# One server process a home answers for all panes, with the first one's key: hence a home a pane.
CODEX = {"LAB_KEY": "{key}", "CODEX_HOME": "/home/dev/.codex-{key}"}
SILENT_RETRY = ["error", "working"]

AGENTS = {a.name: a for a in [
    Agent("claude", "@anthropic-ai/claude-code", "claude", CLAUDE,
          quit=("/exit", "Enter"), newline=("\\", "Enter"),
          first=[("theme", ("Enter",)), ("security-notes", ("Enter",)), ("trust", ("Enter",))],
          modes=("accept-edits", "plan", "bypass"),
          holds=[("model", ("/model", "Enter"), ("Escape",)), ("config", ("/config", "Enter"), ("Escape",)),
                 ("transcript", ("C-o",), ("C-o",)), ("resume", ("/resume", "Enter"), ("Escape",)),
                 ("help", ("/help", "Enter"), ("Escape",))],
          tasks=("shell", "edit", "write", "fetch", "ask", "ask-many", "plan"),
          yolo="claude --dangerously-skip-permissions",
          limits=("limit", "limit-minute"), errors=("boom", "overload", "unauthorized", "forbidden", "no-model", "limit-credit", "too-long"),
          also={"limit-credit": ["rate_limited"], "limit-minute": ["error"]}),
    Agent("codex", "@openai/codex", "codex", CODEX,
          first=[("sign-in", ("Down", "Down", "Enter")), ("sign-in-key", ("Escape",))], modes=("plan", "default"),
          holds=[("model", ("/model", "Enter"), ("Escape",)), ("permissions", ("/permissions", "Enter"), ("Escape",)),
                 ("transcript", ("C-t",), ("q",)), ("resume", ("/resume", "Enter"), ("Escape",)), ("help", ("?",), ("C-u",))],
          tasks=("shell", "edit", "ask"), yolo="codex --yolo",
          limits=("limit", "limit-plan", "limit-plan-weekly", "limit-quota"),
          errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          also={"limit": ["error"], "limit-quota": ["error"]}),
    Agent("gemini", "@google/gemini-cli", "gemini", GEMINI, modes=("accept-edits", "plan", "default"),
          first=[("trust", ("Enter",)), ("auth", ("Enter",))],
          holds=[("model", ("/model", "Enter"), ("Escape",)), ("settings", ("/settings", "Enter"), ("Escape",)),
                 ("theme", ("/theme", "Enter"), ("Escape",)), ("resume", ("/resume", "Enter"), ("Escape",)),
                 ("help", ("/help", "Enter"), ())],
          tasks=("shell", "edit", "write", "fetch", "ask"), yolo="gemini --yolo", compact="/compress",
          limits=("limit", "limit-day", "limit-google-minute"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model"),
          also={"rate_limited": SILENT_RETRY, "error": ["working"]}),
    Agent("qwen", "@qwen-code/qwen-code", "qwen --auth-type openai", QWEN, modes=("accept-edits", "yolo", "plan", "default"),
          first_command="qwen", first=[("auth", ("Enter",))],
          holds=[("model", ("/model", "Enter"), ("Escape",)), ("settings", ("/settings", "Enter"), ("Escape",)),
                 ("theme", ("/theme", "Enter"), ("Escape",)), ("resume", ("/resume", "Enter"), ("Escape",)), ("help", ("/help", "Enter"), ("Escape",))],
          tasks=("shell", "edit", "write", "fetch", "ask", "plan"), yolo="qwen --auth-type openai --yolo", compact="/compress",
          limits=("limit", "limit-quota"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model"),
          also={"rate_limited": SILENT_RETRY, "error": ["working"]}),
    Agent("opencode", "opencode-ai", "opencode", {"LAB_KEY": "{key}"}, quit=("/exit", "Enter"), interrupt=("Escape", "Escape"),
          modes=("plan", "build"), next_mode=("Tab",),
          holds=[("model", ("/models", "Enter"), ("Escape",)), ("sessions", ("/sessions", "Enter"), ("Escape",)),
                 ("commands", ("C-p",), ("Escape",)), ("theme", ("/themes", "Enter"), ("Escape",)), ("help", ("/help", "Enter"), ("Escape",))],
          tasks=("shell", "edit", "write", "fetch", "ask", "ask-many"), limits=("limit", "limit-minute", "limit-quota"),
          errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          also={"error": ["rate_limited"], "limit-quota": ["error"]}),
    Agent("copilot", "@github/copilot", "copilot", {}, quit=("/exit", "Enter"), first=[("trust", ("Enter",))],
          holds=[("help", ("/help", "Enter"), ("Escape",))]),
]}
