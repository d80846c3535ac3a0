"""The SIP line: listens, answers up to a bound of calls, and hands each to the call handler.

It takes direct calls to any user part, refuses transfers asked for by callers, and registers
with nobody. baresip allows one runtime a process, and a runtime that died cannot be started
again in the same process: `wait_failed` then raises, and the process is to be restarted.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from dataclasses import dataclass

from baresip import Account, BaresipError, Call, Config, Runtime, UserAgent

from appliance.domain.errors import ConfigurationError, LineError
from appliance.lines.sip.media import CALLED_HEADER, TELEPHONE_RATE_HZ, SipCallMedia
from appliance.lines.sip.pacing import audio_first
from appliance.lines.sip.reserve import ACCOUNT_PARAMETER, Reserve
from appliance.ports.media import CallHandler

logger = logging.getLogger(__name__)

CLOSE_TIMEOUT_S = 8.0
LARGEST_CALLS = 64
LEAST_JITTER_MS, MOST_JITTER_MS = 5, 160
"""Audio held back for what is late, adapting. From 5 ms nothing was lost of packets of which three
in ten came up to 40 ms late; from 0 ms a tenth of a second was. 20 ms cost 10 ms of every turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SipSettings:
    """Where and how the SIP line listens. `host` is one address of this box, never `0.0.0.0`:
    it is written into what the phones are told to send audio to."""

    host: str
    port: int = 5070
    rtp_first_port: int = 10000
    rtp_last_port: int = 10199
    max_calls: int = 8
    rtp_timeout_s: int = 30
    """A caller from whom nothing has come for so long has vanished; the call is ended."""

    def __post_init__(self) -> None:
        if not 1 <= self.max_calls <= LARGEST_CALLS:
            raise ConfigurationError(
                f"The SIP line cannot take {self.max_calls} calls at once.",
                f"Choose 1 to {LARGEST_CALLS}.",
            )
        ports = self.rtp_last_port - self.rtp_first_port + 1
        if ports < 2 * self.max_calls:
            raise ConfigurationError(
                f"{ports} RTP ports are too few for {self.max_calls} calls.",
                "Widen the RTP port range to at least two ports a call.",
            )


class SipLine:
    """Answers SIP calls. Start it once; its handler is called once per call."""

    name = "sip"
    essential = True
    sample_rate_hz = TELEPHONE_RATE_HZ

    def __init__(self, settings: SipSettings) -> None:
        self._settings = settings
        self._runtime = Runtime()
        self._agent: UserAgent | None = None
        self._reserve: Reserve | None = None
        self._handler: CallHandler | None = None
        self._calls: dict[asyncio.Task[None], SipCallMedia] = {}
        self._dead: asyncio.Future[None] | None = None
        self._stopping = False

    @property
    def calls(self) -> int:
        """How many calls are under way."""
        return len(self._calls)

    @property
    def fault(self) -> str:
        """Why no call can come in; empty when one can."""
        if self._agent is None:
            return "not started"
        if self._dead is not None and self._dead.done():
            return "the SIP stack has stopped"
        return "stopping" if self._stopping else ""

    async def start(self, handler: CallHandler) -> None:
        """Listen for calls. Raises ConfigurationError when the address or port cannot be used."""
        self._refuse_taken_port()
        self._handler = handler
        self._dead = asyncio.get_running_loop().create_future()
        self._runtime.on_dead = self._on_dead
        settings = self._settings
        listen = f"{settings.host}:{settings.port}"
        try:
            await self._runtime.start(
                Config(
                    net_interface=settings.host,
                    max_concurrent_calls=settings.max_calls,
                    rtp_timeout=settings.rtp_timeout_s,
                    expose_headers=(CALLED_HEADER,),
                    extra_config_text=(
                        f"sip_listen {listen}\n"
                        f"rtp_ports {settings.rtp_first_port}-{settings.rtp_last_port}\n"
                        "audio_jitter_buffer_type adaptive\n"
                        f"audio_jitter_buffer_ms {LEAST_JITTER_MS}-{MOST_JITTER_MS}\n"
                    ),
                )
            )
            audio_first()
            self._reserve = _reserve()
            self._agent = await UserAgent.create(
                self._runtime,
                Account(
                    user="assistant",
                    domain=listen,
                    password="",
                    reg_interval=0,
                    audio_codecs=("pcmu", "pcma"),
                    extra_params=(
                        "catchall=yes",
                        *((ACCOUNT_PARAMETER,) if self._reserve is not None else ()),
                    ),
                ),
                transfer_policy="reject",
            )
        except (BaresipError, ValueError) as failure:
            raise LineError(f"The SIP line did not start on {listen}: {failure}.") from failure
        self._agent.on_incoming(self._on_incoming)
        logger.info("the SIP line listens on %s", listen)

    def _refuse_taken_port(self) -> None:
        # baresip itself only logs a port that it cannot bind and then hears nothing.
        address = (self._settings.host, self._settings.port)
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            with socket.socket(socket.AF_INET, kind) as probe:
                if kind == socket.SOCK_STREAM:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(address)
                except OSError as failure:
                    raise ConfigurationError(
                        f"The SIP line cannot listen on {address[0]}:{address[1]}: "
                        f"{failure.strerror}.",
                        "Stop the other program on that port, or change the address in the "
                        "settings.",
                    ) from failure

    def _on_incoming(self, call: Call) -> None:
        media = SipCallMedia(call, self.name)
        if self._stopping or self._handler is None:
            self._keep(asyncio.create_task(media.drop()), media)
            return
        self._keep(asyncio.create_task(self._serve(media, self._handler)), media)

    def _keep(self, task: asyncio.Task[None], media: SipCallMedia) -> None:
        self._calls[task] = media
        task.add_done_callback(self._on_done)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._calls.pop(task, None)
        if not task.cancelled() and (failure := task.exception()) is not None:
            logger.error("a SIP call ended in an error", exc_info=failure)

    async def _serve(self, media: SipCallMedia, handler: CallHandler) -> None:
        try:
            await handler(media)
        finally:
            await media.drop()

    def _on_dead(self) -> None:
        if self._dead is not None and not self._dead.done():
            self._dead.set_exception(
                LineError("The SIP stack has stopped.", "The process is to be restarted.")
            )

    async def wait_failed(self) -> None:
        """Wait for ever while all is well. Raises LineError when the SIP stack has died."""
        if self._dead is None:
            raise LineError("The SIP line has not been started.")
        await asyncio.shield(self._dead)

    async def stop(self) -> None:
        """Take no further call, hang up those under way, and release the port; within 8 s."""
        self._stopping = True
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                tasks = list(self._calls)
                for media in list(self._calls.values()):
                    await media.drop()
                if tasks:
                    await asyncio.wait(tasks, timeout=CLOSE_TIMEOUT_S / 2)
                for task in tasks:
                    task.cancel()
                if self._reserve is not None:
                    self._reserve.withdraw()
                await self._runtime.close()
        except (TimeoutError, BaresipError, OSError) as failure:
            logger.warning("the SIP line did not close cleanly: %s", failure)
        if self._dead is not None and not self._dead.done():
            self._dead.cancel()


def _reserve() -> Reserve | None:
    try:
        return Reserve()
    except (AttributeError, OSError) as failure:
        logger.warning("the telephone's audio has no packet in reserve: %s", failure)
        return None
