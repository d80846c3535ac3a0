"""Where the time of a spoken turn went, stage by stage.

`voice_to_voice_ms` runs to the first audible sample of the reply itself: a filler spoken in
between does not shorten it.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.domain.calls import Timings


def _ms(earlier: float | None, later: float | None) -> float | None:
    if earlier is None or later is None:
        return None
    return round(max(0.0, later - earlier) * 1000, 1)


@dataclass(slots=True)
class TurnTimer:
    """Moments of one turn, of `time.monotonic` in seconds, and what the engines report."""

    last_voiced_at: float | None = None
    judged_at: float | None = None
    transcribe_ms: float | None = None
    understand_ms: float | None = None
    decide_ms: float | None = None
    say_at: float | None = None
    first_audio_at: float | None = None

    def timings(self) -> Timings:
        """The turn's timings as they are stored; None where a stage did not run."""
        return Timings(
            endpoint_ms=_ms(self.last_voiced_at, self.judged_at),
            transcribe_ms=self.transcribe_ms,
            understand_ms=self.understand_ms,
            decide_ms=self.decide_ms,
            speak_ms=_ms(self.say_at, self.first_audio_at),
            voice_to_voice_ms=_ms(self.last_voiced_at, self.first_audio_at),
        )
