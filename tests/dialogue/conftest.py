"""The demo yard in a real DuckDB, and conversations on it by text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from appliance.ports.facts import Yard
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


@pytest.fixture(scope="module")
def shared() -> Iterator[DemoDesk]:
    """One demo yard for all of these, which only read."""
    store = DuckDbStore(":memory:")
    try:
        yield DemoDesk(store)
    finally:
        store.close()


@pytest.fixture(scope="module")
def yard(shared: DemoDesk) -> Yard:
    return shared.desk.open_call("sip", None).yard
