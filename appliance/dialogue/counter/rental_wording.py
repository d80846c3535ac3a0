"""Sentences of the counter about rentals: short, for people who work while they listen."""

from __future__ import annotations

from datetime import date

from appliance.dialogue.spoken import dates, identifiers, money, numbers
from appliance.domain.periods import Period
from appliance.ports.booking import BookedFacts
from appliance.ports.facts import Quote
from appliance.ports.knowledge import ReviewFacts
from appliance.ports.rental_life import ChangeResult

_SHOWN = 3


def _number(rental: BookedFacts) -> str:
    return identifiers.spell(rental.number)


def _day(day: date, today: date) -> str:
    return dates.say_date(day, today)


def which_rental(likely: tuple[BookedFacts, ...], today: date) -> str:
    """Of those that may be meant at most three are named."""
    if not likely:
        return "Which rental? Say the unit, or the booking number."
    named = [
        f"{_number(one)}, {one.item} from {_day(one.period.start.date(), today)}"
        for one in likely[:_SHOWN]
    ]
    return f"Which one: {'; or '.join(named)}?"


def until_when(rental: BookedFacts, today: date) -> str:
    day = _day(rental.period.end.date(), today)
    return f"{_number(rental)}, {rental.item}, is due {day}. Until which day?"


def changed_meanwhile(number: str) -> str:
    return f"{identifiers.spell(number)} was changed meanwhile; nothing was done."


def to_when(rental: BookedFacts, today: date) -> str:
    start = _day(rental.period.start.date(), today)
    return f"{_number(rental)}, {rental.item}, starts {start}. To which day?"


def refused(reason: str, rental: BookedFacts) -> str:
    return reason.replace(rental.number, _number(rental))


def confirm_extend(rental: BookedFacts, result: ChangeResult, today: date) -> str:
    end = result.booking.period.end if result.booking else rental.period.end
    more = money.say_money(result.difference)
    return (
        f"Extend {_number(rental)}, {rental.item} for {rental.customer_name}, until "
        f"{_day(end.date(), today)}, {more} more. Right?"
    )


def extended(rental: BookedFacts, today: date) -> str:
    return (
        f"{_number(rental)} is due {_day(rental.period.end.date(), today)}, "
        f"{money.say_money(rental.total)} in all."
    )


def confirm_move(rental: BookedFacts, result: ChangeResult, period: Period, today: date) -> str:
    price = f", {money.say_money(result.total)} in all" if result.difference else ""
    return (
        f"Move {_number(rental)}, {rental.item} for {rental.customer_name}, to "
        f"{_day(period.start.date(), today)} for {dates.say_duration(period.days)}{price}. Right?"
    )


def moved(rental: BookedFacts, today: date) -> str:
    return (
        f"{_number(rental)} is moved to {_day(rental.period.start.date(), today)} for "
        f"{dates.say_duration(rental.period.days)}, {money.say_money(rental.total)} in all."
    )


def confirm_cancel(rental: BookedFacts, result: ChangeResult, today: date) -> str:
    fee = f", with a fee of {money.say_money(result.fee)}" if result.fee else ""
    return (
        f"Cancel {_number(rental)}, {rental.item} for {rental.customer_name} from "
        f"{_day(rental.period.start.date(), today)}{fee}. Right?"
    )


def canceled(rental: BookedFacts) -> str:
    return f"{_number(rental)} is canceled."


def quote_example() -> str:
    return "Say a machine and how long, like quote a mini excavator for three days."


def quoted(name: str, quote: Quote) -> str:
    count = "" if quote.quantity == 1 else f"{numbers.number_to_words(quote.quantity)} times "
    return (
        f"{count}{name} for {dates.say_duration(quote.days)}: {money.say_money(quote.total)}, "
        f"deposit {money.say_money(quote.deposit)}."
    )


def reviews(found: tuple[ReviewFacts, ...]) -> str:
    """At most three, and how many there are."""
    if not found:
        return "Nothing waits for review."
    listed = "; ".join(
        f"{identifiers.spell(one.number)}, {one.item} for {one.customer_name}: {one.reason}"
        for one in found[:_SHOWN]
    )
    count = numbers.number_to_words(len(found)).capitalize()
    more = "" if len(found) <= _SHOWN else " And more on the page."
    listed = listed if listed.endswith(".") else f"{listed}."
    verb = "waits" if len(found) == 1 else "wait"
    return f"{count} {verb} for review: {listed}{more} A manager decides them, here or on the page."
