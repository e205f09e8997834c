"""Installs the agents from the npm registry and writes their configuration: loopback addresses and made-up keys alone."""
import hashlib
import json
import platform
import subprocess

from . import place
from .agents import AGENTS

NODE = 22
CODEX = """model = "mock-1"
model_provider = "lab"
approval_policy = "on-request"
sandbox_mode = "read-only"
check_for_update_on_startup = false
[model_providers.lab]
name = "lab"
base_url = "http://127.0.0.1:8099/v1"
wire_api = "responses"
env_key = "LAB_KEY"
requires_openai_auth = false
[projects."/home/dev/work"]
trust_level = "trusted"
"""
OPENCODE = {"autoupdate": False, "model": "lab/mock-1", "permission": {"bash": "ask", "edit": "ask", "webfetch": "ask"},
            "provider": {"lab": {"npm": "@ai-sdk/openai-compatible", "name": "lab", "models": {"mock-1": {"name": "mock"}},
                                 "options": {"baseURL": "http://127.0.0.1:8099/v1", "apiKey": "{env:LAB_KEY}"}}}}
PI = {"providers": {"lab": {"baseUrl": "http://127.0.0.1:8099/v1", "api": "openai-completions", "apiKey": "$LAB_KEY", "models": [{"id": "mock-1"}]}}}
KIMI = """default_model = "lab/mock-1"
default_permission_mode = "manual"
telemetry = false
[providers.lab]
type = "openai"
base_url = "http://127.0.0.1:8099/v1"
api_key_env = "LAB_KEY"
[models."lab/mock-1"]
provider = "lab"
model = "mock-1"
max_context_size = 200000
"""
CONTINUE = """name: lab
version: 1.0.0
schema: v1
models:
  - name: mock
    provider: openai
    model: mock-1
    apiBase: http://127.0.0.1:8099/v1
    apiKey: ${{ secrets.LAB_KEY }}
"""
CLINE = {"version": 1, "lastUsedProvider": "openai-compatible", "modes": {}, "providers": {"openai-compatible": {
    "settings": {"provider": "openai-compatible", "apiKey": "lab", "model": "mock-1", "baseUrl": "http://127.0.0.1:8099/v1"},
    "updatedAt": "2026-01-01T00:00:00.000Z", "tokenSource": "manual"}}}
NANOCODER = {"nanocoder": {"providers": [{"name": "lab", "baseUrl": "http://127.0.0.1:8099/v1", "apiKey": "${LAB_KEY}", "models": ["mock-1"]}]}}
CLAUDE = {"hasCompletedOnboarding": True, "theme": "dark", "bypassPermissionsModeAccepted": True, "projects": {"/home/dev/work": {"hasTrustDialogAccepted": True}}}
GEMINI = {"security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}}, "general": {"enableAutoUpdate": False}}
QWEN = {"general": {"disableAutoUpdate": True, "enableAutoUpdate": False}}


def write(path, text):
    file = place.outside(place.HOME / path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text if isinstance(text, str) else json.dumps(text, indent=1))


def configure():
    write(".config/opencode/opencode.json", OPENCODE)
    write(".config/kilo/kilo.json", OPENCODE)
    write(".kimi-code/config.toml", KIMI)
    trusted = "wd_work_" + hashlib.sha256(str(place.WORK).encode()).hexdigest()[:12]
    write(".kimi-code/workspace-trust/" + trusted, {"root": str(place.WORK), "trustedAt": 1})
    write(".continue/config.yaml", CONTINUE)
    write(".cline/data/settings/providers.json", CLINE)
    write(".cline/data/settings/cli-notices.json", {"shown": {"cline-cli-cline-pass-intro": True, "cline-cli-desktop-launch": True}})
    write(".config/nanocoder/agents.config.json", NANOCODER)
    write(".config/nanocoder/nanocoder-preferences.json", {"lastProvider": "lab", "lastModel": "mock-1", "trustedDirectories": ["/home/dev/work"]})
    write(".pi/agent/models.json", PI)
    write(".pi/agent/settings.json", {"defaultProvider": "lab", "defaultModel": "mock-1"})
    write(".copilot/config.json", {"trusted_folders": ["/home/dev/work"], "banner": "never"})
    write(".claude.json", CLAUDE)
    write(".gemini/settings.json", GEMINI)
    write(".qwen/settings.json", QWEN)
    write(".bashrc", "PS1='dev@box:~/work\\$ '\n")
    write("work/README.md", "hello\n")
    write("work/run-tests.sh", "sleep 240\n")
    work = place.outside(place.WORK)
    if not (work / ".git").exists():
        subprocess.run(["git", "init", "-q", "-b", "main", str(work)], check=True)


def codex_home(pane):
    write(f".codex-{pane}/config.toml", CODEX)


def strange(folder):
    """A folder that no agent knows, with settings of its own: Codex asks of no other whether to trust it."""
    write(f"{folder}/.codex/config.toml", 'model_reasoning_effort = "low"\n')
    subprocess.run(["git", "init", "-q", str(place.outside(place.HOME / folder))], check=True)


def install(names, versions):
    """`versions` gives an agent another version than the registry's newest."""
    packages = [AGENTS[n].package + ("@" + versions[n] if n in versions else "") for n in names]
    prefix = place.ROOT / "home" / place.PREFIX
    prefix.mkdir(parents=True, exist_ok=True)
    young_node()
    subprocess.run(["npm", "install", "--global", "--prefix", str(prefix), *packages], check=True)


def young_node():
    """Some agents want a newer node than Debian's: the box takes it, where it is there, for all."""
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if int(said.lstrip("v").partition(".")[0]) >= NODE:
        return
    arch = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
    subprocess.run(["npm", "install", "--prefix", str(place.outside(place.MORE)), f"node-linux-{arch}@{NODE}"], check=True)
    link = place.outside(place.MORE / "bin" / "node")
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(f"../node_modules/node-linux-{arch}/bin/node")


def version_of(package):
    manifest = place.ROOT / "home" / place.PREFIX / "lib" / "node_modules" / package / "package.json"
    return json.loads(manifest.read_text())["version"] if manifest.exists() else ""
