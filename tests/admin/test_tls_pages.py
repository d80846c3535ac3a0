"""The real web process over TLS: a client that trusts the box's authority, and one in the clear."""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from admin_yard import PASSWORD, YardSite, csrf_token, open_yard
from litestar.testing import TestClient

from appliance.admin.door import build_door_app, named_host
from appliance.admin.headers import is_name
from appliance.bootstrap.clock import SystemClock
from appliance.bootstrap.tls import BoxTls
from appliance.config import Settings, TlsSettings
from appliance.domain.errors import RecordNotFound
from appliance.ops.tls import CERTIFICATE_LASTS

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class SecureWeb:
    plain: str
    secure: str
    port: int
    authority: Path
    log: Path

    def trusting(self) -> httpx.Client:
        context = ssl.create_default_context(cafile=str(self.authority))
        return httpx.Client(base_url=self.secure, verify=context, trust_env=False, timeout=10)

    def in_the_clear(self) -> httpx.Client:
        return httpx.Client(base_url=self.plain, trust_env=False, timeout=10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureWeb]:
    data_dir = tmp_path_factory.mktemp("secure")
    settings, store = open_yard(data_dir)
    store.close()
    plain, secure = free_port(), free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "APPLIANCE_WEB__PORT": str(plain),
        "APPLIANCE_TLS__ENABLED": "true",
        "APPLIANCE_TLS__HOST": "127.0.0.1",
        "APPLIANCE_TLS__PORT": str(secure),
        "APPLIANCE_TLS__NAME": "counter",
        "APPLIANCE_TLS__ANNOUNCE": "false",
        "APPLIANCE_LOG__FORMAT": "json",
        "APPLIANCE_LOG__REQUESTS": "true",
    }
    log = data_dir / "web.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "appliance", "web", "--data-dir", str(data_dir)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
        )
    found = SecureWeb(
        f"http://127.0.0.1:{plain}",
        f"https://localhost:{secure}",
        secure,
        settings.tls_dir / "ca.crt",
        log,
    )
    try:
        _wait(found, process, log)
        yield found
    finally:
        process.terminate()
        status = process.wait(15)
    assert status == 0, log.read_text()
    assert "Traceback" not in log.read_text()


def _wait(web: SecureWeb, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            with web.trusting() as client:
                if client.get("/health").status_code == 200:
                    return
        except (httpx.HTTPError, OSError):
            time.sleep(0.1)
    pytest.fail(log.read_text())


def test_signing_in_over_tls_with_secure_cookies(web: SecureWeb) -> None:
    with web.trusting() as client:
        token = csrf_token(client.get("/login").text)
        answer = client.post(
            "/login", data={"username": "clerk", "password": PASSWORD, "_csrf_token": token}
        )
        assert answer.status_code == 303
        cookies = answer.headers.get_list("set-cookie")
        assert cookies
        assert all("secure" in one.lower() and "httponly" in one.lower() for one in cookies)
        assert client.get("/today").status_code == 200


def test_who_does_not_trust_the_authority_is_told(web: SecureWeb) -> None:
    with (
        httpx.Client(base_url=web.secure, trust_env=False) as client,
        pytest.raises(httpx.ConnectError, match="certificate verify failed"),
    ):
        client.get("/health")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_protocols_are_refused(web: SecureWeb) -> None:
    context = ssl.create_default_context(cafile=str(web.authority))
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with (
        socket.create_connection(("127.0.0.1", web.port), timeout=5) as plain,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        context.wrap_socket(plain, server_hostname="localhost")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "counter.local", "counter"])
def test_the_plain_port_leads_to_the_same_address(web: SecureWeb, host: str) -> None:
    with web.in_the_clear() as client:
        answer = client.get("/labels?unit=a&unit=b%20c", headers={"host": f"{host}:8080"})
        assert answer.status_code == 307
        assert answer.headers["location"] == f"https://{host}:{web.port}/labels?unit=a&unit=b%20c"
        assert "set-cookie" not in answer.headers
        assert client.get("/", headers={"host": host}).headers["location"].endswith(f"{web.port}/")


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "8.8.8.8", "user@evil.example", ""]
)
def test_an_invented_host_leads_to_the_box(web: SecureWeb, host: str) -> None:
    with web.in_the_clear() as client:
        answer = client.get("/today", headers={"host": host})
    if answer.status_code != 400:
        where = httpx.URL(answer.headers["location"])
        assert where.scheme == "https"
        assert "evil" not in str(where)
        assert where.host not in ("8.8.8.8",)


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "/%0d%0aset-cookie:a=b"])
def test_odd_paths_stay_on_the_box(web: SecureWeb, path: str) -> None:
    with socket.create_connection(("127.0.0.1", httpx.URL(web.plain).port or 0), 5) as plain:
        plain.sendall(
            f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode()
        )
        answer = b""
        while chunk := plain.recv(4096):
            answer += chunk
    head = answer.decode("latin-1").partition("\r\n\r\n")[0]
    location = re.search(r"^location: (.*)$", head, re.MULTILINE | re.IGNORECASE)
    if location:
        assert location[1].startswith(f"https://localhost:{web.port}/")
    assert "\nset-cookie" not in head.lower()


def test_nothing_is_taken_in_the_clear(web: SecureWeb) -> None:
    with web.in_the_clear() as client:
        answer = client.post("/login", data={"username": "clerk", "password": PASSWORD})
        assert answer.status_code == 403
        assert "https" in answer.json()["error"]["what"]
        assert client.get("/health").json() == {"ok": True}
        assert client.get("/ready").status_code in (200, 503)


def test_the_authority_is_downloaded_before_and_after(web: SecureWeb) -> None:
    with web.in_the_clear() as clear, web.trusting() as trusting:
        for client in (clear, trusting):
            answer = client.get("/ca.crt")
            assert answer.content == web.authority.read_bytes()
            assert answer.headers["content-type"] == "application/x-x509-ca-cert"
            page = client.get("/trust").text
            assert "Certificate Trust Settings" in page
            shown = re.search(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}", page)
            assert shown is not None


def test_the_process_logs_json_and_tells_figures_to_this_box(web: SecureWeb) -> None:
    with web.in_the_clear() as clear, web.trusting() as trusting:
        answer = trusting.get("/bookings/R-1001")
        assert answer.status_code == 401
        for client in (clear, trusting):
            text = client.get("/metrics").text
            assert 'appliance_requests_total{app="pages",method="GET"' in text
            assert 'appliance_bookings{state="reserved"}' in text
    lines = [json.loads(line) for line in web.log.read_text().splitlines()]
    mine = [one for one in lines if one.get("request") == answer.headers["x-request-id"]]
    assert {one["message"] for one in mine} == {"request refused", "answered"}


def test_browsers_are_held_to_tls_by_name_on_its_own_port_alone(site: YardSite) -> None:
    import dataclasses

    from appliance.admin.app import build_people_app
    from appliance.admin.parts import TlsDoor

    def strict(port: int, host: str) -> bool:
        door = TlsDoor(
            context=ssl.create_default_context(),
            port=port,
            names=frozenset,
            authority=bytes,
            fingerprint=str,
        )
        app = build_people_app(dataclasses.replace(site.parts, tls=door))
        with TestClient(app, base_url=f"https://{host}") as client:
            return "strict-transport-security" in client.get("/login").headers

    assert strict(443, "counter.local")
    assert not strict(443, "192.168.1.2")
    assert not strict(8443, "counter.local")
    assert not is_name("[::1]:443")


def test_without_tls_there_is_nothing_to_trust(site: YardSite, client: TestClient) -> None:  # type: ignore[type-arg]
    assert client.get("/ca.crt").status_code == 404
    with pytest.raises(RecordNotFound):
        build_door_app(site.parts)
    assert named_host("[::1]:80") == "[::1]"


class LaterClock(SystemClock):
    """The system's clock, some days on."""

    later = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later


def test_a_running_box_renews_its_certificate_by_itself(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, tls=TlsSettings(enabled=True, announce=False))
    clock = LaterClock(settings.yard.zone)
    tls = BoxTls(settings, clock)
    before = (settings.tls_dir / "server.pem").read_bytes()
    assert not tls.keep()
    clock.later = CERTIFICATE_LASTS - timedelta(days=30)
    assert tls.keep()
    assert (settings.tls_dir / "server.pem").read_bytes() != before
    tls.close()
