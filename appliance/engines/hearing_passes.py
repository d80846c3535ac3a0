"""Which decoding of an utterance to believe, and when to decode it again. Pure.

The rules for texts are in `hearing_guards`; here they meet what the decoder says of itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from appliance.engines.hearing_guards import invented, leaks, loops, primed, starts_over
from appliance.ports.speech import HearingHints

FULL_WINDOW_FRAMES = 3000
LOOPED_WINDOW_FRAMES = 1500
"""For what looped on a shorter one; the full window takes three times as long (measured)."""
RETRY_TEMPERATURE = 0.4

_LIKELY_NO_SPEECH = 0.6
_UNSURE_LOG_PROBABILITY = -1.0
"""Whisper's own thresholds for silence; both must be passed. White noise of 0.6 to 6 s at any
level measured 0.75 to 0.95 and under -1.7; single words at telephone level 0.52 at most."""
_PROBABLY_NO_SPEECH = 0.5
_FAINT_DBFS = -48.0
_LEAST = 1e-30
_CLEAR_SHARE = 0.9
"""Clean telephone speech gave 0.99, with noise of 6 to 9 dB what was heard wrong 0.3 to 0.9."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One way to decode: how many frames of window, with the hints or without, how warm."""

    frames: int
    primed: bool
    temperature: float = 0.0


@dataclass(frozen=True, slots=True)
class Decoding:
    """What a pass gave: texts best first (the first may be empty) and how sure it is."""

    texts: tuple[str, ...]
    log_probability: float
    """Mean over the best text's tokens."""
    no_speech_probability: float
    totals: tuple[float, ...] = ()
    """Log probability of each text as a whole."""
    is_endless: bool = False
    """The best text ran on until it was cut off, as a loop does."""

    @property
    def is_doubtful(self) -> bool:
        """True when, by the decoder's own figures, nobody spoke."""
        return (
            self.no_speech_probability >= _LIKELY_NO_SPEECH
            and self.log_probability < _UNSURE_LOG_PROBABILITY
        )


def decode(
    run: Callable[[Pass], Decoding], frames: int, audio_ms: float, hints: HearingHints
) -> Decoding:
    """The first decoding whose best text is fit to use, with the fit texts only.

    First as primed; then without the hints, on a longer window if it looped or started over; then
    warmer, on the whole window.
    Silence is not decoded again: there is nothing to hear better.
    """
    attempt = Pass(frames, primed=True)
    while True:
        raw = run(attempt)
        decoding = _fit(raw, audio_ms, hints)
        best = raw.texts[0]
        again = attempt.primed and starts_over(best)
        fit = best in decoding.texts and not again
        if not best or fit or raw.is_doubtful or attempt.temperature:
            return decoding
        if attempt.primed:
            looped = again or raw.is_endless or loops(best, audio_ms)
            wide = max(frames, LOOPED_WINDOW_FRAMES) if looped else frames
            attempt = Pass(wide, primed=False)
        else:
            attempt = Pass(FULL_WINDOW_FRAMES, primed=False, temperature=RETRY_TEMPERATURE)


def is_silence(decoding: Decoding, loudness_dbfs: float, hints: HearingHints) -> bool:
    """True when the text is more likely invented, or taken from the hints, than heard."""
    if not decoding.texts or decoding.is_doubtful:
        return True
    text = decoding.texts[0]
    unlikely = decoding.no_speech_probability >= _PROBABLY_NO_SPEECH
    prompts = f"{hints.prompt} {hints.second_prompt}"
    if unlikely and primed(text, prompts, hints.hotwords):
        return True
    return invented(text) and (unlikely or loudness_dbfs < _FAINT_DBFS)


def _fit(raw: Decoding, audio_ms: float, hints: HearingHints) -> Decoding:
    """The same with its fit texts only, each once."""
    totals = raw.totals or (raw.log_probability,) * len(raw.texts)
    best: dict[str, float] = {}
    for at, (text, total) in enumerate(zip(raw.texts, totals, strict=True)):
        if (at or not raw.is_endless) and _is_fit(text, audio_ms, hints):
            best.setdefault(text, total)
    return Decoding(
        tuple(best), raw.log_probability, raw.no_speech_probability, tuple(best.values())
    )


def _is_fit(text: str, audio_ms: float, hints: HearingHints) -> bool:
    if not text or loops(text, audio_ms) or leaks(text, hints.prompt, hints.hotwords):
        return False
    return not leaks(text, hints.second_prompt, ())


def is_enough(raw: Decoding, audio_ms: float, hints: HearingHints) -> bool:
    """Whether what a first prompt gave leaves nothing for the second one to tell: its best text is
    fit to use and all but certain, or the hints say that it suffices. Hints that cannot say so want
    everything that can be heard."""
    if hints.suffices is None:
        return False
    best = raw.texts[0]
    fit = bool(_letters(best)) and not raw.is_endless and _is_fit(best, audio_ms, hints)
    clear = fit and len(raw.texts) > 1 and _shares(raw)[_letters(best)] >= _CLEAR_SHARE
    return clear or hints.suffices(raw.texts)


def _shares(decoding: Decoding) -> dict[str, float]:
    """Of each text, by its letters and digits, in the probability of all that were found."""
    whole = sum(math.exp(total) for total in decoding.totals) or 1.0
    shares: dict[str, float] = {}
    for text, total in zip(decoding.texts, decoding.totals, strict=True):
        shares[_letters(text)] = shares.get(_letters(text), 0.0) + math.exp(total) / whole
    return shares


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def summed(one: Decoding, other: Decoding) -> Decoding:
    """Two decodings of the same audio as one: texts of the same letters and digits are the same,
    and what either thinks likely is likely. Each decoding's texts have one half of the whole
    between them, since one that spells writes longer, less likely texts than one that does not."""
    shares: dict[str, float] = {}
    texts: dict[str, str] = {}
    for decoding in (one, other):
        for text in decoding.texts:
            texts.setdefault(_letters(text), text)
        for key, share in _shares(decoding).items():
            shares[key] = shares.get(key, 0.0) + share / 2
    ranked = sorted(shares, key=lambda key: -shares[key])
    return Decoding(
        tuple(texts[key] for key in ranked),
        max(one.log_probability, other.log_probability),
        one.no_speech_probability,
        tuple(math.log(max(shares[key], _LEAST)) for key in ranked),
    )
