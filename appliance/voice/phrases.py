"""The few sentences that voice says of its own accord, none of which states a fact of the yard."""

from __future__ import annotations

from appliance.ports.speech import Synthesizer

FILLER = "One moment."
FILLER_AGAIN = "Still with you, one moment please."
STILL_THERE = "Are you still there?"
LET_GO = "I can't hear anyone, so I will end the call here. Please call again any time. Goodbye."
ON_HOLD = "I'm still waiting for an answer. Thanks for holding."
SAY_AGAIN = "Sorry, I didn't catch that. Could you say it again?"
WENT_WRONG = "Sorry, something went wrong on my side. Could you say that again?"
NO_RECORDS = "I cannot reach our records just now. Please give me a moment and say that again."
GIVE_UP = (
    "I'm sorry, something is wrong on my side and I cannot help right now. "
    "Please call again, or ask for a person at the counter. Goodbye."
)
NO_RECORDS_AT_ALL = (
    "I'm sorry, I cannot reach our records right now. Please call again in a few minutes. Goodbye."
)
STOPPING = "I'm sorry, the system is being restarted. Please call again in a minute. Goodbye."

ALL = (
    FILLER,
    FILLER_AGAIN,
    STILL_THERE,
    LET_GO,
    ON_HOLD,
    SAY_AGAIN,
    WENT_WRONG,
    NO_RECORDS,
    GIVE_UP,
    NO_RECORDS_AT_ALL,
    STOPPING,
)


class SpokenPhrases:
    """Audio of the fixed phrases, made once per sample rate; bounded by their number."""

    def __init__(self, synthesizer: Synthesizer) -> None:
        self._synthesizer = synthesizer
        self._audio: dict[tuple[str, int], bytes] = {}

    def prepare(self, text: str, sample_rate_hz: int) -> None:
        """Make one phrase for a rate, unless it is there; blocks. Raises ModelError."""
        if (text, sample_rate_hz) not in self._audio:
            spoken = b"".join(self._synthesizer.synthesize(text, sample_rate_hz))
            self._audio[text, sample_rate_hz] = spoken

    def audio(self, text: str, sample_rate_hz: int) -> bytes | None:
        """The audio of a phrase that was prepared at this rate, else None."""
        return self._audio.get((text, sample_rate_hz))
