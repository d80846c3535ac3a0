"""Runs the two applications in one loop, with the jobs beside them, until told to stop.

The TCP port serves people; the Unix socket, mode 0660, serves the voice process. Stops within
`STOP_S`: live streams end first, then requests finish, then the sockets go.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import anyio.to_thread
import uvicorn
from litestar import Litestar

from appliance.admin.app import build_people_app
from appliance.admin.door import build_door_app
from appliance.admin.front import Front
from appliance.admin.internal import build_internal_app
from appliance.admin.metrics import Metrics
from appliance.admin.parts import AdminParts
from appliance.domain.errors import ApplianceError, ConfigurationError

logger = logging.getLogger("appliance.admin.serving")

STOP_S = 8
JOB_EVERY_S = 30.0
MOST_CONNECTIONS = 400
_BACKLOG = 512
"""On the Unix socket a caller beyond this is refused at once, not kept waiting."""
_SOCKET_MODE = 0o660
_CONTAINED = (OSError, ArithmeticError, LookupError, ValueError, TypeError, AttributeError)
"""What one job may fail with, beside the appliance's own errors, without ending the rest."""


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to whoever runs several of them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen_on_port(host: str, port: int, key: str = "web.port") -> socket.socket:
    """A listening socket. Raises ConfigurationError when the port is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise ConfigurationError(
            f"The pages cannot listen on {host} port {port}: {_reason(error)}.",
            f"End the other program, or set {key} in appliance.toml.",
        ) from error


def _reason(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)


def listen_on_socket(path: Path) -> socket.socket:
    """A listening Unix socket of mode 0660; one left by a dead process is replaced.

    Raises ConfigurationError when a living process serves it or it cannot be made.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear_away(path)
        before = os.umask(0o777 & ~_SOCKET_MODE)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"The socket {path} cannot be made: {error}.",
            "Check the owner of its folder, or set a shorter path as web.socket.",
        ) from error
    except ConfigurationError:
        listener.close()
        raise
    return listener


def _clear_away(path: Path) -> None:
    if not path.exists():
        return
    if _is_served(path):
        raise ConfigurationError(
            f"Another web process serves {path}.", "End it before starting this one."
        )
    path.unlink()


def _is_served(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


async def serve(
    parts: AdminParts,
    port: socket.socket,
    unix: socket.socket,
    *,
    secure: socket.socket | None = None,
    ready: Callable[[], None] | None = None,
    jobs: tuple[Callable[[], object], ...] = (),
) -> None:
    """Serve all until SIGTERM or SIGINT. With TLS the pages are on `secure` and `port` leads
    there. `jobs` are run every 30 s, each in a thread.

    A job that fails for a known reason is logged and run again next time; one that fails in any
    other way stops every server, is logged, and its exception is raised.
    """
    served = [(_server(_front(build_internal_app(parts), "internal", parts)), unix, "internal")]
    if parts.tls is not None and secure is not None:
        served.append(
            (
                _server(_front(build_people_app(parts), "pages", parts), parts.tls.context),
                secure,
                "pages",
            )
        )
        served.append((_server(_front(build_door_app(parts), "door", parts)), port, "door"))
    else:
        served.append((_server(_front(build_people_app(parts), "pages", parts)), port, "pages"))
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    tasks = [
        asyncio.create_task(server.serve(sockets=[listener]), name=name)
        for server, listener, name in served
    ]
    periodic = asyncio.create_task(_run_jobs(jobs, parts.metrics), name="jobs")
    waiting = asyncio.create_task(stopping.wait(), name="stop")
    if ready is not None:
        ready()
    try:
        await asyncio.wait({*tasks, periodic, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        parts.live.close()
        for server, _listener, _name in served:
            server.should_exit = True
        periodic.cancel()
        waiting.cancel()
        await asyncio.gather(*tasks)
        await asyncio.gather(periodic, waiting, return_exceptions=True)
        _raise_failure(periodic)


def _front(app: Litestar, name: str, parts: AdminParts) -> Front:
    """The socket of the voice process is not limited: nobody else can open it."""
    internal = name == "internal"
    limit = None if internal else parts.rate_limit
    return Front(app, name, parts.metrics, limit, serves_calls=internal)


def _raise_failure(task: asyncio.Task[None]) -> None:
    """Log and raise what ended a task; nothing when it was cancelled."""
    failure = None if task.cancelled() else task.exception()
    if failure is not None:
        logger.critical("the %s ended by a failure", task.get_name(), exc_info=failure)
        raise failure


def _server(app: Front, context: ssl.SSLContext | None = None) -> _Server:
    config: dict[str, Any] = {
        "log_config": None,
        "access_log": False,
        "server_header": False,
        # Addresses come from the connection alone: a header could name any other.
        "proxy_headers": False,
        "lifespan": "off",
        "ws": "none",
        "timeout_graceful_shutdown": STOP_S,
        "limit_concurrency": MOST_CONNECTIONS,
    }
    if context is not None:
        config["ssl_context_factory"] = lambda _config, _default: context
    return _Server(uvicorn.Config(cast("Any", app), **config))


async def _run_jobs(jobs: tuple[Callable[[], object], ...], metrics: Metrics) -> None:
    while True:
        await asyncio.sleep(JOB_EVERY_S)
        for job in jobs:
            begun, failed = time.perf_counter(), False
            try:
                await anyio.to_thread.run_sync(job)
            except (ApplianceError, *_CONTAINED):
                failed = True
                logger.exception("a periodic job failed")
            metrics.job(job_name(job), time.perf_counter() - begun, failed=failed)


def job_name(job: Callable[[], object]) -> str:
    """A job's name among the figures: that of its function."""
    return str(getattr(job, "__name__", type(job).__name__))
