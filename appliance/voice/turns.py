"""When an utterance starts, pauses, goes on and is over: a state machine over 20 ms frames.

Pure: no clock and no loop; time is the audio itself. The words, once they are known, shorten
or lengthen the silence that ends the turn.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from appliance.ports.conversation import Completeness, Patience
from appliance.ports.speech import VoiceActivityDetector
from appliance.voice import tuning


class Turning(StrEnum):
    STARTED = "started"
    """Somebody has begun to speak."""
    PAUSED = "paused"
    """A first silence: work may run ahead on what was said so far."""
    RESUMED = "resumed"
    """The speaker goes on: work that ran ahead is void."""
    OVER = "over"
    """The turn is over."""
    NOISE = "noise"
    """What had started was too short to be speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnChange:
    """`silence_ms` of audio lies between the last voiced sample and this change."""

    turning: Turning
    silence_ms: int = 0
    voiced_ms: int = 0


class TurnDetector:
    """Feed it every frame heard; it answers with the change that the frame made, if any."""

    def __init__(self, detector: VoiceActivityDetector, sample_rate_hz: int) -> None:
        self._detector = detector
        self._rate_hz = sample_rate_hz
        self._window: deque[bool] = deque(maxlen=tuning.BARGE_IN_WINDOW_MS // tuning.FRAME_MS)
        self._preroll: deque[bytes] = deque(
            maxlen=(tuning.PREROLL_MS + tuning.BARGE_IN_WINDOW_MS) // tuning.FRAME_MS
        )
        self._audio = bytearray()
        self._speaking = False
        self._paused = False
        self._silence_ms = 0
        self._voiced_ms = 0
        self._voiced_run_ms = 0
        self._loudness = 0.0
        """The loudest frame of the utterance, fading; root mean square."""
        self._words: Completeness | None = None
        self.patience = Patience.NORMAL
        self.agent_speaking = False
        """While the agent speaks, more voice is needed to begin an utterance."""
        self.button_held = False
        """While a talk button is held a silence ends no turn."""

    @property
    def speaking(self) -> bool:
        """True from STARTED to OVER or NOISE."""
        return self._speaking

    @property
    def voiced_ms(self) -> int:
        """Voice in the utterance so far."""
        return self._voiced_ms

    @property
    def is_burst(self) -> bool:
        """Whether what began seems to be over already and was too short for a word."""
        return (
            self._speaking
            and not self.button_held
            and self._voiced_ms < tuning.BURST_VOICED_MS
            and self._silence_ms >= tuning.BURST_SILENCE_MS
        )

    @property
    def audio(self) -> bytes:
        """The utterance so far, with its pre-roll and the silence behind it."""
        return bytes(self._audio)

    def hear(self, frame: bytes) -> TurnChange | None:
        """Take in 20 ms."""
        voiced = self._is_voiced(frame)
        self._voiced_run_ms = self._voiced_run_ms + tuning.FRAME_MS if voiced else 0
        if self._speaking:
            return self._go_on(frame, voiced)
        self._preroll.append(frame)
        self._window.append(voiced)
        if not self._has_begun():
            return None
        return self._begin()

    def press(self) -> TurnChange | None:
        """The talk button went down: an utterance begins now, voice or not."""
        self.button_held = True
        return None if self._speaking else self._begin()

    def release(self) -> TurnChange | None:
        """The talk button came up: the turn is over at once."""
        self.button_held = False
        return self._end() if self._speaking else None

    def judge(self, completeness: Completeness) -> TurnChange | None:
        """What the words of the utterance so far, up to this pause, say of its end; the change
        that this makes, if the silence has lasted long enough already."""
        if not (self._speaking and self._paused):
            return None
        self._words = completeness
        return self._end() if self._is_over() else None

    def reset(self) -> None:
        """Forget an utterance under way."""
        self._speaking = False
        self._audio.clear()
        self._window.clear()
        self._preroll.clear()

    def _is_voiced(self, frame: bytes) -> bool:
        samples = np.frombuffer(frame, dtype=np.int16).astype(np.float32)
        level = float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0
        heard = samples.size > 0 and self._detector.is_speech(frame, self._rate_hz)
        if not self._speaking:
            return heard and level >= tuning.LEAST_SPEECH_LEVEL
        self._loudness *= tuning.LOUDNESS_KEPT
        if heard:
            self._loudness = max(self._loudness, level)
        floor = max(tuning.LEAST_SPEECH_LEVEL, tuning.FADED_SHARE * self._loudness)
        return heard and level >= floor

    def _has_begun(self) -> bool:
        if self.agent_speaking:
            window_ms, needed_ms = tuning.BARGE_IN_WINDOW_MS, tuning.BARGE_IN_VOICED_MS
        else:
            window_ms, needed_ms = tuning.START_WINDOW_MS, tuning.START_VOICED_MS
        recent = list(self._window)[-(window_ms // tuning.FRAME_MS) :]
        return sum(recent) * tuning.FRAME_MS >= needed_ms

    def _begin(self) -> TurnChange:
        voiced_ms = sum(self._window) * tuning.FRAME_MS
        self._speaking = True
        self._paused = False
        self._words = None
        self._silence_ms = 0
        self._voiced_ms = voiced_ms
        self._loudness = 0.0
        self._audio = bytearray(b"".join(self._preroll))
        self._preroll.clear()
        self._window.clear()
        return TurnChange(turning=Turning.STARTED, voiced_ms=voiced_ms)

    def _go_on(self, frame: bytes, voiced: bool) -> TurnChange | None:
        self._audio += frame
        if voiced:
            self._voiced_ms += tuning.FRAME_MS
            if not self._paused:
                self._silence_ms = 0
                return self._end() if self._is_too_long() else None
            if self._voiced_run_ms >= tuning.RESUME_VOICED_MS:
                self._paused = False
                self._words = None
                self._silence_ms = 0
                return self._change(Turning.RESUMED)
        self._silence_ms += tuning.FRAME_MS
        if (self._is_over() and not voiced) or self._is_too_long():
            return self._end()  # but not in the very frame in which the speaker may go on
        if not self._paused and self._silence_ms >= tuning.PAUSE_MS:
            self._paused = True
            return self._change(Turning.PAUSED)
        return None

    def _is_over(self) -> bool:
        if self.button_held:
            return False
        return self._silence_ms >= tuning.turn_over_ms(self.patience, self._words)

    def _is_too_long(self) -> bool:
        return len(self._audio) * 1000 // (2 * self._rate_hz) >= tuning.LONGEST_UTTERANCE_MS

    def _end(self) -> TurnChange:
        self._speaking = False
        enough = self._voiced_ms >= tuning.LEAST_VOICED_MS
        return self._change(Turning.OVER if enough else Turning.NOISE)

    def _change(self, turning: Turning) -> TurnChange:
        return TurnChange(turning=turning, silence_ms=self._silence_ms, voiced_ms=self._voiced_ms)
