from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

sys.path.insert(0, str(Path(__file__).parent))

from admin_yard import YardSite, build_site, client_for, open_yard


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[YardSite]:
    """One demo yard a module: tests of a module do not depend on each other's changes."""
    settings, store = open_yard(tmp_path_factory.mktemp("yard"))
    yield build_site(settings, store)
    store.close()


@pytest.fixture
def client(site: YardSite) -> Iterator[TestClient[Litestar]]:
    with client_for(site.people_app) as found:
        yield found


@pytest.fixture
def internal(site: YardSite) -> Iterator[TestClient[Litestar]]:
    with client_for(site.internal_app) as found:
        found.headers["authorization"] = f"Bearer {site.parts.gateway_token}"
        yield found
