"""A read-back value mended by a few words: "the last digit is 7", "seven, not eight".

Only a part is replaced, and only where one place can be meant; anything else is None, so that
the value is asked for again. A value said anew as a whole is not a repair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.characters import letter_of, read_spelling
from appliance.domain.confusion import confusion_cost

_PLACES: Final[dict[str, int]] = {
    **{word: n - 1 for word, n in w.ORDINALS.items()},
    **{f"{n}{suffix}": n - 1 for n in range(1, 21) for suffix in ("st", "nd", "rd", "th")},
    "last": -1,
    "final": -1,
}
_PLACE: Final = "|".join(sorted(_PLACES, key=len, reverse=True))
_KIND: Final = r"(?P<kind>digits?|numbers?|letters?|characters?|ones?)"
_IS: Final = (
    r"(?:is|are|was|were|should be|should've been|needs to be|has to be|to|as|isn't right,? it's)"
)
_AT_PLACE: Final = re.compile(
    rf"\b(?P<place>second[- ]to[- ]last|next[- ]to[- ]last|{_PLACE})"
    rf"(?:\s+(?P<count>two|three|four|2|3|4))?(?:\s+{_KIND})?(?:\s*,)?"
    rf"\s+(?:{_IS}\s+)?(?:actually\s+|supposed to be\s+)?(?:an?\s+)?(?P<new>.+)$",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(
    r"\b(?:ends?|ending|finishes)\s+(?:in|with|on)\s+(?:an?\s+)?(?P<new>.+)$", re.IGNORECASE
)
_AT_END: Final = re.compile(r"(?P<new>[^,]+?)\s+(?:at|on|in)\s+the\s+end\b", re.IGNORECASE)
_STARTS: Final = re.compile(
    r"\b(?:starts?|begins?|starting|beginning)\s+(?:with|in)\s+(?:an?\s+)?(?P<new>.+)$",
    re.IGNORECASE,
)
_NOT_BEFORE: Final = re.compile(
    r"\bnot\s+(?:an?\s+|the\s+)?(?P<old>[^,.]+?)(?:\s*[,.]\s*|\s+)"
    r"(?:but\s+|it's\s+|it is\s+|that's\s+)?(?:but\s+|an?\s+)?(?P<new>[^,.]+)[.!]?$",
    re.IGNORECASE,
)
_NOT_AFTER: Final = re.compile(
    r"(?:it's|it is|that's|that is|should be|be|is|\bno\b,?|^)\s*(?:an?\s+|the\s+)?"
    r"(?P<new>[^,.]+?)\s*,?\s+(?:and\s+)?(?:not|instead of|rather than)\s+"
    r"(?:an?\s+|the\s+)?(?P<old>[^,.]+)[.!]?$",
    re.IGNORECASE,
)
_CHANGE: Final = re.compile(
    r"\b(?:change|replace|make|swap)\s+(?:the\s+|that\s+)?(?P<old>.+?)\s+(?:to|with|for|into|by|an?)"
    r"\s+(?:an?\s+)?(?P<new>.+)$",
    re.IGNORECASE,
)
_SHOULD: Final = re.compile(
    r"\b(?:the|that)\s+(?P<old>\S+)\s+(?:should be|is supposed to be|needs to be|is actually|is)"
    r"\s+(?:an?\s+)?(?P<new>.+)$",
    re.IGNORECASE,
)
_LETTER_LIMIT: Final = 0.6


def spoken_repair(previous: str, text: str) -> str | None:
    """`previous` with the part replaced that the words put right, or None.

    "the last digit is 7", "ends in 41", "seven not eight", "change the 8 to a 7", "B as in boy".
    Separators of `previous` stay where they are when the length does.
    """
    chars = "".join(c for c in previous.upper() if c.isalnum())
    said = text.replace("\u2019", "'").strip().rstrip(".!?")
    if not chars:
        return None
    if _is_whole(said, chars):
        swapped = _swapped(chars, said, (_NOT_AFTER, _NOT_BEFORE))
        return _dressed(previous, chars, swapped) if swapped else None
    for attempt in _ATTEMPTS:
        mended = attempt(chars, said)
        if mended is not None and mended != chars:
            return _dressed(previous, chars, mended)
    return None


def _at_place(chars: str, said: str) -> str | None:
    match = _AT_PLACE.search(said)
    if match is None:
        return None
    new = _characters(match["new"])
    place = match["place"].lower().replace("-", " ")
    kind = (match["kind"] or "").lower().rstrip("s")
    spots = _spots(chars, kind, new)
    counts = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4}
    count = counts.get((match["count"] or "").lower(), 1)
    if new is None or len(new) != count or count > len(spots):
        return None
    if place in {"second to last", "next to last"}:
        return _put(chars, spots[-2:-1], new)
    index = _PLACES[place]
    chosen = spots[-count:] if index < 0 else spots[index : index + count]
    return _put(chars, chosen, new)


def _spots(chars: str, kind: str, new: str | None) -> list[int]:
    """Places that "digit", "letter" or a bare ordinal counts over."""
    if kind == "character":
        return list(range(len(chars)))
    letters = kind == "letter" or (kind in {"", "one"} and bool(new) and str(new)[0].isalpha())
    return [i for i, c in enumerate(chars) if c.isalpha() == letters]


def _at_ends(chars: str, said: str) -> str | None:
    tail = _ENDS.search(said) or _AT_END.search(said)
    if tail is not None and (new := _characters(tail["new"])) and len(new) < len(chars):
        return chars[: len(chars) - len(new)] + new
    head = _STARTS.search(said)
    if head is not None and (new := _characters(head["new"])) and len(new) < len(chars):
        digits = [i for i, c in enumerate(chars) if c.isdigit()]
        spots = digits[: len(new)] if new.isdigit() else list(range(len(new)))
        return _put(chars, spots, new)
    return None


def _swapped(
    chars: str,
    said: str,
    patterns: Sequence[re.Pattern[str]] = (_NOT_AFTER, _NOT_BEFORE, _CHANGE, _SHOULD),
) -> str | None:
    for pattern in patterns:
        match = pattern.search(said)
        if match is None:
            continue
        old, new = _characters(match["old"]), _characters(match["new"])
        if old and new and len(old) == len(new) and old != new and chars.count(old) == 1:
            return chars.replace(old, new)
    return None


def _letter(chars: str, said: str) -> str | None:
    """ "B as in boy": put for the one letter that it can have been misheard as."""
    spelling = read_spelling(said)
    letters = [
        (r.chars, piece.low)
        for readings, piece in zip(spelling.readings, spelling.pieces, strict=True)
        for r in readings
        if len(r.chars) == 1 and r.chars.isalpha() and r.end > 1 and letter_of(piece.low)
    ]
    spelled = [char for char, low in letters if low in w.NATO or _is_as_in(said, char)]
    if len(set(spelled)) != 1 or spelled[0] in chars:
        return None
    new = spelled[0]
    costs = sorted((confusion_cost(c, new), i) for i, c in enumerate(chars) if c.isalpha())
    costs += sorted((confusion_cost(c, new), i) for i, c in enumerate(chars) if c.isdigit())
    near = [pair for pair in sorted(costs) if pair[0] <= _LETTER_LIMIT]
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return _put(chars, [near[0][1]], new)


def _is_as_in(said: str, letter: str) -> bool:
    pattern = rf"\b\w{{1,4}},?\s+(?:as in|like|for|as)\s+(?:an?\s+)?{letter}\w+"
    return re.search(pattern, said, re.IGNORECASE) is not None


def _characters(part: str) -> str | None:
    """The characters that a phrase is, filler aside; None when it is more than characters."""
    spelling = read_spelling(part)
    out, i = "", 0
    while i < len(spelling.pieces):
        low = spelling.pieces[i].low
        options = spelling.readings[i]
        if low in {"an", "please", "sir", "okay", "the", "thanks", "actually", "it's"}:
            i += 1
            continue
        if not options:
            break
        best = min(options, key=lambda r: r.cost)
        if low == "a" and i + 1 < len(spelling.pieces):
            i += 1
            continue
        out += best.chars
        i = best.end
    return out or None


def _is_whole(said: str, chars: str) -> bool:
    """True when as many digits were said as the value has: it was said anew."""
    digits = sum(c.isdigit() for c in chars)
    heard = max((sum(c.isdigit() for c in run) for run in _digit_runs(said)), default=0)
    return digits > 1 and heard >= digits


def _digit_runs(said: str) -> list[str]:
    spelling, runs, run, i = read_spelling(said), [], "", 0
    while i < len(spelling.pieces):
        firm = [r for r in spelling.readings[i] if r.firm]
        if firm:
            run += firm[0].chars
            i = firm[0].end
            continue
        if not spelling.is_noise(i):
            runs.append(run)
            run = ""
        i += 1
    return [*runs, run]


def _put(chars: str, spots: Sequence[int], new: str) -> str | None:
    if len(spots) != len(new):
        return None
    out = list(chars)
    for spot, char in zip(spots, new, strict=True):
        out[spot] = char
    return "".join(out)


def _dressed(previous: str, chars: str, mended: str) -> str:
    """The mended characters with the separators of the value that was read back."""
    if len(mended) != len(chars):
        return mended
    rest = iter(mended)
    return "".join(next(rest) if c.isalnum() else c for c in previous)


_ATTEMPTS: Final[tuple[Callable[[str, str], str | None], ...]] = (
    _at_place, _at_ends, _swapped, _letter,
)  # fmt: skip
