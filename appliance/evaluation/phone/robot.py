"""An independent SIP caller: places a call, speaks and keys, and records what it hears.

Plain sockets and RFC 3261/3550/4733 as far as one call needs them; shares no code with the
lines or with baresip. Everything it waits for is bounded. Audio is 16-bit PCM at 8 kHz. What is
heard is timed by the kernel where it can, so that a busy box does not make it late.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from appliance.evaluation.phone.messages import header, headers, media_of
from appliance.evaluation.phone.rtp import (
    PCMU,
    TELEPHONE_EVENT,
    arrived_at,
    key_payload,
    packet,
    stamp_arrivals,
)
from appliance.evaluation.phone.sounds import Packets
from appliance.evaluation.phone.ulaw import SILENCE, decode, encode, rms

RATE_HZ = 8000
FRAME = 160
FRAME_S = 0.02
LOUD_RMS = 150.0


class CallRefused(Exception):
    """The call was answered with a status of 300 or more."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


class SipRobot:
    """One call from `host` to a line. Made for one call; `user` is the caller's number.

    With `real_time` it runs ahead of everything else on the box where it may, since a telephone
    has a processor of its own.
    """

    def __init__(
        self, host: str = "127.0.0.1", user: str = "5550100", *, real_time: bool = False
    ) -> None:
        self._user = user
        self._real_time = real_time
        self._sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sip.bind((host, 0))
        self._sip.settimeout(0.1)
        self._rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._rtp.bind((host, 0))
        self._rtp.settimeout(0.1)
        stamp_arrivals(self._rtp)
        self._host = host
        self._tag = secrets.token_hex(6)
        self._call_id = f"{secrets.token_hex(6)}@{host}"
        self._branch = ""
        self._cseq = 0
        self._to = ""
        self._target = ("", 0)
        self._peer_uri = ""
        self._responses: deque[str] = deque()
        self._arrived = threading.Condition()
        self._outgoing: deque[bytes] = deque()
        self._sent_all = threading.Event()
        self._media: tuple[str, int] | None = None
        self._threads: list[threading.Thread] = []
        self._stop = threading.Event()
        self.ended = threading.Event()
        """Set once either side has ended the call."""
        self.heard = Packets()
        """Every packet heard with its moment of arrival (`time.monotonic`)."""
        self.first_voice_sent_at = 0.0
        """When the first loud packet of the latest `say` went out; 0 while there was none."""
        self.last_voice_sent_at = 0.0
        self._mark = 0

    # the call

    def call(self, host: str, port: int, timeout_s: float = 10.0) -> None:
        """Place a call; returns once it is answered. Raises CallRefused, TimeoutError."""
        self._target = (host, port)
        self._peer_uri = f"sip:desk@{host}:{port}"
        self._to = f"<{self._peer_uri}>"
        self._start(self._receive_sip)
        self._cseq += 1
        self._branch = f"z9hG4bK{secrets.token_hex(6)}"
        invite = self._request("INVITE", self._sdp())
        answer = self._transact(invite, timeout_s)
        status = int(answer.split()[1])
        self._to = header(answer, "To")
        contact = re.search(r"<([^>]+)>", header(answer, "Contact"))
        if status < 300 and contact:
            self._peer_uri = contact.group(1)
        self._send(self._request("ACK"))
        if status >= 300:
            self.close()
            raise CallRefused(status)
        self._media = media_of(answer)
        self._start(self._send_rtp)
        self._start(self._receive_rtp)

    def hang_up(self) -> None:
        """End the call; safe to repeat."""
        if not self.ended.is_set():
            self.ended.set()
            self._cseq += 1
            self._branch = f"z9hG4bK{secrets.token_hex(6)}"
            self._transact(self._request("BYE"), 3.0, default="SIP/2.0 408 No answer")
        self.close()

    def hold(self, *, resume: bool = False) -> int:
        """Put the call on hold by a re-INVITE, or take it back; the status it got."""
        self._cseq += 1
        self._branch = f"z9hG4bK{secrets.token_hex(6)}"
        direction = "sendrecv" if resume else "sendonly"
        answer = self._transact(
            self._request("INVITE", self._sdp().replace("sendrecv", direction)), 5.0
        )
        self._send(self._request("ACK"))
        return int(answer.split(maxsplit=2)[1])

    def vanish(self) -> None:
        """Stop sending and answering without a word, as a phone that lost its power."""
        self.close()

    def close(self) -> None:
        self._stop.set()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(2.0)
        self._sip.close()
        self._rtp.close()

    # speaking and listening

    def say(self, pcm: bytes, *, wait: bool = True) -> None:
        """Send speech at its own pace; with `wait`, returns when the last packet went out."""
        frames = [pcm[i : i + 2 * FRAME] for i in range(0, len(pcm), 2 * FRAME)]
        self.first_voice_sent_at = 0.0
        self._sent_all.clear()
        self._outgoing.extend(frame.ljust(2 * FRAME, b"\0") for frame in frames)
        if wait and not self._sent_all.wait(len(frames) * FRAME_S + 5.0):
            raise TimeoutError("the speech was not sent in time")

    def keys(self, digits: str) -> None:
        """Press telephone keys (RFC 4733), 100 ms each with 60 ms between."""
        for digit in digits:
            self._outgoing.append(b"key" + digit.encode())
        self._sent_all.clear()
        if not self._sent_all.wait(len(digits) * 0.5 + 5.0):
            raise TimeoutError("the keys were not sent in time")

    def listen_until_quiet(self, max_s: float, quiet_s: float = 0.9) -> bytes:
        """What the other side says next: from the first sound until `quiet_s` of silence.

        Returns what there is when the call ends; raises TimeoutError when nothing was heard.
        """
        deadline = time.monotonic() + max_s
        began: int | None = None
        last_loud = self._mark
        at = self._mark
        while time.monotonic() < deadline:
            while at < len(self.heard):
                if self.heard.loud[at]:
                    began = at if began is None else began
                    last_loud = at
                at += 1
            if began is not None and (at - last_loud) * FRAME_S >= quiet_s:
                break
            if self.ended.is_set():
                break
            with self._arrived:
                self._arrived.wait(0.05)
        if began is None:
            raise TimeoutError(f"nothing was heard for {max_s:g} s")
        self._mark = at
        return b"".join(self.heard.pcm[began : last_loud + 1])

    def forget_heard(self) -> None:
        """Listen from now on only."""
        self._mark = len(self.heard)

    def first_sound_after(self, moment: float) -> float | None:
        """When sound was first heard after a moment; None while there was none."""
        return self.heard.first_loud_after(moment)

    def last_sound_at(self) -> float | None:
        """When sound was last heard."""
        return self.heard.last_loud()

    def wait(self, seconds: float) -> None:
        """Wait until something arrives, or so long."""
        with self._arrived:
            self._arrived.wait(seconds)

    def wait_for_sound(self, max_s: float) -> float:
        """The moment of the next sound. Raises TimeoutError."""
        began = time.monotonic()
        while time.monotonic() < began + max_s:
            at = self.first_sound_after(began)
            if at is not None:
                return at
            with self._arrived:
                self._arrived.wait(0.05)
        raise TimeoutError(f"no sound within {max_s:g} s")

    @staticmethod
    def now() -> float:
        """The clock of every moment here."""
        return time.monotonic()

    def wait_for_quiet(self, max_s: float, quiet_s: float) -> float:
        """The moment since when nothing has been heard for `quiet_s`. Raises TimeoutError."""
        deadline = time.monotonic() + max_s
        while time.monotonic() < deadline:
            last = self.last_sound_at()
            if last is not None and time.monotonic() - last >= quiet_s:
                return last
            with self._arrived:
                self._arrived.wait(0.02)
        raise TimeoutError(f"no quiet within {max_s:g} s")

    # SIP

    def _start(self, target: Callable[[], None]) -> None:
        def run() -> None:
            if self._real_time:
                with suppress(OSError):
                    os.sched_setscheduler(
                        0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1)
                    )
            target()

        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _sdp(self) -> str:
        port = self._rtp.getsockname()[1]
        return (
            f"v=0\r\no=robot 1 1 IN IP4 {self._host}\r\ns=-\r\nc=IN IP4 {self._host}\r\n"
            f"t=0 0\r\nm=audio {port} RTP/AVP {PCMU} {TELEPHONE_EVENT}\r\n"
            f"a=rtpmap:{PCMU} PCMU/8000\r\na=rtpmap:{TELEPHONE_EVENT} telephone-event/8000\r\n"
            f"a=fmtp:{TELEPHONE_EVENT} 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
        )

    def _request(self, method: str, body: str = "") -> str:
        port = self._sip.getsockname()[1]
        lines = [
            f"{method} {self._peer_uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._host}:{port};branch={self._branch};rport",
            "Max-Forwards: 70",
            f"From: <sip:{self._user}@{self._host}>;tag={self._tag}",
            f"To: {self._to}",
            f"Call-ID: {self._call_id}",
            f"CSeq: {self._cseq} {method}",
            f"Contact: <sip:{self._user}@{self._host}:{port}>",
        ]
        if body:
            lines.append("Content-Type: application/sdp")
        lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join(lines) + "\r\n\r\n" + body

    def _send(self, message: str) -> None:
        self._sip.sendto(message.encode(), self._target)

    def _transact(self, request: str, timeout_s: float, default: str | None = None) -> str:
        deadline = time.monotonic() + timeout_s
        resend_at = 0.0
        interval_s = 0.5
        while time.monotonic() < deadline:
            if time.monotonic() >= resend_at:
                self._send(request)
                resend_at = time.monotonic() + interval_s
                interval_s = min(4.0, interval_s * 2)
            with self._arrived:
                self._arrived.wait(0.05)
            while self._responses:
                response = self._responses.popleft()
                if int(header(response, "CSeq").split()[0]) != self._cseq:
                    continue
                if int(response.split()[1]) >= 200:
                    return response
                resend_at = deadline
        if default is None:
            raise TimeoutError("the call was not answered")
        return default

    def _receive_sip(self) -> None:
        while not self._stop.is_set():
            try:
                data, source = self._sip.recvfrom(65535)
            except TimeoutError:
                continue
            except OSError:
                return
            message = data.decode("utf-8", "replace")
            if message.startswith("SIP/2.0"):
                with self._arrived:
                    self._responses.append(message)
                    self._arrived.notify_all()
            else:
                self._answer(message, source)

    def _answer(self, request: str, source: tuple[str, int]) -> None:
        method = request.split(maxsplit=1)[0]
        if method == "ACK":
            return
        body = self._sdp() if method == "INVITE" else ""
        lines = ["SIP/2.0 200 OK"]
        for name in ("Via", "From", "To", "Call-ID", "CSeq"):
            lines += [f"{name}: {value}" for value in headers(request, name)]
        lines.append(f"Contact: <sip:{self._user}@{self._host}:{self._sip.getsockname()[1]}>")
        if body:
            lines.append("Content-Type: application/sdp")
        lines.append(f"Content-Length: {len(body)}")
        self._sip.sendto(("\r\n".join(lines) + "\r\n\r\n" + body).encode(), source)
        if method == "BYE":
            self.ended.set()
            with self._arrived:
                self._arrived.notify_all()

    # RTP

    def _send_rtp(self) -> None:
        sequence, stamp = secrets.randbits(15), secrets.randbits(31)
        source = secrets.randbits(32)
        due = time.monotonic()
        while not self._stop.is_set() and not self.ended.is_set():
            item = self._outgoing.popleft() if self._outgoing else None
            if item is not None and item.startswith(b"key") and len(item) == len(b"key") + 1:
                sequence, stamp, due = self._send_key(
                    item[3:].decode(), sequence, stamp, source, due
                )
            else:
                payload = SILENCE if item is None else encode(item)
                self._packet(PCMU, sequence, stamp, source, payload)
                if item is not None and rms(item) >= LOUD_RMS:
                    self.last_voice_sent_at = time.monotonic()
                    self.first_voice_sent_at = self.first_voice_sent_at or self.last_voice_sent_at
                sequence, stamp, due = sequence + 1, stamp + FRAME, due + FRAME_S
            if not self._outgoing:
                self._sent_all.set()
            self._pace(due)

    def _send_key(
        self, key: str, sequence: int, stamp: int, source: int, due: float
    ) -> tuple[int, int, float]:
        for step in range(1, 9):
            payload = key_payload(key, min(step, 5) * FRAME, last=step > 5)
            self._packet(TELEPHONE_EVENT, sequence, stamp, source, payload, marker=step == 1)
            sequence, due = sequence + 1, due + FRAME_S
            self._pace(due)
        return sequence, stamp + 8 * FRAME, due

    def _pace(self, due: float) -> None:
        self._stop.wait(max(0.0, due - time.monotonic()))

    def _packet(
        self,
        kind: int,
        sequence: int,
        stamp: int,
        source: int,
        payload: bytes,
        *,
        marker: bool = False,
    ) -> None:
        if self._media is not None:
            data = packet(kind, sequence, stamp, source, payload, marker=marker)
            self._rtp.sendto(data, self._media)

    def _receive_rtp(self) -> None:
        while not self._stop.is_set():
            try:
                data, marks, _, _ = self._rtp.recvmsg(2048, 64)
            except TimeoutError:
                continue
            except OSError:
                return
            at = arrived_at(marks)
            if len(data) > 12 and data[1] & 0x7F == PCMU:
                pcm = decode(data[12:])
                with self._arrived:
                    self.heard.add(at, pcm, loud=rms(pcm) >= LOUD_RMS)
                    self._arrived.notify_all()
