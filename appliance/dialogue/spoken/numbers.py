"""Numbers as they are said, both ways.

Money shorthand counts ("two fifty" is 250, "twelve hundred" is 1,200), since nothing that is
rented is priced at two dollars fifty a day. Pronouns ("that one"), sizes ("19 foot"), dates and
times are no numbers here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from num2words import num2words

from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.tokens import is_figure, ordinal_figure, tokens

_MAX_FIGURE_LENGTH: Final = 15
_IN_FIGURES: Final = 1000
_IN_WORDS: Final = 100_000
"""What is less is a number of things; in figures, more is a year or a number that names one."""
_YEARS: Final = range(2000, 2100)
_HUNDRED: Final = frozenset({"hundred", "hundreds"})
_ARTICLES: Final = frozenset({"a", "an"})
_ZEROS: Final = frozenset({"oh", "o", "zero"})
_SMALL: Final = w.UNITS | w.TEENS
_SPELLED_MINIMUM: Final = 3
_PERIOD_WORDS: Final = frozenset(w.PERIOD_UNITS)
_TIMES: Final = frozenset({"am", "pm", "o'clock"})


@dataclass(frozen=True, slots=True)
class Found:
    """A number in a token list: tokens `start` up to `end` say `value`."""

    start: int
    end: int
    value: Decimal


def words_to_number(text: str) -> Decimal | None:
    """The first number said, or None. "two fifty" is 250, "a dozen" 12, "one point five" 1.5."""
    said = tokens(text)
    for found in find_numbers(said):
        if not is_pronoun_one(said, found):
            return found.value
    return None


def number_to_words(number: int | Decimal) -> str:
    """Cardinal in American words: 250 is "two hundred fifty", 1.5 is "one point five"."""
    return _cardinal(number if isinstance(number, int) else _plain(number))


def ordinal_words(number: int) -> str:
    """Ordinal in American words: 25 is "twenty-fifth". Refuses numbers below one."""
    if number < 1:
        raise ValueError(f"No ordinal for {number}.")
    return _american(str(num2words(number, to="ordinal")))


def parse_quantity(text: str) -> int | None:
    """How many are wanted, or None: "two of them", "a couple", "3 units", "just one", "both".

    Sizes ("19-foot"), durations ("three days"), prices, dates, tag numbers, the pronoun
    ("that one") and open ranges ("one or two") are not quantities.
    """
    said = tokens(text)
    for found in find_numbers(said, juxtapose=False):
        if _at(said, found.start - 1) == "not":
            continue
        if _at(said, found.end) in {"or", "to"} and read_number(said, found.end + 1):
            return None
        whole = found.value == found.value.to_integral_value()
        most = _IN_WORDS if "thousand" in said[found.start : found.end] else _IN_FIGURES
        if whole and 1 <= found.value < most and _counts(said, found):
            return int(found.value)
    if "both" in said:
        return 2
    return 1 if "single" in said else None


def find_numbers(said: Sequence[str], *, juxtapose: bool = True) -> Iterator[Found]:
    """Every number in a token list, left to right, never overlapping.

    `juxtapose` lets "two fifty" be one number (250); without it, it is two.
    """
    i = 0
    while i < len(said):
        found = read_number(said, i, juxtapose=juxtapose)
        if found is None:
            i += 1
            continue
        yield found
        i = found.end


def read_number(said: Sequence[str], i: int, *, juxtapose: bool = True) -> Found | None:
    """The number that begins at token `i`, or None."""
    start, total = i, Decimal(0)
    limit: int | None = None
    while True:
        group = _group(said, i, juxtapose=juxtapose)
        if group is None:
            break
        value, after = _with_fraction(said, *group)
        scale = w.SCALES.get(_at(said, after))
        if limit is not None and (value >= limit or (scale is not None and scale >= limit)):
            break
        if scale is None:
            return Found(start, after, total + value)
        total, limit, i = total + value * scale, scale, after + 1
        if _at(said, i) in {"and", ","} and _group(said, i + 1, juxtapose=juxtapose):
            i += 1
    if limit is None:
        return None
    end = i - 1 if _at(said, i - 1) in {"and", ","} else i
    return Found(start, end, total)


def is_pronoun_one(said: Sequence[str], found: Found) -> bool:
    """True where "one" stands for a thing ("that one", "the cheaper one"), not for a count."""
    before = _at(said, found.start - 1)
    counted = before == "the" and _at(said, found.start - 2) in {"just", "only"}
    return (
        found.end - found.start == 1
        and said[found.start] == "one"
        and before in w.PRONOUN_ONE_BEFORE
        and not counted
    )


def is_measure(said: Sequence[str], found: Found) -> bool:
    """True for sizes, shares, times and numbered things: "19 foot", "7 am", "unit 7", "11/25"."""
    before, after = _at(said, found.start - 1), _at(said, found.end)
    return (
        after in w.MEASURES
        or before in w.NUMBERED
        or before in w.MONTHS
        or before in {"/", ":"}
        or after in {"/", ":"}
        or (before == "at" and _at(said, found.end) in _TIMES)
    )


def _is_year(said: Sequence[str], found: Found) -> bool:
    """ "March third, two thousand twenty-seven"."""
    at = found.start - (2 if _at(said, found.start - 1) == "," else 1)
    day = _at(said, at) in w.ORDINALS or ordinal_figure(_at(said, at)) is not None
    return day and found.value in _YEARS


def _counts(said: Sequence[str], found: Found) -> bool:
    before, after = _at(said, found.start - 1), _at(said, found.end)
    money = before == "$" or after in w.CURRENCY or after in w.CENTS
    per = after in w.PER and after != "the" and _at(said, found.end + 1) in _PERIOD_WORDS
    span = after in _PERIOD_WORDS or (after == "of" and _at(said, found.end + 1) in _PERIOD_WORDS)
    part = after in {"and", "or"} and _at(said, found.end + 1) in _ARTICLES | {"half"}
    other = is_measure(said, found) or is_pronoun_one(said, found) or _is_year(said, found)
    return not (money or per or span or part or other)


def _at(said: Sequence[str], i: int) -> str:
    return said[i] if 0 <= i < len(said) else ""


def _group(said: Sequence[str], i: int, *, juxtapose: bool) -> tuple[Decimal, int] | None:
    """A number without thousands: value and the token after it."""
    word = _at(said, i)
    if word in _ARTICLES or word == "half":
        return _after_article(said, i)
    if word in w.COLLECTIVES:
        return Decimal(w.COLLECTIVES[word]), _past_of(said, i + 1)
    if word in _HUNDRED:
        return _tail_of_hundred(said, i + 1, 100)
    if is_figure(word):
        return _figure(said, i, juxtapose=juxtapose)
    small = _under_hundred(said, i)
    if small is None:
        return None
    return _extend(said, i, small, juxtapose=juxtapose)


def _after_article(said: Sequence[str], i: int) -> tuple[Decimal, int] | None:
    """Reads "a hundred", "a dozen", "half a dozen", "a thousand", "a half"."""
    if said[i] == "half":
        after = i + 2 if _at(said, i + 1) in _ARTICLES else i + 1
        if _at(said, after) == "dozen":
            return Decimal(6), _past_of(said, after + 1)
        if _at(said, after) in w.SCALES:
            return Decimal("0.5"), after
        return None
    word = _at(said, i + 1)
    if word in _HUNDRED:
        return _tail_of_hundred(said, i + 2, 100)
    if word in w.COLLECTIVES:
        return Decimal(w.COLLECTIVES[word]), _past_of(said, i + 2)
    if word in w.SCALES:
        return Decimal(1), i + 1
    return None


def _past_of(said: Sequence[str], i: int) -> int:
    """Skip the "of" in "a couple of" so that the noun comes next; "two of them" keeps its "of"."""
    return i + 1 if _at(said, i) == "of" and _at(said, i + 1) not in {"them", "those"} else i


def _figure(said: Sequence[str], i: int, *, juxtapose: bool) -> tuple[Decimal, int] | None:
    figure = said[i]
    if len(figure) > _MAX_FIGURE_LENGTH:
        return None
    value = Decimal(figure)
    if "." in figure or value >= 100 or (figure.startswith("0") and len(figure) > 1):
        if _at(said, i + 1) in _HUNDRED:
            return value * 100, i + 2
        return value, i + 1
    return _extend(said, i, (int(value), i + 1), juxtapose=juxtapose)


def _extend(
    said: Sequence[str], i: int, small: tuple[int, int], *, juxtapose: bool
) -> tuple[Decimal, int]:
    """Grow a number under 100: "two hundred …", "two fifty", "two oh five", "two five zero"."""
    value, after = small
    if _at(said, after) in _HUNDRED:
        return _tail_of_hundred(said, after + 1, value * 100)
    if _at(said, after) == "dozen":
        return Decimal(value * 12), _past_of(said, after + 1)
    if not juxtapose or value == 0:
        return Decimal(value), after
    run = i
    while run < len(said) and (said[run] in w.UNITS or (run > i and said[run] in _ZEROS)):
        run += 1
    if run - i >= _SPELLED_MINIMUM:
        digits = "".join("0" if t in _ZEROS else str(w.UNITS[t]) for t in said[i:run])
        return Decimal(digits), run
    if _at(said, after) in _ZEROS and w.UNITS.get(_at(said, after + 1), 0) > 0:
        return Decimal(value * 100 + w.UNITS[said[after + 1]]), after + 2
    more = _under_hundred(said, after)
    if more and more[0] >= 10 and _at(said, more[1]) not in _HUNDRED | w.MEASURES:
        return Decimal(value * 100 + more[0]), more[1]
    return Decimal(value), after


def _tail_of_hundred(said: Sequence[str], i: int, value: int) -> tuple[Decimal, int]:
    """What follows "hundred": "two hundred and fifty"."""
    at = i + 1 if _at(said, i) == "and" else i
    tail = _under_hundred(said, at)
    if tail is None or tail[0] == 0 or _at(said, tail[1]) in _HUNDRED:
        return Decimal(value), i
    if at != i and _at(said, tail[1]) in w.CENTS:
        return Decimal(value), i
    return Decimal(value + tail[0]), tail[1]


def _under_hundred(said: Sequence[str], i: int) -> tuple[int, int] | None:
    word = _at(said, i)
    if word in _SMALL:
        return _SMALL[word], i + 1
    if word in w.TENS:
        unit = w.UNITS.get(_at(said, i + 1), 0)
        return (w.TENS[word] + unit, i + 2) if unit else (w.TENS[word], i + 1)
    if is_figure(word) and len(word) <= 2:
        return int(word), i + 1
    return None


def _with_fraction(said: Sequence[str], value: Decimal, i: int) -> tuple[Decimal, int]:
    """Add "point five", "and a half", "1/2" to a number that ends before token `i`."""
    if _at(said, i) == "point" and (digits := _decimals(said, i + 1)):
        return value + Decimal(f"0.{digits[0]}"), digits[1]
    if list(said[i : i + 3]) == ["1", "/", "2"]:
        return value + Decimal("0.5"), i + 3
    if _at(said, i) == "and" and _at(said, i + 1) in _ARTICLES:
        part = w.FRACTIONS.get(_at(said, i + 2))
        if part:
            return value + Decimal(part), i + 3
    return value, i


def _decimals(said: Sequence[str], i: int) -> tuple[str, int] | None:
    digits = ""
    while i < len(said) and len(digits) < _MAX_FIGURE_LENGTH:
        if said[i] in _ZEROS:
            digits += "0"
        elif said[i] in w.UNITS:
            digits += str(w.UNITS[said[i]])
        elif said[i].isascii() and said[i].isdigit():
            digits += said[i]
        elif not digits and (pair := _under_hundred(said, i)):
            return str(pair[0]), pair[1]
        else:
            break
        i += 1
    return (digits, i) if digits else None


def _plain(number: Decimal) -> int | Decimal:
    whole = number.to_integral_value()
    return int(whole) if whole == number else number.normalize()


@lru_cache(maxsize=4096)
def _cardinal(number: int | Decimal) -> str:
    return _american(str(num2words(number)))


def _american(spoken: str) -> str:
    return spoken.replace(",", "").replace(" and ", " ")
