"""A fake of Anthropic's Messages API, as anthropic 2.x speaks to it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from typing import Any, ClassVar

from tests.fakes.http import Answer, FakeService, Reply, Request

MESSAGES = "/v1/messages"
KEY = "sk-ant-test-0123456789abcdef"


def error(status: int, kind: str, message: str = "", **headers: str) -> Reply:
    """An error in Anthropic's envelope. Header names take underscores for dashes."""
    body = {"type": "error", "error": {"type": kind, "message": message or kind}, "request_id": "req_test"}
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


RATE_LIMITED = error(
    429, "rate_limit_error", "Number of requests has exceeded your rate limit", retry_after="2"
)
OVERLOADED = error(529, "overloaded_error", "Overloaded")
SERVER_ERROR = error(500, "api_error", "Internal server error")
UNAUTHORIZED = error(401, "authentication_error", "invalid x-api-key")
NO_CREDIT = error(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.")
TOO_LARGE = error(413, "request_too_large", "Request exceeds the maximum size")


class FakeAnthropic(FakeService):
    """`POST /v1/messages` (JSON, and SSE when asked to stream), `count_tokens` and `GET /v1/models`.

    `answer_with` plans what the model says; without a plan it says "ok". The key and the version header are
    checked, and an unknown model is a 404, as with the real service.
    """

    models: ClassVar[dict[str, str]] = {
        "claude-haiku-4-5": "active",
        "claude-haiku-5-5": "active",
        "claude-sonnet-5-5": "active",
    }

    def __init__(self, *, key: str = KEY) -> None:
        super().__init__()
        self.key = key
        self.plan: list[Any] = []
        self.usage: dict[str, int] = {
            "input_tokens": 100,
            "output_tokens": 20,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
        }
        self._ids = itertools.count(1)

    def answer_with(self, *outputs: Any) -> None:
        """What the model says next, one output a call; the last repeats.

        A dict or list is structured output, a string is plain text, a Reply goes over the wire as it is.
        """
        self.plan = list(outputs)

    def fail_with(self, *replies: Answer) -> None:
        self.script("POST", MESSAGES, replies)

    @property
    def calls(self) -> list[Any]:
        return self.bodies(MESSAGES)

    def handle(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return UNAUTHORIZED
        if not request.headers.get("anthropic-version"):
            return error(400, "invalid_request_error", "anthropic-version: header is required")
        match request.method, request.path:
            case "POST", "/v1/messages":
                return self._message(request.json)
            case "POST", "/v1/messages/count_tokens":
                return Reply(200, {"input_tokens": self.usage["input_tokens"]})
            case "GET", "/v1/models":
                data = [
                    {"type": "model", "id": name, "lifecycle": state} for name, state in self.models.items()
                ]
                return Reply(200, {"data": data, "has_more": False})
        return error(404, "not_found_error", f"Not found: {request.path}")

    def _message(self, body: dict[str, Any]) -> Reply:
        missing = [name for name in ("model", "max_tokens", "messages") if name not in body]
        if missing:
            return error(400, "invalid_request_error", f"{missing[0]}: Field required")
        if body["model"] not in self.models:
            return error(404, "not_found_error", f"model: {body['model']}")
        with self._lock:
            output: Any = "ok"
            if self.plan:
                output = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        if isinstance(output, Reply):
            return output
        message = self.message(body, _content(body, output))
        if body.get("stream"):
            return Reply(200, _events(message), {"Content-Type": "text/event-stream"})
        return Reply(200, message, {"request-id": "req_test"})

    def message(
        self, body: dict[str, Any], content: list[dict[str, Any]], stop_reason: str = ""
    ) -> dict[str, Any]:
        """A complete Message object, as the API returns it."""
        last = content[-1]["type"] if content else ""
        return {
            "id": f"msg_{next(self._ids):04d}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": content,
            "stop_reason": stop_reason or ("tool_use" if last == "tool_use" else "end_turn"),
            "stop_sequence": None,
            "usage": dict(self.usage),
        }

    def truncated(self, text: str) -> Answer:
        """A reply that stopped at max_tokens in the middle of `text`."""

        def reply(request: Request) -> Reply:
            content = _truncated_content(request.json, text)
            return Reply(200, self.message(request.json, content, "max_tokens"))

        return reply

    def refusal(self) -> Answer:
        """A reply in which the model declines: no content at all."""
        return lambda request: Reply(200, self.message(request.json, [], "refusal"))

    def broken_stream(self) -> Answer:
        """A stream that sends an error event in the middle."""

        def reply(request: Request) -> Reply:
            whole = _events(self.message(request.json, [{"type": "text", "text": "once upon a time"}]))
            begun = whole.split("event: content_block_stop")[0]
            data = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
            failed = f"event: error\ndata: {json.dumps(data)}\n\n"
            return Reply(200, begun + failed, {"Content-Type": "text/event-stream"})

        return reply


def _content(body: dict[str, Any], output: Any) -> list[dict[str, Any]]:
    if isinstance(output, str):
        return [{"type": "text", "text": output}]
    if "output_config" in body and body["output_config"].get("format"):
        return [{"type": "text", "text": json.dumps(output)}]
    tools = body.get("tools") or []
    if tools:
        return [{"type": "tool_use", "id": "toolu_0001", "name": tools[0]["name"], "input": output}]
    return [{"type": "text", "text": json.dumps(output)}]


def _truncated_content(body: dict[str, Any], text: str) -> list[dict[str, Any]]:
    tools = body.get("tools") or []
    if tools:
        # The service closes the JSON of an unfinished tool call as far as it came.
        return [{"type": "tool_use", "id": "toolu_0001", "name": tools[0]["name"], "input": {}}]
    return [{"type": "text", "text": text}]


def _events(message: dict[str, Any]) -> str:
    """The same message as server-sent events."""
    start = {**message, "content": [], "stop_reason": None}
    events: list[dict[str, Any]] = [{"type": "message_start", "message": start}, {"type": "ping"}]
    for index, block in enumerate(message["content"]):
        events.extend(_block_events(index, block))
    events.append(
        {
            "type": "message_delta",
            "delta": {"stop_reason": message["stop_reason"], "stop_sequence": None},
            "usage": {"output_tokens": message["usage"]["output_tokens"]},
        }
    )
    events.append({"type": "message_stop"})
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)


def _block_events(index: int, block: dict[str, Any]) -> Iterable[dict[str, Any]]:
    if block["type"] == "tool_use":
        empty = {**block, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
    else:
        empty = {**block, "text": ""}
        delta = {"type": "text_delta", "text": block["text"]}
    yield {"type": "content_block_start", "index": index, "content_block": empty}
    yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}
