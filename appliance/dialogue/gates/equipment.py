"""Gate 2: what to rent. Only what is free for the asked period is offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from appliance.dialogue.actions import Action
from appliance.dialogue.gates import callback, degrees, periods, shown
from appliance.dialogue.spoken import limits, names
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.ports.booking import EquipmentOption
from appliance.ports.conversation import HeardBy
from appliance.ports.facts import EquipmentQuery

Match = Callable[[str, Mapping[str, Sequence[str]]], list[tuple[str, float]]]
"""How well phrases were said, as `names.match_phrase` tells it."""

OTHER = "the other one"
"""The item of a choice that is not the one which was taken."""
_SAME_SCORE = 0.5
_LOOKED_AT = 8
_PICKED = 70.0
_PART_WORDS, _PART_STEP = 8, 4
_MOST_PARTS = 12
_PART_SURE = 0.7
"""What a part of a sentence must score: jobs told at length do 0.61 to 0.91, other talk up to 0.63
(measured over some thirty)."""
_OF_THE_PERIOD = frozenset({Asks.START_DATE, Asks.DURATION})
_SEARCHES = 3
"""Wishes that led nowhere before a person takes over."""


def need_gate(w: Work) -> None:
    """Something must be wanted that the yard has."""
    s = w.state
    if s.item or s.wished_ids or s.category or s.options:
        return
    if not s.wish:
        w.ask(Asks.NEED, w.words.ask_need(w.turn), Stage.DISCOVERY)
    elif not s.customer_id and not _find(w):
        _nothing_found(w)  # before a license is asked for


def choice_gate(w: Work) -> None:
    """Offer two or three, or take the one that was named."""
    if w.state.item is not None:
        return
    found = _find(w)
    if not found:
        _nothing_found(w)
        return
    if len(found) == 1 and w.state.wished_ids:
        doubtful = w.state.poor_line and bool(w.state.wish_texts)
        if not doubtful or not shown.is_free(w, found[0]):
            _take(w, found[0])
            return
        found = shown.alike(w, found[0])
    w.set(options=found, searches=0)
    shown.ask_choice(w, w.words.offer_options(found, w.turn))


def find(w: Work, action: Action) -> bool:
    """A wish, new or changed; what does not depend on it is kept.

    False when a machine is chosen already and the words lead to no other, or when they say again
    what is known and not what was asked for.
    """
    item, need, category = action.slot("item"), action.slot("need"), action.slot("category")
    before = _wanted(w)
    limit = limits.found(w.heard.text)
    ceiling = w.values.parse_money(action.slot("max")) or (limit[1] if limit else None)
    if need and limit and not item and not limits.says_more(w.heard.text):
        need = ""  # a price alone: what it is for is asked
    only_words = need and not item and not category and ceiling is None
    choosing = w.state.asks in (Asks.NEED, Asks.EQUIPMENT_CHOICE, Asks.ANYTHING_ELSE)
    settled = w.state.item is not None or (w.state.wish and not choosing)
    if settled and only_words and not _leads_anywhere(w, need):
        return False
    if item or need or category or ceiling is not None:
        ids = () if _of_a_kind(w, item) else named(w, item)
        same = w.state.item is not None and w.state.item.class_id in ids
        if not same:
            w.state = w.state.without_item().but(
                wish=need or item or w.state.wish,
                wish_heard=limits.without(w.heard.text),
                wish_texts=w.texts if w.heard.by is HeardBy.VOICE else (),
                kinds_page=None,
                wished_ids=ids,
                category=_category(w, category),
                ceiling=ceiling if ceiling is not None else w.state.ceiling,
                outcome=w.state.outcome if w.state.booking else None,
            )
    periods.change_quantity(w, action.slot("quantity"))
    periods.when(w, action)
    return not (w.state.asks in _OF_THE_PERIOD and _wanted(w) == before)


def _wanted(w: Work) -> tuple[object, ...]:
    s = w.state
    chosen = s.item.class_id if s.item else None
    return (chosen, s.wished_ids, s.wish, s.category, s.ceiling, s.quantity, s.start, s.days)


def choose(w: Work, action: Action) -> bool:
    """Take one of the options; False when it is not clear which."""
    options = w.state.options
    if action.slot("item") == OTHER:
        return _other(w)
    number = action.slot("option")
    if number.isdigit() and 1 <= int(number) <= len(options):
        _take(w, options[int(number) - 1])
        return True
    chosen = pick(options, action.slot("item") or w.heard.text, w.values.match_phrase)
    if chosen is None:
        return False
    _take(w, chosen)
    return True


def _other(w: Work) -> bool:
    """Not the one that was taken, the other one of those offered; of two others, ask which."""
    item = w.state.item
    others = tuple(o for o in w.state.offered if item and o.class_id != item.class_id)
    if not others:
        return False
    if len(others) == 1:
        _take(w, others[0])
        return True
    w.state = w.state.without_item().but(options=others)
    return True


def pick(
    options: tuple[EquipmentOption, ...],
    words: str,
    match: Match = names.match_phrase,
    least: float = _PICKED,
) -> EquipmentOption | None:
    """The option that the words name, where one stands out with a score of at least `least`."""
    by_id = {option.class_id: option for option in options}
    phrases = {
        o.class_id: [o.name, f"{o.make} {o.model}".strip(), o.model or o.name] for o in options
    }
    ranked = match(words, phrases)
    if not ranked or ranked[0][1] < least:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 5:
        return None
    return by_id[ranked[0][0]]


def by_degree(options: tuple[EquipmentOption, ...], words: str) -> EquipmentOption | None:
    """The option that "the biggest", "the cheaper one" means; None where nothing says so or two
    are alike in it."""
    if len(options) < 2:
        return None
    ranked = degrees.sorted_by(options, words)
    if ranked is None or degrees.alike(ranked[0], ranked[1], words):
        return None
    return ranked[0]


def _of_a_kind(w: Work, item: str) -> bool:
    """ "The biggest excavator": not the machine of that name but one of its kind."""
    if not item or not degrees.asked_for(w.heard.text):
        return False
    return sum(_is_kind(one.name, item) for one in w.yard.items) > 1


def _is_kind(name: str, item: str) -> bool:
    return item.lower().split()[-1] in name.lower().split()


def _leads_anywhere(w: Work, words: str) -> bool:
    return bool(w.desk.find_equipment(EquipmentQuery(text=words, limit=1)))


def _find(w: Work) -> tuple[EquipmentOption, ...]:
    s = w.state
    if s.options:
        return s.options
    if not s.wished_ids and degrees.asked_for(s.wish_heard):
        return _by_degree(w)
    found = _search(w, s.wish_heard or s.wish)
    if found or s.wished_ids or not s.wish:
        return found
    return _search(w, s.wish) or _in_a_part(w, s.wish_heard)


def _in_a_part(w: Work, words: str) -> tuple[EquipmentOption, ...]:
    """What the likeliest part of a long sentence asks for: a job among much else that was said."""
    said = words.split()
    starts = range(0, max(0, len(said) - _PART_STEP), _PART_STEP)
    parts = (" ".join(said[at : at + _PART_WORDS]) for at in starts[:_MOST_PARTS])
    found = [options for part in parts if (options := _search(w, part))]
    best = max(found, key=lambda options: options[0].score, default=())
    return best if best and best[0].score >= _PART_SURE else ()


def _search(w: Work, words: str) -> tuple[EquipmentOption, ...]:
    s = w.state
    query = EquipmentQuery(
        text=words,
        class_ids=s.wished_ids,
        category=s.category,
        max_day_rate=s.ceiling,
        period=s.period(w.yard),
        quantity=s.quantity,
        limit=shown.AT_ONCE,
    )
    found = w.desk.find_equipment(query)
    if found or (query.period is None and query.quantity == 1):
        return found
    # nothing free then, or not so many: take the named class all the same, so that the next date
    # can be said, or how many there are
    anytime = w.desk.find_equipment(
        EquipmentQuery(
            text=words, class_ids=s.wished_ids, category=s.category, max_day_rate=s.ceiling
        )
    )
    return anytime[:1] if s.wished_ids else anytime


def _by_degree(w: Work) -> tuple[EquipmentOption, ...]:
    """The biggest, smallest or cheapest of what would do and is free."""
    s = w.state
    words = degrees.without(s.wish)
    query = EquipmentQuery(
        text=words,
        category=s.category,
        max_day_rate=s.ceiling,
        period=s.period(w.yard),
        quantity=s.quantity,
        limit=_LOOKED_AT,
    )
    found = w.desk.find_equipment(query)
    kinds = tuple(one for one in found if _is_kind(one.name, words)) if words else ()
    return degrees.meant(kinds or found, s.wish_heard)


def _nothing_found(w: Work) -> None:
    wish, ceiling = w.state.wish, w.state.ceiling
    w.set(searches=w.state.searches + 1)
    if w.state.searches >= _SEARCHES:
        w.say(w.words.give_up())
        callback.instead(
            w,
            Outcome.UNAVAILABLE,
            kind="callback",
            subject=callback.subject(w),
            detail=f"Found nothing for: {w.state.wish_heard}",
        )
        return
    w.set(wish="", wished_ids=(), category=None, ceiling=None)
    if w.state.poor_line:
        like = shown.by_sound(w) if w.state.searches == 1 else ()
        if like:
            shown.show(w, like[: shown.AT_ONCE])
            return
        if w.yard.categories:
            shown.ask_kind(w, 0)
            return
    w.say(w.words.nothing_found(wish, ceiling))
    w.ask(Asks.NEED, w.words.ask_need_again(w.turn), Stage.DISCOVERY)


def _take(w: Work, option: EquipmentOption) -> None:
    s = w.state
    offered = s.options if len(s.options) > 1 else s.offered
    w.state = s.without_item().but(item=option, wished_ids=(option.class_id,), offered=offered)
    if s.certificate_number and s.operator_for != option.operator_certification:
        w.set(operator_name="", certificate_number="")
    if s.start is None or s.days is None or s.quantity > 1:
        w.say(w.words.took(option, w.turn))  # else it is named where its dates are


def named(w: Work, words: str) -> tuple[str, ...]:
    """Classes that the words name outright, else none: the desk then searches by words."""
    if not words:
        return ()
    phrases = {item.class_id: [item.name, *item.names] for item in w.yard.items}
    ranked = w.values.match_phrase(words, phrases)
    if not ranked or ranked[0][1] < 85:
        return ()
    best = ranked[0][1]
    top = [key for key, score in ranked if best - score < _SAME_SCORE]
    return tuple(top) if len(top) <= shown.AT_ONCE else ()


def _category(w: Work, words: str) -> str | None:
    if not words:
        return None
    ranked = w.values.match_phrase(words, {name: [name] for name in w.yard.categories})
    return ranked[0][0] if ranked and ranked[0][1] >= 80 else None
