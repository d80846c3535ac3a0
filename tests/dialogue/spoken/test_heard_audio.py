"""Spoken forms on what the real transcriber makes of telephone speech in voices not our own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest

from appliance.dialogue.spoken.address import match_address
from appliance.dialogue.spoken.dates import parse_period
from appliance.dialogue.spoken.identifiers import IdentifierFormat, candidates
from appliance.dialogue.spoken.money import parse_day_rate
from appliance.dialogue.spoken.names import match_name, match_phrase
from appliance.dialogue.spoken.phones import parse_phone
from appliance.dialogue.spoken.yesno import parse_yes_no
from appliance.ports.speech import HearingHints
from tests import real_engines
from tests.engines.callers import VOICES, telephoned

TODAY = date(2026, 11, 21)
OPERATORS = ("Jim Kowalski", "Maria Sanchez", "Robert Chen", "Darnell Washington")
ITEMS = {"scissor": ["scissor lift"], "skid": ["skid steer"], "mini": ["mini excavator"]}
SITES = ("1420 Harbor Road", "88 Quarry Lane", "205 North Main Street")
NEEDED = 12
"""Of 14: one voice in one sentence may be misheard, a parser that broke may not pass."""

Reader = Callable[[Sequence[str]], object]


def _identifier(prefix: str, digits: int) -> Reader:
    fmt = IdentifierFormat(name=prefix, prefixes=(prefix,), digits=(digits, digits))

    def read(texts: Sequence[str]) -> object:
        found = candidates(texts, fmt)
        return found[0].value if found else None

    return read


def _period(texts: Sequence[str]) -> object:
    start, duration = parse_period(texts[0], TODAY)
    return start, duration.days if duration else None


def _rate(texts: Sequence[str]) -> object:
    return parse_day_rate(texts[0], 3, near=Decimal(280))


def _item(texts: Sequence[str]) -> object:
    ranked = match_phrase(texts, ITEMS)
    return ranked[0][0] if ranked else None


PROMPTED = {"BL": "B-L-1-2-3-4-5-6.", "OC": "O-C-1-2-3-4-5.", "INS": "I-N-S-1-2-3-4-5-6."}
SPOKEN: tuple[tuple[str, Reader, object, str], ...] = (
    ("It's B L seven eight two, three four one.", _identifier("BL", 6), "BL782341", "BL"),
    (
        "My license number is B L nine zero five, two six eight, thanks.",
        _identifier("BL", 6),
        "BL905268",
        "BL",
    ),
    ("It's O C four one nine, two seven.", _identifier("OC", 5), "OC41927", "OC"),
    (
        "The policy number is I N S four four five, seven six six.",
        _identifier("INS", 6),
        "INS445766",
        "INS",
    ),
    (
        "You can reach me at five one two, five five five, oh one three four.",
        parse_phone,
        "5125550134",
        "",
    ),
    ("From next Tuesday for three days.", _period, (date(2026, 11, 24), 3), ""),
    ("From Monday to Friday.", _period, (date(2026, 11, 23), 5), ""),
    (
        "Ten days, starting November twenty-fifth.",
        _period,
        (date(2026, 11, 25), 10),
        "",
    ),
    ("How about two hundred and fifty a day?", _rate, Decimal("250.00"), ""),
    (
        "The operator will be Maria Sanchez.",
        lambda t: match_name(t, OPERATORS).name,
        OPERATORS[1],
        "",
    ),
    ("I need a skid steer.", _item, "skid", ""),
    ("Eighty-eight Quarry Lane.", lambda t: match_address(t, SITES).address, SITES[1], ""),
    ("Yes, that's right.", lambda t: parse_yes_no(t[0]), True, ""),
    ("No, that's wrong.", lambda t: parse_yes_no(t[0]), False, ""),
)


@pytest.mark.models
@pytest.mark.slow
def test_what_is_said_over_a_telephone_becomes_the_value_that_was_meant() -> None:
    ear = real_engines.transcriber()
    missed: list[str] = []
    for n, (said, read, wanted, prefix) in enumerate(SPOKEN):
        hints = HearingHints(prompt=PROMPTED.get(prefix, ""), alternatives=8)
        heard = ear.transcribe(telephoned(said, VOICES[n % len(VOICES)]), 8000, hints)
        got = read(heard.alternatives or (heard.text,))
        if got != wanted:
            missed.append(f"{said!r} gave {got!r} from {heard.alternatives}")
    assert len(SPOKEN) - len(missed) >= NEEDED, "\n".join(missed)
