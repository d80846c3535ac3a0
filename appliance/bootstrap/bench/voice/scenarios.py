"""The callers of the measurement: the build half's bookings, moved to the days ahead of today."""

from __future__ import annotations

from datetime import date, timedelta

from appliance.evaluation.caller import SimulatedCaller
from appliance.evaluation.scenarios import TODAY, Scenario, Set, Wants, load_scenarios

_WEEK = timedelta(days=7)


def booking_scenarios(today: date) -> tuple[Scenario, ...]:
    """Rentals by telephone as if they had been written for today, each on its weekday.

    Those that need another caller, or a day that has gone by then, are left out; so are those with
    a book of phrases of their own, that figures stay comparable.
    """
    later = _WEEK * -((TODAY.date() - today) // _WEEK)
    return tuple(
        _moved(one, later)
        for one in load_scenarios()
        if one.set is Set.BUILD
        and not one.book
        and {"booking", "change"} & set(one.tests)
        and not one.meanwhile
        and one.hangs_up_at is None
        and one.caller_id is None
    )


def _moved(scenario: Scenario, later: timedelta) -> Scenario:
    changes = tuple(
        change.model_copy(update={"to": _wanted(change.to, later)}) for change in scenario.changes
    )
    return scenario.model_copy(
        update={
            "wants": _wanted(scenario.wants, later),
            "then": scenario.then and _wanted(scenario.then, later),
            "changes": changes,
        }
    )


def _wanted(wants: Wants, later: timedelta) -> Wants:
    # Only what was set stays set: a change of mind says nothing of the rest.
    return wants.model_copy(update={"start": wants.start + later}) if wants.start else wants


def caller_for(scenario: Scenario, today: date, items: dict[str, str]) -> SimulatedCaller:
    """A caller who speaks of days as seen from today. `items` names classes by their id."""
    return SimulatedCaller(scenario, today, items)
