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
