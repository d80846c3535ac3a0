"""Set phrases of callers, as regular expressions. English (US)."""

from __future__ import annotations

import re


def _any(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


def _whole(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_any(*alternatives)}\b", re.I)


def _from_start(lead: str, body: str, tail: str = "") -> re.Pattern[str]:
    return re.compile(rf"^{lead}{body}{tail}", re.I)


_OPENERS = (
    r"(?:(?:um|uh|well|so|ok|okay|yes|yeah|sure|oh|and|but|no|actually|thanks|thank you|"
    r"you know(?: what)?|ah|look|listen),? )*"
)
_STAFF = _any(
    "person", "human", "someone", "somebody", "manager", "agent", "staff", "representative"
)

STAFF = re.compile(rf"\b(?:{_STAFF}|people|boss|supervisor|owner|the counter|the office)\b", re.I)
"""Whoever a caller may want in place of the assistant; nobody else wants a person."""
PERSON = re.compile(
    rf"\b{_any('speak', 'talk', 'transfer', 'put me', 'connect')}\b.*\b{_STAFF}\b"
    rf"|\b{_any('real person', 'a human', 'operator please', 'representative')}\b",
    re.I,
)
GOODBYE = _from_start(
    _OPENERS,
    _any(
        "good ?bye", "bye", "that's all", "that is all", "that's it", "that'll be all",
        "nothing else",
    ),
    r"(?:[,.!]* (?:thanks|thank you|for now|then|bye|goodbye|i need|today))*\W*$",
)  # fmt: skip
BYE = _from_start(_OPENERS, r"(?:good ?bye|bye(?: bye)?)", r"\W*$")
REPEAT = re.compile(
    rf"\b{_any('say (?:that|it) again', 'repeat (?:that|it|please)', 'come again', 'pardon')}\b"
    rf"|\bwhat was that\b|\bdidn'?t {_any('catch', 'hear', 'get')} {_any('that', 'it', 'you')}\b"
    r"|^(?:repeat|sorry|what|huh|excuse me|pardon me)(?:,? (?:what|sorry))?\W*$",
    re.I,
)
STOP = _from_start(
    _OPENERS,
    _any(
        "never ?mind", r"forget (?:about )?(?:it|the whole thing)",
        "cancel (?:it|that|everything|the whole thing)", "(?:let's )?leave it", "i changed my mind",
    ),
    r"(?:\W+(?:never ?mind|forget (?:about )?it|leave it|thanks|thank you|bye|sorry))*\W*$",
)  # fmt: skip
NONE_TO_GIVE = _whole(
    "don'?t have", "don'?t know", "do not have", "haven'?t got", "have no", "without",
    "(?:the |just |just the |just that |only |only the |only that )one(?: we have)?",
    "no other", "not that i know of", "there isn'?t", "there is none", "we only have",
)  # fmt: skip
NOBODY = _whole(
    "nobody", "no one", "no-one", "anybody", "anyone", "not that i know of", "don'?t have",
    "there isn'?t", "no other", "no operator", "only one",
)  # fmt: skip
DONE_IN = re.compile(
    r"\b(?:done|finished|through|out|back|over|wrapped up|ready)\b.*?\bin "
    r"((?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}|about|couple|of|few)"
    r"[\w -]*?(?:days?|weeks?|months?))\b",
    re.I,
)
"""The end of the work as a length: "we should be done in three days"."""
WAIT = _whole(
    "hold on", "hang on", "one (?:second|moment|minute|sec)", "just a (?:second|moment|minute|sec)",
    "give me a (?:second|moment|minute|sec)", "let me (?:look|check|find|see|get)",
    "(?:have|need) to (?:look|check|find)", "looking for it",
)  # fmt: skip
THIS_NUMBER = _whole(
    "this number", "this phone", "same number", "number i'?m calling from",
    "the one i'?m (?:calling|on)",
)  # fmt: skip
CHEAPER = _whole(
    "cheaper", "discount", "better (?:price|deal|rate|offer)", "best (?:price|you can do)",
    "lower", "less", "come down", "too (?:much|expensive|high|steep|dear)", "knock .* off",
    "do better", "wiggle room", "any better", "best price", "bottom price",
)  # fmt: skip
NO_LONGER = re.compile(
    r"\b(?:never ?mind|forget (?:about )?it|don'?t bother|no need|leave it)\b"
    r"|\b(?:i'?ll|we'?ll|let me|let'?s) (?:just )?(?:take|go with|do) (?:it|that|yours|the|your)\b",
    re.I,
)
"""While a manager is asked: the caller would rather go on without."""
NEGATIVE = _whole("minus", "negative")
BARGAINING = frozenset(
    {
        "dollar", "dollars", "bucks", "day", "daily", "per", "week", "weekly", "month", "each",
        "total", "whole", "thing", "all", "how", "what", "can", "could", "do", "you", "offer",
        "give", "pay", "paying", "meet", "max", "maximum", "no", "more", "than", "best", "around",
        "under", "hundred", "thousand", "grand", "even", "flat", "deal", "halfway",
    }
)  # fmt: skip
DENIAL = _whole("not", "isn'?t", "wrong", "never", "don'?t")
CHANGE = _whole("make (?:it|that)", "change", "move (?:it|that)", "instead", "rather", "switch")
QUESTION = re.compile(
    rf"^{_OPENERS}"
    + _any("do you", "does", "what", "when", "where", "how", "can you", "could you", "are you")
    + r"\b|^(?:is there|why|which)\b|\?$",
    re.I,
)
HOURS = _whole("hours", "what time", "open", "close", "closing", "opening")
LOCATION = _whole("where are you", "your address", "located", "location", "find you", "directions")

DEPOSIT = _whole("deposit")
COST = _whole(
    "how much (?:is|was|are|does|would|will) (?:it|that|this|they|the rate|the price)",
    "what(?:'s| is| was| are) the (?:price|rate|rates|cost)",
    "what (?:does|do|did) (?:it|they|that) (?:cost|run|come to)", "cost per (?:day|week|month)",
    "per (?:week|month)", "weekly rate", "monthly rate", "daily rate",
)  # fmt: skip
NEEDS = _whole(
    "(?:what|which) (?:kind of |sort of )?certificate",
    "who (?:can|may|is allowed to) (?:operate|run)",
    "what (?:do|does|would) (?:i|we|he|they|my operator) need", "what are the requirements",
)  # fmt: skip
COUNTED_FIRST = re.compile(
    r"^(?:a couple of|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}) ", re.I
)

_TAKES = _any(
    "i'?ll (?:take|have)", "i want", "let'?s (?:take|go with)", "give me", "make it", "the",
    "number", "option", "that",
)  # fmt: skip
ORDINAL = re.compile(
    rf"^{_OPENERS}(?:{_TAKES} )*"
    r"(first|second|third|last|middle|1st|2nd|3rd|one|two|three|1|2|3)"
    r"(?: one| option)?(?:,? please)?\W*$",
    re.I,
)
ORDINALS = {
    "first": 1, "1st": 1, "one": 1, "1": 1,
    "second": 2, "2nd": 2, "two": 2, "2": 2, "middle": 2,
    "third": 3, "3rd": 3, "three": 3, "3": 3,
}  # fmt: skip

_NAME_OPENING = _any(
    "it(?:'s| is| will be|'ll be)", "that(?:'s| is| will be|'d be|'ll be| would be)",
    "(?:my|our|the) operator(?:'s name)?(?: is|'s| will be)?", 
    "(?:his|her|their|the) name(?: is|'s)",
    "(?:operator|name)(?: is|:)?", "i have", "we have", "use", "this is", "i(?:'ll| will) use",
)  # fmt: skip
NAME_LEAD = re.compile(rf"^{_OPENERS}(?:{_NAME_OPENING}\b,? ?)?", re.I)
NAME_TAIL = re.compile(
    rf"(?:(?:,? {_any('will', 'is going to', 'can', 'is', 'gonna')}|'s going to|'s gonna|'ll) "
    rf"{_any('operate', 'run', 'drive', 'be (?:operating|running|driving|the operator)')}.*"
    r"|,? please)?[.!]*$",
    re.I,
)
_SITE_OPENING = _any(
    "it'?s", "it is", "it'?ll be", "that'?s", "we'?re", "we are",
    "the (?:job site|site|job|address)(?: is|'s)?", "job site is",
)  # fmt: skip
ADDRESS_LEAD = re.compile(
    rf"^{_OPENERS}(?:{_SITE_OPENING}\b,? ?)?(?:{_any('going to', 'at', 'on', 'to')}\b ?)?", re.I
)
_STREETS = _any(
    "road", "rd", "street", "st", "avenue", "ave", "drive", "dr", "lane", "ln", "boulevard",
    "blvd", "way", "court", "ct", "place", "pl", "highway", "hwy", "parkway", "circle", "terrace",
)  # fmt: skip
STREET = re.compile(rf"\b\d{{1,5}}[a-z]? (?:[a-z][\w']* ){{1,4}}?{_STREETS}\b(?! as )", re.I)
"""A house number, a street's name and its kind."""
_FULL_NAME = r"([A-Z][\w'-]+(?: [A-Z][\w'-]+){1,2})"
_RUNS = _any("operate", "run", "drive", "be (?:operating|running|driving|the operator)")
OPERATORS = (
    re.compile(rf"\b{_FULL_NAME},? (?:will|is going to|is gonna|can|would) {_RUNS}\b"),
    re.compile(rf"\b{_FULL_NAME},? (?:is )?(?:operating|driving|running it|the operator)\b"),
    re.compile(
        r"\b[Oo]perator(?:'s name)?(?:,| is| will be| would be|'s|:)* " + _FULL_NAME + r"\b"
    ),
)
"""Who is said to operate, by a full name in capitals."""
TIME = _whole(
    "from", "starting", "beginning", "for", "on", "next", "this", "today", "tomorrow", "in",
    *(f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")),
)  # fmt: skip
_SOUNDS_LIKE = {"free": "three", "tree": "three", "to": "two", "too": "two", "for": "four"}
_COUNTED = re.compile(rf"\b{_any(*_SOUNDS_LIKE)}(?= (?:days?|weeks?|months?)\b)", re.I)


def counted_as_heard(text: str) -> str:
    """Numbers before a length of time that a telephone blurs: "free days" are three."""
    return _COUNTED.sub(lambda found: _SOUNDS_LIKE[found.group().lower()], text)


HOUSE_NUMBER = re.compile(
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b", re.I
)

FILLER = frozenset(
    {
        "a", "an", "the", "um", "uh", "er", "hmm", "well", "so", "ok", "okay", "please", "thanks",
        "thank", "you", "yes", "yeah", "it's", "it", "is", "i", "i'd", "we", "we'd", "need",
        "want", "like", "to", "for", "from", "on", "at", "starting", "start", "until", "till",
        "through", "of", "about", "just", "maybe", "probably", "let's", "let", "us", "make",
        "that's", "that", "would", "be", "will", "and", "then", "pick", "up", "pickup", "picking",
        "go", "with", "say", "if", "possible", "my", "our", "me", "i'll", "we'll", "i'm", "take",
        "have", "get", "rent", "in", "this",
    }
)  # fmt: skip
"""Words that carry no meaning of their own in an answer."""
