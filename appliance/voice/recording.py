"""A call as a stereo WAV file, the caller left and the agent right, written while it lasts.

The file is valid after every half second, so a crash loses no more than that. It is delivered
to the records through a callable; nothing is shared between processes but bytes sent.
"""

from __future__ import annotations

import logging
import queue
import re
import threading
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

from appliance.domain.errors import ApplianceError, RecordNotFound
from appliance.voice import tuning

logger = logging.getLogger(__name__)

DeliverRecording = Callable[[str, Path], str]
"""Takes a call's id and its finished file to the records; gives the name it is kept under.
Blocks. Raises ApplianceError when the records cannot take it now."""

UNDER_WAY = ".wav.part"
"""Suffix of a recording whose call still lasts."""
REFUSED = "refused"
"""Folder beside the left-over recordings for those of calls that are not on record."""

_SAFE_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


class CallRecorder:
    """Records one call. `heard` and `spoke` belong to the event loop and never block."""

    def __init__(self, folder: Path, call_id: str, sample_rate_hz: int) -> None:
        if not _SAFE_NAME.fullmatch(call_id):
            raise ValueError(f"{call_id!r} cannot name a recording")
        self.path = folder / f"{call_id}{UNDER_WAY}"
        self._rate_hz = sample_rate_hz
        self._agent = bytearray()
        self._frames: queue.Queue[bytes | None] = queue.Queue(tuning.RECORDING_QUEUE_FRAMES)
        self._dropped = 0
        self._hidden = False
        self._failure: OSError | None = None
        self._thread = threading.Thread(target=self._write, name="recording", daemon=True)
        folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()

    def heard(self, frame: bytes) -> None:
        """Take 20 ms of the caller; what the agent played meanwhile goes beside it."""
        agent = bytes(self._agent[: len(frame)])
        del self._agent[: len(frame)]
        left = np.frombuffer(frame, dtype=np.int16)
        if self._hidden:
            left = np.zeros_like(left)
        right = np.zeros_like(left)
        spoken = np.frombuffer(agent, dtype=np.int16)
        right[: spoken.size] = spoken
        try:
            self._frames.put_nowait(np.column_stack((left, right)).tobytes())
        except queue.Full:
            self._dropped += 1

    def hide(self, hidden: bool) -> None:
        """From now on keep silence in place of the caller, or the caller again."""
        self._hidden = hidden

    def spoke(self, audio: bytes) -> None:
        """Take audio that was queued for the caller."""
        self._agent += audio

    def flushed(self) -> None:
        """Forget audio that was queued and never played."""
        self._agent.clear()

    def close(self, timeout_s: float = 5.0) -> Path | None:
        """Finish the file; blocks. None when it could not be written or holds nothing."""
        if self._thread.is_alive():
            try:
                self._frames.put(None, timeout=timeout_s)
            except queue.Full:
                self._failure = OSError("the recording's disk is too slow")
            self._thread.join(timeout_s)
        if self._dropped:
            logger.warning("%s lost %d frames: the disk is too slow", self.path, self._dropped)
        if self._failure is not None:
            logger.error("the call could not be recorded: %s", self._failure)
            return None
        try:
            return self.path.rename(self.path.with_suffix(""))
        except OSError as failure:
            logger.warning("the recording %s is lost: %s", self.path, failure)
            return None

    def _write(self) -> None:
        batch = bytearray()
        enough = int(self._rate_hz * tuning.RECORDING_FLUSH_S) * 4
        try:
            with self.path.open("wb") as file, wave.open(file, "wb") as wav:
                wav.setnchannels(2)
                wav.setsampwidth(2)
                wav.setframerate(self._rate_hz)
                while (frame := self._frames.get()) is not None:
                    batch += frame
                    if len(batch) >= enough:
                        wav.writeframes(bytes(batch))
                        file.flush()
                        batch.clear()
                wav.writeframes(bytes(batch))
        except OSError as failure:
            self._failure = failure


def take_over(folder: Path) -> None:
    """Count the recordings of calls that a crash cut off as finished. Call it before any call."""
    for path in folder.glob(f"*{UNDER_WAY}"):
        path.rename(path.with_suffix(""))


def deliver_left_over(folder: Path, deliver: DeliverRecording) -> int:
    """Deliver the finished recordings that are still here; how many went. Blocks.

    One that cannot go now stays for the next time; one whose call is not on record moves to the
    folder `REFUSED` and is not tried again.
    """
    delivered = 0
    for path in sorted(folder.glob("*.wav")):
        try:
            deliver(path.stem, path)
            path.unlink(missing_ok=True)
            delivered += 1
        except RecordNotFound as failure:
            _set_aside(path, failure)
        except (ApplianceError, OSError) as failure:
            logger.info("%s stays for later: %s", path.name, failure)
    return delivered


def _set_aside(path: Path, refusal: RecordNotFound) -> None:
    aside = path.parent / REFUSED / path.name
    try:
        aside.parent.mkdir(exist_ok=True)
        path.rename(aside)
    except OSError as failure:
        logger.warning("%s is refused and cannot be moved: %s", path.name, failure)
        return
    logger.warning("%s is refused and kept as %s: %s", path.name, aside, refusal)
