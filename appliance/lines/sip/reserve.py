"""One packet in reserve for every call: an audio source of baresip's that adds 20 ms of silence.

baresip takes a call's audio in one thread and sends it from another, both every 20 ms and the
second 4 ms after the first; where the first comes later than that, a packet is left out. That
happened in 3 calls of 8, real-time priority or not (four calls at once, both cores busy). Only a
packet more between the two helps, and since baresip throws away all but one when it begins to
send, it is added a moment later: 20 ms more of every turn, and nothing left out unless the first
thread is 24 ms late.

baresip-python has no setting for it. Its library has all of baresip's own interface, however, and
there (`baresip.h`, `re_mem.h`, `re_tmr.h`) a source is registered by name; this one wraps the
binding's. What happens in a call runs on the stack's own thread.
"""

from __future__ import annotations

import ctypes
import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from baresip import _native

logger = logging.getLogger(__name__)

NAME = "reserve"
BEHIND = b"aumem"
"""The binding's own source, which sends what Python writes."""
ACCOUNT_PARAMETER = f"audio_source={NAME},default"
ADDED_AFTER_MS = 60
"""baresip begins to send some 4 ms after the source has begun."""
S16_FORMAT, SAMPLE_BYTES = 0, 2
LARGEST_PACKET_BYTES = 4096
_ROOM = 128
"""Bytes for baresip's `struct auframe` (48) and `struct tmr` (88)."""

_NEEDED = (
    "ausrc_alloc", "ausrc_register", "auframe_init", "baresip_ausrcl", "mem_deref", "mem_zalloc",
    "re_thread_enter", "re_thread_leave", "tmr_cancel", "tmr_init", "tmr_start_dbg",
)  # fmt: skip
_Frame = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)
_Called = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class _Parameters(ctypes.Structure):
    """baresip's `struct ausrc_prm`, as far as it is read here."""

    _fields_ = (
        ("rate_hz", ctypes.c_uint32),
        ("channels", ctypes.c_uint8),
        ("packet_ms", ctypes.c_uint32),
        ("sample_format", ctypes.c_int),
    )


_FOR_A_CALL = (
    ctypes.POINTER(_Parameters),
    ctypes.c_char_p,  # device
    ctypes.c_void_p,  # takes a frame
    ctypes.c_void_p,  # takes an error
    ctypes.c_void_p,  # of both, the last argument
)
_Begin = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_void_p),  # where the source's state goes
    ctypes.c_void_p,  # the source as registered
    *_FOR_A_CALL,
)


class _Audio:
    """One call's audio: the binding's own source, and what is to be added."""

    def __init__(self, wanted: _Parameters, take_frame: int, argument: int) -> None:
        self.rate_hz, self.channels = wanted.rate_hz, wanted.channels
        self.samples = wanted.rate_hz * wanted.channels * wanted.packet_ms // 1000
        self.sample_format = wanted.sample_format
        self.take_frame, self.argument = _Frame(take_frame), argument
        self.behind = ctypes.c_void_p()
        self.timer = ctypes.create_string_buffer(_ROOM)


class Reserve:
    """The source, registered with a running stack. Keep it for as long as the stack runs."""

    def __init__(self) -> None:
        """Register it. Raises AttributeError when the binding's library does not have what this
        needs, and OSError when baresip refuses."""
        self._baresip = library = ctypes.CDLL(_native.__file__)
        for name in _NEEDED:
            getattr(library, name)
        library.baresip_ausrcl.restype = library.mem_zalloc.restype = ctypes.c_void_p
        library.ausrc_alloc.argtypes = (
            ctypes.POINTER(ctypes.c_void_p),
            ctypes.c_void_p,  # the sources
            ctypes.c_char_p,  # which of them
            *_FOR_A_CALL,
        )
        library.tmr_start_dbg.argtypes = (
            ctypes.c_void_p,
            ctypes.c_uint64,
            _Called,
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_int,
        )
        self._calls: dict[int, _Audio] = {}
        self._silence = ctypes.create_string_buffer(LARGEST_PACKET_BYTES)
        self._name = ctypes.create_string_buffer(NAME.encode())
        self._begin = _Begin(self._begun)
        self._add, self._end = _Called(self._added), _Called(self._ended)
        self._registered = ctypes.c_void_p()
        self._sources = ctypes.c_void_p(library.baresip_ausrcl())
        with self._stack_held():
            failed = library.ausrc_register(
                ctypes.byref(self._registered), self._sources, self._name, self._begin
            )
        if failed:
            raise OSError(failed, "baresip did not register the audio source")

    def _begun(
        self,
        state: ctypes._Pointer[ctypes.c_void_p],
        _source: int,
        parameters: ctypes._Pointer[_Parameters],
        device: bytes,
        take_frame: int,
        take_error: int,
        argument: int,
    ) -> int:
        """A call's audio begins. Returns baresip's error number, or 0. Nothing may be raised
        here: baresip would take it for success."""
        audio = _Audio(parameters.contents, take_frame, argument)
        too_long = audio.samples * SAMPLE_BYTES > LARGEST_PACKET_BYTES
        if too_long or audio.sample_format != S16_FORMAT:
            return errno.EINVAL
        failed = self._baresip.ausrc_alloc(
            ctypes.byref(audio.behind),
            self._sources,
            BEHIND,
            parameters,
            device,
            take_frame,
            take_error,
            argument,
        )
        if failed:
            return int(failed)
        own = self._baresip.mem_zalloc(ctypes.c_size_t(1), self._end)
        if not own:
            self._baresip.mem_deref(audio.behind)
            return errno.ENOMEM
        self._calls[own] = audio
        self._baresip.tmr_init(audio.timer)
        self._baresip.tmr_start_dbg(audio.timer, ADDED_AFTER_MS, self._add, own, b"", 0)
        state[0] = own
        return 0

    def _added(self, own: int) -> None:
        audio = self._calls[own]
        frame = ctypes.create_string_buffer(_ROOM)
        self._baresip.auframe_init(
            frame,
            audio.sample_format,
            self._silence,
            ctypes.c_size_t(audio.samples),
            audio.rate_hz,
            ctypes.c_uint8(audio.channels),
        )
        audio.take_frame(ctypes.addressof(frame), audio.argument)

    def _ended(self, own: int) -> None:
        audio = self._calls.pop(own)
        self._baresip.tmr_cancel(audio.timer)
        self._baresip.mem_deref(audio.behind)

    def withdraw(self) -> None:
        """Take it out of baresip's list, before the stack ends and when no call is left."""
        with self._stack_held():
            self._baresip.mem_deref(self._registered)
        self._registered = ctypes.c_void_p()

    @contextmanager
    def _stack_held(self) -> Iterator[None]:
        """Keep the stack's thread from its lists meanwhile. Raises OSError."""
        failed = self._baresip.re_thread_enter()
        if failed:
            raise OSError(failed, "the SIP stack does not run")
        try:
            yield
        finally:
            self._baresip.re_thread_leave()
