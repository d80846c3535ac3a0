"""The talk button over a Unix socket, for keys, pages and scripts outside this process.

A line of text in, a line out: `press`, `release`, `status`; answered by `ok …` or `error …`.
A client that goes away while it holds the button releases it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Self

from appliance.domain.errors import LineError

LONGEST_LINE = 64
IDLE_CLIENT_S = 600.0
MOST_CLIENTS = 8
ANSWER_TIMEOUT_S = 5.0


class ControlServer:
    """Serves the socket. `press`, `release` and `describe` are called on the loop."""

    def __init__(
        self,
        path: Path,
        *,
        press: Callable[[], None],
        release: Callable[[], None],
        describe: Callable[[], str],
    ) -> None:
        self._path = path
        self._press = press
        self._release = release
        self._describe = describe
        self._server: asyncio.Server | None = None
        self._clients: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Listen. Raises LineError when the socket cannot be made."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(
                self._serve, path=str(self._path), limit=LONGEST_LINE
            )
            self._path.chmod(0o660)
        except OSError as failure:
            raise LineError(f"The desk's control socket cannot be made: {failure}.") from failure

    async def stop(self) -> None:
        """Stop listening; clients are cut off."""
        if self._server is not None:
            self._server.close()
            self._server = None
        serving = dict(self._clients)
        for writer in serving:
            writer.close()
        if serving:
            await asyncio.wait(serving.values(), timeout=ANSWER_TIMEOUT_S)
        self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._clients) >= MOST_CLIENTS:
            writer.close()
            return
        self._clients[writer] = task
        holding = False
        try:
            while True:
                async with asyncio.timeout(IDLE_CLIENT_S):
                    line = await reader.readline()
                if not line:
                    break
                command = line.decode("ascii", "replace").strip()
                holding = {"press": True, "release": False}.get(command, holding)
                writer.write(f"{self._obey(command)}\n".encode())
                await writer.drain()
        except (TimeoutError, ValueError, ConnectionError):
            # Idle, a line without an end, or gone: the button is released below.
            pass
        finally:
            del self._clients[writer]
            if holding:
                self._release()
            writer.close()

    def _obey(self, command: str) -> str:
        try:
            if command == "press":
                self._press()
            elif command == "release":
                self._release()
            elif command != "status":
                return "error unknown command"
        except LineError as failure:
            return f"error {failure}"
        return f"ok {self._describe()}"


class DeskControl:
    """The other end: presses the button from another process. Blocks, each step 5 s at most."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket: socket.socket | None = None
        self._answers = b""

    def __enter__(self) -> Self:
        """Connect. Raises LineError."""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(ANSWER_TIMEOUT_S)
        try:
            self._socket.connect(str(self._path))
        except OSError as failure:
            self._socket.close()
            raise LineError(
                "The desk line does not answer.",
                "Start the appliance with the desk line switched on.",
            ) from failure
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()

    def send(self, command: str) -> str:
        """`press`, `release` or `status`; the state of the desk. Raises LineError."""
        if self._socket is None:
            raise LineError("The desk line is not connected.")
        try:
            self._socket.sendall(f"{command}\n".encode())
            while b"\n" not in self._answers:
                received = self._socket.recv(4096)
                if not received:
                    raise LineError("The desk line has closed the connection.")
                self._answers += received
        except OSError as failure:
            raise LineError(f"The desk line does not answer: {failure}.") from failure
        line, _, self._answers = self._answers.partition(b"\n")
        kind, _, text = line.decode("utf-8", "replace").partition(" ")
        if kind != "ok":
            raise LineError(text)
        return text
