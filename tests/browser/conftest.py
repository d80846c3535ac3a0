"""The real web process with a demo yard, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from web_process import ARGUMENTS, CHROMIUM, STOP_S, RunningWeb, free_port, prepare, wait_for

from appliance.bootstrap.records import build_gateway_desk
from appliance.gateway.client import GatewayDesk


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
            status = process.wait(STOP_S)
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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """No longer than a module: while Playwright runs, no other test can run an event loop."""
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
