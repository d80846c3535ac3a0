"""Machines offered to choose from: a few at a time, by kind where words have failed."""

from __future__ import annotations

from appliance.dialogue.gates import callback
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Stage
from appliance.ports.booking import EquipmentOption
from appliance.ports.facts import EquipmentQuery

AT_ONCE = 3
_SOUNDS_LIKE = 60.0
_MENUS = 8
"""Pages of kinds before a person takes over."""
_WISHES = 3
"""How often a machine is asked for by its name where there are no kinds to offer."""


def ask_choice(w: Work, question: str) -> None:
    """Which of the options; their names are listened for."""
    w.ask(
        Asks.EQUIPMENT_CHOICE,
        question,
        Stage.EQUIPMENT_SELECTION,
        likely=w.state.option_names,
    )


def show(w: Work, ids: tuple[str, ...]) -> None:
    """Offer these machines, the first few now and the others where none of them is wanted."""
    now = ids[:AT_ONCE]
    # Where none of them is free, the gate of the dates says so of the one that is chosen.
    found = w.desk.find_equipment(_wanted(w, now)) or w.desk.find_equipment(
        EquipmentQuery(class_ids=now, limit=len(now))
    )
    w.set(options=found, further=ids[len(now) :])
    if found:
        ask_choice(w, w.words.offer_options(found, w.turn))


def ask_machine(w: Work) -> None:
    """Ask for another machine: by kind, or by its name where there are no kinds in the call's
    language; a person after too many times."""
    if w.yard.categories:
        ask_kind(w, 0)
        return
    w.set(menus=w.state.menus + 1)
    if w.state.menus >= _WISHES:
        callback.to_a_person(w, "Found no machine by its name")
        return
    w.ask(Asks.NEED, w.words.ask_need_again(w.turn), Stage.DISCOVERY)


def ask_kind(w: Work, page: int) -> None:
    """Ask for a kind of machine, by its key; a person after too many pages of them."""
    w.set(kinds_page=page, menus=w.state.menus + 1)
    if w.state.menus > _MENUS:
        callback.to_a_person(w, "Found no machine by the kinds of machines")
        return
    w.ask(Asks.NEED, w.words.ask_kind(), Stage.DISCOVERY)


def ask_purpose(w: Work) -> None:
    """Ask what the call is about, by its key."""
    w.set(kinds_page=None, searches=max(1, w.state.searches))
    w.ask(Asks.NEED, w.words.ask_purpose(), Stage.DISCOVERY)


def alike(w: Work, found: EquipmentOption) -> tuple[EquipmentOption, ...]:
    """What was heard, then what sounds like it: on a poor line one is taken for another."""
    like = tuple(key for key in by_sound(w) if key != found.class_id)[: AT_ONCE - 1]
    if not like:
        return (found,)
    return (found, *w.desk.find_equipment(_wanted(w, like)))


def is_free(w: Work, option: EquipmentOption) -> bool:
    """Whether one is free on the days asked for; True where no days were."""
    period = w.state.period(w.yard)
    if period is None:
        return True
    return w.desk.availability(option.class_id, period, 1, w.call.call_id).free > 0


def _wanted(w: Work, ids: tuple[str, ...]) -> EquipmentQuery:
    """Of these machines, those that are free and within the price asked for."""
    s = w.state
    return EquipmentQuery(
        class_ids=ids,
        max_day_rate=s.ceiling,
        period=s.period(w.yard),
        quantity=s.quantity,
        limit=len(ids),
    )


def by_sound(w: Work) -> tuple[str, ...]:
    """The classes whose names sound like what was said of the wish, nearest first."""
    if not w.state.wish_texts:
        return ()
    names_of = {item.class_id: [item.name, *item.names] for item in w.yard.items}
    ranked = w.values.match_phrase(w.state.wish_texts, names_of)
    return tuple(key for key, score in ranked if score >= _SOUNDS_LIKE)
