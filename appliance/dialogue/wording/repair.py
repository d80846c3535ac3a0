"""When something was not understood or did not work."""

from __future__ import annotations

from appliance.dialogue.state import ReadBackOf, RentalState
from appliance.domain.calls import Asks


def tell_license() -> str:
    return "What is its number?"


def tell_address() -> str:
    return "What is its address?"


def tell_name() -> str:
    return "What is the name?"


def tell_certificate() -> str:
    return "What is the certificate number?"


def tell_policy() -> str:
    return "What is the policy number?"


def take_your_time() -> str:
    return "Take your time."


def person() -> str:
    return "I'll have someone from the counter call you."


def give_up() -> str:
    return "I'm sorry, I'm not getting this right, so a person should help you."


def line_trouble() -> str:
    """Spoken when the records cannot be reached."""
    return "I can't reach our records right now, but the counter can call you back."


def thinking_trouble() -> str:
    """Spoken when understanding failed for a technical reason."""
    return "Sorry, I lost that. Could you say it again?"


_AGAIN: dict[Asks, tuple[str, str]] = {
    Asks.NEED: (
        "Sorry, what would you like to rent?",
        "Tell me the machine or the job, like digging a trench.",
    ),
    Asks.BUSINESS_LICENSE: (
        "Sorry, I missed the license number. Could you say it one character at a time?",
        "Could you key the license digits in on your phone, then press pound?",
    ),
    Asks.CONFIRM: ("Sorry, was that right, yes or no?", "Please say yes if it's right, or no."),
    Asks.EQUIPMENT_CHOICE: (
        "Which one of those, the first or the last?",
        "Please say the name of the one you want.",
    ),
    Asks.START_DATE: ("Sorry, from which day?", "Please say a day, like Tuesday, or a date."),
    Asks.DURATION: ("How many days is that?", "Please say a number of days or weeks."),
    Asks.PRICE_OK: (
        "Is that price all right, yes or no?",
        "You can say yes, no, or name your price a day.",
    ),
    Asks.OPERATOR_NAME: (
        "Sorry, who is the operator?",
        "Please say the operator's first and last name.",
    ),
    Asks.OPERATOR_CERTIFICATE: (
        "Sorry, what's the certificate number, one character at a time?",
        "Could you key the certificate digits in on your phone, then press pound?",
    ),
    Asks.SITE_ADDRESS: (
        "Sorry, what is the street and number?",
        "Please say the house number, then the street.",
    ),
    Asks.SITE_QUESTION: ("Is that a yes or a no?", "Please answer yes or no."),
    Asks.POLICY_NUMBER: (
        "Sorry, what's the policy number, one character at a time?",
        "Could you key the policy digits in on your phone, then press pound?",
    ),
    Asks.FINAL_CONFIRMATION: (
        "Shall I book it, yes or no?",
        "Please say yes to book, or tell me what to change.",
    ),
    Asks.CALLBACK_NUMBER: (
        "Sorry, what's the phone number, digit by digit?",
        "Could you key the phone number in, then press pound?",
    ),
    Asks.ANYTHING_ELSE: ("Was there something else?", "Is there more I can do, yes or no?"),
}


def not_understood(s: RentalState, misses: int) -> str:
    """The open question in other words; never twice the same."""
    if s.asks is None:
        return "Sorry, could you say that again?"
    variants = _AGAIN.get(s.asks)
    if variants is None:
        return f"Sorry. {s.question}"
    again = variants[(misses - 1) % len(variants)]
    if s.asks is Asks.SITE_QUESTION and s.site_questions:
        return f"{s.site_questions[0].text} {again}"
    return again


def ask_identifier_again(of: ReadBackOf, denials: int) -> str:
    """After a denied read-back: once more by voice, then by keypad."""
    what = {
        ReadBackOf.LICENSE: "license number",
        ReadBackOf.CERTIFICATE: "certificate number",
        ReadBackOf.POLICY: "policy number",
        ReadBackOf.CALLBACK: "phone number",
        ReadBackOf.ADDRESS: "address",
    }[of]
    if denials >= 2:
        return f"Sorry. Could you key the digits of the {what} in on your phone, then press pound?"
    return f"Sorry about that. Please say the {what} again, slowly."
