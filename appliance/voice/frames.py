"""The frames that this room's processors exchange, besides Pipecat's own.

All are system frames, so that an interruption neither drops nor delays them; only the marks
that must stay in step with audio travel as control frames.
An utterance is named by its number, and by its attempt, which grows when the speaker goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipecat.frames.frames import ControlFrame, SystemFrame

from appliance.ports.conversation import Completeness, Heard, Patience
from appliance.ports.speech import HearingHints


@dataclass(frozen=True, slots=True)
class Utterance:
    number: int
    attempt: int


@dataclass
class SpeechBegan(SystemFrame):
    """Somebody speaks, or holds the talk button. Downstream."""


@dataclass
class SpeechWasNoise(SystemFrame):
    """What had begun was nothing. Downstream."""


@dataclass
class HoldSpeech(SystemFrame):
    """The agent falls silent while it is not known whether somebody speaks to it. Downstream."""


@dataclass
class ResumeSpeech(SystemFrame):
    """Nobody did: the agent goes on where it fell silent. Downstream."""


@dataclass
class WentOn(SystemFrame):
    """The speaker goes on: what was made of earlier attempts at this utterance is void."""

    utterance: Utterance


@dataclass
class WasHeard(SystemFrame):
    """An utterance as text, perhaps before the turn is over; empty text when nothing was said."""

    utterance: Utterance
    heard: Heard
    transcribe_ms: float | None = None
    voiced_ms: int = 0


@dataclass
class TurnOver(SystemFrame):
    """The turn is over. Moments are of `time.monotonic`, in seconds."""

    utterance: Utterance
    last_voiced_at: float
    judged_at: float


@dataclass
class WasJudged(SystemFrame):
    """What the words so far say of the end of the turn. Upstream."""

    utterance: Utterance
    completeness: Completeness


@dataclass
class TurnTaken(SystemFrame):
    """The agent answers this utterance: further speech is a new one. Upstream."""

    utterance: Utterance


@dataclass
class ListenFor(SystemFrame):
    """What is expected next, and whether speech may stop the agent. Upstream."""

    hints: HearingHints = field(default_factory=HearingHints)
    patience: Patience = Patience.NORMAL
    barge_in: bool = True
    takes_one_key: bool = False

    def again(self) -> ListenFor:
        """The same as a fresh frame: one frame is pushed once."""
        return ListenFor(
            hints=self.hints,
            patience=self.patience,
            barge_in=self.barge_in,
            takes_one_key=self.takes_one_key,
        )


@dataclass
class Prepare(SystemFrame):
    """Make this speech ahead and hold it. Downstream, agent to speaking."""

    text: str


@dataclass
class Unprepare(SystemFrame):
    """Drop speech that was made ahead."""


@dataclass
class Say(SystemFrame):
    """Speak this, after what is being spoken. Downstream, agent to speaking."""

    number: int
    text: str


@dataclass
class SayBegins(ControlFrame):
    """Travels ahead of the audio of a Say, in step with it."""

    number: int


@dataclass
class SayEnds(ControlFrame):
    """Travels behind the audio of a Say, in step with it."""

    number: int


@dataclass
class SayMade(SystemFrame):
    """All audio of a Say has been made; its last words begin `last_part_s` into it. Upstream.
    Never sent for one whose audio could not be made whole."""

    number: int
    last_part_s: float


@dataclass
class FirstAudio(SystemFrame):
    """The first audible sample of a Say goes out at `at` (`time.monotonic`). Upstream."""

    number: int
    at: float


@dataclass
class Played(SystemFrame):
    """A Say has been played to its end. Upstream; never sent for one that was interrupted."""

    number: int


@dataclass
class TalkButton(SystemFrame):
    """The line's talk button was pressed or released. Downstream."""

    pressed: bool


@dataclass
class AgentFloor(SystemFrame):
    """Whether the agent speaks or is about to: speech now needs to be a barge-in. Upstream."""

    held: bool
