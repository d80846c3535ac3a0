"""The whole appliance in the foreground: it comes up, comes back, tells the truth and goes away."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from appliance.config import load_settings
from appliance.ops.readiness import wait_until_ready

pytestmark = pytest.mark.models
START_S = 240
"""As long as a busy box of two cores may take to load every model."""


def _free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Served:
    process: subprocess.Popen[str]
    data_dir: Path
    env: dict[str, str]
    web_port: int
    sip_port: int
    said: str

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "appliance", *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def child(self, name: str) -> int | None:
        """The number of the supervised process of that name, while there is one."""
        for child in psutil.Process(self.process.pid).children():
            if name in child.cmdline():
                return child.pid
        return None

    def kill(self, name: str) -> int:
        """End it as a crash would; its number."""
        number = self.child(name)
        assert number is not None, self.logs()
        process = psutil.Process(number)
        process.kill()
        process.wait(timeout=10)
        return number

    def logs(self) -> str:
        logs = sorted((self.data_dir / "log").glob("*.log"))
        return "\n".join(f"{log.name}: {log.read_text(errors='replace')[-4000:]}" for log in logs)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    data_dir = Path(tempfile.mkdtemp(prefix="ap-", dir="/tmp"))
    web_port, sip_port = _free_port(), _free_port(socket.SOCK_DGRAM)
    env = {
        **os.environ,
        "APPLIANCE_DATA_DIR": str(data_dir),
        "APPLIANCE_WEB__PORT": str(web_port),
        "APPLIANCE_SIP__HOST": "127.0.0.1",
        "APPLIANCE_SIP__PORT": str(sip_port),
        "APPLIANCE_SIP__INNER_PORT": str(_free_port(socket.SOCK_DGRAM)),
        "APPLIANCE_SIP__FRONT": "kamailio",
        "APPLIANCE_DESK__ENABLED": "false",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "appliance", "serve"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    made = Served(process, data_dir, env, web_port, sip_port, "")
    try:
        made.said = _read_until(process, "Ctrl-C stops it")
        yield made
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=60)
        assert process.stdout is not None
        process.stdout.close()
        shutil.rmtree(data_dir)


def _read_until(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout is not None
    timer = threading.Timer(START_S, process.terminate)
    timer.start()
    lines = []
    try:
        for line in process.stdout:
            lines.append(line)
            if word in line:
                break
    finally:
        timer.cancel()
    return "".join(lines)


def test_it_says_when_it_is_ready_and_how_to_talk_to_it(served: Served) -> None:
    assert "Ready.\n" in served.said, served.said + served.logs()
    assert f"http://127.0.0.1:{served.web_port}/" in served.said
    assert f"sip:rental@127.0.0.1:{served.sip_port}" in served.said
    password = re.search(r"one-time password (\S+)", served.said)
    assert password
    kept = served.data_dir / "secrets" / "first-admin-password"
    assert kept.read_text(encoding="ascii").strip() == password[1]


def test_every_part_is_ready(served: Served) -> None:
    answer = httpx.get(f"http://127.0.0.1:{served.web_port}/ready", trust_env=False, timeout=10)
    assert answer.status_code == 200
    assert set(answer.json()["parts"]) >= {"database", "models", "voice", "sip", "disk"}


def _options(served: Served) -> str:
    """What the telephone line answers to OPTIONS, or nothing within two seconds."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.bind(("127.0.0.1", 0))
        phone.settimeout(2)
        here = phone.getsockname()[1]
        request = (
            f"OPTIONS sip:rental@127.0.0.1:{served.sip_port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{here};branch=z9hG4bK{here};rport\r\n"
            "From: <sip:test@127.0.0.1>;tag=1\r\n"
            f"To: <sip:rental@127.0.0.1:{served.sip_port}>\r\n"
            f"Call-ID: serve-{here}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
            f"Contact: <sip:test@127.0.0.1:{here}>\r\nContent-Length: 0\r\n\r\n"
        )
        phone.sendto(request.encode(), ("127.0.0.1", served.sip_port))
        try:
            return phone.recv(65535).decode()
        except TimeoutError:
            return ""


def _until(true: Callable[[], bool]) -> bool:
    """Ask again until it is true; False after the time a start may take."""
    end = time.monotonic() + START_S
    pause = threading.Event()
    while not (answer := true()) and time.monotonic() < end:
        pause.wait(0.2)
    return answer


def test_the_telephone_line_answers_through_the_front(served: Served) -> None:
    answer = _options(served)
    assert answer.startswith("SIP/2.0 200")
    assert "INVITE" in answer, "the answer is voice's own, with what it allows"


def test_what_it_writes_is_closed_to_others(served: Served) -> None:
    for path in served.data_dir.rglob("*"):
        mode = path.lstat().st_mode
        private = path.parent.name == "secrets" or path.name == "kamailio.cfg"
        assert not mode & 0o002, path
        assert not (private and mode & 0o077), path


def test_doctor_finds_nothing_wrong(served: Served) -> None:
    done = served.command("doctor", "--json")
    checks = {check["check"]: check for check in json.loads(done.stdout)["checks"]}
    assert done.returncode == 0, done.stdout
    assert {checks[name]["verdict"] for name in ("web", "database", "ports", "models")} == {"ok"}


def test_a_second_start_is_refused_in_one_line(served: Served) -> None:
    done = served.command("serve")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "already running" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_records_and_pages_come_back(served: Served) -> None:
    first = served.kill("web")
    settings = load_settings(served.data_dir)
    web = settings.web.model_copy(update={"port": served.web_port})
    answer = wait_until_ready(
        settings.model_copy(update={"web": web}), timeout_s=START_S, going_on=lambda: True
    )
    assert answer.ready, f"{answer} {served.logs()}"
    assert served.child("web") not in (None, first)


def test_the_telephone_line_comes_back(served: Served) -> None:
    first = served.kill("voice")
    assert _until(lambda: served.child("voice") not in (None, first)), served.logs()
    assert _until(lambda: _options(served).startswith("SIP/2.0 200")), served.logs()


def test_a_stop_ends_every_process(served: Served) -> None:
    children = psutil.Process(served.process.pid).children(recursive=True)
    assert len(children) >= 3
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=60) == 0
    gone, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    assert len(gone) == len(children)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", served.sip_port))
