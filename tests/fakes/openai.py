"""A fake of an OpenAI-compatible server: OpenAI itself, Ollama, vLLM or llama-server by what is scripted."""

from __future__ import annotations

import itertools
import json
from typing import Any, ClassVar

from tests.fakes.http import Answer, FakeService, Reply, Request

CHAT = "/v1/chat/completions"
KEY = "sk-test-openai-0123456789abcdef"
MODEL = "qwen3:8b"


def error(
    status: int, message: str, *, code: str | None = None, kind: str = "invalid_request_error"
) -> Reply:
    return Reply(status, {"error": {"message": message, "type": kind, "param": None, "code": code}})


UNAUTHORIZED = error(401, "Incorrect API key provided.", code="invalid_api_key")
QUOTA = error(429, "You exceeded your current quota.", code="insufficient_quota", kind="insufficient_quota")
LOADING = error(503, "Loading model", kind="unavailable_error")
NO_JSON_SCHEMA = error(400, 'Either "json_schema" or "grammar" can be specified, but not both')


class FakeOpenAI(FakeService):
    """`POST /v1/chat/completions` (text, json_schema content, tool calls) and `GET /v1/models`."""

    base_path: ClassVar[str] = "/v1"

    def __init__(self, *, key: str = KEY, models: tuple[str, ...] = (MODEL,)) -> None:
        super().__init__()
        self.key = key
        self.models = models
        self.plan: list[Any] = []
        self._ids = itertools.count(1)

    def answer_with(self, *outputs: Any) -> None:
        """What the model says next, one output a call; the last repeats. As with FakeAnthropic."""
        self.plan = list(outputs)

    def fail_with(self, *replies: Answer) -> None:
        self.script("POST", CHAT, replies)

    @property
    def calls(self) -> list[Any]:
        return self.bodies(CHAT)

    def handle(self, request: Request) -> Reply:
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return UNAUTHORIZED
        match request.method, request.path:
            case "POST", "/v1/chat/completions":
                return self._chat(request.json)
            case "GET", "/v1/models":
                data = [{"id": name, "object": "model", "owned_by": "library"} for name in self.models]
                return Reply(200, {"object": "list", "data": data})
        return error(404, f"Unknown request URL: {request.path}")

    def _chat(self, body: dict[str, Any]) -> Reply:
        if body.get("model") not in self.models:
            return error(
                404, f'model "{body.get("model")}" not found, try pulling it first', code="model_not_found"
            )
        if not body.get("messages"):
            return error(400, "messages: required")
        with self._lock:
            output: Any = "ok"
            if self.plan:
                output = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        if isinstance(output, Reply):
            return output
        return Reply(200, self.completion(body, _message(body, output)))

    def completion(self, body: dict[str, Any], message: dict[str, Any], finish: str = "") -> dict[str, Any]:
        """A complete ChatCompletion object."""
        return {
            "id": f"chatcmpl-{next(self._ids):04d}",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "model": body["model"],
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", **message},
                    "finish_reason": finish or ("tool_calls" if message.get("tool_calls") else "stop"),
                }
            ],
            "usage": {"prompt_tokens": 80, "completion_tokens": 30, "total_tokens": 110},
        }

    def truncated(self, text: str) -> Answer:
        """An answer cut off by the token limit."""
        return lambda request: Reply(200, self.completion(request.json, {"content": text}, "length"))

    def filtered(self) -> Answer:
        """An answer that the provider's content filter withheld."""
        return lambda request: Reply(200, self.completion(request.json, {"content": None}, "content_filter"))


def _message(body: dict[str, Any], output: Any) -> dict[str, Any]:
    if isinstance(output, str):
        return {"content": output}
    if body.get("tools"):
        name = body["tools"][0]["function"]["name"]
        call = {
            "id": "call_1",
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(output)},
        }
        return {"content": None, "tool_calls": [call]}
    return {"content": json.dumps(output)}
