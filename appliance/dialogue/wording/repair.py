"""When something was not understood or did not work."""

from __future__ import annotations

from appliance.dialogue.language import asking_again
from appliance.dialogue.language.phrasing import vary
from appliance.dialogue.state import ReadBackOf, RentalState
from appliance.dialogue.wording.selection import site_question
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


def not_on_this_line(turn: int) -> str:
    """What was asked for is not this agent's to do; a person is."""
    return vary(
        turn,
        "I can't do that on this line. Say a person, and someone from the counter will call you.",
        "That's not something I can do here, but if you ask for a person, one will call you.",
    )


def refused(reason: str) -> str:
    """Why the desk refused a booking, in its own words."""
    return reason


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
    return asking_again.not_understood(
        s,
        misses,
        _AGAIN,
        say_again="Sorry, could you say that again?",
        sorry="Sorry.",
        site_question=site_question,
    )


_BACK_TO: dict[Asks, tuple[str, str]] = {
    Asks.NEED: ("So, what can I get you?", "What do you need equipment for?"),
    Asks.BUSINESS_LICENSE: (
        "Back to your license: what is its number?",
        "And your business license number, please?",
    ),
    Asks.EQUIPMENT_CHOICE: ("So, which one would you like?", "Which of them shall it be?"),
    Asks.START_DATE: ("So, from which day?", "And which day do you need it from?"),
    Asks.DURATION: ("So, for how long?", "And how many days would that be?"),
    Asks.PRICE_OK: ("So, does the price work for you?", "And the price, is it all right?"),
    Asks.OPERATOR_NAME: ("So, who will operate it?", "And the operator's name, please?"),
    Asks.OPERATOR_CERTIFICATE: (
        "So, what is the certificate number?",
        "And the number of the certificate, please?",
    ),
    Asks.SITE_ADDRESS: ("So, where will it be used?", "And the address of the site, please?"),
    Asks.POLICY_NUMBER: (
        "So, what is the policy number?",
        "And the number of your policy, please?",
    ),
    Asks.FINAL_CONFIRMATION: ("So, shall I book it?", "Shall I go ahead and book it?"),
    Asks.CALLBACK_NUMBER: (
        "So, what number can we reach you on?",
        "And the number to call you back on, please?",
    ),
    Asks.ANYTHING_ELSE: ("Is there anything else?", "What else can I do for you?"),
}
"""The open question in other words, after something else was talked about."""


def back_to(s: RentalState, turn: int) -> str:
    """The open question again; one that only its own words can put stays as it was."""
    return asking_again.back_to(s, turn, _BACK_TO)


def ask_identifier_again(of: ReadBackOf, denials: int) -> str:
    """After a denied read-back: once more by voice, then by keypad."""
    what = {
        ReadBackOf.LICENSE: "license number",
        ReadBackOf.CERTIFICATE: "certificate number",
        ReadBackOf.POLICY: "policy number",
        ReadBackOf.CALLBACK: "phone number",
        ReadBackOf.ADDRESS: "address",
        ReadBackOf.NAME: "name",
    }[of]
    if denials >= 2:
        return f"Sorry. Could you key the digits of the {what} in on your phone, then press pound?"
    return f"Sorry about that. Please say the {what} again, slowly."
