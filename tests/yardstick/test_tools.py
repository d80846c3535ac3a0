"""The stock pipeline's tools are whole, and its calls are told and ended."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from appliance.bootstrap.bench.voice.stock import RIGHT_TOOLS
from appliance.domain.calls import Asks
from appliance.yardstick.pipeline import Mode, StockCalls, StockEngines
from appliance.yardstick.tools import RESULTS, TOOLS


def calls(told: list[dict[str, Any]]) -> StockCalls:
    engines = StockEngines(whisper=Path("w"), voice=Path("v.onnx"), llm_url="http://127.0.0.1:1/v1")
    return StockCalls(engines, lambda event: told.append(dict(event)))


def test_every_right_tool_is_offered_and_answers() -> None:
    names = {tool.name for tool in TOOLS}
    assert set(RIGHT_TOOLS.values()) == names == set(RESULTS)
    assert set(RIGHT_TOOLS) <= {asks.value for asks in Asks}
    assert all(set(tool.required) == set(tool.properties) for tool in TOOLS)


def test_a_forced_tool_is_called_once_and_told() -> None:
    told: list[dict[str, Any]] = []
    stock = calls(told)
    stock.mode = Mode.FORCED
    choices: list[Any] = []
    results: list[Any] = []

    async def result(found: Any) -> None:
        results.append(found)

    context = SimpleNamespace(set_tool_choice=choices.append)
    params: Any = SimpleNamespace(
        function_name="verify_license", context=context, result_callback=result
    )
    asyncio.run(stock._call_tool(params))
    assert choices == ["none"]
    assert results == [{"valid": True, "customer": "Northside Paving"}]
    assert told[0]["tool"] == "verify_license"
