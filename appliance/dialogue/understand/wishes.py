"""A machine named outright, with its dates and number: a wish read by rule. So is a license with
which a call begins.

The rule answers only where hardly anything else is said: "can someone pick up the trencher, we
finished early" names a machine as well, and wishes for none.
"""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.services import reading as services
from appliance.dialogue.spoken import dates, limits, money, names, numbers
from appliance.dialogue.spoken import words as w
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import beside, patterns, quantities, times
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import ItemName, Yard

NAMED = 95
_MOST_WORDS = 14
_MOST_LEFT = 2
_MOST_OF_A_JOB = 20
_OPEN = frozenset({Asks.NEED, Asks.ANYTHING_ELSE})
_RESEMBLES = 80
"""A machine may be meant that is not named for certain: the language model says which."""
_LONGEST_NEED = 120
_NOT = re.compile(r"\b(?:not|don'?t|won'?t|never|no longer|isn'?t|didn'?t)\b", re.I)
_BOTH = re.compile(r"\b(?:and|or|but|not) (?:a|an|the|some|one|two|three)\b", re.I)
_COUNTED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|a couple of|a pair of|"
    r"(?<![\d,])\d{1,3}) "
    r"(?!(?:more |full |whole )?(?:days?|nights?|weeks?|months?|hours?|foot|feet|inch|ton|"
    r"kilowatt|kw|kva|amp|gallon|yard|horsepower|hundred|thousand)s?\b)[a-z]",
    re.I,
)
_UNIT = f"(?:{'|'.join(w.UNITS)})"
_LICENSE_GIVEN = re.compile(
    rf"[,.;]?\s*(?:and )?(?:(?:our|my|the|with) )?(?:business )?licen[cs]e(?: number)?(?:'s| is|:)?"
    rf",?\s+(?:(?:(?!(?:for|at|to|on|and|by|in|we|it|the)\b|i\W+(?!{_UNIT}\b)[a-z]{{2,}})"
    rf"[a-z]{{1,3}}(?=\d|\b)|\d|{_UNIT})[\s,.-]*){{4,}}",
    re.I,
)
_NAME = r"(?-i:[A-Z][\w'&-]{0,30})"
_INTRODUCED = re.compile(
    r"^(?:(?:um|uh|hi|hello|hey|there|yes|yeah|good|morning|afternoon|evening)\W+)*"
    rf"(?:this is|i'?m|my name is)(?! (?:{'|'.join(w.WEEKDAYS)})\b) {_NAME}"
    rf"(?: (?:from|with|of|at|and|{_NAME})){{0,5}}[,.]",
    re.I,
)
_SPELLED = rf"(?:(?-i:[A-Z]{{1,4}})\d*|\d+|{_UNIT})"
_LICENSE_ALONE = re.compile(
    r"^(?:(?:um|uh|hi|hello|hey|there|yes|yeah|good|morning|afternoon|evening)\b\W*)*"
    r"(?:(?:this is|it's|we'?re|my name is|(?:i'?m |we'?re )?calling from|i'?m)"
    rf"(?! (?:{'|'.join((*w.WEEKDAYS, *w.MONTHS))})\b) {_NAME}"
    rf"(?: (?:from|with|of|at|and|the|&|{_NAME})){{0,5}}\W+)?"
    r"(?:and )?(?:(?:our|my|the) )?(?:business )?licen[cs]e(?: number)?(?:'s| is|:)?,?\s+"
    rf"{_SPELLED}(?:[\s,.-]+{_SPELLED})*\W*(?:(?:please|thanks|thank you|by the way)\W*)?$",
    re.I,
)
"""Nothing but who calls and a license number: a name's words begin with capitals."""
_SENT = re.compile(
    r"\b(?:my|the|our) (?:boss|foreman|super(?:intendent|visor)?|partner|wife|husband) "
    r"(?:told me to|told us to|asked me to|wants me to|said to) (?:call|ring|phone)"
    r"(?: you)?(?: guys| folks)?(?: about| for)\b",
    re.I,
)
_BROUGHT = re.compile(
    rf",? ?\b(?:at|it goes to) \d{{1,5}} (?:{_NAME} ){{1,3}}?{patterns.STREETS}\b", re.I
)
_OPERATED = re.compile(
    rf",? and {_NAME}(?: {_NAME}){{1,2}} (?:will|is going to|is gonna) "
    r"(?:run|operate|drive)(?: it| that| the machine)?",
    re.I,
)
_BESIDE = (_INTRODUCED, _LICENSE_GIVEN, _SENT, _BROUGHT, _OPERATED)
"""Pieces with a shape of their own, which are read for themselves. Where one is cut out, nothing
may be left that is not of the wish: the word that matters may be a single one ("returning")."""
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_FETCH = re.compile(r"\b(?:pick(?:ed)? up|come (?:and )?get|take back)\b", re.I)
_LEAD = re.compile(
    r"^(?:(?:um|uh|hi|hello|hey|there|so|well|yeah|yes|ok|okay|please|sir|and|actually)\W+)*"
    r"(?:(?:i|we)(?:'ve|'m|'re|'d| am| are| have)? ?(?:need(?:ing)?|want|wanna|gotta|got to|"
    r"have to|would like|like|looking for|was looking for|were looking for)\b ?)?"
    r"(?:(?:do|would) you (?:guys )?(?:have|rent|got)\b ?)?"
    r"(?:what (?:do you|have you|would you|can you|should i) (?:have|got|use|recommend|rent)"
    r"(?: that (?:can|could|will|would))?\b ?)?"
    r"(?:(?:something|a machine|a thing|anything)\b ?)?"
    r"(?:to |for |that'll |(?:that|which) (?:can |could |will |would )?)?(?:rent )?",
    re.I,
)
_FRAMED = re.compile(
    r"^(?:(?:um|uh|hi|hello|hey|there|so|well|yeah|yes|ok|okay|please|and|actually|guys)\W+)*"
    r"(?:(?:i|we)(?:'m|'re| am| are)? ?(?:need|want|gotta have|got to have|would like|looking for)|"
    r"(?:i|we)'d like|(?:do|would) you (?:guys )?(?:have|rent|got)|have you got|is there|"
    r"you got|got|) ?"
    r"(?:something|anything|a machine|a thing|some kind of machine) "
    r"(?:to|for|that (?:can|could|will|would)|that'll|which (?:can|could|will)) \w+ \w+.*$"
    r"|^(?:(?:um|uh|hi|hello|hey|there|so|well|yeah|ok|okay|and)\W+)*"
    r"what (?:do you (?:guys )?(?:have|got|recommend|rent)|have you got|"
    r"(?:would|should|do) (?:i|we) (?:use|rent|get|take)) "
    r"(?:to|for|that (?:can|could|will|would)) \w+ \w+.*$",
    re.I,
)
"""A job told in a frame that only a wish has: "something to lift drywall"."""
_WISHING = w.word_set(
    """
    hi hello hey morning afternoon evening good there sir ma'am ya y'all you guys folks can could
    would might may i i've we've i'm we're am are do does be been being wanna gonna gotta lemme
    looking look wondering hoping after needing wanting renting rental book reserve order borrow use
    something one ones some any available machine machines equipment kind type actually instead
    rather yep yup sure also too as another other those them these put down add cheap big small
    """
)
_TIMES = w.word_set(
    """
    next this coming day days night nights week weeks month months weekend today tomorrow tonight
    morning afternoon noon end beginning couple few half full whole or so more each both last same
    """
) | {*w.WEEKDAYS, *w.MONTHS, *w.ORDINALS, *w.PERIOD_UNITS, *w.COLLECTIVES}


def certain(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """A wish for the machine that is named, with its dates, or the license that a caller begins
    with; None where more is said than that and who calls, a license number, a site and an operator,
    which are read beside it."""
    alone = _license_alone(heard, s, yard)
    if alone is not None:
        return alone
    whole = text = " ".join(heard.text.split()).strip(" ,")
    for piece in _BESIDE:
        text = " ".join(piece.sub(" ", text).split()).strip(" ,")
    is_cut = text != whole
    item = named(quantities.COUNTED_FIRST.sub("", text), yard)
    if (
        item is None
        and s.asks in _OPEN
        and _FRAMED.match(text)
        and len(text.split()) <= _MOST_OF_A_JOB
    ):
        return read(text, yard, today)
    if (
        item is None
        or len(text.split()) > _MOST_WORDS
        or patterns.QUESTION.search(heard.text)
        or _NOT.search(heard.text)
        or services.of_own(text)
        or (is_cut and (_FETCH.search(heard.text) or services.names_one(heard.text)))
    ):
        return None
    when = times.slots(text, today)
    if not when and money.parse_money(text) is not None:
        return None
    more = [word for word in left(text, item) if not _ORDINAL.fullmatch(word)]
    if len(more) > (0 if is_cut else _MOST_LEFT):
        return None
    return (action(Act.FIND, item=item.name, **when),)


def _license_alone(heard: Heard, s: RentalState, yard: Yard) -> tuple[Action, ...] | None:
    """The license of a caller who gives it at the start, with a name and nothing else. A lesser
    transcript does not count: what else was said may be lost in it."""
    text = heard.text.strip()
    if s.asks not in _OPEN or s.customer_id or text != heard.texts[0].strip():
        return None
    if not _LICENSE_ALONE.match(text) or patterns.STAFF.search(text):
        return None
    number = beside.number_said(text, yard, "business_license")
    return (action(Act.IDENTIFY, value=number),) if number is not None else None


def named(text: str, yard: Yard, least: float = NAMED) -> ItemName | None:
    """The machine that the words name outright: with a score of at least `least`."""
    phrases = {item.class_id: [item.name, *item.names] for item in yard.items}
    ranked = names.match_phrase(patterns.one_and_many(text), phrases)
    if not ranked or ranked[0][1] < least:
        return None
    return next(item for item in yard.items if item.class_id == ranked[0][0])


def read(text: str, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """An utterance that is known to be a wish: the machine that it names, or the need in its own
    words, with its dates, number and price limit. None where several machines are named."""
    phrases = {item.name: [item.name, *item.names] for item in yard.items}
    ranked = names.match_phrase(patterns.one_and_many(text), phrases)
    sure = [name for name, score in ranked if score >= NAMED]
    if len(sure) > 1 or _BOTH.search(text) or services.of_own(text) or services.names_one(text):
        return None
    limit = limits.found(text)
    rest = limits.without(text)
    if not sure and ranked and ranked[0][1] >= _RESEMBLES:
        return None
    counted = _COUNTED.search(rest) if sure else None
    slots = {
        "item": sure[0] if sure else "",
        "need": "" if sure else (_LEAD.sub("", rest) or rest)[:_LONGEST_NEED],
        "quantity": counted.group(1) if counted else "",
        "max": limit[0] if limit else "",
    }
    return (action(Act.FIND, **slots, **times.slots(rest, today)),)


def left(text: str, item: ItemName | None) -> list[str]:
    """The words that neither name the machine nor wish, count or date."""
    known = (item.name, *item.names) if item is not None else ()
    parts = {word for name in known for word in stems(name)}
    return [
        word
        for word in patterns.content(text)
        if word not in _WISHING
        and word not in _TIMES
        and not parts.intersection(stems(word))
        and numbers.words_to_number(word) is None
        and dates.parse_date(word, date.min) is None
    ]


def is_spelled(item: ItemName, text: str) -> bool:
    """Whether a word of one of the machine's names stands in the text, and not only its sound."""
    said = set(stems(text))
    return any(said.intersection(stems(name)) for name in (item.name, *item.names))


def stems(text: str) -> list[str]:
    """The words in lower case, plural endings off."""
    return [re.sub(r"(\w{3,})s$", r"\1", word) for word in re.findall(r"[\w']+", text.lower())]
