"""The supervisord configuration of one box, as text. Starts nothing, writes nothing.

`web` and `voice` are restarted whenever they end; their logs are bounded; the sockets they make
are closed to others by the umask.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LOG_BYTES = 10_000_000
LOG_BACKUPS = 3
WEB_STOP_S = 15
VOICE_STOP_S = 20
"""Longer than web's: callers are told before their calls end."""
FRONT_STOP_S = 5
LONGEST_STOP_S = FRONT_STOP_S + WEB_STOP_S + VOICE_STOP_S
_ENVIRONMENT = {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
"""glibc otherwise gives each computing thread an arena of its own, and each keeps up to 64 MB that
nobody uses (measured in `voice` with malloc_info: 250 MB after 60 calls)."""
_START_TRIES = 1_000_000
"""Never given up: each try waits a second longer than the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One supervised process. The lower `priority` starts first and stops last."""

    name: str
    command: Sequence[str]
    priority: int
    stop_s: int


def programs(
    python: Path, data_dir: Path, front: Sequence[str] | None = None
) -> tuple[Program, ...]:
    """What runs on a box: the SIP front where there is one, the records and pages, the lines.

    The front stops last, so that the ends of calls still pass through it.
    """
    base = (str(python), "-m", "appliance")
    where = ("--data-dir", str(data_dir))
    first = (
        (Program(name="kamailio", command=tuple(front), priority=5, stop_s=FRONT_STOP_S),)
        if front is not None
        else ()
    )
    return (
        *first,
        Program(name="web", command=(*base, "web", *where), priority=10, stop_s=WEB_STOP_S),
        Program(name="voice", command=(*base, "voice", *where), priority=20, stop_s=VOICE_STOP_S),
    )


def control_socket(run_dir: Path) -> Path:
    """Where supervisord listens for supervisorctl."""
    return run_dir / "supervisor.sock"


def render_supervisord(run_dir: Path, log_dir: Path, supervised: Sequence[Program]) -> str:
    """The text of `supervisord.conf`."""
    sections = [
        _section(
            "supervisord",
            nodaemon="true",
            silent="true",
            identifier="appliance",
            umask="007",
            logfile=_escaped(log_dir / "supervisord.log"),
            logfile_maxbytes=LOG_BYTES,
            logfile_backups=LOG_BACKUPS,
            pidfile=_escaped(run_dir / "supervisord.pid"),
            childlogdir=_escaped(log_dir),
        ),
        _section("unix_http_server", file=_escaped(control_socket(run_dir)), chmod="0700"),
        _section(
            "rpcinterface:supervisor",
            **{
                "supervisor.rpcinterface_factory": (
                    "supervisor.rpcinterface:make_main_rpcinterface"
                )
            },
        ),
        _section("supervisorctl", serverurl=f"unix://{_escaped(control_socket(run_dir))}"),
        *(_program(program, log_dir) for program in supervised),
    ]
    return "\n".join(sections)


def _program(program: Program, log_dir: Path) -> str:
    return _section(
        f"program:{program.name}",
        command=_escaped(shlex.join(program.command)),
        priority=program.priority,
        autostart="true",
        autorestart="true",
        startsecs=2,
        startretries=_START_TRIES,
        stopsignal="TERM",
        stopwaitsecs=program.stop_s,
        stopasgroup="false",
        killasgroup="true",
        redirect_stderr="true",
        stdout_logfile=_escaped(log_dir / f"{program.name}.log"),
        stdout_logfile_maxbytes=LOG_BYTES,
        stdout_logfile_backups=LOG_BACKUPS,
        environment=",".join(f'{name}="{value}"' for name, value in _ENVIRONMENT.items()),
    )


def _section(name: str, **keys: object) -> str:
    return "\n".join([f"[{name}]", *(f"{key}={value}" for key, value in keys.items()), ""])


def _escaped(value: object) -> str:
    """supervisord expands `%(…)s` everywhere."""
    return str(value).replace("%", "%%")
