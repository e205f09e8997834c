"""The lab's own parts, without any agent: what the model says, in each API's words, and how a verdict is judged."""
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

from lab import compare, scenarios, score, tools  # noqa: E402
from lab.agents import AGENTS  # noqa: E402
from lab.dialects import Anthropic, Chat, Gemini, Responses, dialect_of  # noqa: E402
from lab.drive import Drive, NotReached  # noqa: E402
from lab.live import LiveDrive  # noqa: E402


def answer(dialect, speak):
    sent = []
    speaker = dialect(lambda data, event: sent.append(data), {"model": "m", "tools": []})
    speaker.begin()
    speak(speaker)
    return json.dumps(sent)


class Dialects(unittest.TestCase):
    def test_is_chosen_by_the_path(self):
        self.assertIs(dialect_of("/v1/messages"), Anthropic)
        self.assertIs(dialect_of("/v1/responses"), Responses)
        self.assertIs(dialect_of("/v1/chat/completions"), Chat)
        self.assertIs(dialect_of("/v1beta/models/m:streamGenerateContent"), Gemini)
        self.assertIsNone(dialect_of("/v1/models"))

    def test_each_carries_the_text_and_ends(self):
        for dialect, end in ((Anthropic, "message_stop"), (Responses, "response.completed"), (Chat, "[DONE]"), (Gemini, "STOP")):
            said = answer(dialect, lambda s: (s.piece("forty-two"), s.end()))
            self.assertIn("forty-two", said)
            self.assertIn(end, said)

    def test_each_calls_a_tool_by_its_name(self):
        for dialect in (Anthropic, Responses, Chat, Gemini):
            self.assertIn("Bash", answer(dialect, lambda s: s.call("Bash", {"command": "true"})))

    def test_knows_a_tools_result_from_a_new_prompt(self):
        result = {"role": "user", "content": [{"type": "tool_result", "content": "x"}]}
        prompt = {"role": "user", "content": [{"type": "text", "text": "x"}]}
        self.assertTrue(Anthropic.read({"messages": [prompt, result]}).answers)
        self.assertFalse(Anthropic.read({"messages": [result, prompt]}).answers)
        output, again = {"type": "function_call_output"}, {"type": "message", "role": "user"}
        self.assertTrue(Responses.read({"input": [again, output]}).answers)
        self.assertFalse(Responses.read({"input": [output, again]}).answers)
        self.assertTrue(Chat.read({"messages": [{"role": "tool"}]}).answers)
        self.assertFalse(Chat.read({"messages": [{"role": "tool"}, {"role": "user"}]}).answers)
        self.assertTrue(Gemini.read({"contents": [{"parts": [{"functionResponse": {}}]}]}).answers)
        self.assertFalse(Gemini.read({"contents": [{"parts": [{"text": "x"}]}]}).answers)


class Scenarios(unittest.TestCase):
    def test_hold_for_the_main_conversation_alone(self):
        self.assertEqual(scenarios.reply("boom", True, "").status, 500)
        self.assertEqual(scenarios.reply("boom", False, "").pieces, [scenarios.ANSWER])
        self.assertEqual(scenarios.reply("all:boom", False, "").status, 500)

    def test_call_a_tool_once_and_then_go_on(self):
        self.assertEqual(scenarios.reply("shell+slow", True, "").action, "shell")
        self.assertEqual(scenarios.reply("shell+slow", True, "Bash").pause, 1.0)
        self.assertEqual(scenarios.reply("shell", True, "Bash").pieces, [scenarios.ANSWER])

    def test_read_a_file_before_they_edit_it(self):
        self.assertEqual(scenarios.reply("edit", True, "").action, "read")
        self.assertEqual(scenarios.reply("edit", True, "Read").action, "edit")
        self.assertEqual(scenarios.reply("edit", True, "Edit").pieces, [scenarios.ANSWER])

    def test_name_only_the_arguments_that_a_tool_takes(self):
        offered = {"Edit": {"function": {"parameters": {"properties": {"path": {}, "old_string": {}, "new_string": {}}}}}}
        name, args = tools.chosen("edit", offered, "p")
        self.assertEqual((name, sorted(args)), ("Edit", ["new_string", "old_string", "path"]))
        one = {"properties": {"questions": {"items": {"properties": {"question": {}}}}}}
        asked = tools.chosen("ask", {"AskUserQuestion": {"input_schema": one}}, "p")[1]
        self.assertEqual(asked, {"questions": [{"question": tools.QUESTION}]})
        self.assertIn("description", tools.chosen("shell", {"Bash": {}}, "p")[1])

    def test_that_an_agent_is_driven_through_are_known(self):
        known = set(scenarios.refusals())
        for agent in AGENTS.values():
            self.assertLessEqual({*agent.limits, *agent.errors}, known, agent.name)
            self.assertLessEqual(set(agent.tasks), set(tools.CALLS), agent.name)


class FakePane:
    """A pane in which a prompt that is sent reaches the model, or does not."""

    def __init__(self, asked):
        self.asked = asked

    def await_event(self, *kinds, after, timeout):
        return {"event": "asked", "at": after} if self.asked and "asked" in kinds else None

    def in_shell(self):
        return False

    def model(self, scenario): pass

    def type(self, text): pass

    def keys(self, *keys): pass


class Refused(unittest.TestCase):
    def test_closes_what_two_escapes_open_where_nothing_runs(self):
        drive = LiveDrive(AGENTS["copilot"], "80x24")
        drive.pane = mock.Mock()
        drive.driven = [score.Driven(0.0, "idle", frozenset({"idle"}))]
        with mock.patch("lab.live.time.sleep"), mock.patch.object(drive, "must", return_value={"at": 1.0}):
            drive.refused("limit", "rate_limited")
        self.assertEqual(drive.pane.keys.call_args_list[1:], [mock.call("Escape", "Escape"), mock.call("Escape", "C-u")])


class StrangeFolder(unittest.TestCase):
    def drive(self, asked):
        recorder = mock.Mock()
        drive = Drive(AGENTS["codex"], "80x24", recorder)
        drive.pane = FakePane(asked)
        with mock.patch.object(drive, "open"), mock.patch("lab.drive.install.strange"):
            drive.strange_folder()
        return recorder.keep

    def test_is_kept_as_a_question_where_a_prompt_reaches_no_model(self):
        self.drive(asked=False).assert_called_once()

    def test_is_not_where_the_agent_takes_a_prompt_at_once(self):
        with self.assertRaises(NotReached):
            self.drive(asked=True)


class Verdicts(unittest.TestCase):
    def test_are_right_by_label_or_by_another_honest_answer(self):
        meta = {"label": "rate_limited", "also": ["working"]}
        self.assertTrue(compare.is_right(meta, {"state": "working"}))
        self.assertFalse(compare.is_right(meta, {"state": "idle"}))
        self.assertTrue(compare.is_right({"label": "hold", "also": []}, {"state": "unknown", "hold": True}))
        self.assertFalse(compare.is_right({"label": "hold", "also": []}, {"state": "working"}))
        self.assertFalse(compare.is_right({"label": "hold", "also": []}, {"state": "unknown"}))

    def test_count_every_screen_whatever_its_look(self):
        with tempfile.TemporaryDirectory() as folder:
            for look in ("", "-light"):
                meta = {"agent": "pi", "label": "idle", "also": [], "step": "fresh", "look": look, "width": 80, "height": 24}
                Path(folder, f"fresh{look}.json").write_text(json.dumps(meta))
            self.assertEqual(len(compare.screens(folder)), 2)
            with mock.patch.object(compare, "explain", return_value={"state": "idle"}), mock.patch("builtins.print"):
                self.assertEqual(compare.judge("none", folder), (2, 2))

    def test_compare_what_changed_of_the_text(self):
        with tempfile.TemporaryDirectory() as folder:
            old, new = Path(folder, "old"), Path(folder, "new")
            old.write_text("same\nbefore\n")
            new.write_text("same\nafter\n")
            self.assertEqual(compare.changed_lines(old, new), ["-before", "+after"])
            self.assertEqual(compare.changed_lines(old, old), [])


class Scores(unittest.TestCase):
    driven = [score.Driven(0.0, "idle", frozenset({"idle"})), score.Driven(10.0, "work", frozenset({"working"}))]

    def test_count_from_the_moment_that_was_driven(self):
        rows = score.lateness(self.driven, [score.Said(1.0, "idle"), score.Said(11.5, "working")], 20.0)
        self.assertEqual([(r[1], r[2]) for r in rows], [(1.0, "idle"), (1.5, "working")])

    def test_give_no_lateness_to_what_was_never_said_or_too_late(self):
        rows = score.lateness(self.driven, [score.Said(1.0, "idle")], 20.0)
        self.assertIsNone(rows[1][1])
        rows = score.lateness(self.driven, [score.Said(10.1, "idle")], 20.0)
        self.assertIsNone(rows[0][1])

    def test_call_a_state_stray_only_beyond_its_hold_and_two_cycles(self):
        short = [score.Said(1.0, "idle"), score.Said(3.0, "crashed"), score.Said(4.9, "idle"), score.Said(10.5, "working")]
        self.assertEqual(score.strays(self.driven, short, 20.0, {}, 1.0), [])
        long = [score.Said(1.0, "idle"), score.Said(3.0, "crashed"), score.Said(5.1, "idle"), score.Said(10.5, "working")]
        self.assertEqual([s[0] for s in score.strays(self.driven, long, 20.0, {}, 1.0)], ["crashed"])
        self.assertEqual(score.strays(self.driven, long, 20.0, {"crashed": 0.9}, 1.0), [])


if __name__ == "__main__":
    unittest.main()
