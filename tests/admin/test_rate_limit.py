"""Requests of one client are limited, whatever it asks for; the rest go on."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar, cast

import httpx
import pytest
from admin_yard import YardSite

from appliance.admin.front import Front
from appliance.admin.rate_limit import RateLimit, client_of

T = TypeVar("T")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def front(site: YardSite, limit: RateLimit | None) -> Front:
    return Front(cast("Any", site.people_app), "pages", site.parts.metrics, limit)


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def client(app: Front, address: str, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=cast("Any", app), client=(address, 40000))
    return httpx.AsyncClient(transport=transport, base_url="http://yard.test", headers=headers)


async def statuses(app: Front, address: str, paths: list[str]) -> list[int]:
    async with client(app, address) as asking:
        return [(await asking.get(path)).status_code for path in paths]


def test_a_bucket_empties_and_fills_again() -> None:
    clock = Clock()
    limit = RateLimit(a_second=2, burst=3, now=clock)
    assert [limit.take("10.0.0.1") for _ in range(3)] == [0, 0, 0]
    assert limit.take("10.0.0.1") == pytest.approx(0.5)
    assert limit.take("10.0.0.2") == 0
    clock.now += 0.5
    assert limit.take("10.0.0.1") == 0
    assert limit.take("10.0.0.1") > 0
    clock.now += 1000
    assert [limit.take("10.0.0.1") for _ in range(3)] == [0, 0, 0]
    assert limit.take("10.0.0.1") > 0


def test_memory_is_bounded_whoever_asks() -> None:
    limit = RateLimit(burst=1, most=100)
    for number in range(5000):
        limit.take(f"10.{number // 250}.{number % 250}.1")
    assert len(limit) == 100


@pytest.mark.parametrize(
    "address, client_",
    [
        ("127.0.0.1", None),
        ("127.8.8.8", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("192.168.1.9", "192.168.1.9"),
        ("::ffff:192.168.1.9", "192.168.1.9"),
        ("fd00:1:2:3:4:5:6:7", "fd00:1:2:3::"),
        ("fd00:1:2:3::9%eth0", "fd00:1:2:3::"),
        ("somewhere", "somewhere"),
    ],
)
def test_a_device_is_one_client_and_this_box_none(address: str, client_: str | None) -> None:
    assert client_of(address) == client_


def test_a_flood_is_refused_and_others_are_served(site: YardSite) -> None:
    app = front(site, RateLimit(a_second=1, burst=5, now=Clock()))
    paths = ["/login", "/nowhere", "/static/app.css", "/api/v1/classes", "/login"]
    assert 429 not in run(statuses(app, "192.168.1.9", paths))
    assert run(statuses(app, "192.168.1.9", paths)) == [429] * 5
    assert run(statuses(app, "192.168.1.10", ["/login"])) == [200]
    assert 429 not in run(statuses(app, "127.0.0.1", ["/login"] * 20))


def test_a_refusal_says_when_to_come_back(site: YardSite) -> None:
    app = front(site, RateLimit(a_second=0.4, burst=1, now=Clock()))

    async def ask(**headers: str) -> httpx.Response:
        async with client(app, "192.168.1.9", **headers) as asking:
            return await asking.get("/login")

    assert run(ask()).status_code == 200
    refused = run(ask())
    assert refused.headers["retry-after"] == "3"
    error = refused.json()["error"]
    assert error["key"] == "too_many"
    assert set(error) >= {"key", "what", "do", "reference"}
    assert refused.headers["x-content-type-options"] == "nosniff"
    page = run(ask(accept="text/html"))
    assert page.headers["content-type"].startswith("text/plain")
    assert "Wait 3 s" in page.text
