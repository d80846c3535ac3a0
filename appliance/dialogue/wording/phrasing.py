"""Small pieces that sentences are made of.

A sentence that holds a fact has to be spoken afresh. Where it answers what took long to hear, it
opens with a word that is kept as audio: that plays while the rest is made.
"""

from __future__ import annotations

from appliance.dialogue.spoken import numbers


def thanks() -> str:
    return "Thanks,"


def all_right() -> str:
    return "All right,"


def good() -> str:
    return "Good,"


def listed(names: list[str], last: str = "or") -> str:
    if len(names) <= 2:
        return f" {last} ".join(names)
    return f"{', '.join(names[:-1])}, {last} {names[-1]}"


def an(words: str) -> str:
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"


def counted(name: str, quantity: int) -> str:
    if quantity == 1:
        return an(name)
    plural = name if name.endswith("s") else f"{name}s"
    return f"{numbers.number_to_words(quantity)} {plural}"
