"""Rentals at the counter that are changed: kept longer, moved to other days, given up.

Staff name a unit, a booking number, or a customer with one such booking alone. What changes a
record is said back with the desk's own answer and done on a yes.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.counter import named
from appliance.dialogue.counter import rental_wording as wording
from appliance.dialogue.counter.order_words import DAYS
from appliance.dialogue.spoken import dates
from appliance.dialogue.state import period_of
from appliance.domain.periods import Period
from appliance.ports.booking import BookedFacts
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import Yard
from appliance.ports.rental_life import ChangeOrder, ChangeResult

ORDERS = frozenset({Act.EXTEND, Act.MOVE, Act.CANCEL_BOOKING})
Goal = datetime | Period | None
"""A later end, or other days; None where none was said, or none is needed."""
PINNED = frozenset({"start", "days", "end", "was"})
_CLAUSE = re.compile(r"[,;.](?!\d)|\bso\b|\band\b(?= (?:make|put|move))")
_TO = re.compile(r"\bto\b", re.I)
_NOW = re.compile(r"\bnow\b", re.I)
_BY = re.compile(r"\b((?:\w+\s+){1,2}(?:days?|weeks?|months?))\s+(later|earlier|sooner)\b", re.I)


def rental_of(desk: RentalDesk, order: Action) -> BookedFacts | None:
    """The booking that an order names, by its number, by a unit that is on it, or by a customer
    who has no other that could be meant."""
    number = order.slot("number")
    if not number and order.slot("tag"):
        unit = desk.unit(order.slot("tag"))
        number = unit.booking_number or "" if unit else ""
    if number:
        return desk.rental(number, None)
    theirs = theirs_of(desk, order)
    return theirs[0] if len(theirs) == 1 else None


def theirs_of(desk: RentalDesk, order: Action) -> tuple[BookedFacts, ...]:
    """The bookings that may be meant where only a customer is named."""
    whom = order.slot("customer").split()
    if len(whom) != 1 or order.slot("number"):
        return ()
    states = ("out", "reserved") if order.act is Act.EXTEND else ("reserved",)
    return tuple(one for one in desk.rentals(whom[0]) if one.state in states)


def goal_of(order: Action, rental: BookedFacts, yard: Yard, today: date) -> Goal:
    """What the order wants of the rental's days: as it was pinned, else as its words say."""
    if order.act is Act.CANCEL_BOOKING:
        return None
    if order.slot("start"):
        start = date.fromisoformat(order.slot("start"))
        return period_of(yard, start, int(order.slot("days")))
    if order.slot("end"):
        return _back_on(date.fromisoformat(order.slot("end")), rental, yard)
    if order.act is Act.MOVE:
        return _other_days(order.slot("when"), rental, yard, today)
    due = rental.period.end.date()
    until = order.slot("until")
    day = dates.parse_date(until, today) if until and not named.PAST.search(until) else None
    length = dates.parse_duration(order.slot("for")) if order.slot("for") and not day else None
    if length is not None:
        day = max(due, today) + timedelta(days=length.days)
    return _back_on(day, rental, yard) if day is not None and day > due else None


def _back_on(day: date, rental: BookedFacts, yard: Yard) -> datetime:
    return datetime.combine(day, time.fromisoformat(yard.opens_at), rental.period.end.tzinfo)


def pinned(order: Action, rental: BookedFacts, goal: Goal) -> Action:
    """The order with the booking and the days that were said back, so that nothing else is done."""
    slots = {"number": rental.number, "was": fingerprint(rental)}
    if isinstance(goal, Period):
        slots |= {"start": goal.start.date().isoformat(), "days": str(goal.days)}
    elif goal is not None:
        slots |= {"end": goal.date().isoformat()}
    return action(order.act, **{**dict(order.slots), **slots})


def fingerprint(rental: BookedFacts) -> str:
    """What a booking must still be when a change of it is carried out."""
    period = rental.period
    return f"{rental.state} {period.start.isoformat()} {period.end.isoformat()}"


def _other_days(words: str, rental: BookedFacts, yard: Yard, today: date) -> Period | None:
    """As many days from another day on, unless another length is said; "two days later" counts
    from where it stands."""
    by = _BY.search(words)
    length = dates.parse_duration(by[1]) if by else None
    if by is not None and length is not None:
        sooner = by[2].lower() in ("earlier", "sooner")
        shift = timedelta(days=-length.days if sooner else length.days)
        return period_of(yard, rental.period.start.date() + shift, rental.period.days)
    start, days = (None, None) if named.PAST.search(words) else days_wanted(words, today)
    if start is None:
        return None
    return period_of(yard, start, days or rental.period.days)


def days_wanted(words: str, today: date) -> tuple[date | None, int | None]:
    """The days of the last clause that names any: "can't Monday, so make it Thursday"."""
    clauses = [_target(clause) for clause in _CLAUSE.split(_NOW.sub(" ", words))]
    days = None
    for clause in reversed(clauses):
        start, length = named.period_in(clause, today)
        start = start or dates.parse_date(clause, today)
        days = days or length
        if start is not None:
            return start, days
    return None, days


def _target(clause: str) -> str:
    """ "To Tuesday through Friday" with its first day as the one it starts on: the "to" that
    stands before every day is no end."""
    to, day = _TO.search(clause), DAYS.search(clause)
    if to is None or day is None or to.start() > day.start():
        return clause
    return f"{clause[: to.start()]}from{clause[to.end() :]}"


def said_back(
    desk: RentalDesk, order: ChangeOrder, act: Act, rental: BookedFacts, goal: Goal, now: datetime
) -> tuple[str, bool]:
    """The question before it is done, and whether it can be done at all."""
    today = now.date()
    if act is Act.CANCEL_BOOKING:
        result = desk.preview_cancel(order)
        asked = wording.confirm_cancel(rental, result, today)
    elif isinstance(goal, Period):
        result = desk.preview_move(order, goal)
        asked = wording.confirm_move(rental, result, goal, today)
    elif goal is not None:
        result = desk.preview_extend(order, goal)
        asked = wording.confirm_extend(rental, result, today)
    else:
        which = wording.to_when if act is Act.MOVE else wording.until_when
        return which(rental, today), False
    if result.refused:
        return wording.refused(result.refused, rental), False
    return asked, True


def carry_out(
    desk: RentalDesk, order: ChangeOrder, act: Act, rental: BookedFacts, goal: Goal, now: datetime
) -> str:
    """Do it, and say what the committed row says."""
    today = now.date()
    if act is Act.CANCEL_BOOKING:
        result = desk.cancel(order, "Canceled at the counter")
        return _told(result, rental) or wording.canceled(rental)
    if isinstance(goal, Period):
        result = desk.move(order, goal)
        return _told(result, rental) or wording.moved(result.booking or rental, today)
    if goal is None:
        return wording.until_when(rental, today)
    result = desk.extend(order, goal)
    return _told(result, rental) or wording.extended(result.booking or rental, today)


def _told(result: ChangeResult, rental: BookedFacts) -> str:
    """Why it was not done; empty where it was."""
    return wording.refused(result.refused, rental) if result.refused else ""
