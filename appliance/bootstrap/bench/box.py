"""A whole appliance on a demo yard of its own: `appliance serve`, and a signed-in look at it.

Everything lies in the folder that is given, the ports are free ones of the loopback, and the box
ends with the block that started it.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from appliance.domain.errors import ApplianceError

HOST = "127.0.0.1"
_COMMAND_S = 120.0
_READY_S = 420.0
_STOP_S = 45.0
_LOG_TAIL = 3000


class BoxFailed(ApplianceError):
    """The appliance that was to be measured did not start, or ended."""

    key = "bench_box"


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Box:
    """A running appliance."""

    data_dir: Path
    web_port: int
    sip_port: int
    pid: int
    """Of the process that supervises the others."""
    pages: httpx.Client
    """Signed in as a manager."""

    def get(self, path: str) -> Any:
        answer = self.pages.get(path)
        answer.raise_for_status()
        return answer.json()

    def page(self, path: str) -> str:
        answer = self.pages.get(path)
        answer.raise_for_status()
        return answer.text

    def latest_call(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/api/v1/calls?limit=1")["items"][0]
        return found

    def turns(self, call_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/api/v1/calls/{call_id}/turns")
        return found

    def bookings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/v1/bookings?limit=200")["items"]
        return found

    def logs(self) -> str:
        """The end of the processes' logs, for a failure's message."""
        tails = [
            f"--- {path.name}\n{path.read_text(errors='replace')[-_LOG_TAIL:]}"
            for path in sorted((self.data_dir / "log").glob("*"))
        ]
        return "\n".join(tails)


def run_appliance(
    data_dir: Path, *arguments: str, text: str = "", timeout_s: float = _COMMAND_S
) -> str:
    """Run one command to its end; its output. Raises BoxFailed."""
    try:
        done = subprocess.run(  # noqa: S603 (this program itself)
            [sys.executable, "-m", "appliance", *arguments, "--data-dir", str(data_dir)],
            input=text,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise BoxFailed(f"{arguments} did not end within {timeout_s:g} s.") from late
    if done.returncode != 0:
        raise BoxFailed(f"{arguments} failed: {done.stdout}\n{done.stderr}")
    return done.stdout


@contextmanager
def running_box(
    data_dir: Path,
    *,
    settings: str = "",
    prefix: tuple[str, ...] = (),
    environment: dict[str, str] | None = None,
) -> Iterator[Box]:
    """Serve a demo yard on free ports until the block ends. `prefix` wraps the command.

    Raises BoxFailed.
    """
    web_port, sip_port = free_port(), free_port(socket.SOCK_DGRAM)
    data_dir.mkdir(parents=True, exist_ok=True)
    (data_dir / "appliance.toml").write_text(
        f'[web]\nport = {web_port}\n[sip]\nhost = "{HOST}"\nport = {sip_port}\n'
        + (settings or "[desk]\nenabled = false\n")
    )
    password = secrets.token_urlsafe(18)
    run_appliance(data_dir, "demo", "load")
    run_appliance(data_dir, "users", "add", "boss", "--role", "manager", text=f"{password}\n" * 2)
    output = data_dir / "serve.out"
    with output.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 (this program itself)
            [*prefix, sys.executable, "-m", "appliance", "serve", "--data-dir", str(data_dir)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    pages = httpx.Client(base_url=f"http://{HOST}:{web_port}", timeout=10)
    box = Box(data_dir, web_port, sip_port, process.pid, pages)
    try:
        _wait_until_ready(box, process, output)
        _sign_in(pages, password)
        yield box
    finally:
        pages.close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


def _wait_until_ready(box: Box, process: subprocess.Popen[bytes], output: Path) -> None:
    end = time.monotonic() + _READY_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise BoxFailed(f"The appliance ended: {output.read_text()}\n{box.logs()}")
        try:
            if box.pages.get("/ready").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise BoxFailed(f"The appliance is not ready: {output.read_text()}\n{box.logs()}")


def _sign_in(pages: httpx.Client, password: str) -> None:
    found = re.search(r'name="_csrf_token" value="([^"]+)"', pages.get("/login").text)
    if found is None:
        raise BoxFailed("The login page carries no token.")
    answer = pages.post(
        "/login", data={"username": "boss", "password": password, "_csrf_token": found.group(1)}
    )
    if answer.status_code not in (httpx.codes.OK, httpx.codes.SEE_OTHER):
        raise BoxFailed(f"Nobody could sign in: {answer.text[:200]}")
