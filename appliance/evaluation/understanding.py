"""Understanding measured alone: labelled utterances against what the reader makes of them.

An utterance is right when its acts are those of the label; its item and its spans are counted
apart. Spans are resolved first, as the gates would, so that "starting on the ninth" and "March
ninth" are the same start.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

import yaml

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.spoken import dates, money, numbers
from appliance.dialogue.state import ReadBack, ReadBackOf, RentalState
from appliance.dialogue.understand import Reader
from appliance.domain.calls import Asks
from appliance.domain.errors import RecordError
from appliance.evaluation.scenarios import Set
from appliance.evaluation.shares import share
from appliance.ports.booking import EquipmentOption
from appliance.ports.conversation import Heard

_SLOTS = frozenset({"item", "start", "days", "quantity", "value", "price", "option"})
_JOINED = {frozenset({Act.FIND, Act.WHEN}): frozenset({Act.FIND})}
"""A wish with its dates may be written as one line or as two."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One utterance, the question it answers, and what it means."""

    asks: Asks
    half: Set
    text: str
    acts: frozenset[Act]
    slots: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of one utterance. `item` and `spans` are None where the label has none."""

    label: Labelled
    actions: tuple[Action, ...]
    acts: bool
    item: bool | None
    spans: bool | None
    by_model: bool
    ms: float


def load_utterances(texts: Mapping[Set, str] | None = None) -> tuple[Labelled, ...]:
    """Every labelled utterance. Raises RecordError naming the line that is wrong."""
    found: list[Labelled] = []
    for half, text in (_files() if texts is None else texts).items():
        try:
            read = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise RecordError(f"utterances/{half}.yaml is not YAML: {error}.") from None
        for asks, lines in read.items():
            found += [_labelled(str(asks), half, str(line)) for line in lines]
    return tuple(found)


def _files() -> dict[Set, str]:
    folder = resources.files("appliance.evaluation") / "data" / "utterances"
    return {half: (folder / f"{half}.yaml").read_text(encoding="utf-8") for half in Set}


def _labelled(asks: str, half: Set, line: str) -> Labelled:
    said, mark, meaning = line.rpartition(" > ")
    slots: dict[str, str] = {}
    acts: set[Act] = set()
    try:
        for part in meaning.split(";"):
            name, *pairs = part.split()
            acts.add(Act(name))
            for pair in pairs:
                key, _, value = pair.partition("=")
                slots[key if value else "?"] = value
        known = Asks(asks)
    except ValueError as error:
        raise RecordError(f"utterances/{half}.yaml: {asks}, {line!r}: {error}.") from None
    if not mark or not acts or not set(slots) <= _SLOTS:
        raise RecordError(
            f"utterances/{half}.yaml: {asks}, {line!r} has no label or an unknown slot."
        )
    return Labelled(known, half, said, frozenset(acts), slots)


def understand(
    reader: Reader,
    labels: Sequence[Labelled],
    options: tuple[EquipmentOption, ...],
    class_ids: Mapping[str, str],
    today: date,
    asked: Callable[[], int],
) -> list[Understood]:
    """Read every utterance in the state of its question. `class_ids` are by name in lower case;
    `asked` counts the model's completions so far. Raises ModelError."""
    done = []
    for label in labels:
        state = _state(label.asks, options)
        before, begun = asked(), time.perf_counter()
        actions = reader.read(Heard(text=label.text), state, today)
        ms = (time.perf_counter() - begun) * 1000
        done.append(judged(label, actions, class_ids, today, asked() > before, ms))
    return done


_SITE, _OPERATOR, _CERTIFICATE, _POLICY = "1420 Harbor Road", "Maria Lopez", "OC48213", "INS550172"
_KNOWN_AT: tuple[tuple[Asks, dict[str, str]], ...] = (
    (Asks.PRICE_OK, {"site_address": _SITE}),
    (Asks.OPERATOR_NAME, {}),
    (Asks.OPERATOR_CERTIFICATE, {"operator_name": _OPERATOR}),
    (Asks.POLICY_NUMBER, {"certificate_number": _CERTIFICATE}),
    (Asks.CALLBACK_NUMBER, {"policy_number": _POLICY}),
    (Asks.FINAL_CONFIRMATION, {}),
)
"""What a call has learnt by the time of a question, each besides what those before it know."""


def _state(asks: Asks, options: tuple[EquipmentOption, ...]) -> RentalState:
    """A call at the question: what is known by then is known, and no more."""
    state = RentalState(asks=asks, question="?")
    if asks is Asks.EQUIPMENT_CHOICE:
        return state.but(options=options, wish="lift", customer_id="northside-paving")
    if asks is Asks.CONFIRM:
        return state.but(readback=ReadBack(ReadBackOf.LICENSE, "BL782341"), item=options[0])
    if asks in (Asks.NEED, Asks.BUSINESS_LICENSE):
        return state
    first = date(2027, 3, 9)
    state = state.but(customer_id="northside-paving")
    if asks is Asks.ANYTHING_ELSE:
        return state.but(earlier_dates=(first, 2), site_address=_SITE, operator_name=_OPERATOR)
    state = state.but(item=options[0], start=first)
    if asks in (Asks.START_DATE, Asks.DURATION):
        return state
    stages = [stage for stage, _ in _KNOWN_AT]
    reached = stages.index(asks) + 1 if asks in stages else 0
    known = {name: value for _, more in _KNOWN_AT[:reached] for name, value in more.items()}
    return state.but(days=2, **known)


def judged(
    label: Labelled,
    actions: tuple[Action, ...],
    class_ids: Mapping[str, str],
    today: date,
    by_model: bool,
    ms: float,
) -> Understood:
    acts = frozenset(action.act for action in actions)
    acts = _JOINED.get(acts, acts)
    found = _resolved(actions, class_ids, today)
    wanted = dict(label.slots)
    item = wanted.pop("item", None)
    return Understood(
        label=label,
        actions=actions,
        acts=acts == label.acts,
        item=None if item is None else found.get("item") == item,
        spans=all(found.get(name) == value for name, value in wanted.items()) if wanted else None,
        by_model=by_model,
        ms=round(ms, 1),
    )


def _resolved(
    actions: tuple[Action, ...], class_ids: Mapping[str, str], today: date
) -> dict[str, str]:
    """The slots of all actions as the label writes them."""
    found: dict[str, str] = {}
    for action in actions:
        for name, words in action.slots:
            if name == "item":
                found["item"] = class_ids.get(words.lower(), words)
            elif name == "quantity" or (name == "value" and action.act is Act.QUANTITY):
                count = numbers.parse_quantity(words)
                found["quantity"] = str(count)
                found.setdefault("value", str(count))
            elif name == "price":
                found["price"] = f"{money.parse_money(words) or 0:.0f}"
            elif name == "value":
                found["value"] = _value(action.act, words)
            elif name in ("start", "for", "until"):
                found.update(_dated(name, words, found, today))
            else:
                found[name] = words
    return found


def _value(act: Act, words: str) -> str:
    if act in (Act.NAME, Act.ADDRESS):
        return "_".join(re.findall(r"[\w']+", words.lower()))
    return re.sub(r"[^A-Za-z0-9]", "", words)


def _dated(name: str, words: str, found: Mapping[str, str], today: date) -> dict[str, str]:
    more: dict[str, str] = {}
    if name == "until" and "start" in found:
        days = dates.days_until(words, date.fromisoformat(found["start"]))
        return {"days": str(days)} if days else {}
    start, duration = dates.parse_period(words, today)
    duration = dates.parse_duration(words) or duration if name == "for" else duration
    if name == "start" and start is not None:
        more["start"] = start.isoformat()
    if duration is not None:
        more["days"] = str(duration.days)
    return more


def summary(done: Sequence[Understood]) -> dict[str, Any]:
    """Shares of right answers and the time each half took; the shape of `--json`."""
    halves = {half: [one for one in done if one.label.half is half] for half in Set}
    return {
        "sets": {
            half.value: {
                "utterances": len(of_half),
                "act_accuracy": share([one.acts for one in of_half]),
                "item_accuracy": share([one.item for one in of_half if one.item is not None]),
                "span_accuracy": share([one.spans for one in of_half if one.spans is not None]),
            }
            for half, of_half in halves.items()
        },
        "ms": {
            "all": _times([one.ms for one in done]),
            "by_model": _times([one.ms for one in done if one.by_model]),
        },
        "wrong": [
            {
                "set": one.label.half.value,
                "asks": one.label.asks.value,
                "said": one.label.text,
                "meant": " ".join(sorted(act.value for act in one.label.acts)),
                "slots": dict(one.label.slots),
                "understood": [action.line() for action in one.actions],
            }
            for one in done
            if not one.acts or one.item is False or one.spans is False
        ],
    }


def _times(values: Sequence[float]) -> dict[str, float | int | None]:
    ordered = sorted(values)
    if not ordered:
        return {"n": 0, "p50": None, "p95": None}
    last = len(ordered) - 1
    return {
        "n": len(ordered),
        "p50": ordered[last // 2],
        "p95": ordered[min(last, int(len(ordered) * 0.95))],
    }
