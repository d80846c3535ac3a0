"""The real web process over a demo yard, and how a person signs in to it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from appliance.admin.passwords import Passwords
from appliance.admin.people import new_person
from appliance.bootstrap.clock import SystemClock
from appliance.bootstrap.records import build_store
from appliance.config import Settings, load_settings
from appliance.domain.people import Role
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
STOP_S = 15.0


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


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/login")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
