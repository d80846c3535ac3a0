"""Machines offered to choose from: a few at a time, by kind where words have failed."""

from __future__ import annotations

from appliance.dialogue.gates import callback
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.ports.booking import EquipmentOption
from appliance.ports.facts import EquipmentQuery

AT_ONCE = 3
_SOUNDS_LIKE = 60.0
_MENUS = 8
"""Pages of kinds before a person takes over."""


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
    found = w.desk.find_equipment(EquipmentQuery(class_ids=now, limit=len(now)))
    w.set(options=found, further=ids[len(now) :])
    if found:
        ask_choice(w, w.words.offer_options(found, w.turn))


def ask_kind(w: Work, page: int) -> None:
    """Ask for a kind of machine, by its key; a person after too many pages of them."""
    w.set(kinds_page=page, menus=w.state.menus + 1)
    if w.state.menus > _MENUS:
        w.say(w.words.give_up())
        callback.instead(
            w,
            Outcome.TRANSFERRED,
            kind="transfer",
            subject=callback.subject(w),
            detail="Found no machine by the kinds of machines",
        )
        return
    w.ask(Asks.NEED, w.words.ask_kind(), Stage.DISCOVERY)


def alike(w: Work, found: EquipmentOption) -> tuple[EquipmentOption, ...]:
    """What was heard, then what sounds like it: on a poor line one is taken for another."""
    like = tuple(key for key in by_sound(w) if key != found.class_id)[: AT_ONCE - 1]
    if not like:
        return (found,)
    return (found, *w.desk.find_equipment(EquipmentQuery(class_ids=like, limit=AT_ONCE)))


def by_sound(w: Work) -> tuple[str, ...]:
    """The classes whose names sound like what was said of the wish, nearest first."""
    if not w.state.wish_texts:
        return ()
    names_of = {item.class_id: [item.name, *item.names] for item in w.yard.items}
    ranked = w.values.match_phrase(w.state.wish_texts, names_of)
    return tuple(key for key, score in ranked if score >= _SOUNDS_LIKE)
