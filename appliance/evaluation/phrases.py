"""What callers know, as they would say it: dates, lengths, numbers, machines.

Chosen by a seeded generator, so a scenario sounds the same every time it is played and two
scenarios do not. The phrases of the aside half are other ones than those of the build half.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from datetime import date, timedelta
from importlib import resources
from typing import Any

import yaml
from num2words import num2words

from appliance.domain.errors import RecordError
from appliance.evaluation.scenarios import Manner, Set

_NATO = (
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett",
    "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango",
    "uniform", "victor", "whiskey", "xray", "yankee", "zulu",
)  # fmt: skip
_AS_IN = {"B": "boy", "L": "Larry", "O": "Oscar", "C": "Charlie", "I": "India", "N": "Nancy",
          "S": "Sam"}  # fmt: skip
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = re.compile(r"[1-9]\d")
_SPELLINGS = {
    Set.BUILD: ("run", "digits", "words", "pairs", "bare", "nato"),
    Set.ASIDE: ("run", "words", "as_in", "oh", "double", "pairs", "nato", "spaced"),
}


class Phrases:
    """The phrase book of one half, and the choices of one caller."""

    def __init__(self, half: Set, seed: str, today: date, book: str = "") -> None:
        """`book` names another book of phrases than the half's own."""
        self._half = half
        self._random = random.Random(f"{half}:{seed}")  # noqa: S311  (no secret is made of it)
        self._today = today
        self._book = _book(book or half)

    def chosen(self, key: str, manner: Manner) -> str | None:
        """A phrase for a question in a manner; the plain one where the manner has none."""
        by_manner = self._book.get(key, {})
        options = by_manner.get(manner.value) or by_manner.get(Manner.PLAIN.value)
        return self._random.choice(options) if options else None

    def pick(self, options: list[str]) -> str:
        return self._random.choice(options)

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def identifier(self, value: str, spelling: str = "") -> str:
        """Letters and digits in one of the half's ways of saying them."""
        how = spelling or self._random.choice(_SPELLINGS[self._half])
        letters = "".join(char for char in value if char.isalpha())
        digits = value[len(letters) :]
        apart = " ".join(letters)
        words = " ".join(_DIGITS[int(digit)] for digit in digits)
        match how:
            case "run":
                return f"{letters} {digits}".strip()
            case "spaced":
                return " ".join(value)
            case "digits":
                return f"{apart} {' '.join(digits)}".strip()
            case "words":
                return f"{apart} {words}".strip()
            case "bare":
                return digits
            case "nato":
                said = " ".join(_NATO[ord(letter) - 65] for letter in letters)
                return f"{said} {' '.join(digits)}".strip()
            case "as_in":
                said = ", ".join(f"{letter} as in {_AS_IN[letter]}" for letter in letters)
                return f"{said}, {' '.join(digits)}".strip(", ")
            case "oh":
                return f"{apart} {words.replace('zero', 'oh')}".strip()
            case "double":
                return f"{apart} {_doubled(digits)}".strip()
            case "pairs":
                return f"{apart} {_paired(digits)}".strip()
        raise RecordError(f"There is no way of spelling called {how}.")

    def phone(self, digits: str) -> str:
        groups = (digits[:3], digits[3:6], digits[6:])
        if self._half is Set.BUILD:
            ways = [" ".join(groups), "-".join(groups), " ".join(_worded(g) for g in groups)]
        else:
            ways = [digits, ", ".join(_worded(g) for g in groups), ".".join(groups)]
        return self._random.choice(ways)

    def day(self, day: date) -> str:
        """A first day: "March ninth", "Tuesday the ninth", "tomorrow"."""
        ahead = (day - self._today).days
        ordinal = str(num2words(day.day, to="ordinal"))
        figure = f"{day.day}{_suffix(day.day)}"
        if self._half is Set.BUILD:
            ways = [f"{day:%B} {ordinal}", f"{day:%A} the {ordinal}", f"{day:%B} {figure}"]
        else:
            ways = [f"the {ordinal} of {day:%B}", f"{day:%A}, {day:%B} {figure}",
                    f"{day:%B} the {figure}"]  # fmt: skip
        if ahead == 0:
            ways = ["today"]
        elif ahead == 1:
            ways.append("tomorrow")
        elif 2 <= ahead <= 5:
            ways.append(f"this {day:%A}" if self._half is Set.BUILD else f"{day:%A}")
        elif 8 <= ahead <= 13 and day.weekday() != self._today.weekday():
            ways.append(f"next {day:%A}")
        return self._random.choice(ways)

    def length(self, days: int) -> str:
        """How long: "three days", "a week", "two weeks"."""
        weeks, rest = divmod(days, 7)
        number = _cardinal(days)
        ways = ["one day" if days == 1 else f"{number} days"]
        if rest == 0:
            ways = ["a week", "one week"] if weeks == 1 else [f"{_cardinal(weeks)} weeks"]
        elif days == 1:
            ways = ["one day", "just the day" if self._half is Set.ASIDE else "a day"]
        elif self._half is Set.ASIDE:
            ways.append(f"{days} days")
        return self._random.choice(ways)

    def machines(self, name: str, quantity: int) -> str:
        """Says "a mini excavator" or "two scissor lifts"."""
        name = name.lower()
        if quantity > 1:
            return f"{_cardinal(quantity)} {name if name.endswith('s') else name + 's'}"
        return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def until(start: date, days: int) -> str:
    """The day of return by its weekday: "until Friday"."""
    return f"until {start + timedelta(days=days):%A}"


def _doubled(digits: str) -> str:
    said: list[str] = []
    i = 0
    while i < len(digits):
        if digits[i : i + 2] == digits[i] * 2:
            said.append(f"double {_DIGITS[int(digits[i])]}")
            i += 2
        else:
            said.append(_DIGITS[int(digits[i])])
            i += 1
    return " ".join(said)


def _paired(digits: str) -> str:
    """Says "seventy-eight twenty-three forty-one"; a pair that begins with zero as digits."""
    said = []
    for i in range(0, len(digits), 2):
        pair = digits[i : i + 2]
        said.append(_cardinal(int(pair)) if _TENS.fullmatch(pair) else _worded(pair))
    return " ".join(said)


def _worded(digits: str) -> str:
    return " ".join(_DIGITS[int(digit)] for digit in digits)


def _cardinal(number: int) -> str:
    return str(num2words(number)).replace(" and ", " ")


def _suffix(day: int) -> str:
    return "th" if 10 <= day <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _book(name: str) -> Mapping[str, Any]:
    file = resources.files("appliance.evaluation") / "data" / "phrases" / f"{name}.yaml"
    read: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return read


def house_numbers(number: str) -> tuple[str, ...]:
    """A house number as it may be said: "1420", "fourteen twenty"."""
    whole = str(num2words(int(number))).replace(" and ", " ").replace(",", "")
    ways = [number, whole]
    if len(number) == 3 and number[0] != "0":
        rest = str(num2words(int(number[1:])))
        tail = f"oh {rest}" if number[1] == "0" else rest
        ways.append(f"{num2words(int(number[0]))} {tail}")
    if len(number) == 4:
        hundreds = number.endswith("00")
        tail = "hundred" if hundreds else str(num2words(int(number[2:])))
        ways.append(f"{num2words(int(number[:2]))} {tail}")
    return tuple(ways)


def lengths(days: int) -> tuple[str, ...]:
    """A length as an agent may say it back."""
    weeks, rest = divmod(days, 7)
    number = str(num2words(days)).replace(" and ", " ")
    ways = ["one day"] if days == 1 else [f"{number} days"]
    if weeks and not rest:
        ways.append("one week" if weeks == 1 else f"{num2words(weeks)} weeks")
    if days % 28 == 0:
        months = days // 28
        ways.append("one month" if months == 1 else f"{num2words(months)} months")
    if days % 30 == 0:
        ways.append("one month" if days == 30 else f"{num2words(days // 30)} months")
    return tuple(ways)
