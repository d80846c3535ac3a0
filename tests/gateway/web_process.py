"""The real web process over a yard of its own, started, killed and started again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from appliance.bootstrap.records import build_gateway_desk, build_store
from appliance.config import load_settings
from appliance.gateway.client import GatewayDesk
from appliance.ports.store import Records

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class WebProcess:
    """One data directory and the process that serves it. A socket's path is short: so is the
    directory's to be."""

    def __init__(self, data_dir: Path, fill: Callable[[Records], None]) -> None:
        self.settings = load_settings(data_dir)
        self.log = data_dir / "web.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._port = free_port()
        store = build_store(self.settings)
        try:
            store.write(fill)
        finally:
            store.close()

    def start(self) -> None:
        """Start it and wait until it answers."""
        process = self._spawn()
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            assert process.poll() is None, self.log.read_text()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/health", timeout=1):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise AssertionError(f"the web process did not answer: {self.log.read_text()}")

    def start_and_kill(self, after_s: float) -> None:
        """Kill it some time after it was started, whatever it does then."""
        self._spawn()
        time.sleep(after_s)
        self.kill()

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "appliance", "web", "--data-dir", self.settings.data_dir],
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, "APPLIANCE_WEB__PORT": str(self._port)},
                cwd=ROOT,
            )
        return self._process

    def kill(self) -> None:
        """As a power cut: SIGKILL, at once."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(START_S)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(START_S)

    def desk(self) -> GatewayDesk:
        return build_gateway_desk(self.settings)
