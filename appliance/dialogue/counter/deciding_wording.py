"""Sentences of the counter about bookings that wait for review."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.dialogue.spoken import identifiers, numbers
from appliance.ports.deciding import PinDecision
from appliance.ports.knowledge import ReviewFacts

_NAMED = 3


def which(number: str, waiting: Sequence[ReviewFacts]) -> str:
    """That the one meant does not wait, and which do; at most three are named."""
    lead = f"{identifiers.spell(number)} waits for no review." if number else ""
    if not waiting:
        return lead or "Nothing waits for review."
    named = [f"{identifiers.spell(one.number)} for {one.customer_name}" for one in waiting[:_NAMED]]
    return f"{lead} Waiting: {'; '.join(named)}.".strip()


def your_pin(one: ReviewFacts, approve: bool) -> str:
    verb = "Approve" if approve else "Decline"
    return (
        f"{verb} {identifiers.spell(one.number)}, {one.item} for {one.customer_name}. "
        "Your PIN, please."
    )


def digit_by_digit() -> str:
    return "Your PIN, please, digit by digit."


def no_pin() -> str:
    return "OK, nothing was decided."


def wrong_pin(tries_left: int) -> str:
    tries = "One try is" if tries_left == 1 else f"{_number(tries_left)} tries are"
    return f"That is not a PIN on record. {tries} left. Your PIN, please."


def another_pin(refused: str) -> str:
    return f"{refused} A manager's PIN, please."


def decided(number: str, result: PinDecision, approve: bool) -> str:
    by = f", by {result.decided_by}" if result.decided_by else ""
    return f"{identifiers.spell(number)} is {'approved' if approve else 'declined'}{by}."


def _number(value: int) -> str:
    return numbers.number_to_words(value).capitalize()
