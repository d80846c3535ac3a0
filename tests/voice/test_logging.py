"""What is logged on a call carries its id and the turn's, through loop and threads alike."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from appliance.config import call_id, turn_number
from appliance.config.logs import JsonLines
from appliance.ports.conversation import Heard
from appliance.ports.speech import CancelToken
from tests.voice.calling import Desk, tone, until
from tests.voice.media import MemoryMedia
from tests.voice.scripted import ScriptedConversation, ScriptedDraft

log = logging.getLogger("appliance.tests.voice")


class LoggingConversation(ScriptedConversation):
    """Logs from the thread in which it thinks."""

    def consider(self, heard: Heard, cancel: CancelToken | None = None) -> ScriptedDraft:
        log.info("considering")
        return super().consider(heard, cancel)


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("appliance")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_lines_of_two_calls_at_once_are_told_apart(
    tmp_path: Path, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    async def hold(desk: Desk) -> None:
        async with desk.call(MemoryMedia()) as media:
            media.say(tone(500))
            await until(lambda: 1 in desk.conversation.timings)

    async def both() -> None:
        with ThreadPoolExecutor(2) as hearing, ThreadPoolExecutor(2) as speaking:
            pools = (hearing, speaking)
            desks = [
                Desk(LoggingConversation(answer=lambda _: "Fine.", call_id=f"C-{n}"), pools,
                     tmp_path / str(n))
                for n in range(2)
            ]  # fmt: skip
            await asyncio.gather(*(hold(desk) for desk in desks))

    asyncio.run(asyncio.wait_for(both(), 30))
    for call in ("C-0", "C-1"):
        mine = [line for line in lines() if line.get("call") == call]
        considering = [line for line in mine if line["message"] == "considering"]
        assert considering
        assert {line["turn"] for line in considering} == {1}
        assert any(line["message"].startswith("turn 1: ") and line["turn"] == 1 for line in mine)
        assert any(line["message"].startswith("the call ended") for line in mine)
    assert all("excavator" not in json.dumps(line) for line in lines())
    assert (call_id.get(), turn_number.get()) == ("", None)
