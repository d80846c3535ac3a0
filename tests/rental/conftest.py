"""The small yard in a real DuckDB, in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from appliance.storage.store import DuckDbStore
from tests.rental.yard import TestYard


@pytest.fixture
def yard() -> Iterator[TestYard]:
    store = DuckDbStore(":memory:")
    try:
        yield TestYard(store)
    finally:
        store.close()


@pytest.fixture(scope="module")
def _shared() -> Iterator[TestYard]:
    store = DuckDbStore(":memory:")
    try:
        yield TestYard(store)
    finally:
        store.close()


@pytest.fixture
def shared_yard(_shared: TestYard) -> Iterator[TestYard]:
    """One yard for a module whose tests only change records through `change`; put back after."""
    yield _shared
    _shared.put_back()
