"""A demo yard on a real database, and the two applications over it, for the tests of the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient

from appliance.admin.app import build_people_app
from appliance.admin.internal import build_internal_app
from appliance.admin.parts import AdminParts
from appliance.admin.passwords import Passwords
from appliance.admin.people import new_person
from appliance.bootstrap.clock import SystemClock
from appliance.bootstrap.web import build_admin_parts
from appliance.config import Settings, load_settings
from appliance.domain.people import Role, User
from appliance.ports.store import Records
from appliance.storage.demo.loading import load_demo
from appliance.storage.store import DuckDbStore

PASSWORD = "shovels and buckets"
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
_TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


def people() -> dict[Role, User]:
    """One user a role, all with the same password."""
    return {
        role: new_person(role.value, f"The {role.value}", role, CHEAP.hash(PASSWORD))
        for role in Role
    }


@dataclass
class YardSite:
    """The pages and the internal API over one yard."""

    settings: Settings
    parts: AdminParts
    people_app: Litestar
    internal_app: Litestar
    users: dict[Role, User] = field(default_factory=dict)


def open_yard(data_dir: Path) -> tuple[Settings, DuckDbStore]:
    """A demo yard in a fresh database, with a user of each role."""
    settings = load_settings(data_dir)
    now = SystemClock(settings.yard.zone).now()
    store = DuckDbStore(settings.database_path)
    fill(store, now)
    return settings, store


def fill(store: DuckDbStore, now: datetime) -> None:
    users = people()

    def put(records: Records) -> None:
        load_demo(records, now)
        for user in users.values():
            records.users.put(user)

    store.write(put)


def client_for(app: Litestar) -> TestClient[Litestar]:
    return TestClient(app, base_url="http://yard.test", raise_server_exceptions=False)


def csrf_token(page: str) -> str:
    found = _TOKEN.search(page)
    assert found is not None, page[:500]
    return found.group(1)


def sign_in(client: TestClient[Litestar], username: str, password: str = PASSWORD) -> str:
    """Sign in as a browser does; the token that further posts need."""
    token = csrf_token(client.get("/login").text)
    answer = client.post(
        "/login",
        data={"username": username, "password": password, "_csrf_token": token},
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    return token


def build_site(settings: Settings, store: DuckDbStore) -> YardSite:
    clock = SystemClock(settings.yard.zone)
    parts = build_admin_parts(settings, store, clock)
    users = store.read(lambda records: records.users.page(limit=10)).items
    return YardSite(
        settings=settings,
        parts=parts,
        people_app=build_people_app(parts),
        internal_app=build_internal_app(parts),
        users={user.role: user for user in users},
    )
