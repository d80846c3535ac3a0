"""A second machine, a call that broke off, and what no rental can be made of."""

from __future__ import annotations

from datetime import date

from appliance.dialogue.language.phrasing import vary
from appliance.dialogue.spoken import dates


def after_this_one(name: str) -> str:
    return f"I've noted the {name.lower()}; we'll come to it right after this one."


def now_the(name: str) -> str:
    return f"Now the {name.lower()}."


def ask_same_dates(start: date, days: int, today: date) -> str:
    when = f"{dates.say_date(start, today)} for {dates.say_duration(days)}"
    return f"For the same dates, {when}?"


def shall_we_go_on(name: str, start: date | None, today: date) -> str:
    """The rental that broke off, offered back."""
    when = f" for {dates.say_date(start, today)}" if start is not None else ""
    return f"We were cut off earlier. Shall we go on with the {name.lower()}{when}?"


def going_on() -> str:
    return "Good, let's go on."


def english_only(turn: int) -> str:
    return vary(
        turn,
        "I'm sorry, I only speak English.",
        "Sorry, I understand English only.",
    )


def calm(turn: int) -> str:
    return vary(
        turn,
        "I'm sorry this is frustrating. I'd like to help.",
        "I hear you, and I'm sorry. Let's get this done.",
    )


def too_much_at_once(turn: int) -> str:
    return vary(
        turn,
        "That was a lot at once, and I only got part of it.",
        "Sorry, I lost you there; one thing at a time works best for me.",
    )
