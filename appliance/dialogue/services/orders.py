"""An order to the desk on the rental that a service is about."""

from __future__ import annotations

from datetime import date, datetime, time

from appliance.dialogue.work import Work
from appliance.ports.booking import BookedFacts
from appliance.ports.rental_life import ChangeOrder

_AGENT = "agent"


def order(w: Work, rental: BookedFacts, verb: str) -> ChangeOrder:
    """Bound to the verified customer; the same turn and verb is the same order."""
    return ChangeOrder(
        key=f"{w.key}:{verb}",
        actor=_AGENT,
        number=rental.number,
        customer_id=w.state.customer_id,
        call_id=w.call.call_id,
    )


def day_in(w: Work, words: str) -> date | None:
    """The day that was said, or keyed in as year, month and day."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return w.values.parse_date(words, w.now.date()) if words else None


def at_opening(w: Work, rental: BookedFacts, day: date) -> datetime:
    """When things are due back on a day: at opening, as rentals end."""
    return datetime.combine(day, time.fromisoformat(w.yard.opens_at), rental.period.end.tzinfo)


def at_closing(w: Work, rental: BookedFacts, day: date) -> datetime:
    return datetime.combine(day, time.fromisoformat(w.yard.closes_at), rental.period.end.tzinfo)
