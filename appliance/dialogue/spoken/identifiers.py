"""Identifiers out of what was heard: candidates of a format, and read-backs.

Digits are never invented and never dropped: a run that does not fit the format whole gives
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.characters import Spelling, read_spelling
from appliance.dialogue.spoken.repair import spoken_repair
from appliance.domain.confusion import confusion_cost

__all__ = [
    "ALPHANUMERIC",
    "DIGITS",
    "Candidate",
    "IdentifierFormat",
    "candidates",
    "confusion_cost",
    "spell",
    "spoken_repair",
]

DIGITS: Final = "0123456789"
ALPHANUMERIC: Final = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_RANK_COST: Final = 0.08
"""Added for each place down the list of transcripts."""
_VOTE_GAIN: Final = 0.02
"""Taken off for each further transcript that says the same."""
_PRIMED_COST: Final = 0.5
_CORRECTED_COST: Final = 0.3
"""Added to what stands before "no, sorry …" in an utterance that goes on to say it anew."""
_NO_PREFIX_COST: Final = 0.1
_CHOICE_OF_PREFIX_COST: Final = 0.3
_PADDED_COST: Final = 0.15
_LETTER_FOR_DIGIT: Final[dict[str, tuple[str, float]]] = {
    "O": ("0", 0.02), "I": ("1", 0.15), "A": ("8", 0.4), "Q": ("2", 0.4), "Z": ("2", 0.4),
    "U": ("2", 0.45), "S": ("6", 0.6), "N": ("9", 0.6),
}  # fmt: skip
_DOUBLED_GAIN: Final = 0.3
_FUZZY_LETTER: Final = 0.3
_DEAREST: Final = 1.5
"""Readings whose words stray further than this are no longer looked at."""
_MOST_FUZZY_LETTERS: Final = 1
_MOST_CANDIDATES: Final = 10
_MOST_TEXTS: Final = 12
_GARBLED_PREFIX_COST: Final = 0.35
_GARBLED_PREFIX_LIMIT: Final = 1.3
_CUES: Final = w.word_set("unit number tag machine asset equipment is it's")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierFormat:
    """How an identifier looks: one of `prefixes`, then `digits` (least, most) of `charset`.

    `padded` lets "unit seven" be EQ007: zeros in front carry nothing. `primed` were in the ear's
    prompts, so that they are heard where nobody said them: what stands beside one in a transcript
    is doubted with it, any other comes before them, and only the best transcript may hold one.
    """

    name: str
    prefixes: tuple[str, ...] = ()
    digits: tuple[int, int]
    charset: str = DIGITS
    example: str = ""
    padded: bool = False
    primed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An identifier that may have been said, without separators; `cost` 0 is beyond doubt."""

    value: str
    cost: float


def candidates(texts: Sequence[str], fmt: IdentifierFormat) -> list[Candidate]:
    """Identifiers of a format in N-best transcripts, best first, at most ten.

    Understands any grouping, "double four", "oh", "B as in boy", tens, letters' names and a
    missing or misheard prefix where only one is possible.
    """
    best: dict[str, float] = {}
    votes: dict[str, int] = {}
    for rank, text in enumerate(texts[:_MOST_TEXTS]):
        found = _in_text(text, fmt)
        leaked = not found.keys().isdisjoint(fmt.primed)
        if rank and leaked:
            continue
        for value, cost in found.items():
            total = cost + rank * _RANK_COST + (_PRIMED_COST if leaked else 0.0)
            best[value] = min(best.get(value, total), total)
            votes[value] = votes.get(value, 0) + 1
    ranked = sorted((cost - _VOTE_GAIN * (votes[value] - 1), value) for value, cost in best.items())
    return [Candidate(v, round(max(0.0, cost), 3)) for cost, v in ranked[:_MOST_CANDIDATES]]


def spell(identifier: str) -> str:
    """For reading back one character at a time: "B L, 7 8 2, 3 4 1".

    A letter A is closed by a comma, since a synthesizer else takes it for the article.
    """
    groups: list[str] = []
    for run in _runs(plain(identifier)):
        if run.isdigit():
            groups.extend(" ".join(group) for group in _by_three(run))
        else:
            groups.append(" ".join(f"{c}," if c == "A" else c for c in run).rstrip(","))
    return ", ".join(groups)


def plain(identifier: str) -> str:
    """Letters and digits only, in upper case: how identifiers are compared."""
    return "".join(c for c in identifier.upper() if c.isascii() and c.isalnum())


def _in_text(text: str, fmt: IdentifierFormat) -> dict[str, float]:
    spelling = read_spelling(text)
    found: dict[str, float] = {}
    corrected_at = _last_correction(spelling)
    longest = max(map(len, fmt.prefixes), default=0) + fmt.digits[1] + 1
    shortest = 1 if fmt.padded else fmt.digits[0] - 1
    for start in range(len(spelling.pieces)):
        if not spelling.readings[start] or spelling.is_noise(start):
            continue
        after_firm = _borders_firm(spelling, start, -1)
        for end, chars, cost, soft in _paths(spelling, start, longest):
            fits = len(chars) >= shortest
            fitted = _fit(chars, fmt, cued=_is_cued(spelling, start, end)) if fits else None
            if fitted is None:
                continue
            value, fit_cost, explicit = fitted
            letter = chars[0] in fmt.charset and chars[0].isalpha()
            if not (explicit or letter or chars[0] == "O" or spelling.firm_at(start)):
                continue  # "to 78234", "a 78234": a word that may be no digit begins no number
            if soft and not _is_last(spelling, end):
                continue
            if _borders_firm(spelling, end, 1):
                continue
            garbled = after_firm and not explicit
            if garbled and not _after_letters(spelling, start, fmt):
                continue
            if not explicit and _is_amount(spelling, start, end):
                continue
            late = _CORRECTED_COST if corrected_at > end else 0.0
            total = cost + fit_cost + late + (_GARBLED_PREFIX_COST if garbled else 0.0)
            found[value] = min(found.get(value, total), total)
    return found


def _paths(spelling: Spelling, start: int, longest: int) -> list[tuple[int, str, float, bool]]:
    """Every way to read pieces from `start` on: (piece after, characters, cost, soft end)."""
    found: list[tuple[int, str, float, bool]] = []
    stack = [(start, "", 0.0)]
    while stack:
        at, chars, cost = stack.pop()
        for reading in spelling.readings[at] if at < len(spelling.readings) else ():
            grown, total = chars + reading.chars, cost + reading.cost
            if len(grown) > longest or total > _DEAREST:
                continue
            if reading.chars:
                soft = not reading.firm and reading.chars.isdigit()
                found.append((reading.end, grown, total, soft))
            stack.append((reading.end, grown, total))
    return found


def _is_last(spelling: Spelling, end: int) -> bool:
    return all(spelling.is_noise(i) for i in range(end, len(spelling.pieces)))


def _fit(chars: str, fmt: IdentifierFormat, *, cued: bool) -> tuple[str, float, bool] | None:
    """(identifier, cost, prefix was said) for the cheapest way that characters fit a format."""
    fits: list[tuple[float, str, bool]] = []
    for prefix in fmt.prefixes or ("",):
        for cut in range(min(len(prefix) + 1, len(chars)) + 1):
            head = chars[:cut]
            prefix_cost = _prefix_cost(head, prefix, len(fmt.prefixes))
            if prefix_cost is None:
                continue
            explicit = bool(head)
            body = _body(chars[cut:], fmt, may_pad=explicit or cued)
            if body is not None:
                fits.append((prefix_cost + body[1], prefix + body[0], explicit))
    if not fits:
        return None
    cost, value, explicit = min(fits)
    return value, cost, explicit


def _prefix_cost(head: str, prefix: str, choices: int) -> float | None:
    if head == prefix:
        return 0.0
    if not head:
        return _NO_PREFIX_COST if choices == 1 else _CHOICE_OF_PREFIX_COST
    if not prefix or not head[-1].isalpha() or head.startswith(prefix):
        return None  # a digit may not be taken for the end of a prefix: it is the number's own
    cost = confusion_cost(head, prefix)
    return 0.1 + 0.3 * cost if cost <= _GARBLED_PREFIX_LIMIT else None


def _body(chars: str, fmt: IdentifierFormat, *, may_pad: bool) -> tuple[str, float] | None:
    """The characters after the prefix, in the format's own, or None."""
    body, cost, fuzzy = [], 0.0, 0
    if "W" not in fmt.charset and "W" in chars[:-1]:
        at = chars.index("W")  # "double five" is heard as W5, or as 25 in likelier transcripts
        if chars[at + 1].isdigit():
            chars = chars[:at] + chars[at + 1] + chars[at + 1 :]
            cost -= _DOUBLED_GAIN
    for char in chars:
        if char in fmt.charset:
            body.append(char)
            continue
        digit, extra = _LETTER_FOR_DIGIT.get(char, ("", 0.0))
        if not digit or digit not in fmt.charset:
            return None
        fuzzy += extra >= _FUZZY_LETTER
        cost += extra
        body.append(digit)
    least, most = fmt.digits
    if fmt.padded and may_pad and 0 < len(body) < least:
        return "".join(body).rjust(least, "0"), cost + _PADDED_COST
    fits = least <= len(body) <= most and fuzzy <= _MOST_FUZZY_LETTERS
    return ("".join(body), cost) if fits else None


def _borders_firm(spelling: Spelling, at: int, step: int) -> bool:
    """True when the run goes on beyond its end: another digit or letter, no full stop between."""
    i = at if step > 0 else at - 1
    while spelling.is_noise(i):
        if spelling.pieces[i].low == "." or spelling.pieces[i].low == "and":
            return False
        i += step
    return spelling.firm_at(i) and spelling.pieces[i].low not in w.SCALES


def _after_letters(spelling: Spelling, start: int, fmt: IdentifierFormat) -> bool:
    """True when nothing but letters stands before the digits, some of the prefix among them: a
    prefix that the transcriber stammered ("I-N-S-N-S-N 2-1-0-2-1-9"). A digit is not among them,
    since the format has all of its own."""
    letters, i = "", start - 1
    while i >= 0 and (spelling.is_noise(i) or spelling.firm_at(i)):
        firm = [reading.chars for reading in spelling.readings[i] if reading.firm]
        if any(char.isdigit() for chars in firm for char in chars):
            return False
        letters += "".join(firm)
        i -= 1
    return any(char in prefix for prefix in fmt.prefixes for char in letters)


def _is_cued(spelling: Spelling, start: int, end: int) -> bool:
    whole = start == 0 and _is_last(spelling, end)
    return whole or (start > 0 and spelling.pieces[start - 1].low in _CUES)


def _is_amount(spelling: Spelling, start: int, end: int) -> bool:
    """True where digits by themselves are a price, a time or a span: "two fifty a day"."""
    pieces = spelling.pieces
    if start and pieces[start - 1].low in {"$", "around", "about"}:
        return True
    after = [piece.low for piece in pieces[end : end + 2]]
    if not after:
        return False
    per = after[0] in w.PER and after[-1] in w.PERIOD_UNITS
    other = w.CURRENCY | w.CENTS | w.MEASURES | w.SCALES.keys() | w.PERIOD_UNITS.keys()
    return per or (after[0] in other and after[0] != "second")


def _last_correction(spelling: Spelling) -> int:
    places = [i for i, piece in enumerate(spelling.pieces) if piece.low in w.CORRECTIONS]
    return places[-1] if places else -1


def _runs(chars: str) -> list[str]:
    runs: list[str] = []
    for char in chars:
        if runs and runs[-1][-1].isdigit() == char.isdigit():
            runs[-1] += char
        else:
            runs.append(char)
    return runs


def _by_three(digits: str) -> list[str]:
    """Groups of three; four stay together, and no digit is left alone at the end."""
    groups = []
    while len(digits) > 4:
        size = 2 if len(digits) % 3 == 1 and len(digits) < 5 else 3
        groups.append(digits[:size])
        digits = digits[size:]
    return [*groups, digits[:2], digits[2:]] if groups and len(digits) == 4 else [*groups, digits]
