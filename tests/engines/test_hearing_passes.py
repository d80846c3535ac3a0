from __future__ import annotations

import math
from dataclasses import replace

import pytest

from appliance.engines.hearing_passes import (
    LOOPED_WINDOW_FRAMES,
    Decoding,
    Pass,
    decode,
    is_enough,
    is_silence,
    summed,
)
from appliance.ports.speech import HearingHints

LOOP = "seven seven seven seven seven seven seven seven"
PROMPT = "My license is B-L 7-8-2-3-4-1."
PLAIN = HearingHints()
PRIMED = HearingHints(prompt=PROMPT, hotwords=("boom lift", "trencher"))


class Decoder:
    """Gives one decoding after another and keeps the passes it was asked for."""

    def __init__(self, *texts: str | tuple[str, ...], sure: bool = True) -> None:
        self._texts = list(texts)
        self._sure = (-0.3, 0.05) if sure else (-1.9, 0.8)
        self.passes: list[Pass] = []

    def __call__(self, attempt: Pass) -> Decoding:
        self.passes.append(attempt)
        text = self._texts.pop(0)
        return Decoding((text,) if isinstance(text, str) else text, *self._sure)


def test_a_fit_text_is_decoded_once() -> None:
    decoder = Decoder("I need a trencher.")
    assert decode(decoder, 750, 2000, PRIMED).texts == ("I need a trencher.",)
    assert decoder.passes == [Pass(750, primed=True)]


def test_a_loop_is_decoded_again_on_a_longer_window() -> None:
    decoder = Decoder(LOOP, "seven")
    assert decode(decoder, 750, 900, PLAIN).texts == ("seven",)
    assert decoder.passes[1] == Pass(LOOPED_WINDOW_FRAMES, primed=False)


def test_a_window_is_never_shortened_for_a_loop() -> None:
    decoder = Decoder(LOOP, "seven")
    decode(decoder, 2400, 900, PLAIN)
    assert decoder.passes[1] == Pass(2400, primed=False)


def test_what_was_cut_off_is_a_loop_too_short_to_show() -> None:
    cut = Decoding(("Need two lifts? Need two", "Need two lifts."), -0.3, 0.05, is_endless=True)
    whole = Decoding(("Need two lifts.",), -0.3, 0.05)
    decodings = iter([cut, whole])
    assert decode(lambda attempt: next(decodings), 750, 1500, PLAIN) is not cut
    again = iter([cut, cut, cut])
    assert decode(lambda attempt: next(again), 750, 1500, PLAIN).texts == ("Need two lifts.",)


TWICE = "The lift will be ready on Monday. The lift will be"


def test_what_starts_over_is_decoded_again_and_believed_then() -> None:
    decoder = Decoder(TWICE, "The lift will be ready on Monday.")
    assert decode(decoder, 750, 3000, PRIMED).texts == ("The lift will be ready on Monday.",)
    assert decoder.passes[1] == Pass(LOOPED_WINDOW_FRAMES, primed=False)
    said_so = Decoder(TWICE, TWICE)
    assert decode(said_so, 750, 3000, PRIMED).texts == (TWICE,)


def test_a_leak_is_decoded_again_without_the_hints() -> None:
    decoder = Decoder("My license is BL782341", "It is BL 655120")
    assert decode(decoder, 750, 3000, PRIMED).texts == ("It is BL 655120",)
    assert decoder.passes[1] == Pass(750, primed=False)


def test_what_loops_every_time_ends_as_nothing() -> None:
    decoder = Decoder(LOOP, LOOP, LOOP)
    assert decode(decoder, 750, 900, PLAIN).texts == ()
    assert decoder.passes[2].temperature > 0
    assert is_silence(Decoding((), -0.3, 0.0), -10, PLAIN)


def test_only_fit_and_different_texts_are_kept() -> None:
    decoder = Decoder(("seven", LOOP, "eleven", "seven", ""))
    assert decode(decoder, 750, 900, PLAIN).texts == ("seven", "eleven")


def test_silence_is_not_decoded_again() -> None:
    decoder = Decoder(LOOP, sure=False)
    assert decode(decoder, 750, 900, PLAIN).texts == ()
    assert len(decoder.passes) == 1
    empty = Decoder("")
    assert decode(empty, 750, 900, PLAIN).texts == ()


@pytest.mark.parametrize(
    "text, log_probability, no_speech, loudness, hints",
    [
        ("I'm going to go to the beach.", -1.9, 0.8, -25, PLAIN),
        ("Thank you.", -0.3, 0.55, -25, PLAIN),
        ("you", -0.9, 0.1, -52, PLAIN),
        ("trencher", -0.7, 0.6, -20, PRIMED),
    ],
)
def test_what_was_more_likely_invented_is_silence(
    text: str, log_probability: float, no_speech: float, loudness: float, hints: HearingHints
) -> None:
    assert is_silence(Decoding((text,), log_probability, no_speech), loudness, hints)


@pytest.mark.parametrize(
    "text, log_probability, no_speech, loudness, hints",
    [
        ("Thank you.", -0.3, 0.1, -20, PLAIN),
        ("No.", -1.2, 0.55, -40, PLAIN),
        ("trencher", -0.7, 0.1, -20, PRIMED),
        ("Do you have a trencher?", -1.5, 0.3, -40, PRIMED),
    ],
)
def test_what_was_more_likely_said_is_kept(
    text: str, log_probability: float, no_speech: float, loudness: float, hints: HearingHints
) -> None:
    assert not is_silence(Decoding((text,), log_probability, no_speech), loudness, hints)


def test_two_decodings_are_summed_by_letters_and_digits() -> None:
    spelled = Decoding(("B-L-7-8.", "B-L-1-8."), -0.4, 0.1, (math.log(0.02), math.log(0.03)))
    spoken = Decoding(("BL 78.", "BL 98."), -0.3, 0.1, (math.log(0.6), math.log(0.2)))
    both = summed(spelled, spoken)
    assert both.texts == ("B-L-7-8.", "B-L-1-8.", "BL 98.")
    assert [round(math.exp(total), 3) for total in both.totals] == [0.575, 0.3, 0.125]
    assert both.log_probability == -0.3


def test_probabilities_stay_with_their_texts() -> None:
    texts = ("eleven", LOOP, "seven")
    found = decode(lambda _: Decoding(texts, -0.3, 0.05, (-1.0, -2.0, -3.0)), 750, 900, PLAIN)
    assert found.texts == ("eleven", "seven")
    assert found.totals == (-1.0, -3.0)


def _found(*texts: tuple[str, float], endless: bool = False) -> Decoding:
    names, totals = zip(*texts, strict=True)
    return Decoding(names, -0.1, 0.0, totals, is_endless=endless)


@pytest.mark.parametrize(
    "found, enough",
    [
        (_found(("It's B-L-7-8-2-3-4-1.", -0.1), ("It's B-L-7-8-2-3-1-1.", -6.0)), True),
        (_found(("It's B-L-7-8-2-3-4-1.", -0.5), ("It's B-L-7-8-2-3-1-1.", -1.2)), False),
        (_found(("B-L-1-2-3-4-5-6.", -0.1), ("BL.", -6.0)), False),
        (_found(("", -0.1), ("BL.", -6.0)), False),
        (
            _found(
                ("It's B-L-7-8-2-3-4-1.", -0.1),
            ),
            False,
        ),
        (_found(("It's B-L-7-8-2.", -0.1), ("BL.", -6.0), endless=True), False),
    ],
)
def test_a_first_prompt_is_enough_where_it_is_fit_and_clear(found: Decoding, enough: bool) -> None:
    hints = HearingHints(prompt="B-L-1-2-3-4-5-6.", suffices=lambda _: False)
    assert is_enough(found, 3000.0, hints) is enough
    assert not is_enough(found, 3000.0, replace(hints, suffices=None))
    assert is_enough(found, 3000.0, replace(hints, suffices=lambda _: True))
