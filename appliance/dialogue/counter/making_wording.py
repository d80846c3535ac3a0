"""Sentences of the counter about bookings being made and what is free: short, for people who work
while they listen."""

from __future__ import annotations

from datetime import date

from appliance.dialogue.spoken import address, dates, identifiers, money, numbers
from appliance.dialogue.wording.phrasing import counted
from appliance.domain.periods import Period
from appliance.domain.words import listed
from appliance.ports.booking import Availability, BookedFacts, EquipmentOption
from appliance.ports.counter import CounterBookingResult
from appliance.ports.facts import Quote

_NAMED = 3
_NEAR = ("today", "tomorrow")


def which_customer(names: tuple[str, ...]) -> str:
    if not names:
        return "For which customer?"
    return f"{_either(names[:_NAMED])}?"


def which_machine() -> str:
    return "Which machine?"


def from_when(name: str) -> str:
    return f"{name}. From which day?"


def for_how_long() -> str:
    return "For how long?"


def which_site(sites: tuple[str, ...]) -> str:
    if not sites:
        return "To which address?"
    return f"To which site? {_either(tuple(address.say_address(one) for one in sites[:_NAMED]))}?"


def other(name: str, customer: str) -> str:
    return f"{name} for {customer}."


def said_back(
    found: CounterBookingResult, quote: Quote, customer: str, name: str, today: date
) -> str:
    operator = f", {found.operator_name} running it" if found.operator_name else ""
    return (
        f"Book {counted(name, quote.quantity)} for {customer}, "
        f"{_days(quote.period, quote.days, today)}, at {address.say_address(found.site_address)}"
        f"{operator}: {money.say_money(quote.total)}. Right?"
    )


def booked(booking: BookedFacts) -> str:
    tags = [identifiers.spell(tag) for tag in booking.asset_tags]
    units = f" with {listed(tags)}" if tags else ""
    return (
        f"{identifiers.spell(booking.number)} is booked{units}: {money.say_money(booking.total)}, "
        f"deposit {money.say_money(booking.deposit)}."
    )


def refused(found: CounterBookingResult, today: date) -> str:
    """The desk's reason, with when it would be free where it is not."""
    free = found.availability
    return f"{found.refused} {later(free, today)}".strip() if free is not None else found.refused


def how_many(name: str, free: Availability, when: str) -> str:
    """ "Mini Excavator: three of five free on Friday." """
    owned = numbers.number_to_words(free.owned)
    count = numbers.number_to_words(free.free) if free.free else "none"
    return f"{name}: {count} of {owned} free {when}."


def later(free: Availability, today: date) -> str:
    """When it would be free, and what is free instead; empty where neither is known."""
    parts = []
    if free.next_free_from is not None:
        parts.append(f"Free from {dates.say_date(free.next_free_from, today)}.")
    if free.alternatives:
        parts.append(f"Instead: {_either(_names(free.alternatives))}.")
    return " ".join(parts)


def when(period: Period, days: int, today: date) -> str:
    start = dates.say_date(period.start.date(), today)
    if days > 1:
        return _days(period, days, today)
    return start if start.startswith(_NEAR) else f"on {start}"


def none_of(customer: str) -> str:
    return f"{customer} has nothing out and nothing booked."


def theirs(customer: str, rentals: tuple[BookedFacts, ...], today: date) -> str:
    """At most three, what is out first, and how many there are."""
    if not rentals:
        return none_of(customer)
    ordered = sorted(rentals, key=lambda one: (one.state != "out", one.period.start))
    first = "; ".join(_rental(one, today) for one in ordered[:_NAMED])
    rest = len(ordered) - _NAMED
    more = f"; and {numbers.number_to_words(rest)} more" if rest > 0 else ""
    return f"{customer}: {first}{more}."


def _rental(one: BookedFacts, today: date) -> str:
    item = f"{identifiers.spell(one.number)}, {counted(one.item, one.quantity)}"
    due = dates.say_date((one.due or one.period.end).date(), today)
    if one.state == "out":
        return f"{item}, out, due {due}"
    start = dates.say_date(one.period.start.date(), today)
    return f"{item}, {one.state.replace('_', ' ')} from {start}"


def about(rental: BookedFacts, today: date) -> str:
    return f"{_rental(rental, today)}, for {rental.customer_name}."


def no_such(number: str) -> str:
    return f"There is no booking {identifiers.spell(number)}."


def _days(period: Period, days: int, today: date) -> str:
    start = dates.say_date(period.start.date(), today)
    lead = start if start.startswith(_NEAR) else f"from {start}"
    return f"{lead} for {dates.say_duration(days)}"


def _names(options: tuple[EquipmentOption, ...]) -> tuple[str, ...]:
    return tuple(one.name for one in options[:2])


def _either(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
