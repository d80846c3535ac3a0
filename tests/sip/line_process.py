"""A SIP line in its own thread and loop, for tests whose caller blocks.

baresip allows one runtime a process at a time, so a test holds at most one of these.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.lines.sip import SipLine, SipSettings
from appliance.ports.media import CallHandler

HOST = "127.0.0.1"


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class RunningLine:
    def __init__(self, settings: SipSettings) -> None:
        self.settings = settings
        self.line: SipLine
        self.loop: asyncio.AbstractEventLoop

    @property
    def port(self) -> int:
        return self.settings.port

    def stop(self) -> None:
        """Stop the line; safe to repeat."""
        asyncio.run_coroutine_threadsafe(self.line.stop(), self.loop).result(15)


@contextmanager
def running_line(handler: CallHandler, **settings: int) -> Iterator[RunningLine]:
    """A line that listens on a free loopback port until the block ends."""
    running = RunningLine(
        SipSettings(
            host=HOST,
            port=free_port(),
            rtp_first_port=20000,
            rtp_last_port=20199,
            **settings,
        )
    )
    started = threading.Event()
    failures: list[BaseException] = []
    ending: list[asyncio.Event] = []

    async def serve() -> None:
        running.loop = asyncio.get_running_loop()
        running.line = SipLine(running.settings)
        ending.append(asyncio.Event())
        await running.line.start(handler)
        started.set()
        await ending[0].wait()
        await running.line.stop()

    def main() -> None:
        try:
            asyncio.run(serve())
        except BaseException as failure:  # noqa: BLE001  # handed to the test's own thread
            failures.append(failure)
            started.set()

    thread = threading.Thread(target=main, daemon=True)
    thread.start()
    assert started.wait(15), "the line did not start"
    if failures:
        raise failures[0]
    try:
        yield running
    finally:
        running.loop.call_soon_threadsafe(ending[0].set)
        thread.join(20)
        assert not thread.is_alive(), "the line did not stop"
        if failures:
            raise failures[0]
