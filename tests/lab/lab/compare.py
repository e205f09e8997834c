"""What a newer agent shows otherwise than the recorded screens: verdict by verdict, and how much of the text."""
import difflib
import json
import subprocess
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def all_screens(folder):
    """(text, facts) of every screen below a folder."""
    return [(file.with_suffix(".txt"), json.loads(file.read_text())) for file in sorted(Path(folder).rglob("*.json"))]


def key_of(meta):
    """What two recordings of the same moment have in common."""
    return meta["agent"], meta["step"] + meta.get("look", ""), f"{meta['width']}x{meta['height']}"


def screens(folder):
    return {key_of(meta): (file, meta) for file, meta in all_screens(folder)}


def explain(program, file, meta):
    """What the rules say of a screen, by the command line that anybody may use."""
    command = [program, "explain", "--agent", meta["agent"], "--file", str(file), "--title", meta["title"], "--command", meta["command"],
               "--argv", " ".join(meta["argv"]), "--size", f"{meta['width']}x{meta['height']}", "--cursor", f"{meta['cursor_x']},{meta['cursor_y']}",
               "--cursor-visible", str(int(meta["cursor_visible"])), "--mouse", str(int(meta["mouse"])), "--alternate", str(int(meta["alternate"])), "--json"]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as styled:
        if meta.get("styled"):
            styled.write(meta["styled"])
            styled.flush()
            command += ["--styled", styled.name]
        done = subprocess.run(command, capture_output=True, text=True)
    try:
        said = json.loads(done.stdout)
    except ValueError:
        return {"state": "no verdict", "rule": done.stderr.strip()[:80]}
    return {**said, "hold": said.get("why", {}).get("seen", {}).get("hold", False)}


def explain_all(program, found):
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(found, pool.map(lambda key: explain(program, *found[key]), found)))


def is_right(meta, verdict):
    """`hold` is a view in which the last state is kept; a leftover of an ended agent may be called either end."""
    if meta["label"] == "hold":
        return bool(verdict.get("hold"))
    return verdict["state"] in [meta["label"], *meta["also"]]


def changed_lines(old, new):
    diff = difflib.unified_diff(old.read_text().splitlines(), new.read_text().splitlines(), lineterm="", n=0)
    return [line for line in diff if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def word(meta, verdict):
    return f"{verdict['state']} ({verdict.get('rule') or 'no rule'})" + ("" if is_right(meta, verdict) else " WRONG")


def judge(program, folder):
    """One folder alone: what is read wrong, and a table of agents."""
    right, total = Counter(), Counter()
    found = {file: (file, meta) for file, meta in all_screens(folder)}
    for file, verdict in explain_all(program, found).items():
        meta = found[file][1]
        agent = meta["agent"]
        total[agent] += 1
        right[agent] += is_right(meta, verdict)
        if not is_right(meta, verdict):
            print(f"{file.relative_to(folder)}: driven into {meta['label']}, read as {word(meta, verdict)}")
    for agent in sorted(total):
        print(f"{agent:10} {right[agent]:4} of {total[agent]:4} right")
    print(f"{'all':10} {right.total():4} of {total.total():4} right")
    return right.total(), total.total()


def compare(program, old, new, lines=6):
    before, after = screens(old), screens(new)
    both = sorted(before.keys() & after.keys())
    firsts = explain_all(program, {key: before[key] for key in both})
    seconds = explain_all(program, {key: after[key] for key in both})
    for key in both:
        (old_file, was), (new_file, now), first, second = before[key], after[key], firsts[key], seconds[key]
        diff = changed_lines(old_file, new_file)
        other = word(was, first) != word(now, second)
        print(f"{'/'.join(key)}: {was['version']} -> {now['version']}, {len(diff)} lines differ, "
              + (f"{word(was, first)} -> {word(now, second)}" if other else f"still {word(now, second)}"))
        if other:
            print("\n".join("    " + line[:110] for line in diff[:lines]))
    print(f"{len(both)} compared, {len(after.keys() - before.keys())} new, {len(before.keys() - after.keys())} not recorded again")
