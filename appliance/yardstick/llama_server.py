"""Pipecat's client of an OpenAI-compatible server, for llama-cpp-python's.

Two things of that server keep tools from working with the client as it comes: it knows no
"developer" role, and while it streams a call it repeats the tool's name in every chunk, where
OpenAI sends it once, so that "find_equipmentfind_equipment" is called. Both are mended, in stock's
favor.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from openai.types.chat import ChatCompletionChunk
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.openai.llm import OpenAILLMService


class LlamaServerLLMService(OpenAILLMService):
    supports_developer_role = False

    async def get_chat_completions(self, context: LLMContext) -> Any:
        """The chunks of an answer, each tool's name in the first one of its call alone."""
        return named_once(await super().get_chat_completions(context))


async def named_once(chunks: Any) -> AsyncIterator[ChatCompletionChunk]:
    """A stream of chunks without the repeated names; ends the stream where it is ended."""
    named: set[int] = set()
    try:
        async for chunk in chunks:
            for choice in chunk.choices or ():
                for call in choice.delta.tool_calls or ():
                    if call.function is None or not call.function.name:
                        continue
                    if call.index in named:
                        call.function.name = None
                    named.add(call.index)
            yield chunk
    finally:
        await chunks.close()
