"""The supervisord configuration: real supervisord reads it, restarts what dies, stops cleanly."""

from __future__ import annotations

import configparser
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.ops.preflight import is_running
from appliance.ops.supervisor import (
    LONGEST_STOP_S,
    Program,
    control_socket,
    programs,
    render_supervisord,
)


def _parsed(text: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.read_string(text)
    return parser


def test_web_starts_before_voice_and_both_come_back() -> None:
    data = Path("/data dir/100%")
    text = render_supervisord(data / "run", data / "log", programs(Path("/venv/python"), data))
    parsed = _parsed(text)
    web, voice = parsed["program:web"], parsed["program:voice"]
    assert int(web["priority"]) < int(voice["priority"])
    for program in (web, voice):
        assert program["autorestart"] == "true"
        assert int(program["stdout_logfile_maxbytes"]) > 0
    assert web["command"] == "/venv/python -m appliance web --data-dir '/data dir/100%%'"
    assert web["stdout_logfile"] == "/data dir/100%%/log/web.log"
    assert parsed["unix_http_server"]["chmod"] == "0700"


def test_the_front_starts_first_and_stops_last() -> None:
    supervised = programs(Path("/p"), Path("/d"), front=("/usr/sbin/kamailio", "-DD"))
    order = sorted(supervised, key=lambda program: program.priority)
    assert [program.name for program in order] == ["kamailio", "web", "voice"]


def test_systemd_waits_longer_than_supervisord() -> None:
    unit = Path(__file__).parents[2] / "systemd" / "appliance.service"
    lines = dict(
        line.split("=", 1)
        for line in unit.read_text(encoding="utf-8").splitlines()
        if "=" in line and not line.startswith("#")
    )
    assert int(lines["TimeoutStopSec"]) > LONGEST_STOP_S


_SAYS_ITS_NUMBER = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
with open(sys.argv[1], "w") as pipe:
    pipe.write(f"{os.getpid()}\\n")
signal.sigwait({signal.SIGTERM})
with open(sys.argv[1], "w") as pipe:
    pipe.write("stopped\\n")
"""


class _Lines:
    """Lines that children write into a named pipe, waited for with a limit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)
        self._file = os.fdopen(os.open(path, os.O_RDWR), "r")

    def next(self) -> str:
        timer = threading.Timer(20, self._give_up)
        timer.start()
        try:
            return self._file.readline().strip()
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        with self.path.open("w") as pipe:
            pipe.write("nothing in 20 s\n")

    def close(self) -> None:
        self._file.close()


@contextmanager
def _supervised(folder: Path, program: Program) -> Iterator[subprocess.Popen[bytes]]:
    run, log = folder / "run", folder / "log"
    run.mkdir()
    log.mkdir()
    conf = run / "supervisord.conf"
    conf.write_text(render_supervisord(run, log, [program]), encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "supervisor.supervisord", "-c", str(conf)])
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def test_a_process_that_is_killed_is_restarted_and_a_stop_reaches_it(short: Path) -> None:
    lines = _Lines(short / "pipe")
    script = short / "child.py"
    script.write_text(_SAYS_ITS_NUMBER, encoding="utf-8")
    command = (sys.executable, str(script), str(lines.path))
    program = Program(name="web", command=command, priority=10, stop_s=10)
    assert not is_running(short / "run")
    with _supervised(short, program) as supervisord:
        first = int(lines.next())
        assert is_running(short / "run")
        assert control_socket(short / "run").stat().st_mode & 0o077 == 0
        os.kill(first, signal.SIGKILL)
        second = int(lines.next())
        assert second != first
        environment = Path(f"/proc/{second}/environ").read_bytes().split(b"\0")
        assert {b"PYTHONUNBUFFERED=1", b"MALLOC_ARENA_MAX=2"} <= set(environment)
        supervisord.send_signal(signal.SIGTERM)
        assert lines.next() == "stopped"
        assert supervisord.wait(timeout=20) == 0
    assert not is_running(short / "run")
    lines.close()
