"""How each model API is read and answered: Anthropic Messages, OpenAI Responses and Chat Completions, Gemini.

A dialect reads a request (`Question`) and writes an answer to a `send(data, event)` of the server:
`begin`, then `piece` or `call`, then `end`. Server-sent events throughout, as all of them use.
"""
import json
import time
import uuid
from dataclasses import dataclass, field

USAGE = 9
TEXTS = {"reasoning": "simple", "next_speaker": "user", "model_choice": "flash", "complexity_score": 1, "title": "A task",
         "complexity_reasoning": "simple"}


@dataclass
class Question:
    offered: dict = field(default_factory=dict)  # tools by name
    answers: str = ""                            # the tool whose result the newest message is
    stream: bool = True


def some_id(kind):
    return f"{kind}_{uuid.uuid4().hex[:16]}"


class Anthropic:
    @staticmethod
    def read(body):
        last = next((m for m in reversed(body.get("messages", [])) if m.get("role") == "user"), {})
        parts = last.get("content")
        called = [p["name"] for m in body.get("messages", []) if isinstance(m.get("content"), list) for p in m["content"] if p.get("type") == "tool_use"]
        done = isinstance(parts, list) and any(p.get("type") == "tool_result" for p in parts)
        return Question({t.get("name"): t for t in body.get("tools", [])}, (called or ["?"])[-1] if done else "", bool(body.get("stream")))

    def __init__(self, send, body):
        self.send, self.model, self.open, self.index = send, body.get("model", "mock"), None, 0

    def message(self, content, why):
        return {"id": some_id("msg"), "type": "message", "role": "assistant", "model": self.model, "content": content,
                "stop_reason": why, "stop_sequence": None, "usage": {"input_tokens": USAGE, "output_tokens": USAGE}}

    def whole(self, text):
        return self.message([{"type": "text", "text": text}], "end_turn")

    def emit(self, kind, **more):
        self.send({"type": kind, **more}, kind)

    def begin(self):
        self.emit("message_start", message=self.message([], None))

    def ping(self):
        self.emit("ping")

    def block(self, kind, **first):
        if self.open == kind:
            return
        self.close()
        self.open = kind
        self.emit("content_block_start", index=self.index, content_block={"type": kind, **first})

    def close(self):
        if self.open:
            self.emit("content_block_stop", index=self.index)
            self.open, self.index = None, self.index + 1

    def piece(self, text, thought=False):
        if thought:
            self.block("thinking", thinking="", signature="")
            delta = {"type": "thinking_delta", "thinking": text}
        else:
            self.block("text", text="")
            delta = {"type": "text_delta", "text": text}
        self.emit("content_block_delta", index=self.index, delta=delta)

    def call(self, name, args):
        self.block("tool_use", id=some_id("toolu"), name=name, input={})
        self.emit("content_block_delta", index=self.index, delta={"type": "input_json_delta", "partial_json": json.dumps(args)})
        self.end("tool_use")

    def end(self, why="end_turn"):
        self.close()
        self.emit("message_delta", delta={"stop_reason": why, "stop_sequence": None}, usage={"output_tokens": USAGE})
        self.emit("message_stop")


class Responses:
    @staticmethod
    def read(body):
        items = body.get("input") if isinstance(body.get("input"), list) else []
        called, done = "?", ""
        for item in items:  # a tool's result counts until a message of the person or the model follows
            if item.get("type") in ("function_call", "custom_tool_call"):
                called = item.get("name", "?")
            elif item.get("type") in ("function_call_output", "custom_tool_call_output"):
                done = called
            elif item.get("role") in ("user", "assistant"):
                done = ""
        return Question({t.get("name") or t.get("type"): t for t in body.get("tools", [])}, done, bool(body.get("stream")))

    def __init__(self, send, body):
        self.send, self.model, self.text, self.thoughts, self.out = send, body.get("model", "mock"), "", "", []
        self.id = some_id("resp")
        self.custom = {t.get("name") for t in body.get("tools", []) if t.get("type") == "custom"}

    def response(self, status):
        return {"id": self.id, "object": "response", "created_at": int(time.time()), "model": self.model, "status": status, "output": self.out}

    def whole(self, text):
        self.out = [self.message(text, "completed")]
        return self.response("completed")

    def message(self, text, status):
        content = [{"type": "output_text", "text": text, "annotations": []}] if text else []
        return {"type": "message", "id": "m_1", "role": "assistant", "status": status, "content": content}

    def emit(self, kind, **more):
        self.send({"type": kind, **more}, kind)

    def begin(self):
        self.emit("response.created", response=self.response("in_progress"))

    def ping(self):
        self.send(None, None)

    def piece(self, text, thought=False):
        if thought:
            if not self.thoughts:
                self.emit("response.output_item.added", output_index=0, item={"type": "reasoning", "id": "r_1", "summary": []})
                self.emit("response.reasoning_summary_part.added", item_id="r_1", output_index=0, summary_index=0)
                text = "**Weighing the options** " + text
            self.thoughts += text
            self.emit("response.reasoning_summary_text.delta", item_id="r_1", output_index=0, summary_index=0, delta=text)
            return
        if not self.text:
            self.emit("response.output_item.added", output_index=0, item=self.message("", "in_progress"))
        self.text += text
        self.emit("response.output_text.delta", item_id="m_1", output_index=0, content_index=0, delta=text)

    def call(self, name, args):
        item = {"id": "fc_1", "call_id": some_id("call"), "name": name, "status": "completed"}
        if name in self.custom:
            item.update(type="custom_tool_call", input=args.get("input", ""))
        else:
            item.update(type="function_call", arguments=json.dumps(args))
        self.out = [item]
        self.emit("response.output_item.done", output_index=0, item=item)
        self.end()

    def end(self):
        if self.text:
            self.out = [self.message(self.text, "completed")]
            self.emit("response.output_item.done", output_index=0, item=self.out[0])
        usage = {"input_tokens": USAGE, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": USAGE,
                 "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 2 * USAGE}
        self.emit("response.completed", response=dict(self.response("completed"), usage=usage))


class Chat:
    @staticmethod
    def read(body):
        messages = body.get("messages") or [{}]
        called = [c["function"]["name"] for m in messages for c in m.get("tool_calls") or []] or ["?"]
        done = called[-1] if messages[-1].get("role") == "tool" else ""
        return Question({t.get("function", {}).get("name"): t for t in body.get("tools") or []}, done, bool(body.get("stream")))

    def __init__(self, send, body):
        self.send, self.model, self.id = send, body.get("model", "mock"), some_id("chatcmpl")

    def base(self, kind, choices):
        return {"id": self.id, "object": kind, "created": int(time.time()), "model": self.model, "choices": choices}

    def whole(self, text):
        message = {"role": "assistant", "content": text}
        usage = {"prompt_tokens": USAGE, "completion_tokens": USAGE, "total_tokens": 2 * USAGE}
        return dict(self.base("chat.completion", [{"index": 0, "message": message, "finish_reason": "stop"}]), usage=usage)

    def delta(self, delta, why=None):
        self.send(self.base("chat.completion.chunk", [{"index": 0, "delta": delta, "finish_reason": why}]), None)

    def begin(self):
        self.delta({"role": "assistant", "content": ""})

    def ping(self):
        self.send(None, None)

    def piece(self, text, thought=False):
        self.delta({"reasoning_content" if thought else "content": text})

    def call(self, name, args):
        function = {"name": name, "arguments": json.dumps(args)}
        self.delta({"tool_calls": [{"index": 0, "id": some_id("call"), "type": "function", "function": function}]})
        self.end("tool_calls")

    def end(self, why="stop"):
        self.delta({}, why)
        usage = {"prompt_tokens": USAGE, "completion_tokens": USAGE, "total_tokens": 2 * USAGE}
        self.send(dict(self.base("chat.completion.chunk", []), usage=usage), None)
        self.send("[DONE]", None)


class Gemini:
    @staticmethod
    def read(body):
        last = (body.get("contents") or [{}])[-1]
        done = next((p["functionResponse"].get("name", "?") for p in last.get("parts", []) if "functionResponse" in p), "")
        offered = {d.get("name"): d for t in body.get("tools") or [] for d in t.get("functionDeclarations", [])}
        return Question(offered, done, True)

    def __init__(self, send, body):
        self.send, self.body = send, body

    def chunk(self, parts, why=None):
        one = {"content": {"role": "model", "parts": parts}, "index": 0, **({"finishReason": why} if why else {})}
        usage = {"promptTokenCount": USAGE, "candidatesTokenCount": USAGE, "totalTokenCount": 2 * USAGE}
        return {"candidates": [one], "usageMetadata": usage, "modelVersion": "mock"}

    def whole(self, text):
        wants = self.body.get("generationConfig", {})
        as_json = wants.get("responseMimeType") == "application/json" or wants.get("responseJsonSchema")
        return self.chunk([{"text": json.dumps(TEXTS) if as_json else text}], "STOP")

    def begin(self):
        pass

    def ping(self):
        self.send(None, None)

    def piece(self, text, thought=False):
        self.send(self.chunk([{"text": text, **({"thought": True} if thought else {})}]), None)

    def call(self, name, args):
        self.send(self.chunk([{"functionCall": {"name": name, "args": args}}], "STOP"), None)

    def end(self):
        self.send(self.chunk([{"text": ""}], "STOP"), None)


def dialect_of(path):
    if path.endswith("/messages"):
        return Anthropic
    if path.endswith("/responses"):
        return Responses
    if path.endswith("/chat/completions"):
        return Chat
    return Gemini if "enerateContent" in path else None
