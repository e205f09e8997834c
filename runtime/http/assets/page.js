// The page: asks the daemon every two seconds and shows what it says. Names, titles and evidence
// come from panes and are hostile: they enter the page as text alone, never as markup.
"use strict";

const EVERY_MS = 2000;
const UNREACHABLE_AFTER_MS = 5000;
// Most urgent first; its colour.
const STATES = [
  ["waiting_input", "yellow"], ["error", "red"], ["rate_limited", "yellow"], ["crashed", "red"],
  ["unsubmitted", "yellow"], ["unknown", "grey"], ["exited", "grey"], ["idle", "blue"],
  ["starting", "blue"], ["working", "green"],
];
const urgency = new Map(STATES.map(([state], i) => [state, i]));
const shade = new Map(STATES);
const the = (id) => document.getElementById(id);
let shown = null; // the one state that the table is narrowed to
let agents = [];
let lastAnswer = Date.now();
let wholeColor = "none";

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text !== null && text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function lasting(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  const s = Math.floor(seconds);
  if (s < 60) return s + " s";
  if (s < 3600) return Math.floor(s / 60) + " min " + (s % 60) + " s";
  if (s < 86400) return Math.floor(s / 3600) + " h " + Math.floor((s % 3600) / 60) + " min";
  return Math.floor(s / 86400) + " d " + Math.floor((s % 86400) / 3600) + " h";
}

function cell(content, label, number) {
  const td = element("td", null, number ? { class: "num" } : {});
  if (label) td.dataset.label = label;
  if (content instanceof Node) td.append(content);
  else if (content !== null && content !== "") td.textContent = content;
  return td;
}

function word(text, color) {
  return element("span", text, { class: "word", "data-color": color });
}

function showWhole(health) {
  wholeColor = health.color;
  the("whole").dataset.color = health.color;
  the("status").textContent = health.status;
  the("reason").textContent = health.reason || "Every component answers, and the figures are fresh.";
  const of = (key) => (health.checks[key] ? health.checks[key][0].observedValue : null);
  const ms = of("cycle:duration");
  const figures = [
    ["Agents", of("agents:total") ?? "–"],
    ["Cycle", ms === null ? "–" : (ms * 1000).toFixed(0) + " ms"],
    ["Last cycle", of("cycle:age") === null ? "never" : of("cycle:age").toFixed(1) + " s ago"],
    ["tmux", of("tmux:answers") === null ? "–" : !of("tmux:answers") ? "silent"
      : of("tmux:server_present") === false ? "no server" : "answers"],
  ];
  the("figures").replaceChildren(...figures.map(([name, value]) => {
    const pair = element("div");
    pair.append(element("dt", name), element("dd", value));
    return pair;
  }));
  const age = health.checks["cycle:age"][0];
  if (age.status === "fail") alarm("STALE: " + (age.output || "no cycle comes in") + ". What stands below is the past.");
  else alarm(null);
}

function showCounts() {
  const counts = new Map();
  for (const a of agents) counts.set(a.state, (counts.get(a.state) || 0) + 1);
  const nav = the("counts");
  if (nav.childElementCount === 0) // made once, so that a refresh never takes the keyboard's focus
    for (const [state, color] of STATES) {
      const button = element("button", null, { type: "button", "data-color": color, "data-state": state });
      button.append(element("b", "0"), element("span", state.replace("_", " ")));
      button.addEventListener("click", () => { shown = shown === state ? null : state; showAgents(); });
      nav.append(button);
    }
  for (const button of nav.children) {
    const n = counts.get(button.dataset.state) || 0;
    button.firstChild.textContent = n;
    button.toggleAttribute("data-none", n === 0);
    button.setAttribute("aria-pressed", String(shown === button.dataset.state));
  }
}

function showAgents() {
  showCounts();
  const rows = agents.filter((a) => !shown || a.state === shown)
    .sort((a, b) => (urgency.get(a.state) ?? 99) - (urgency.get(b.state) ?? 99)
      || (b.seconds ?? 0) - (a.seconds ?? 0) || a.id.localeCompare(b.id));
  the("agents").tBodies[0].replaceChildren(...rows.map((a) => {
    const tr = element("tr");
    const marks = [a.details.sub_kind, a.stuck ? "stuck" : null, a.flapping ? "flapping" : null,
      a.details.reset_at ? "until " + new Date(a.details.reset_at).toLocaleTimeString() : null];
    const state = element("span");
    state.append(word(a.state.replace("_", " "), shade.get(a.state) || "grey"));
    if (marks.some(Boolean)) state.append(element("small", marks.filter(Boolean).join(", ")));
    const who = element("span", a.name);
    who.append(element("small", a.kind + ", " + a.id));
    const since = cell(lasting(a.seconds), "since", true);
    since.title = a.since;
    const evidence = element("code", a.evidence ?? "");
    evidence.title = a.rule ?? "";
    tr.append(cell(state), cell(who), since, cell(a.session, "session"), cell(a.evidence ? evidence : null));
    return tr;
  }));
  the("agents-note").textContent = shown ? rows.length + " of " + agents.length + ", " + shown.replace("_", " ") + " only"
    : agents.length === 0 ? "none are running" : String(agents.length);
}

function showComponents(components) {
  const rank = { red: 0, yellow: 1, green: 2 };
  const rows = components.map((c, i) => [c, i]).sort((a, b) => rank[a[0].color] - rank[b[0].color] || a[1] - b[1]);
  the("components").tBodies[0].replaceChildren(...rows.map(([c]) => {
    const tr = element("tr");
    tr.append(cell(word(c.name, c.color)), cell(c.state), cell(String(c.restarts), "restarts", true),
      cell(lasting(c.uptime), "up", true), cell(c.supervisor ? "–" : lasting(c.heartbeat_age), "heartbeat", true),
      cell(c.reason ?? (c.restarts > 0 && c.last_reason ? "last: " + c.last_reason : null)));
    return tr;
  }));
  the("components-note").textContent = String(components.length);
}

function alarm(text) {
  the("alarm").hidden = text === null;
  the("alarm").textContent = text ?? "";
  document.body.classList.toggle("stale", text !== null);
}

async function json(path) {
  const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(UNREACHABLE_AFTER_MS) });
  const body = await answer.json(); // 503 carries a health body as well
  if (body.error) throw new Error(body.error.message);
  return body;
}

async function refresh() {
  try {
    const [health, list, components] = await Promise.all(
      [json("/health"), json("/api/v1/agents"), json("/api/v1/components")]);
    lastAnswer = Date.now();
    agents = list.items;
    showWhole(health);
    showAgents();
    showComponents(components.items);
  } catch (e) {
    wholeColor = "red";
    the("whole").dataset.color = "red";
    the("status").textContent = "unreachable";
    the("reason").textContent = "The daemon does not answer: " + e.message;
    alarm("UNREACHABLE for " + lasting((Date.now() - lastAnswer) / 1000) + ". What stands below is the past.");
  }
  const waiting = agents.filter((a) => a.state === "waiting_input").length;
  document.title = (wholeColor === "green" ? "" : wholeColor.toUpperCase() + " · ")
    + (waiting > 0 ? waiting + " waiting · " : "") + "tmux orchestrator monitor";
  setTimeout(refresh, EVERY_MS);
}

refresh();
