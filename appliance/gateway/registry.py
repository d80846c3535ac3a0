"""`HttpRegistry`: a registry on another server of the yard's own network, asked over HTTP.

One request for one number: `GET {url}/v1/{kind}/{number}`, with a bearer token, answered by JSON
that repeats both. Refuses public addresses unless they are allowed, redirects, long or unknown
bodies, and answers for anything else than what was asked. Whatever goes wrong is the answer's
`trouble` within the deadline; the circuit opens after some failures and then nothing waits.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from urllib.parse import quote

import httpx
import msgspec
import pybreaker
import tenacity

from appliance.domain.customers import CredentialState
from appliance.domain.errors import ApplianceError
from appliance.domain.identifiers import bare
from appliance.domain.registries import RegistryAnswer, RegistryKind, RegistryRecord

logger = logging.getLogger(__name__)

MOST_BODY_BYTES = 16_384
MOST_NUMBER = 80
FAILURES_TO_OPEN = 3
OPEN_S = 15.0
RETRY_WAIT_S = 0.1
_NEAR = tuple(
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10")
)
_WORKERS = 4
_MOST_WAITING = 16
_OK, _NOT_FOUND = 200, 404


class RegistryTrouble(ApplianceError):
    """The registry cannot be asked, or what it answered cannot be used."""

    key = "registry_trouble"


class _Lost(RegistryTrouble):
    """The connection failed; asking again may help."""


class _Body(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    kind: Literal["business_license", "certificate", "policy"]
    number: str
    found: bool
    state: Literal["active", "suspended", "revoked"] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    certification: str = ""
    coverage: Decimal | None = None


_decoder = msgspec.json.Decoder(_Body)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryServer:
    """Where the registry is and how long it may take, all tries together."""

    url: str
    token: str
    deadline_s: float = 1.5
    tries: int = 2
    allow_public: bool = False


class HttpRegistry:
    """Implements `VerificationSource`. Any thread may call."""

    def __init__(self, settings: RegistryServer, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._base = httpx.URL(settings.url.rstrip("/") + "/")
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=FAILURES_TO_OPEN, reset_timeout=OPEN_S, throw_new_error_on_trip=False
        )
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="registry")
        self._waiting: set[Future[RegistryRecord | None]] = set()

    def close(self) -> None:
        self._workers.shutdown(wait=False, cancel_futures=True)

    def look_up(self, kind: RegistryKind, number: str) -> RegistryAnswer:
        """The answer within the deadline, or its trouble."""
        try:
            record = self._breaker.call(self._in_time, kind, number)
        except pybreaker.CircuitBreakerError:
            return self._trouble(kind, number, "it has failed before and is left alone for a while")
        except RegistryTrouble as error:
            return self._trouble(kind, number, error.what)
        return RegistryAnswer(kind=kind, number=number, at=self._now(), record=record)

    def _trouble(self, kind: RegistryKind, number: str, why: str) -> RegistryAnswer:
        logger.warning("the registry of the %s gave no answer: %s", kind.value, why)
        return RegistryAnswer(kind=kind, number=number, at=self._now(), trouble=why)

    def _in_time(self, kind: RegistryKind, number: str) -> RegistryRecord | None:
        """Resolving a name, and bytes that trickle in, have no deadline of their own: the asking
        is left to end by itself and not waited for."""
        self._waiting = {one for one in self._waiting if not one.done()}
        if len(self._waiting) >= _MOST_WAITING:
            raise RegistryTrouble("Too many questions are waiting for it.")
        ends = time.monotonic() + self._settings.deadline_s
        asked = self._workers.submit(self._ask, kind, number, ends)
        self._waiting.add(asked)
        try:
            return asked.result(self._settings.deadline_s)
        except FutureTimeout:
            asked.cancel()
            raise RegistryTrouble("It did not answer in time.") from None

    def _ask(self, kind: RegistryKind, number: str, ends: float) -> RegistryRecord | None:
        if not number or len(number) > MOST_NUMBER:
            raise RegistryTrouble("That is no number to ask about.")
        for attempt in tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._settings.tries),
            wait=tenacity.wait_fixed(RETRY_WAIT_S),
            retry=tenacity.retry_if_exception_type(_Lost),
            reraise=True,
        ):
            with attempt:
                status, body = self._exchange(kind, number, ends)
                return _record_of(kind, number, status, body)
        raise RegistryTrouble("It was not asked.")

    def _exchange(self, kind: RegistryKind, number: str, ends: float) -> tuple[int, bytes]:
        left = ends - time.monotonic()
        if left <= 0:
            raise RegistryTrouble("It did not answer in time.")
        url = self._base.join(f"v1/{kind.value}/{quote(number, safe='')}")
        address = self._address()
        headers = {
            "Host": url.netloc.decode("ascii"),
            "Authorization": f"Bearer {self._settings.token}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        try:
            with (
                httpx.Client(trust_env=False, follow_redirects=False, timeout=left) as client,
                client.stream(
                    "GET",
                    url.copy_with(host=address),
                    headers=headers,
                    extensions={"sni_hostname": self._base.host},
                ) as response,
            ):
                return response.status_code, _read(response, ends)
        except httpx.HTTPError as error:
            raise _Lost(f"The connection failed: {type(error).__name__}.") from error

    def _address(self) -> str:
        """The address to connect to, checked: a name that changes its address meanwhile cannot
        lead elsewhere. Raises RegistryTrouble."""
        port = self._base.port or (443 if self._base.scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(self._base.host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise _Lost("Its name has no address.") from error
        addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
        if not self._settings.allow_public and not all(map(_is_near, addresses)):
            raise RegistryTrouble("It is not on the local network.")
        return addresses[0]


def _is_near(address: str) -> bool:
    """On this box or a network that is nobody's in the world."""
    one = ipaddress.ip_address(address)
    return one.is_loopback or any(one in network for network in _NEAR)


def _read(response: httpx.Response, ends: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > MOST_BODY_BYTES:
            raise RegistryTrouble("Its answer is too long.")
        if time.monotonic() > ends:
            raise RegistryTrouble("It did not answer in time.")
    return bytes(body)


def _record_of(kind: RegistryKind, number: str, status: int, body: bytes) -> RegistryRecord | None:
    """What the answer says. Raises RegistryTrouble for one that is no answer to the question."""
    if status >= 500:
        raise _Lost(f"It answered with HTTP {status}.")
    if status not in (_OK, _NOT_FOUND):
        raise RegistryTrouble(f"It answered with HTTP {status}.")
    try:
        found = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise RegistryTrouble("Its answer makes no sense.") from error
    if found.kind != kind.value or bare(found.number) != bare(number):
        raise RegistryTrouble("It answered about something else.")
    if found.found is (status == _NOT_FOUND):
        raise RegistryTrouble("Its answer contradicts itself.")
    if not found.found:
        return None
    if found.state is None or found.valid_from is None or found.valid_to is None:
        raise RegistryTrouble("Its answer lacks the state or the dates.")
    if found.valid_to < found.valid_from:
        raise RegistryTrouble("Its answer ends before it begins.")
    coverage = found.coverage
    if coverage is not None and (not coverage.is_finite() or coverage < 0):
        raise RegistryTrouble("Its answer has a coverage that is none.")
    return RegistryRecord(
        state=CredentialState(found.state),
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        certification=found.certification[:200],
        coverage=coverage,
    )
