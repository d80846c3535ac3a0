"""Small pieces that sentences of any language are made of."""

from __future__ import annotations

_SAID_BACK_WORDS = 5


def is_short(words: str) -> bool:
    """A few words, fit to be said back within a sentence."""
    return 0 < len(words.split()) <= _SAID_BACK_WORDS


def vary(turn: int, *variants: str) -> str:
    """One of them, another each turn."""
    return variants[turn % len(variants)]


def sentence_case(words: str) -> str:
    """The words with a capital first letter, the rest as it is."""
    return words[:1].upper() + words[1:]
