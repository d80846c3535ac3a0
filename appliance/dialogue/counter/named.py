"""Who and what an order at the counter names: a customer, a machine, how many, days.

Staff correct themselves as they speak ("for Northside, no, Ridgeline"): what is said last of a
kind counts, and "not Ridgeline" names nobody. Nothing that is not on record is made up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from appliance.dialogue.spoken import dates, names, numbers
from appliance.dialogue.spoken import words as w
from appliance.ports.counter import NamedCustomer
from appliance.ports.facts import ItemName, Yard

_MACHINE = 90.0
_CUSTOMER = 92.0
_TIED = 3.0
_SHORTEST = 4
"""Letters of a name's first words that name the whole."""
_MOST = 99
_CORRECTED = re.compile(
    r"\b(?:no|wait|sorry|i mean|i meant|actually|make (?:that|it)|scratch that|rather)\b[\s,.]*",
    re.I,
)
_DENIED = re.compile(r"\b(?:not|instead of|rather than)\b.*?(?=\bbut\b|[,.;]|$)", re.I)
_WEEK_OF = re.compile(r"\b(?:for |in )?the week of ((?:the )?[\w-]+)", re.I)
_MAKE_IT = re.compile(
    r"\b(?:make (?:it|that)|just|only)\s+([a-z]+(?:-[a-z]+)?|\d+)\b"
    r"(?!\s+(?:days?|weeks?|months?|nights?|hours?|o'clock|[ap]\.?m|in the))",
    re.I,
)
_PLURALS = ((re.compile(r"(\w{3,})ies\b"), r"\1y"), (re.compile(r"(\w{2,}[^s\W])s\b"), r"\1"))
_POSSESSIVE = re.compile(r"'s?\b")
_HOW_MANY = re.compile(r"\bhow many\b", re.I)
"""In whose sound "many excavators" is a mini excavator."""
_COUNT = rf"\d{{1,2}}|{'|'.join((*w.UNITS, *w.TEENS, *w.TENS))}"
_AFTER_A_VERB = re.compile(
    rf"\b(?:book|reserve|hold|save|schedule|needs?|wants?)\W+(?P<count>{_COUNT})\W+(?=[a-z]{{3}})"
    r"(?!\w+\W+(?:days?|weeks?|months?|wheel|ton|foot|inch))(?!days?|weeks?|months?|wheel|ton|foot|inch)",
    re.I,
)
"""The number of a machine whose name was blurred: "reserve two light hours"."""
_PAIR = re.compile(r"\b(?:a )?(?:couple|pair)\b|\bboth\b", re.I)
PAST = re.compile(r"\b(?:last|past|previous) \w+day\b|\byesterday\b", re.I)
"""A day gone by, which is never taken for one to come."""
_OTHER_WORDS = frozenset(
    {*w.WEEKDAYS, *w.MONTHS, "review", "reviews", "quote", "book", "booking", "unit", "number"}
)
"""No customer is called by one of these alone."""


def said(*phrases: str) -> re.Pattern[str]:
    """One pattern of several, each of whole words."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.I)


def customers_in(
    texts: Sequence[str], customers: Sequence[NamedCustomer], yard: Yard
) -> tuple[NamedCustomer, ...]:
    """Whom the words name: one, or those that cannot be told apart; none where nobody is."""
    taken = _machine_words(yard)
    phrases = {one.customer_id: _called(one.name, taken) for one in customers}
    by_id = {one.customer_id: one for one in customers}
    for said in corrected_first(texts):
        said = [_POSSESSIVE.sub("", text) for text in said]
        ranked = [one for one in names.match_phrase(said, phrases) if one[1] >= _CUSTOMER]
        if ranked:
            return tuple(by_id[key] for key, score in ranked if score >= ranked[0][1] - _TIED)
    return ()


def one_of(texts: Sequence[str], customers: Sequence[NamedCustomer]) -> tuple[NamedCustomer, ...]:
    """The one whose name's end was said, where the beginning left several: "the paving one"."""
    phrases = {one.customer_id: [one.name.partition(" ")[2] or one.name] for one in customers}
    ranked = [one for one in names.match_phrase(texts, phrases) if one[1] >= _CUSTOMER]
    best = [key for key, score in ranked if score >= ranked[0][1] - _TIED]
    return tuple(one for one in customers if best == [one.customer_id])


def _called(name: str, taken: frozenset[str]) -> list[str]:
    """The name, and its beginning where that is long enough and no machine's. Several may be called
    by one beginning: then it is asked which."""
    words = name.split()
    short = [" ".join(words[:count]) for count in range(1, len(words))]
    return [
        name,
        *(
            begin
            for begin in short
            if sum(map(str.isalpha, begin)) >= _SHORTEST
            and not set(begin.lower().split()) <= taken | _OTHER_WORDS
        ),
    ]


@lru_cache(maxsize=8)
def _machine_words(yard: Yard) -> frozenset[str]:
    return frozenset(
        word for item in yard.items for name in (item.name, *item.names) for word in _words(name)
    )


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name.lower())


def machine_in(texts: Sequence[str], yard: Yard) -> ItemName | None:
    """The class that is named, by any of its names; None where none is clearly."""
    phrases = {item.class_id: [item.name, *item.names] for item in yard.items}
    for said in corrected_first(texts):
        said = [_HOW_MANY.sub(" ", _POSSESSIVE.sub("", text)) for text in said]
        both = [form for text in said for form in (text, _singular(text))]
        ranked = names.match_phrase(both, phrases)
        if ranked and ranked[0][1] >= _MACHINE:
            return item_of(yard, ranked[0][0])
    return None


def item_of(yard: Yard, class_id: str) -> ItemName:
    return next(item for item in yard.items if item.class_id == class_id)


def _singular(text: str) -> str:
    for plural, one in _PLURALS:
        text = plural.sub(one, text)
    return text


def quantity_in(text: str, item: ItemName | None) -> int | None:
    """How many of the machine, the last that was said: the number just before its name. Those of
    an address, a size or a day are no quantity. None where none was said."""
    called = sorted((item.name, *item.names), key=len, reverse=True) if item else []
    names_ = "|".join(re.escape(name.lower()) for name in called) or "machines?|units?"
    counted = re.compile(
        rf"\b(?P<count>{_COUNT}|(?:a )?(?:couple|pair)|both)\W+"
        rf"(?:(?:of|the|those|more)\W+)*(?:{names_})",
        re.I,
    )
    plain = _singular(_DENIED.sub(" ", text.lower()))
    found = [*counted.finditer(plain)] or [*_AFTER_A_VERB.finditer(plain)]
    after = made_it(plain[found[-1].end() :] if found else plain)
    if after is not None or not found:
        return after
    if _PAIR.match(found[-1]["count"]):
        return 2
    return whole(found[-1]["count"])


def made_it(text: str) -> int | None:
    """ "Make it three", but not "make it three days"."""
    found = _MAKE_IT.search(text)
    return whole(found[1]) if found else None


def whole(words: str) -> int | None:
    """A number that is said alone, from 1 to 99; else None."""
    value = numbers.words_to_number(words)
    return int(value) if value and value == int(value) and 1 <= value <= _MOST else None


def period_in(text: str, today: date) -> tuple[date | None, int | None]:
    """The first day and how many days, as far as they are said."""
    plain, weeks = _WEEK_OF.subn(r"from \1,", text)
    start, duration = dates.parse_period(plain, today)
    return start, duration.days if duration else (7 if weeks and start else None)


def corrected_first(texts: Sequence[str], *, denied: bool = False) -> list[list[str]]:
    """What came after the last correction, after the one before it, and at last all of it, each
    without what was denied ("not Ridgeline") unless that counts."""
    plain = list(texts) if denied else [_DENIED.sub(" ", text) for text in texts]
    marks = max((len(_CORRECTED.findall(text)) for text in plain), default=0)
    after = [[_after(text, back) for text in plain] for back in range(1, marks + 1)]
    return [[one for one in said if one.strip()] for said in (*after, plain)]


def _after(text: str, back: int) -> str:
    """What follows the correction that is so many from the last."""
    marks = [found.end() for found in _CORRECTED.finditer(text)]
    return text[marks[-back] :] if back <= len(marks) else ""
