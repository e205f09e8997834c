"""Keeps a screen: <agent>/<state>/<step>-<size>.txt, and beside it what the screen does not show."""
import json
import re
from pathlib import Path

GIVEN_UP = {"crashed": ["exited"], "exited": ["crashed"], "shell": ["exited", "unknown"]}


class Recorder:
    """The label is what the agent was driven into; `also` holds what else an honest reader may say."""

    def __init__(self, folder, agent, version, look=""):
        self.folder, self.agent, self.version, self.look, self.kept = Path(folder), agent, version, look, 0

    def also(self, label, step):
        scenario = re.sub(r"-\d+s$", "", step)
        return self.agent.also.get(scenario, GIVEN_UP.get(label, []))

    @staticmethod
    def glance(pane):
        facts = pane.facts()
        return facts, pane.screen(), pane.row(int(facts["cursor_y"]))

    def keep(self, pane, label, step, also=None, seen=None):
        """`seen` is what glance() gave before the label was proved."""
        facts, text, styled = seen or self.glance(pane)
        y = int(facts["cursor_y"])
        meta = {"agent": self.agent.name, "version": self.version, "label": label,
                "also": self.also(label, step) if also is None else also, "step": step,
                "command": facts["pane_current_command"], "argv": pane.argv(), "title": facts["pane_title"],
                "width": int(facts["pane_width"]), "height": int(facts["pane_height"]),
                "cursor_x": int(facts["cursor_x"]), "cursor_y": y, "alternate": facts["alternate_on"] == "1",
                "cursor_visible": facts["cursor_flag"] == "1", "mouse": facts["mouse_any_flag"] == "1", "styled": styled}
        if self.look:
            meta["look"] = self.look
        name = re.sub(r"[^\w.-]", "-", f"{step}{self.look}-{facts['pane_width']}x{facts['pane_height']}")
        file = self.folder / self.agent.name / label / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.with_name(name + ".txt").write_text(text)
        file.with_name(name + ".json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n")
        self.kept += 1
