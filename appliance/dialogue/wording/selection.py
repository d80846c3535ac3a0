"""Machines, dates, requirements and site."""

from __future__ import annotations

from datetime import date

from appliance.dialogue.language.phrasing import is_short, vary
from appliance.dialogue.spoken import address as addresses
from appliance.dialogue.spoken import dates, money, numbers
from appliance.dialogue.wording.phrasing import all_right, an, good, listed
from appliance.ports.booking import Availability, EquipmentOption
from appliance.ports.facts import SiteQuestion


def _option(option: EquipmentOption) -> str:
    return f"{an(option.name)} at {money.say_money(option.day_rate)} a day"


def offer_options(options: tuple[EquipmentOption, ...], turn: int) -> str:
    choices = listed([_option(option) for option in options])
    if len(options) == 1:
        return f"I have {choices}. Would that do?"
    return vary(
        turn, f"I have {choices}. Which one?", f"You could take {choices}. Which would you like?"
    )


def took(option: EquipmentOption, turn: int) -> str:
    return vary(turn, f"OK, the {option.name}.", f"The {option.name}, good.")


def nothing_found(wish: str, ceiling: object) -> str:
    """Says a short wish back; a sentence that was taken for one is not repeated."""
    if ceiling is not None:
        return "I have nothing for that at that price."
    return (
        f"I don't find anything for {wish}."
        if is_short(wish)
        else "I don't find anything like that."
    )


def ask_start(item: EquipmentOption, turn: int) -> str:
    return vary(turn, "What day do you need it from?", f"When would you pick up the {item.name}?")


def ask_duration(turn: int) -> str:
    return vary(turn, "For how long?", "How long do you need it?")


def minimum_days(item: EquipmentOption) -> str:
    return f"The {item.name} goes out for at least {dates.say_duration(item.minimum_days)}."


def date_past() -> str:
    return "That day has passed."


def closed_for_today() -> str:
    return "We have closed for today."


def too_long() -> str:
    return "I can book for a year at most."


def only_so_many(item: EquipmentOption, owned: int) -> str:
    return f"We have {numbers.number_to_words(owned)} of the {item.name} in all."


def closed_on(start: date) -> str:
    return f"We're closed on {start:%A}s."


def period_free(
    item: EquipmentOption, quantity: int, free: Availability, start: date, days: int, today: date
) -> str:
    when = f"from {dates.say_date(start, today)} for {dates.say_duration(days)}"
    if quantity == 1:
        return f"{good()} the {item.name} is free {when}."
    many = numbers.number_to_words(free.free).capitalize()
    return f"{many} of our {numbers.number_to_words(free.owned)} are free {when}."


def not_free(
    item: EquipmentOption, quantity: int, free: Availability, today: date, *, taken: bool
) -> str:
    if taken:
        opening = f"I'm sorry, the {item.name} was taken a moment ago."
    elif free.free:
        opening = f"Only {free.free} of {free.owned} are free then."
    elif free.owned == 1:
        opening = f"Our {item.name} is not free then."
    else:
        opening = f"None of our {free.owned} is free then."
    if free.next_free_from is None:
        return opening
    return f"{opening} The next free day is {dates.say_date(free.next_free_from, today)}."


def offer_alternatives(options: tuple[EquipmentOption, ...]) -> str:
    choices = listed([_option(option) for option in options])
    if len(options) == 1:
        return f"Instead I have {choices}. Would that do?"
    return f"Instead I have {choices}. Would one of those do?"


def ask_other_start() -> str:
    return "Which day would suit you instead?"


def unavailable_goodbye(turn: int) -> str:
    return vary(
        turn,
        "I'm sorry it didn't work out. Goodbye.",
        "Sorry about that. Call us any time. Goodbye.",
    )


def requirements(item: EquipmentOption) -> str:
    needs = []
    if item.operator_certification:
        needs.append(f"an operator with {an(item.operator_certification)} certificate")
    if item.minimum_insurance:
        needs.append(f"insurance of at least {money.say_money(item.minimum_insurance)}")
    weight = f"It is in the {item.weight_class.value.lower()} weight class"
    if not needs:
        return f"{weight} and needs no certificate."
    return f"{weight} and needs {listed(needs, 'and')}."


def ask_site(turn: int) -> str:
    return vary(
        turn,
        "What is the address of the job site?",
        "Where will it be used? The street address, please.",
    )


def site_question(question: SiteQuestion) -> str:
    return question.text


def read_back_address(address: str) -> str:
    return f"Is that {addresses.say_address(address)}, which we have on record?"


def read_back_new_address(address: str) -> str:
    return f"{all_right()} I heard {addresses.say_address(address)}. Is that the address?"


def ask_other_site() -> str:
    return "Is there another site?"


def site_known(address: str) -> str:
    return f"{good()} {addresses.say_address(address)} is on record and fits."


def site_passed() -> str:
    return "The site is fine for it."
