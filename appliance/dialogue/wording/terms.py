"""Price, operator and insurance."""

from __future__ import annotations

from decimal import Decimal

from appliance.dialogue.language.phrasing import sentence_case, vary
from appliance.dialogue.spoken import dates, identifiers, money
from appliance.dialogue.state import RentalState
from appliance.dialogue.wording.phrasing import an, counted, good, thanks
from appliance.ports.booking import EquipmentOption
from appliance.ports.facts import OfferAnswer, OperatorCheck, Quote


def quoted(item: EquipmentOption, quote: Quote) -> str:
    """The price of the whole period; where other rates than the day's make it, which."""
    what = sentence_case(counted(item.name, quote.quantity))
    comes = "comes" if quote.quantity == 1 else "come"
    said = f"{what} for {dates.say_duration(quote.days)} {comes} to {money.say_money(quote.total)}"
    said += " plus tax" if quote.tax else ""
    if quote.days > 1 or quote.quantity > 1:
        said += f", that's {money.say_money(quote.day_rate)} a day"
        said += " each" if quote.quantity > 1 else ""
    if "week" in quote.mix or "month" in quote.mix:
        said += f", priced as {quote.mix}"
    if quote.minimum_charge and quote.total == quote.minimum_charge:
        said += ", our minimum charge"
    return f"{said}, with a refundable deposit of {money.say_money(quote.deposit)}."


def price_stands(s: RentalState) -> str:
    """The price as it stands, after an offer that is no concession."""
    rate, total = s.day_rate, s.total
    if rate is None or total is None:
        return ""
    return f"It is {money.say_money(rate)} a day, {in_all(total, s.tax)}."


def in_all(total: Decimal, tax: Decimal) -> str:
    """A sum before tax as it is said: with the tax, where there is any, and what that makes."""
    if not tax:
        return f"{money.say_money(total)} in all"
    with_tax = money.say_money(total + tax)
    return f"{money.say_money(total)} plus {money.say_money(tax)} tax, {with_tax} in all"


def ask_price_ok(turn: int) -> str:
    return vary(turn, "Does that work for you?", "Is that all right?")


def _standing(answer: OfferAnswer) -> str:
    return f"{money.say_money(answer.day_rate)} a day, {in_all(answer.total, answer.tax)}"


def price_kept(answer: OfferAnswer) -> str:
    return f"The price we agreed still holds: {_standing(answer)}."


def offer_accepted(answer: OfferAnswer, _quantity: int) -> str:
    return f"Agreed: {_standing(answer)}."


def counter_offer(answer: OfferAnswer, *, final: bool, turn: int) -> str:
    if final:
        return f"The best I can do is {_standing(answer)}."
    return vary(
        turn, f"I can go to {_standing(answer)}.", f"I could let it go for {_standing(answer)}."
    )


def ask_manager(turn: int) -> str:
    return vary(
        turn,
        "That's lower than I may go by myself. Let me ask my manager, one moment please.",
        "I can't go that low on my own. Let me check with my manager, one moment please.",
    )


def still_asking(turn: int) -> str:
    return vary(
        turn, "I'm still waiting for my manager, one moment.", "One moment, my manager is on it."
    )


def manager_agreed(answer: OfferAnswer) -> str:
    return f"My manager agrees: {_standing(answer)}."


def manager_counters(answer: OfferAnswer) -> str:
    return f"My manager can let it go for {_standing(answer)}."


def manager_declined() -> str:
    return "I'm sorry, my manager can't go that low."


def manager_away() -> str:
    return "I'm sorry, I couldn't get an answer from my manager in time."


def ask_counter(turn: int) -> str:
    return vary(turn, "Would you take it at that?", "How does that sound?")


def ask_final_price() -> str:
    return "That's my final price. Will you take it?"


def ask_their_price() -> str:
    return "What price a day did you have in mind?"


def held(turn: int) -> str:
    return vary(turn, "I'm keeping it for you while we finish.", "It's set aside for you.")


def ask_operator(certification: str, turn: int) -> str:
    return vary(
        turn,
        f"Who will operate it? I need someone with {an(certification)} certificate.",
        f"Which operator with {an(certification)} certificate will run it?",
    )


def ask_certificate(name: str, certification: str) -> str:
    return f"{thanks()} what is the number of {name}'s {certification} certificate?"


def operator_passed(check: OperatorCheck, number: str) -> str:
    spelled = identifiers.spell(number)
    return f"{thanks()} certificate {spelled} is good. {check.operator_name} may run it."


def ask_other_operator() -> str:
    return "Is there another operator?"


def operator_needed(item: EquipmentOption | None) -> str:
    if item and item.operator_certification:
        return f"Without {an(item.operator_certification)} certificate I can't let it go out."
    return "I can't let it go out without a certified operator."


def ask_policy(item: EquipmentOption, quantity: int, turn: int) -> str:
    amount = money.say_money(item.minimum_insurance * quantity)
    return vary(
        turn,
        "What is your insurance policy number?",
        f"Now the insurance policy number, for cover of {amount} or more?",
    )


def ask_other_policy() -> str:
    return "Do you have another policy?"


def policy_needed(item: EquipmentOption | None) -> str:
    if item is None:
        return "I can't let it go out without insurance."
    return f"I need cover of {money.say_money(item.minimum_insurance)} for the whole rental."


def insurance_passed(number: str) -> str:
    return f"{good()} policy {identifiers.spell(number)} covers it."
