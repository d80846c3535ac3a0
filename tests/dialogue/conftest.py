"""The demo yard in a real DuckDB, and conversations on it by text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from appliance.storage.store import DuckDbStore
from tests.dialogue.talking import Caller, DemoDesk
from tests.fakes.speech import ScriptedModel


@pytest.fixture
def demo() -> Iterator[DemoDesk]:
    store = DuckDbStore(":memory:")
    try:
        yield DemoDesk(store)
    finally:
        store.close()


@pytest.fixture
def call(demo: DemoDesk) -> Callable[..., Caller]:
    """Open a call on the demo yard; `model` answers what the rules leave open."""

    def open_call(line: str = "sip", model: ScriptedModel | None = None) -> Caller:
        return demo.call(line, model or ScriptedModel())

    return open_call
