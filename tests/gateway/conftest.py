"""A yard behind the internal API on a Unix socket."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.bootstrap.records import build_gateway_desk
from appliance.bootstrap.web import build_admin_parts
from appliance.config import Settings
from appliance.gateway.client import GatewayDesk
from appliance.storage.store import DuckDbStore
from tests.gateway.served import served
from tests.rental.yard import TestYard


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    # A short path: a Unix socket's is limited to some hundred characters.
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        settings.run_dir.mkdir()
        yield settings


@pytest.fixture(scope="module")
def yard() -> Iterator[TestYard]:
    store = DuckDbStore(":memory:")
    try:
        yield TestYard(store)
    finally:
        store.close()


@pytest.fixture(scope="module")
def _serving(settings: Settings, yard: TestYard) -> Iterator[None]:
    parts = build_admin_parts(settings, yard.store, yard.clock)
    with served(parts, settings.web_socket):
        yield


@pytest.fixture(scope="module")
def remote(_serving: None, settings: Settings) -> Iterator[GatewayDesk]:
    desk = build_gateway_desk(settings)
    yield desk
    desk.close()
