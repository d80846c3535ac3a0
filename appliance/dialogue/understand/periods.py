"""From when and for how long, read by rule."""

from __future__ import annotations

from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.gates import later
from appliance.dialogue.spoken import dates, yesno
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import patterns
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard


def certain(heard: Heard, s: RentalState, _yard: Yard, today: date) -> tuple[Action, ...] | None:
    """A first day, a length or an end, or the dates of the rental before; None where none is named
    or much is said besides."""
    text = patterns.counted_as_heard(heard.text)
    start, duration = dates.parse_period(text, today)
    length = patterns.DONE_IN.search(text) if s.asks is Asks.DURATION else None
    if length and dates.parse_duration(length.group(1)):
        return (action(Act.WHEN, for_=length.group(1)),)
    if start is None and duration is None and s.earlier_dates is not None:
        answer, rest = yesno.split_yes_no(text)
        if later.SAME_DATES.search(text) and answer is not False:
            return (Action(Act.YES),)
        if answer is not None and not patterns.content(rest):
            return (Action(Act.YES if answer else Act.NO),)
    if start is None and duration is None:
        if s.asks is Asks.DURATION and s.start and dates.parse_end_date(text, s.start):
            return (action(Act.WHEN, until=text),)
        return None
    if len(patterns.content(text)) > 8:
        return None
    return (action(Act.WHEN, start=text if start else "", for_=text if duration else ""),)
