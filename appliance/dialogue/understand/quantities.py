"""How many machines, in set phrases of callers. English (US)."""

from __future__ import annotations

import re

OF_THEM = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|a couple|a pair|\d{1,3}) of "
    r"(?:them|those|these|em|each)\b",
    re.I,
)
"""How many, said of a machine that is named elsewhere."""
ONLY_ONE = re.compile(
    r"\b(?:take|get|do|need|want|have|rent|make (?:it|that)) (?:just |only )?one"
    r"(?: of (?:them|those|these))?(?: (?:instead|then|please|after all|now|actually))*\W*$"
    r"|\bone of (?:them|those|these)\b",
    re.I,
)
"""One, where there were to be several. "Just the one" by itself may be of a policy."""
MAKE_IT_SO_MANY = re.compile(
    r"\b(?:make (?:it|that)|need|want|change (?:it|that) to) "
    r"(two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b"
    r"(?! (?:more |full |whole )?(?:days?|nights?|weeks?|months?|hours?|dollars|bucks|hundred|"
    r"thousand|fifty|twenty|thirty|forty|\d)\b)"
    r"(?:,? not (?:one|two|three|four|five|\d{1,2})| \w+s)?"
    r"(?: please| instead)?\W*$",
    re.I,
)
"""How many, as a change: "make it two lifts", "we need two, not one"."""
MAKE_IT_BARE = re.compile(
    r"\b(?:make (?:it|that)|change (?:it|that) to) [\w-]+(?: please| instead)?\W*$", re.I
)
"""A number and no word of what: machines, or the day of the month."""
COUNT_BEFORE = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|a couple of|a pair of|\d{1,2}) "
    r"(?!(?:more |full |whole )?(?:days?|nights?|weeks?|months?|hours?|foot|feet|of)\b)[a-z]",
    re.I,
)
COUNTED_FIRST = re.compile(
    r"^(?:a couple of|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}) ", re.I
)
