"""Small pieces that sentences of any language are made of."""

from __future__ import annotations


def vary(turn: int, *variants: str) -> str:
    """One of them, another each turn."""
    return variants[turn % len(variants)]


def sentence_case(words: str) -> str:
    """The words with a capital first letter, the rest as it is."""
    return words[:1].upper() + words[1:]
