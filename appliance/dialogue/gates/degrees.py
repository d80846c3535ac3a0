"""The biggest, the smallest, the cheapest: told from the records, never by the language model."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from appliance.ports.booking import EquipmentOption

_Measure = Callable[[EquipmentOption], tuple[Decimal, ...]]


def _size(option: EquipmentOption) -> tuple[Decimal, ...]:
    return Decimal(option.weight_class.rank), option.day_rate


def _price(option: EquipmentOption) -> tuple[Decimal, ...]:
    return (option.day_rate,)


_DEGREES: tuple[tuple[re.Pattern[str], _Measure, bool], ...] = (
    (
        re.compile(r"\b(?:cheap(?:er|est)|cheap one|least expensive|lowest[- ]priced)\b", re.I),
        _price,
        False,
    ),
    (
        re.compile(
            r"\b(?:big(?:ger|gest)|larg(?:er|est)|heav(?:ier|iest)|strong(?:er|est)|"
            r"most powerful|(?:big|large|heavy) one)\b",
            re.I,
        ),
        _size,
        True,
    ),
    (
        re.compile(
            r"\b(?:small(?:er|est)|light(?:er|est)|tini?est|littlest|(?:small|little) one)\b", re.I
        ),
        _size,
        False,
    ),
)


_MOST_BY_PRICE = 3


def asked_for(words: str) -> bool:
    """Whether a degree of size or price is named."""
    return _degree(words) is not None


def without(words: str) -> str:
    """The words but those of degree, to search by."""
    for pattern, _, _ in _DEGREES:
        words = pattern.sub(" ", words)
    return " ".join(words.split())


def meant(options: tuple[EquipmentOption, ...], words: str) -> tuple[EquipmentOption, ...]:
    """What to offer of machines that would do: the biggest or smallest, or the cheapest few."""
    degree = _degree(words)
    ranked = sorted_by(options, words)
    if degree is None or ranked is None:
        return options
    return ranked[: _MOST_BY_PRICE if degree[0] is _price else 1]


def sorted_by(
    options: tuple[EquipmentOption, ...], words: str
) -> tuple[EquipmentOption, ...] | None:
    """The options by the degree that the words name, what is asked for first; None without one."""
    degree = _degree(words)
    if degree is None:
        return None
    measure, down = degree
    return tuple(sorted(options, key=measure, reverse=down))


def alike(one: EquipmentOption, other: EquipmentOption, words: str) -> bool:
    """Whether two options do not differ in the degree that is named."""
    degree = _degree(words)
    return degree is None or degree[0](one) == degree[0](other)


def _degree(words: str) -> tuple[_Measure, bool] | None:
    for pattern, measure, down in _DEGREES:
        if pattern.search(words):
            return measure, down
    return None
