"""Utterances as lower-case tokens: words, figures and the punctuation that carries meaning.

Hyphens between words are dropped ("twenty-five" is two tokens); thousands separators are
joined ("1,250.50" is one). Nothing is interpreted here.
"""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]*\d)"
    r"|\d+\.\d+"
    r"|\d+(?:st|nd|rd|th)\b"
    r"|\d+"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"
    r"|[$%#/:,.;?!+]"
)
_FIGURE: Final = re.compile(r"\d[\d.]*")
_ORDINAL_FIGURE: Final = re.compile(r"(\d+)(?:st|nd|rd|th)")
_QUOTES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00bd": " 1/2"})

MAX_CHARACTERS: Final = 2_000
"""Longer utterances are cut: nobody says more in a turn, and parsing stays quick."""


def tokens(text: str) -> list[str]:
    """Split an utterance into lower-case tokens; figures keep no thousands separators."""
    folded = text[:MAX_CHARACTERS].lower().translate(_QUOTES)
    found = _TOKEN.findall(folded)
    return [t.replace(",", "") if t[0].isdigit() else t for t in found]


def is_figure(token: str) -> bool:
    """True for a number written in digits, with or without decimals."""
    return _FIGURE.fullmatch(token) is not None and token.isascii()


def ordinal_figure(token: str) -> int | None:
    """25 for "25th"; None for anything else."""
    match = _ORDINAL_FIGURE.fullmatch(token)
    return int(match[1]) if match and match[1].isascii() else None
