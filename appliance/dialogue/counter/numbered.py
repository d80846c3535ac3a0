"""The booking number in an order at the counter.

With its letter or a word for it ("R ten twelve", "booking 1012") it counts wherever it stands;
bare it counts only beside a verb that is done to bookings, since a meter, a house number or a
year has four digits too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from appliance.dialogue.counter.named import corrected_first
from appliance.dialogue.services.choosing import NUMBERS
from appliance.dialogue.spoken import identifiers

_ONES = "(?:one|two|three|four|five|six|seven|eight|nine)"
_SPOKEN = (
    rf"ten (?:oh {_ONES}|eleven|twelve|\w+teen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    rf"ninety)(?:[ -]{_ONES})?)"
)
"""R-1001 to R-1099 as they are said."""
_NUMBER = rf"(?P<number>[1-9]\d{{3}}|{_SPOKEN})"
_VERBS = (
    "approve|decline|reject|refuse|ok|okay|release|accept|deny|clear|cancel|scratch|scrap|scrub|"
    "drop|kill|move|push|bump|shift|slide|swing|reschedule|postpone|delay|change|switch|set|put|"
    "take|give|let|extend|stretch|keep|want|wants|do|reviews?|check (?:in|out)|sign off on|"
    "(?:yes|no) to|call off|make|bring"
)
_BESIDE_A_VERB = re.compile(
    rf"\b(?:{_VERBS})\W+{_NUMBER}\b(?!\W*(?:hours?|dollars?|bucks|feet|foot|[ap]\.?m\b))", re.I
)
_BEGINS = re.compile(rf"^\W*(?:(?:uh|um|ok|okay|yeah|so|and|no)\W+)*{_NUMBER}\b(?=\W|$)", re.I)
_DOES = re.compile(rf"\b{_NUMBER}\W+(?:goes|should|needs|gets|moves|has to|looks)\b", re.I)
_ENDS = re.compile(rf"\b(?:waiting|pending|that one|booking)\b[^\d]*,\W*{_NUMBER}\W*$", re.I)
_BARE = (_BESIDE_A_VERB, _BEGINS, _DOES, _ENDS)
_FORM = re.compile(r"\br[\s.-]*(\d[\d\s-]{2,8}\d)\b", re.I)
_CUE = r"\b(?:bookings?|reservations?|rentals?|number|order|r|are|our)\b[\s.,:#-]*"
_CUED_FIGURES = re.compile(rf"{_CUE}(\d{{4}})\b", re.I)
_CUED = re.compile(rf"({_CUE})\w.*", re.I)
_SECRET = re.compile(r"\bpin\b.*", re.I)


def booking_in(texts: Sequence[str]) -> tuple[str, bool]:
    """The number ("R-1012"), empty where none was said, and whether a word or its letter says
    that it is one. What follows "PIN" is never read."""
    for said in corrected_first([_SECRET.sub("", text) for text in texts], denied=True):
        for text in said:
            if number := _cued(text):
                return number, True
            bare = next((m for one in _BARE if (m := one.search(text)) is not None), None)
            if bare is not None and (number := _read(bare["number"])):
                return number, False
    return "", False


def _cued(text: str) -> str:
    form, figures = _FORM.search(text), _CUED_FIGURES.search(text)
    if form is not None:
        return f"R-{re.sub(r'[^0-9]', '', form[1])}"
    if figures is not None:
        return f"R-{figures[1]}"
    for cued in _CUED.finditer(text):
        if number := _read(cued[0].removeprefix(cued[1])):
            return number
    return ""


def _read(words: str) -> str:
    found = identifiers.candidates([f"R {words}"], NUMBERS)
    return f"R-{found[0].value[1:]}" if found else ""
