"""A language model's provider for the bench: it speaks enough of Anthropic's Messages API to be asked.

`python -m umam.studio.bench.provider --port 8123` serves `/<milliseconds>/<name>/v1/messages`: it answers
after so long with something that fits the schema of the first tool, and keeps what it was asked under the
name until `GET /<name>` fetches it. A process of its own, so that its work is nobody else's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping
from typing import Any

# Where it answers, for the workers that a bench starts.
PROVIDER_URL = "UMAM_BENCH_LLM_URL"
MOST_KEPT = 500
WORDS = 420
# Counts without a common divisor, so that no sentence comes twice. Nothing in it belongs to any one age.
_WHO = ("The wind", "Somebody", "The rain", "A voice", "The old path", "A shadow", "The morning")
_DID = ("went slowly", "turned back", "came down", "waited", "lay quiet", "moved on", "grew still", "passed")
_WHERE = (
    "over the wet stones", "towards the water", "between the bare trees", "along the low wall",
    "under a grey sky", "beside the open door", "behind the last house", "across the empty field",
    "near the mouth of the bay",
)  # fmt: skip
Schema = Mapping[str, Any]


def language_model(url: str) -> dict[str, Any]:
    """The setting by which agents ask it; without an address they ask nobody outside this computer."""
    if not url:
        return {"provider": "local"}
    return {
        "provider": "anthropic",
        "anthropic_api_key": "bench",
        "anthropic_base_url": url,
        "anthropic_model": "claude-haiku-4-5",
        "timeout": 60.0,
    }


def prose(words: int) -> str:
    """So many words, about, in sentences that differ."""
    sentences: list[str] = []
    count = 0
    while count < words:
        at = len(sentences)
        said = f"{_WHO[at % len(_WHO)]} {_DID[at % len(_DID)]} {_WHERE[at % len(_WHERE)]}."
        sentences.append(said)
        count += len(said.split())
    return " ".join(sentences)


def filled(schema: Schema, named: str = "", defs: Schema | None = None) -> Any:
    """A value that fits a JSON schema, as pydantic writes them. What is called content is long."""
    defs = schema.get("$defs", defs or {})
    if "$ref" in schema:
        return filled(defs[schema["$ref"].rsplit("/", 1)[-1]], named, defs)
    for choice in ("anyOf", "allOf", "oneOf"):
        if choice in schema:
            return filled(schema[choice][0], named, defs)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "object":
        return {name: filled(one, name, defs) for name, one in schema.get("properties", {}).items()}
    if kind == "array":
        return [filled(schema.get("items", {}), named, defs) for _ in range(schema.get("minItems", 1))]
    if kind == "string":
        return prose(WORDS) if named == "content" else "Morning by the water"[: schema.get("maxLength", 20)]
    return {"number": 0.9, "integer": schema.get("minimum", 1), "boolean": True}.get(kind)


class Provider:
    """Answers, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: dict[str, list[Any]] = {}
        self._answers: dict[str, bytes] = {}

    async def serve(self, port: int) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", port, limit=2**24)
        async with server:
            await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request after the other."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                body = await reader.readexactly(_length(head))
                method, path, _ = head.split(" ", 2)
                answer = await self._answer(method, path.strip("/").split("/"), body)
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, method: str, path: list[str], body: bytes) -> bytes:
        if method == "GET":
            return _reply(json.dumps(self.asked.pop(path[0], [])).encode())
        question = json.loads(body)
        kept = self.asked.setdefault(path[1], [])
        if len(kept) < MOST_KEPT:
            kept.append(question)
        await asyncio.sleep(int(path[0]) / 1000)
        return self._message(question)

    def _message(self, question: Mapping[str, Any]) -> bytes:
        tool = question["tools"][0]
        about = json.dumps(tool)
        if about not in self._answers:
            said = {
                "id": "msg_bench",
                "type": "message",
                "role": "assistant",
                "model": question["model"],
                "content": [
                    {
                        "type": "tool_use",
                        "id": "toolu_bench",
                        "name": tool["name"],
                        "input": filled(tool["input_schema"]),
                    }
                ],
                "stop_reason": "tool_use",
                "stop_sequence": None,
                "usage": {
                    "input_tokens": 2000,
                    "output_tokens": 700,
                    "cache_creation_input_tokens": 0,
                    "cache_read_input_tokens": 6000,
                },
            }
            self._answers[about] = _reply(json.dumps(said).encode())
        return self._answers[about]


def _length(head: str) -> int:
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            return int(value)
    return 0


def _reply(body: bytes) -> bytes:
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nrequest-id: req_bench\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    asyncio.run(Provider().serve(options.parse_args().port))


if __name__ == "__main__":
    main()
