"""Every time and size that shapes a spoken turn, in one place, with its unit."""

from __future__ import annotations

from appliance.ports.conversation import Completeness, Patience

FRAME_MS = 20

START_VOICED_MS = 80
"""Voice within START_WINDOW_MS that begins an utterance while the agent is silent."""
START_WINDOW_MS = 120
BARGE_IN_VOICED_MS = 100
"""Voice within BARGE_IN_WINDOW_MS at which the agent falls silent, for the time being."""
BARGE_IN_WINDOW_MS = 140
BURST_VOICED_MS = 200
"""Less voice than this, followed by BURST_SILENCE_MS, is a cough: the agent goes on."""
BURST_SILENCE_MS = 160
BARGE_IN_CERTAIN_MS = 700
"""So much voice is no "mm-hmm": the agent has been interrupted, whatever the words are."""
MOST_HOLD_S = 4.0
"""So long after it fell silent, its words still unknown, the agent counts as interrupted."""
HEARD_SHARE = 0.6
"""Share of a reply made in one piece that must have played for its question to count as heard."""
RESUME_VOICED_MS = 40
"""Voice in one piece that takes a pause back; less is a click."""
PREROLL_MS = 300
"""Audio kept from before speech was noticed, so that first consonants are not lost."""
PAUSE_MS = 140
"""Silence after which the utterance is transcribed and considered ahead: longer than the closure
of a consonant, after which the same word goes on."""
LEAST_VOICED_MS = 100
"""An utterance with less voice than this is noise."""
LONGEST_UTTERANCE_MS = 28_000
"""The transcriber takes 30 s; a longer monologue is answered at this point."""
LEAST_SPEECH_LEVEL = 60
"""Root mean square of a frame, of 32767, under which nothing is speech: line noise."""
FADED_SHARE = 0.05
"""A frame with less than this share of the utterance's loudness (26 dB under it) is not speech,
whatever the detector says: it goes on saying so for up to 100 ms after the last sound."""
LOUDNESS_KEPT = 0.98
"""What is left of an utterance's loudness from one frame to the next: half in 0.7 s."""

TURN_OVER_MS: dict[Patience, int] = {
    Patience.SHORT: 720,
    Patience.NORMAL: 720,
    Patience.DICTATION: 1100,
}
"""Silence that ends a turn, by what was asked: more than the 700 ms for which people pause within
a sentence, where the answer may be one. The model takes as long to understand it anyway."""
WHOLE_ANSWER_MS = 300
"""Silence that ends a turn whose words answer the question in full."""
UNFINISHED_MS = 1400
"""Silence that ends a turn whose last word lets one expect another."""

UNHEARD_VOICED_MS = 400
"""Voice that yields no words is asked about when there was at least this much of it."""

MOST_UNHEARD = 2
"""How often in a row the agent asks for a repeat."""
MOST_FAILURES = 3
"""Turns that fail one after another before the call is given up."""

KEYS_QUIET_S = 2.0
"""Keys are taken as complete after this quiet, or at `#`."""
LONGEST_KEYS = 32

FILLER_AFTER_S = 1.2
"""No reply audio so long after the turn's end: a short word fills the gap. It comes at once when
the language model is known to take longer."""
FILLER_GRACE_S = 0.8
"""So much longer is waited for a reply that is ready but for its writes."""
FILLER_AGAIN_S = 6.0
CONSIDER_TIMEOUT_S = 20.0
"""A turn not understood by then is given up and said so."""
CONFIRM_TIMEOUT_S = 20.0
TRANSCRIBE_TIMEOUT_S = 15.0
CLAUSE_TIMEOUT_S = 10.0
OPEN_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 8.0
DELIVER_TIMEOUT_S = 20.0

IDLE_PROMPT_S = 9.0
"""Silence after the agent has spoken until the caller is asked; half as long again in dictation."""
IDLE_PROMPTS = 2
"""How often a silent caller is asked before being let go."""
IDLE_BUTTON_LINE_S = 90.0
"""A line with a talk button ends its call quietly after so long without a press."""

POLL_EVERY_S = 1.0
"""While somebody else is asked, how often it is looked for an answer."""
ON_HOLD_WORDS_S = 20.0
"""A caller on hold hears something at least this often."""

WRITE_TIMEOUT_S = 60.0
"""Longer than any hold and any wait for the line: Pipecat gives the line up for good after it."""

FAREWELL_TIMEOUT_S = 8.0
"""How long a call may take to be told that the appliance stops."""
RECORDING_FLUSH_S = 0.5
RECORDING_QUEUE_FRAMES = 1500
"""30 s of audio; a disk slower than that loses recording, never the call."""


def turn_over_ms(patience: Patience, words: Completeness | None) -> int:
    """Silence that ends the turn now. `words` is None until they are known."""
    if words is Completeness.WHOLE:
        return WHOLE_ANSWER_MS
    if words is Completeness.UNFINISHED:
        return UNFINISHED_MS
    return TURN_OVER_MS[patience]
