"""`GatewayDesk`: the rental desk of another process, over HTTP on a Unix socket.

Calls block for some seconds at most and raise DeskUnreachable when the records cannot be had;
what the records refuse arrives as the error that they raised. A lost connection is tried again,
because every write of the desk is idempotent; only opening a call is not, and is tried again
only when the request never left. An answer that does not come in time is asked for once more.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import httpx
import msgspec

from appliance.config import call_id, turn_number
from appliance.domain.errors import ApplianceError, BadRow, DeskUnreachable, ImportRefused
from appliance.gateway.codec import METHODS, Method
from appliance.ports.desk import RentalDesk

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 1.0
READ_TIMEOUT_S = 5.0
UPLOAD_TIMEOUT_S = 130.0
RETRY_WAITS_S = (0.1, 0.3)
"""Before each further try: a restarting server is back on its socket about as fast."""
OPEN_CIRCUIT_S = 2.0
"""For so long after a failed connection nothing waits: one try, at once."""

_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout)
_BROKEN_OFF = (httpx.NetworkError, httpx.RemoteProtocolError)
_NOT_IDEMPOTENT = frozenset({"open_call"})
_WRONG_TOKEN = 401
_CHUNK_BYTES = 65_536
_DO = "Try again in a moment; the web process may be restarting."


def _kinds(kind: type[ApplianceError]) -> Iterator[type[ApplianceError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _kinds(one)


class GatewayDesk(RentalDesk):
    """Implements `RentalDesk` over a socket. Any thread may call. Make one with `connect`.

    Its methods are attached below, one for each of the protocol's.
    """

    def __init__(self, socket: Path, token: Callable[[], str]) -> None:
        self._read_token = token
        self._token = ""
        self._lock = threading.Lock()
        self._failed_at: float | None = None
        self._client = httpx.Client(
            transport=httpx.HTTPTransport(uds=str(socket)),
            base_url="http://records",
            timeout=httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
        )

    @classmethod
    def connect(cls, socket: Path, token: Callable[[], str]) -> Self:
        """A desk over this socket; `token` reads the token of this boot, and again when it was
        refused. Nothing is sent yet."""
        return cls(socket, token)

    def close(self) -> None:
        self._client.close()

    def upload_recording(self, call_id: str, path: Path) -> None:
        """Send a call's recording, streamed. Raises DeskUnreachable, RecordNotFound, RecordError
        and OSError when the file cannot be read."""

        def send() -> httpx.Response:
            return self._client.post(
                f"/internal/v1/recordings/{call_id}",
                content=_chunks(path),
                headers=self._headers("audio/wav"),
                timeout=httpx.Timeout(UPLOAD_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            )

        self._exchange(send, idempotent=True)

    def heartbeat(self, status: Mapping[str, object]) -> None:
        """Say how this process is. Raises DeskUnreachable."""

        def send() -> httpx.Response:
            return self._client.post(
                "/internal/v1/voice-status",
                json=dict(status),
                headers=self._headers("application/json"),
            )

        self._exchange(send, idempotent=True)

    def send_command(self, name: str, body: bytes, wait_s: float) -> bytes:
        """Have a record command carried out there; blocks up to `wait_s` and some seconds.

        It is sent once: a command may not be safe to repeat. Raises DeskUnreachable and what
        the command raises."""

        def send() -> httpx.Response:
            return self._client.post(
                f"/internal/v1/commands/{name}",
                content=body,
                headers=self._headers("application/json"),
                timeout=httpx.Timeout(wait_s + READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            )

        return self._exchange(send, idempotent=False).content

    def _ask(self, method: Method, body: bytes) -> Any:
        def send() -> httpx.Response:
            return self._client.post(
                f"/internal/v1/desk/{method.name}",
                content=body,
                headers=self._headers("application/json"),
            )

        response = self._exchange(send, idempotent=method.name not in _NOT_IDEMPOTENT)
        return method.decode_result(response.content)

    def _headers(self, content_type: str) -> dict[str, str]:
        if not self._token:
            self._token = self._read_token()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": content_type}
        if call := call_id.get():
            headers["X-Call-Id"] = call
        if (turn := turn_number.get()) is not None:
            headers["X-Turn-Number"] = str(turn)
        return headers

    def _exchange(self, send: Callable[[], httpx.Response], *, idempotent: bool) -> httpx.Response:
        response = self._tried(send, idempotent=idempotent)
        if response.status_code == _WRONG_TOKEN:
            # The other process has been started anew and has a new token.
            self._token = ""
            response = self._tried(send, idempotent=idempotent)
        if not response.is_success:
            raise _error_of(response)
        return response

    def _tried(self, send: Callable[[], httpx.Response], *, idempotent: bool) -> httpx.Response:
        waits = iter(() if self._circuit_open() else RETRY_WAITS_S)
        late = False
        while True:
            try:
                response = send()
            except httpx.TransportError as error:
                again = isinstance(error, _UNREACHED) or (
                    idempotent and isinstance(error, _BROKEN_OFF)
                )
                if isinstance(error, httpx.ReadTimeout):
                    again, late = idempotent and not late, True
                wait = next(waits, None) if again else None
                if wait is None:
                    self._note_failure(failed=True)
                    logger.warning("the records cannot be reached: %r", error)
                    raise DeskUnreachable("The records cannot be reached.", _DO) from error
                time.sleep(wait)
            else:
                self._note_failure(failed=False)
                return response

    def _circuit_open(self) -> bool:
        with self._lock:
            failed_at = self._failed_at
        return failed_at is not None and time.monotonic() - failed_at < OPEN_CIRCUIT_S

    def _note_failure(self, *, failed: bool) -> None:
        with self._lock:
            self._failed_at = time.monotonic() if failed else None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _error_of(response: httpx.Response) -> ApplianceError:
    """The error that the records raised, or DeskUnreachable for what is no such answer."""
    try:
        error = response.json()["error"]
        key, what, do = str(error["key"]), str(error["what"]), str(error["do"])
        reference = str(error.get("reference", ""))
        rows = tuple(msgspec.convert(error.get("rows", ()), list[BadRow]))
    except (ValueError, KeyError, TypeError):
        return DeskUnreachable(f"The records answered with HTTP {response.status_code}.", _DO)
    if key == ImportRefused.key:
        return ImportRefused(what, rows, do)
    for kind in _kinds(ApplianceError):
        if kind.key == key:
            return kind(what, do=do)
    logger.warning("the records answered %s: %s (reference %s)", key, what, reference)
    return DeskUnreachable(f"{what} (reference {reference})", do or _DO)


def _remote(method: Method) -> Callable[..., Any]:
    def call(self: GatewayDesk, *args: object, **kwargs: object) -> Any:
        return self._ask(method, method.encode_arguments(*args, **kwargs))

    call.__name__ = call.__qualname__ = method.name
    return call


for _method in METHODS.values():
    setattr(GatewayDesk, _method.name, _remote(_method))
