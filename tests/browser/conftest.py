"""The real web process with a demo yard, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from appliance.admin.passwords import Passwords
from appliance.admin.people import new_person
from appliance.bootstrap.clock import SystemClock
from appliance.bootstrap.records import build_gateway_desk, build_store
from appliance.config import Settings, load_settings
from appliance.domain.people import Role
from appliance.gateway.client import GatewayDesk
from appliance.ports.store import Records
from appliance.storage.demo.loading import load_demo

PASSWORD = "shovels and buckets"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_START_S = 30.0
_STOP_S = 15.0


@dataclass(frozen=True)
class RunningWeb:
    """The web process of one demo yard."""

    address: str
    settings: Settings
    process: subprocess.Popen[bytes]
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(data_dir: Path) -> Settings:
    settings = load_settings(data_dir)
    store = build_store(settings)
    hashed = Passwords().hash(PASSWORD)
    now = SystemClock(settings.yard.zone).now()

    def put(records: Records) -> None:
        load_demo(records, now)
        for role in Role:
            records.users.put(new_person(role.value, f"The {role.value}", role, hashed))

    store.write(put)
    store.close()
    return settings


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"the web process did not answer: {log.read_text()}")


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWeb]:
    data_dir = tmp_path_factory.mktemp("yard")
    settings = prepare(data_dir)
    port = free_port()
    log = data_dir / "web.log"
    environment = {**os.environ, "APPLIANCE_WEB__PORT": str(port)}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "appliance", "web", "--data-dir", str(data_dir)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=Path(__file__).resolve().parents[2],
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process, log)
        yield RunningWeb(address, settings, process, log)
    finally:
        process.terminate()
        try:
            status = process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert status == 0, log.read_text()
    assert not settings.web_socket.exists()
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="session")
def desk(web: RunningWeb) -> Iterator[GatewayDesk]:
    """The voice process's way in: the real socket."""
    found = build_gateway_desk(web.settings)
    yield found
    found.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, web: RunningWeb) -> Iterator[Page]:
    """A fresh browser on a desktop screen; scripts and resources that fail, fail the test."""
    context = chromium.new_context(
        base_url=web.address, viewport={"width": 1366, "height": 850}, color_scheme="light"
    )
    context.set_default_timeout(8000)
    found = context.new_page()
    problems: list[str] = []
    found.on("pageerror", lambda error: problems.append(str(error)))
    found.on(
        "console",
        lambda message: (
            problems.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    found.on(
        "request",
        lambda request: (
            problems.append(f"left the box: {request.url}")
            if not request.url.startswith((web.address, "data:"))
            else None
        ),
    )
    yield found
    context.close()
    assert problems == []


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/login")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
