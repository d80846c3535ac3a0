"""Callback number, summary, booking and farewell."""

from __future__ import annotations

from datetime import date

from appliance.dialogue.language.phrasing import vary
from appliance.dialogue.spoken import address as addresses
from appliance.dialogue.spoken import dates, identifiers, money, phones
from appliance.dialogue.state import RentalState
from appliance.dialogue.wording.phrasing import all_right, counted
from appliance.dialogue.wording.terms import in_all
from appliance.ports.booking import BookedFacts


def ask_callback(turn: int) -> str:
    return vary(turn, "What number can we reach you on?", "And a callback number, please?")


def ask_callback_instead() -> str:
    return "What number can the counter call you back on?"


def callback_needed() -> str:
    return "I do need a number for the booking. Which one may I note?"


def callback_promised(number: str) -> str:
    return f"Someone from the counter will call you on {phones.say_phone(number)}. Goodbye."


def summary(s: RentalState, today: date) -> str:
    """Everything that will be booked, and the question."""
    if s.item is None or s.start is None or s.days is None or s.total is None:
        return "Shall I book it?"
    operator = (
        f", operated by {s.operator.operator_name}"
        if s.operator and s.operator.operator_name
        else ""
    )
    return (
        f"{all_right()} so that's {counted(s.item.name, s.quantity)} "
        f"from {dates.say_date(s.start, today)} for {dates.say_duration(s.days)}, "
        f"at {addresses.say_address(s.site_address)}{operator}, "
        f"{in_all(s.total, s.tax)}. Shall I book it?"
    )


def answer_lost() -> str:
    return "I lost the line to our records just then, so I can't say yet whether it went through."


def ask_try_again() -> str:
    return "Shall I try again?"


def counter_will_look() -> str:
    return "The counter will make sure that nothing is booked."


def ask_change() -> str:
    return "What should I change?"


def booked(facts: BookedFacts, today: date, *, review: bool, certification: str | None) -> str:
    """The committed booking, as its row stands."""
    number = identifiers.spell(facts.number)
    start = facts.period.start
    bring = "your license" + (f" and the {certification} certificate" if certification else "")
    pickup = (
        f"Pick up at {facts.pickup_place} at {dates.say_time(start.time())}, "
        f"{dates.say_date(start.date(), today)}. "
        f"The deposit is {money.say_money(facts.deposit)}. Bring {bring}."
    )
    if review:
        return (
            f"I've put it in as {number} and keep it for you, but it is not final: our staff must "
            f"review it first, and will call you."
        )
    return f"{it_is_booked()} Your booking number is {number}. {pickup}"


def it_is_booked() -> str:
    """What the reply to a yes opens with, kept as audio."""
    return "It's booked."


def anything_else(turn: int) -> str:
    return vary(turn, "Is there anything else?", "Anything else I can do?")


def goodbye(turn: int) -> str:
    return vary(turn, "Thanks for calling. Goodbye.", "Thank you. Goodbye.")


def declined_goodbye(turn: int) -> str:
    return vary(
        turn, "No problem. Thanks for calling. Goodbye.", "All right. Call us any time. Goodbye."
    )


def failed_goodbye(turn: int) -> str:
    return vary(
        turn,
        "I'm sorry I couldn't book it today. Goodbye.",
        "Please call again once that's sorted. Goodbye.",
    )
