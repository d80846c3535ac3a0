"""Keys, offered where the line or the voice is hard to hear."""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.spoken import dates, numbers
from appliance.dialogue.wording.phrasing import all_right, counted, listed
from appliance.ports.booking import EquipmentOption

_ABOUT = {
    "1": "to rent a machine",
    "2": "to keep one longer",
    "3": "to give one back",
    "4": "to cancel",
    "5": "if one broke down",
    "6": "to hear what you have",
    "0": "for a person",
}
_OFFERS = re.compile(r"\bkey\b.*\bpound\b|\bpress (?:one|two|three|four|five|six|zero|\d)\b", re.I)


def use_your_keys() -> str:
    return (
        "The line is noisy, so please use the keys of your phone when I ask for them, "
        "or the star key for a person."
    )


def offers_keys(question: str) -> bool:
    """Whether a question asks for keys already."""
    return bool(_OFFERS.search(question))


def or_by_keys(how: str) -> str:
    """The keys as another way than words."""
    return f"Or {how[:1].lower()}{how[1:]}"


def press_yes_or_no() -> str:
    return "Press one for yes, two for no."


def press_a_place(count: int) -> str:
    if count == 1:
        return "Press one to take it, zero for something else."
    places = listed([numbers.number_to_words(n + 1) for n in range(count)])
    return f"Press {places} for its place among them, zero for none."


def key_the_digits() -> str:
    return "Key the digits in on your phone, then press pound, or just zero if you have none."


def key_the_date() -> str:
    return "Key in the month and the day, two digits each, then press pound."


def key_the_days() -> str:
    return "Key in the number of days, then press pound."


def key_the_count() -> str:
    return "Key in how many you need, then press pound."


def key_the_house_number() -> str:
    return "Key in the house number, then press pound."


def ask_how_many() -> str:
    return "How many of them do you need?"


def ask_street() -> str:
    return "And what is the name of the street?"


def street_to_staff() -> str:
    return "I don't get the name of the street, so our staff will call you about it."


def street_open(number: str) -> str:
    """An address on record whose street is still to be told."""
    return f"{number} (street to be told)"


def ask_certificate_first(certification: str) -> str:
    return f"For the operator: what is the number of the {certification} certificate?"


def read_back_period(
    item: EquipmentOption, quantity: int, start: date, days: int, today: date
) -> str:
    what = counted(item.name, quantity)
    when = f"from {dates.say_date(start, today)} for {dates.say_duration(days)}"
    return f"{all_right()} I heard {what} {when}. Is that right?"


def ask_which_part() -> str:
    return "Sorry, which part of it should be another?"


def press_what_to_change() -> str:
    return (
        "Press one for the machine, two for the first day, three for how long, four for how many, "
        "five for the address, six for the operator, or zero to leave it all."
    )


def ask_purpose() -> str:
    return "What is it about, then?"


def press_what_it_is_about(keys: tuple[str, ...]) -> str:
    named = [f"{numbers.number_to_words(int(key))} {_ABOUT[key]}" for key in keys]
    return f"Press {', '.join(named[:-1])}{', or ' if len(named) > 1 else ''}{named[-1]}."


def ask_kind() -> str:
    return "What kind of machine is it?"


def press_a_kind(kinds: tuple[str, ...], *, more: bool) -> str:
    named = [f"{numbers.number_to_words(n + 1)} for {kind.lower()}" for n, kind in enumerate(kinds)]
    rest = ["nine for more kinds"] if more else []
    return f"Press {listed([*named, *rest, 'zero for something else'])}."
