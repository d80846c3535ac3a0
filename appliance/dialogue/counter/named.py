"""Who and what an order at the counter names: a customer, a machine, a booking, days.

Staff correct themselves as they speak ("for Northside, no, Ridgeline"): what is said last of a
kind counts. Nothing that is not on record is made up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from appliance.dialogue.services.choosing import NUMBERS
from appliance.dialogue.spoken import dates, identifiers, names, numbers
from appliance.ports.conversation import Heard
from appliance.ports.counter import NamedCustomer
from appliance.ports.facts import ItemName, Yard

_MACHINE = 90.0
_CUSTOMER = 92.0
_TIED = 3.0
_SHORTEST = 4
"""Letters of a name's first words that name the whole."""
_CORRECTED = re.compile(
    r"\b(?:no|not|wait|sorry|i mean|i meant|actually|make (?:that|it)|scratch that|rather)\b"
    r"[\s,.]*",
    re.I,
)
_PLURALS = ((re.compile(r"(\w{3,})ies\b"), r"\1y"), (re.compile(r"(\w{2,}[^s\W])s\b"), r"\1"))
_POSSESSIVE = re.compile(r"'s?\b")
_HOW_MANY = re.compile(r"\bhow many\b", re.I)
"""In whose sound "many excavators" is a mini excavator."""
_CUE = re.compile(
    r"\b(?:bookings?|reservations?|rentals?|number|order|r|are|our)\b[\s.,:#-]*", re.I
)
_CUED_NUMBER = re.compile(rf"{_CUE.pattern}\w.*", re.I)
_BARE_NUMBER = re.compile(
    r"(?<![\d$.,:/-])[1-9]\d{3}\b(?!\s*(?:hours?|dollars?|bucks|on the (?:clock|meter)))"
)
_ONES = "(?:one|two|three|four|five|six|seven|eight|nine)"
_SPOKEN_NUMBER = re.compile(
    r"(?<!at )(?<!by )(?<!around )(?<!until )(?<!till )(?<!before )(?<!after )\b"
    rf"ten (?:oh {_ONES}|eleven|twelve|\w+teen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    rf"ninety)(?:[ -]{_ONES})?)\b"
    r"(?! (?:a\.?m|p\.?m|in the|feet|foot|hours?|days?|dollars?))",
    re.I,
)
"""R-1001 to R-1099 without its letter, and no time of day."""
_FORM = re.compile(r"\br[\s.-]*(\d[\d\s-]{2,8}\d)\b", re.I)


def said(*phrases: str) -> re.Pattern[str]:
    """One pattern of several, each of whole words."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.I)


def texts_of(heard: Heard) -> tuple[str, ...]:
    return heard.alternatives or (heard.text,)


def customers_in(
    texts: Sequence[str], customers: Sequence[NamedCustomer]
) -> tuple[NamedCustomer, ...]:
    """Whom the words name: one, or those that cannot be told apart; none where nobody is."""
    phrases = {one.customer_id: _called(one.name, customers) for one in customers}
    by_id = {one.customer_id: one for one in customers}
    for said in _latest_first(texts):
        said = [_POSSESSIVE.sub("", text) for text in said]
        ranked = [one for one in names.match_phrase(said, phrases) if one[1] >= _CUSTOMER]
        if ranked:
            return tuple(by_id[key] for key, score in ranked if score >= ranked[0][1] - _TIED)
    return ()


def _called(name: str, customers: Sequence[NamedCustomer]) -> list[str]:
    """The name, and its beginning where that is long enough and nobody else's."""
    words = name.split()
    short = [" ".join(words[:count]) for count in range(1, len(words))]
    return [
        name,
        *(
            begin
            for begin in short
            if sum(map(str.isalpha, begin)) >= _SHORTEST
            and sum(one.name.lower().startswith(begin.lower()) for one in customers) == 1
        ),
    ]


def machine_in(texts: Sequence[str], yard: Yard) -> ItemName | None:
    """The class that is named, by any of its names; None where none is clearly."""
    phrases = {item.class_id: [item.name, *item.names] for item in yard.items}
    for said in _latest_first(texts):
        said = [_HOW_MANY.sub(" ", _POSSESSIVE.sub("", text)) for text in said]
        both = [form for text in said for form in (text, _singular(text))]
        ranked = names.match_phrase(both, phrases)
        if ranked and ranked[0][1] >= _MACHINE:
            return next(item for item in yard.items if item.class_id == ranked[0][0])
    return None


def _singular(text: str) -> str:
    for plural, one in _PLURALS:
        text = plural.sub(one, text)
    return text


def quantity_in(text: str) -> int:
    """How many, the last that was said; 1 where no number was."""
    for said in _latest_first((text,)):
        if said and (found := numbers.parse_quantity(said[0])):
            return found
    return 1


def booking_in(texts: Sequence[str]) -> str:
    """The booking number that was said ("R-1012"); an empty text where none was."""
    for text in (one for said in _latest_first(texts) for one in said):
        form = _FORM.search(text)
        bare = _BARE_NUMBER.findall(text)
        if form is not None:
            return f"R-{re.sub(r'[^0-9]', '', form[1])}"
        if bare:
            return f"R-{bare[-1]}"
        spoken = _SPOKEN_NUMBER.search(text)
        found = identifiers.candidates([f"R {spoken[0]}"], NUMBERS) if spoken else []
        if found:
            return f"R-{found[0].value[1:]}"
        for cued in _CUED_NUMBER.finditer(text):
            found = identifiers.candidates([_CUE.sub("R ", cued[0])], NUMBERS)
            if found:
                return f"R-{found[0].value[1:]}"
    return ""


def period_in(text: str, today: date) -> tuple[date | None, int | None]:
    """The first day and how many days, as far as they are said."""
    start, duration = dates.parse_period(text, today)
    return start, duration.days if duration else None


def _latest_first(texts: Sequence[str]) -> list[list[str]]:
    """What came after the last correction, after the one before it, and at last all of it."""
    marks = max((len(_CORRECTED.findall(text)) for text in texts), default=0)
    after = [[_after(text, back) for text in texts] for back in range(1, marks + 1)]
    return [[one for one in said if one.strip()] for said in (*after, list(texts))]


def _after(text: str, back: int) -> str:
    """What follows the correction that is so many from the last."""
    marks = [found.end() for found in _CORRECTED.finditer(text)]
    return text[marks[-back] :] if back <= len(marks) else ""
