"""An action in each agent's own tools: the names and arguments are those that the agents offer the model.

An agent's requests say which tools it has; `run/tools` keeps them as they came, which is where these
rows were taken from.
"""
import json

README = "/home/dev/work/README-PANE.md"  # a file for each pane, since agents edit at the same time
NEW = "/home/dev/work/notes-PANE.txt"
PLAN = "# Plan\n\n1. Read the parser.\n2. Rename it.\n3. Run the tests.\n"
TOUCH = "touch /home/dev/made-by-agent"
LONG = "sh run-tests.sh"  # sleeps; a bare sleep some agents refuse
QUESTION = "Which database should the project use?"
OPTIONS = [{"label": "SQLite", "description": "One file, no server"}, {"label": "PostgreSQL", "description": "A server of its own"}]


def shell(command, ask=True):
    """One shell command under each of the names and arguments that an agent may know it by."""
    why = "Run a command for the task"
    rights = {"justification": why, "sandbox_permissions": "require_escalated"} if ask else {}
    return [("Bash", {"command": command, "description": why}),
            ("exec_command", {"cmd": command, "yield_time_ms": 30000, **rights}),
            ("shell_command", {"command": command, **rights}),
            ("run_shell_command", {"command": command, "description": why, "is_background": False}),
            ("bash", {"command": command, "description": why}),
            ("run_commands", {"commands": [command]}),
            ("execute_bash", {"command": command})]


def question(many):
    one = {"question": QUESTION, "header": "Database", "options": OPTIONS}
    rows = [one, {"question": "And which test runner?", "header": "Tests", "options": [
        {"label": "ctest", "description": "What is there"}, {"label": "make", "description": "What was there"}]}]
    asked = rows if many else rows[:1]
    with_id = [dict(q, id=f"q{n}") for n, q in enumerate(asked)]
    short = [] if many else [(name, {"question": QUESTION, "options": [o["label"] for o in OPTIONS]}) for name in ("ask_question", "AskQuestion")]
    return [("AskUserQuestion", {"questions": [dict(q, multiSelect=False, multi_select=False) for q in asked]}),
            ("request_user_input", {"questions": with_id}),
            ("ask_user", {"question": QUESTION, "options": [o["label"] for o in OPTIONS], "questions": [dict(q, type="choice", multiSelect=False) for q in asked],
                          "message": QUESTION, "requestedSchema": {"type": "object", "properties": {
                              "database": {"type": "string", "title": "Database", "enum": [o["label"] for o in OPTIONS]}}}}),
            ("ask_user_question", {"questions": [dict(q, multiSelect=False) for q in asked]}),
            ("question", {"questions": asked}), *short]


PATCH = "*** Begin Patch\n*** Update File: README-PANE.md\n@@\n-hello\n+hello, world\n*** End Patch"

CALLS = {
    "shell": shell(TOUCH),
    "sleep": shell(LONG, ask=False),
    "background": [("Bash", {"command": LONG, "description": "Run in the background", "run_in_background": True}),
                   ("run_shell_command", {"command": LONG, "description": "Run in the background", "is_background": True})],
    "edit": [("Edit", {"file_path": README, "path": README, "old_string": "hello", "new_string": "hello, world"}),
             ("replace", {"file_path": README, "instruction": "Greet the world", "old_string": "hello", "new_string": "hello, world"}),
             ("edit", {"file_path": README, "filePath": README, "path": README, "old_string": "hello", "new_string": "hello, world",
                       "oldString": "hello", "newString": "hello, world", "old_str": "hello", "new_str": "hello, world"}),
             ("string_replace", {"path": README, "old_str": "hello", "new_str": "hello, world"}),
             ("editor", {"path": README, "old_text": "hello", "new_text": "hello, world"}),
             ("apply_patch", {"input": PATCH, "patch": PATCH}),
             ("exec_command", {"cmd": f"apply_patch <<'EOF'\n{PATCH}\nEOF"})],
    "read": [("Read", {"file_path": README, "filepath": README, "path": README}), ("read_file", {"file_path": README, "absolute_path": README, "path": README}), ("read", {"filePath": README, "path": README}), ("view", {"path": README}),
             ("read_files", {"files": [{"path": README}]})],
    "write": [("Write", {"file_path": NEW, "filepath": NEW, "path": NEW, "content": "one\ntwo\nthree\n"}),
              ("write_file", {"file_path": NEW, "path": NEW, "content": "one\ntwo\nthree\n"}),
              ("write", {"filePath": NEW, "path": NEW, "content": "one\ntwo\nthree\n"}),
              ("create", {"path": NEW, "file_text": "one\ntwo\nthree\n"}),
              ("editor", {"path": NEW, "new_text": "one\ntwo\nthree\n"})],
    "fetch": [("WebFetch", {"url": "https://example.com/", "prompt": "What does it say?"}),
              ("web_fetch", {"prompt": "Read https://example.com/", "url": "https://example.com/"}),
              ("webfetch", {"url": "https://example.com/", "format": "text"}),
              ("fetch_web_content", {"requests": [{"url": "https://example.com/", "prompt": "What does it say?"}]}),
              *[(name, {"url": "https://example.com/"}) for name in ("Fetch", "FetchURL", "fetch_url")]],
    "ask": question(False),
    "ask-many": question(True),
    "plan": [("ExitPlanMode", {"plan": PLAN}), ("exit_plan_mode", {"plan": PLAN, "plan_path": "/home/dev/work/plan.md", "plan_filename": "plan.md"})],
    "todo": [("TodoWrite", {"todos": [{"content": "Read the parser", "status": "completed", "activeForm": "Reading the parser"},
                                      {"content": "Rename it", "status": "in_progress", "activeForm": "Renaming it"}]}),
             ("update_plan", {"plan": [{"step": "Read the parser", "status": "completed"}, {"step": "Rename it", "status": "in_progress"}]}),
             ("todo_write", {"todos": [{"id": "1", "content": "Read the parser", "status": "completed"}, {"id": "2", "content": "Rename it", "status": "in_progress"}]}),
             ("write_todos", {"todos": [{"description": "Read the parser", "status": "completed"}, {"description": "Rename it", "status": "in_progress"}]}),
             ("todowrite", {"todos": [{"id": "1", "content": "Rename it", "status": "in_progress", "priority": "high"}]})],
}


def known(schema, value):
    """What of a value an agent's own schema has a name for; all of it where the schema does not say."""
    if isinstance(value, list):
        return [known(schema.get("items") or {}, one) for one in value]
    names = schema.get("properties")
    if not names or not isinstance(value, dict):
        return value
    return {name: known(names[name], one) for name, one in value.items() if name in names}


def schema_of(tool):
    """Where each API says which arguments a tool takes."""
    said = (tool or {}).get("function") or tool or {}
    return said.get("input_schema") or said.get("parameters") or said.get("parametersJsonSchema") or {}


def chosen(action, offered, pane):
    """The first of the action's rows that this agent offers, or nothing."""
    row = next(((name, args) for name, args in CALLS.get(action, []) if name in offered), None)
    return row and (row[0], json.loads(json.dumps(known(schema_of(offered[row[0]]), row[1])).replace("PANE", pane)))
