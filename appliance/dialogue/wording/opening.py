"""Greeting, need and license."""

from __future__ import annotations

from appliance.dialogue.language.phrasing import vary
from appliance.dialogue.spoken import identifiers, phones
from appliance.dialogue.wording.phrasing import all_right, thanks
from appliance.domain.verification import Verification
from appliance.ports.facts import Yard


def greeting(yard: Yard) -> str:
    """The yard's own greeting, or a plain one with its name and the agent's."""
    if yard.persona:
        return yard.greeting or (
            f"{yard.name}, this is {yard.persona}. What do you need equipment for?"
        )
    return yard.greeting or f"{yard.name}. What do you need equipment for?"


def ask_need(turn: int) -> str:
    return vary(turn, "What do you need equipment for?", "What can I get you?")


def ask_need_again(turn: int) -> str:
    return vary(
        turn,
        "What is the job, and I'll look for something that fits?",
        "What else could do the job?",
    )


def ask_license(turn: int) -> str:
    return vary(
        turn,
        "First, what is your business license number?",
        "I can help with that. What is your business license number?",
    )


def read_back_license(number: str, name: str | None) -> str:
    if name:
        return f"{thanks()} that's {identifiers.spell(number)}, {name}. Is that right?"
    return f"{thanks()} that's {identifiers.spell(number)}. Is that right?"


def read_back(number: str) -> str:
    return f"{all_right()} I heard {identifiers.spell(number)}. Is that right?"


def read_back_name(name: str) -> str:
    return f"Is that {name}, who is on our records?"


def read_back_phone(number: str) -> str:
    return f"{thanks()} that's {phones.say_phone(number)}. Is that right?"


def customer_verified(name: str, turn: int) -> str:
    return f"{thanks()} {name} is {vary(turn, 'approved', 'all set')}."


def ask_license_again(failures: int) -> str:
    if failures >= 2:
        return "Could you key the digits in on your phone, then press pound?"
    return "Could you give me the license number once more, slowly?"


def ask_other_license() -> str:
    return "Do you have another license number?"


def no_license() -> str:
    return "I can't rent without a license on record, but the counter can help you with that."


def staff_will_help() -> str:
    return "The counter had better look at that with you."


def reason(verification: Verification) -> str:
    """Why a check failed, and what would mend it."""
    return f"{verification.reason} {verification.remedy}".strip()


def to_review(verification: Verification) -> str:
    return f"{verification.reason} Our staff will have to look at that before it is final."
