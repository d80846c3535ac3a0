"""Which words put an open question again, the same in every language that brings the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from appliance.dialogue.state import RentalState
from appliance.domain.calls import Asks
from appliance.ports.facts import SiteQuestion

Variants = Mapping[Asks, tuple[str, str]]


def not_understood(
    s: RentalState,
    misses: int,
    variants: Variants,
    *,
    say_again: str,
    sorry: str,
    site_question: Callable[[SiteQuestion], str],
) -> str:
    """The open question in other words; never twice the same. Where nothing is open `say_again`;
    `sorry` comes before a question that has no other words."""
    if s.asks is None:
        return say_again
    known = variants.get(s.asks)
    if known is None:
        return f"{sorry} {s.question}"
    again = known[(misses - 1) % len(known)]
    if s.asks is Asks.SITE_QUESTION and s.site_questions:
        return f"{site_question(s.site_questions[0])} {again}"
    return again


def back_to(s: RentalState, turn: int, variants: Variants) -> str:
    """The open question again; one that only its own words can put stays as it was."""
    known = variants.get(s.asks) if s.asks else None
    if known is None or s.readback is not None or s.service is not None:
        return s.question
    if s.asks is Asks.EQUIPMENT_CHOICE and len(s.options) == 1:
        return s.question
    other = [one for one in known if one != s.question]
    return other[turn % len(other)]
