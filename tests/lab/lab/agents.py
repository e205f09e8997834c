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
    dismiss: tuple = ()             # closes what `interrupt` opens where nothing runs
    clear: tuple = ("C-u",)
    newline: tuple = ("C-j",)       # a line break in the composer
    start: float = 8.0              # seconds that it takes at least until it can be typed into
    first: list = field(default_factory=list)   # in a new home: (name of the question, keys that answer it)
    login: list = field(default_factory=list)   # the same without a key
    login_command: str = ""
    trust: bool = False             # asks whether a folder that it does not know is to be trusted
    modes: tuple = ()               # names of the modes that the keys of `next_mode` lead through
    next_mode: tuple = ("BTab",)
    holds: list = field(default_factory=list)   # views that hide the agent's state: (name, keys)
    before: dict = field(default_factory=dict)  # keys before a task: a mode in which alone it can be asked for
    asks: str = ""                  # words of its permission dialog, for the driver of the live test
    deny: tuple = ("Escape",)       # refuses a permission; all but the last key lead to one more question
    ask_stays: bool = False         # its questions can only be answered
    tasks: tuple = ()               # actions that its tools allow; see tools.py
    yolo: str = ""                  # command in which it asks no permission
    careful: str = ""               # command in which it asks for each, where that is not how it starts
    limits: tuple = ("limit",)      # scenarios that end in rate_limited
    errors: tuple = ("boom",)       # and in error
    compact: str = "/compact"
    login_only: bool = False        # nothing but its first questions is to be had without an account
    also: dict = field(default_factory=dict)    # scenario: other honest answers where the screen does not say it


API = "http://127.0.0.1:8099"
CLAUDE = {"ANTHROPIC_BASE_URL": API, "ANTHROPIC_AUTH_TOKEN": "{key}", "DISABLE_TELEMETRY": "1", "DISABLE_AUTOUPDATER": "1",
          "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "IS_SANDBOX": "1"}
GEMINI = {"GEMINI_API_KEY": "{key}", "GOOGLE_GEMINI_BASE_URL": API}
QWEN = {"OPENAI_API_KEY": "{key}", "OPENAI_BASE_URL": API + "/v1", "OPENAI_MODEL": "mock-1"}
# One server process a home answers for all panes, with the first one's key: hence a home a pane.
CODEX = {"LAB_KEY": "{key}", "CODEX_HOME": "/home/dev/.codex-{key}"}
COPILOT = {"COPILOT_PROVIDER_BASE_URL": API + "/v1", "COPILOT_PROVIDER_API_KEY": "{key}", "COPILOT_MODEL": "mock-1", "COPILOT_AUTO_UPDATE": "false"}
# A refusal that is tried again without a word looks like work.
SILENT_RETRY = {"limit": ["error", "working"], "limit-minute": ["error", "working"], "limit-quota": ["error", "working"],
                "limit-google-minute": ["error", "working"], "boom": ["working"], "busy": ["working"]}

REWIND = ("rewind", ("Escape", "Escape"))

AGENTS = {a.name: a for a in [
    Agent("claude", "@anthropic-ai/claude-code", "claude", CLAUDE,
          quit=("/exit", "Enter"), newline=("\\", "Enter"),
          first=[("theme", ("Enter",)), ("security-notes", ("Enter",)), ("trust", ("Enter",))], trust=True,
          login=[("", ("Enter",)), ("login-method", ("Escape",))],
          modes=("accept-edits", "plan", "auto"), before={"plan": ("BTab", "BTab")},
          holds=[REWIND, ("model", ("/model", "Enter")), ("config", ("/config", "Enter")),
                 ("transcript", ("C-o",)), ("resume", ("/resume", "Enter")),
                 ("help", ("/help", "Enter"))],
          tasks=("shell", "edit", "write", "fetch", "ask", "ask-many", "plan"),
          asks="Do you want to", yolo="claude --dangerously-skip-permissions", careful="claude --permission-mode default",
          limits=("limit", "limit-minute"), errors=("boom", "overload", "unauthorized", "forbidden", "no-model", "limit-credit", "too-long"),
          also={"limit-credit": ["rate_limited"], "limit-minute": ["error"]}),
    Agent("codex", "@openai/codex", "codex", CODEX,
          first=[("sign-in", ("Enter",))], trust=True, modes=("plan", "default"), before={"ask": ("BTab",), "ask-many": ("BTab",)},
          holds=[REWIND, ("model", ("/model", "Enter")), ("permissions", ("/permissions", "Enter")),
                 ("resume", ("/resume", "Enter"))],
          tasks=("shell", "edit", "ask", "ask-many"), asks="Yes, proceed", yolo="codex --yolo",
          limits=("limit", "limit-plan", "limit-plan-weekly", "limit-quota"),
          errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          also={"limit": ["error"], "limit-quota": ["error"]}),
    Agent("gemini", "@google/gemini-cli", "gemini", GEMINI, modes=("accept-edits", "plan", "default"), before={"plan": ("BTab", "BTab")},
          first=[("trust", ("Enter",)), ("auth", ("Enter",))],
          holds=[REWIND, ("model", ("/model", "Enter")), ("settings", ("/settings", "Enter")),
                 ("theme", ("/theme", "Enter")), ("resume", ("/resume", "Enter"))],
          tasks=("shell", "edit", "write", "fetch", "ask", "ask-many", "plan"), asks="Allow once", yolo="gemini --yolo", compact="/compress",
          limits=("limit", "limit-day", "limit-google-minute"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model"),
          also={**SILENT_RETRY, "limit-day": ["waiting_input", "error"]}),
    Agent("qwen", "@qwen-code/qwen-code", "qwen --auth-type openai", QWEN, modes=("accept-edits", "yolo", "plan", "default"), before={"plan": ("BTab", "BTab", "BTab")},
          login_command="qwen", login=[("auth", ("Enter",))],
          holds=[REWIND, ("model", ("/model", "Enter")), ("settings", ("/settings", "Enter")),
                 ("theme", ("/theme", "Enter")), ("resume", ("/resume", "Enter")), ("help", ("/help", "Enter"))],
          tasks=("shell", "edit", "write", "fetch", "plan"), asks="allow once", yolo="qwen --auth-type openai --yolo", careful="qwen --auth-type openai --approval-mode default", compact="/compress",
          limits=("limit", "limit-quota"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model"),
          also=SILENT_RETRY),
    Agent("opencode", "opencode-ai", "opencode", {"LAB_KEY": "{key}"}, quit=("/exit", "Enter"), interrupt=("Escape", "Escape"),
          modes=("plan", "build"), next_mode=("Tab",),
          holds=[("model", ("/models", "Enter")), ("sessions", ("/sessions", "Enter")),
                 ("commands", ("C-p",)), ("theme", ("/themes", "Enter")), ("help", ("/help", "Enter"))],
          tasks=("shell", "edit", "write", "fetch", "ask", "ask-many"), asks="Allow once",
          limits=("limit", "limit-minute", "limit-quota"),
          errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          # only the colour of its frame says that a message is an error
          also={"limit": ["error"], "limit-minute": ["error"], "limit-quota": ["error"],
                "unauthorized": ["idle"], "forbidden": ["idle"], "no-model": ["idle"], "too-long": ["idle", "working"]}),
    Agent("copilot", "@github/copilot", "copilot", COPILOT, quit=("/exit", "Enter"), interrupt=("Escape", "Escape"), dismiss=("Escape",), first=[("trust", ("Enter",))],
          modes=("plan", "autopilot", "default"),
          holds=[REWIND, ("model", ("/model", "Enter")), ("resume", ("/resume", "Enter")), ("help", ("/help", "Enter"))],
          tasks=("shell", "edit", "write", "fetch", "ask"), asks="to navigate", yolo="copilot --allow-all-tools",
          limits=("limit", "limit-minute", "limit-quota"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          also={**SILENT_RETRY, "too-long": ["working"]}),
    Agent("pi", "@earendil-works/pi-coding-agent", "pi", {"LAB_KEY": "{key}"},
          holds=[REWIND, ("model", ("/model", "Enter")), ("settings", ("/settings", "Enter")), ("resume", ("/resume", "Enter"))],
          yolo="pi", limits=("limit", "limit-minute", "limit-quota"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          also=SILENT_RETRY),
    Agent("kilo", "@kilocode/cli", "kilo", {"LAB_KEY": "{key}"}, quit=("/exit", "Enter"), interrupt=("Escape", "Escape"), deny=("Escape", "Enter"),
          modes=("ask", "debug"), next_mode=("Tab",),
          holds=[("model", ("/models", "Enter")), ("sessions", ("/sessions", "Enter")), ("commands", ("C-p",)), ("help", ("/help", "Enter"))],
          tasks=("shell", "edit", "write", "fetch", "ask", "ask-many"), asks="Allow once",
          limits=("limit", "limit-minute", "limit-quota"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          also={"limit": ["error"], "limit-minute": ["error"], "limit-quota": ["error"],
                "unauthorized": ["idle"], "forbidden": ["idle"], "no-model": ["idle"], "too-long": ["idle", "working"]}),
    Agent("kimi", "@moonshot-ai/kimi-code", "kimi", {"LAB_KEY": "{key}"}, quit=("/exit", "Enter"), first=[("trust", ("Enter",))],
          modes=("plan", "default"), holds=[("model", ("/model", "Enter")), ("sessions", ("/sessions", "Enter")), ("help", ("/help", "Enter"))],
          tasks=("shell", "ask", "ask-many"), asks="Approve once",
          limits=("limit", "limit-minute", "limit-quota"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          also=SILENT_RETRY),
    Agent("cline", "cline", "cline -P openai-compatible --key $LAB_KEY --auto-approve false", {"LAB_KEY": "{key}"},
          first=[("offer", ("Escape",))],
          login_command="cline", login=[("sign-in", ("Down", "Down", "Down", "Enter")), ("provider", ("Escape",))],
          modes=("plan", "act"), next_mode=("Tab",), holds=[("settings", ("/settings", "Enter")), ("commands", ("C-p",))],
          tasks=("shell", "edit", "write", "ask"), asks="Approve",
          limits=("limit", "limit-minute", "limit-quota"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          also=SILENT_RETRY),
    Agent("continue", "@continuedev/cli", "cn --config ~/.continue/config.yaml", {"LAB_KEY": "{key}"}, quit=("/exit", "Enter"),
          login_command="cn", login=[("key", ("C-c",))],
          modes=("plan", "auto", "default"), holds=[("model", ("/model", "Enter")), ("config", ("/config", "Enter"))],
          tasks=("shell", "edit", "write", "ask"), ask_stays=True, asks="Would you like",
          limits=("limit", "limit-minute", "limit-quota"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          also=SILENT_RETRY),
    Agent("nanocoder", "@nanocollective/nanocoder", "nanocoder", {"LAB_KEY": "{key}"}, quit=("/exit", "Enter"), first=[("trust", ("Enter",))],
          modes=("auto-accept", "yolo"),
          tasks=("shell", "ask"), asks="Do you want",
          limits=("limit", "limit-minute", "limit-quota"), errors=("boom", "busy", "unauthorized", "forbidden", "no-model", "too-long"),
          also=SILENT_RETRY),
    Agent("amp", "@sourcegraph/amp", "amp", {}, first=[("login", ("n", "Enter"))], login_only=True),
    Agent("auggie", "@augmentcode/auggie", "auggie", {}, first=[("login", ("C-c",))], login_only=True),
]}
