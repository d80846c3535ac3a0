"""What a streaming llama.cpp server repeats is said once, and its stream is ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from openai.types.chat import ChatCompletionChunk

from appliance.yardstick.llama_server import LlamaServerLLMService, named_once


def _chunk(name: str | None, arguments: str, index: int = 0) -> ChatCompletionChunk:
    call = {"index": index, "id": "c", "function": {"name": name, "arguments": arguments}}
    choice = {"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}
    return ChatCompletionChunk.model_validate(
        {"id": "x", "created": 0, "model": "m", "object": "chat.completion.chunk",
         "choices": [choice]}
    )  # fmt: skip


class _Stream:
    def __init__(self, *chunks: ChatCompletionChunk) -> None:
        self._chunks = chunks
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[ChatCompletionChunk]:
        for chunk in self._chunks:
            yield chunk

    async def close(self) -> None:
        self.is_closed = True


def _told(chunk: ChatCompletionChunk) -> tuple[str | None, str | None]:
    (call,) = chunk.choices[0].delta.tool_calls or ()
    assert call.function is not None
    return call.function.name, call.function.arguments


def test_a_tool_is_named_once_a_call() -> None:
    stream = _Stream(
        _chunk("find", "{"), _chunk("find", "}"), _chunk("book", "{", 1), _chunk("book", "}", 1)
    )

    async def read() -> list[Any]:
        return [_told(chunk) async for chunk in named_once(stream)]

    assert asyncio.run(read()) == [("find", "{"), (None, "}"), ("book", "{"), (None, "}")]
    assert stream.is_closed


def test_a_stream_that_is_left_is_closed() -> None:
    stream = _Stream(_chunk("find", "{"), _chunk("find", "}"))

    async def leave() -> None:
        chunks: Any = named_once(stream)
        await anext(chunks)
        await chunks.aclose()

    asyncio.run(leave())
    assert stream.is_closed


def test_no_message_has_a_role_that_the_server_lacks() -> None:
    assert not LlamaServerLLMService.supports_developer_role
