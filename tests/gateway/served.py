"""The real internal API on a real Unix socket, in a thread: the other end for gateway tests."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from appliance.admin.internal import build_internal_app
from appliance.admin.parts import AdminParts

WAIT_S = 20


class _Server(uvicorn.Server):
    """Leaves signals alone and says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = threading.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answers.set()


@contextmanager
def served(parts: AdminParts, path: Path) -> Iterator[None]:
    """Serve the internal API at `path` until the block ends."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen(64)
    server = _Server(
        uvicorn.Config(build_internal_app(parts), log_config=None, access_log=False, ws="none")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        assert server.answers.wait(WAIT_S)
        yield
    finally:
        server.should_exit = True
        thread.join(WAIT_S)
        listener.close()
        path.unlink(missing_ok=True)
    assert not thread.is_alive()
