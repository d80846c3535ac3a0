"""Keys pressed in answer to a question, as actions: what they were offered for, and digits that
mean themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.keypad.keys import MORE, NONE, STAR, Keys, Offered
from appliance.dialogue.state import RentalState
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard, HeardBy

_MOST_DIGITS = 3
"""Of a number of days or machines."""
_MONTH_AND_DAY = 4
_A_NUMBER = 4
"""From so many keys on it is the number that was read back, keyed in place of a no."""
SERVICES: dict[str, Act] = {
    "1": Act.FIND,
    "2": Act.EXTEND,
    "3": Act.RETURN,
    "4": Act.CANCEL_BOOKING,
    "5": Act.BREAKDOWN,
    "6": Act.MY_RENTALS,
    NONE: Act.PERSON,
}
CHANGES = ("item", "start", "length", "quantity", "site", "operator")
"""What of a summary each key changes, from 1 on."""


def read(heard: Heard, s: RentalState, today: date) -> tuple[Action, ...] | None:
    """What was keyed; None for anything else, for keys that nothing tells the meaning of, and for
    the digits of identifiers, which their own question reads."""
    if heard.by is not HeardBy.KEYS:
        return None
    if heard.text.strip() == STAR:
        return (Action(Act.PERSON if s.poor_line else Act.REPEAT),)
    if s.keys is None:
        found = _not_offered(heard.text.strip(), s, today)
        return (found,) if found is not None else None
    if s.keys.keys is Keys.YES_NO and len(heard.text.strip()) >= _A_NUMBER:
        return None
    if s.keys.keys is Keys.DIGITS:
        return (Action(Act.NO),) if heard.text.strip() == NONE else None
    found = _BY_KEYS[s.keys.keys](heard.text.strip(), s.keys, today)
    return (found or Action(Act.UNCLEAR),)


def _not_offered(keyed: str, s: RentalState, today: date) -> Action | None:
    """Zeros for what is needed are a person, as on other telephones; a date, a number of days or of
    machines and a house number say what they are."""
    if s.asks is Asks.NEED:
        return Action(Act.PERSON) if keyed and not keyed.strip(NONE) else None
    keys = _PLAIN.get(s.asks) if s.asks is not None and s.service is None else None
    if s.asks is Asks.FINAL_CONFIRMATION and s.changing == "quantity":
        keys = Keys.COUNT
    if s.asks is Asks.SITE_ADDRESS and s.house_number:
        keys = None
    return _BY_KEYS[keys](keyed, Offered(keys), today) if keys is not None else None


def _yes_no(keyed: str, offered: Offered, today: date) -> Action | None:
    return {"1": Action(Act.YES), "2": Action(Act.NO)}.get(keyed)


def _choice(keyed: str, offered: Offered, today: date) -> Action | None:
    if keyed == NONE:
        return Action(Act.NO)
    return action(Act.CHOOSE, option=keyed) if len(keyed) == 1 and keyed.isdigit() else None


def _date(keyed: str, offered: Offered, today: date) -> Action | None:
    """The next day of that month and number; three digits leave the month's zero out."""
    digits = keyed.zfill(_MONTH_AND_DAY) if len(keyed) == _MONTH_AND_DAY - 1 else keyed
    if len(digits) != _MONTH_AND_DAY or not digits.isdigit():
        return None
    for year in (today.year, today.year + 1):
        try:
            day = date(year, int(digits[:2]), int(digits[2:]))
        except ValueError:
            continue
        if day >= today:
            return action(Act.WHEN, on=day.isoformat())
    return None


def _days(keyed: str, offered: Offered, today: date) -> Action | None:
    return action(Act.WHEN, days=number) if (number := _number(keyed)) else None


def _count(keyed: str, offered: Offered, today: date) -> Action | None:
    return action(Act.QUANTITY, value=number) if (number := _number(keyed)) else None


def _number(keyed: str) -> str:
    """A small number without leading zeros; empty for zero and for what is none."""
    return keyed.lstrip("0") if keyed.isdigit() and len(keyed) <= _MOST_DIGITS else ""


def _house_number(keyed: str, offered: Offered, today: date) -> Action | None:
    return action(Act.ADDRESS, value=keyed) if keyed.isdigit() and int(keyed) else None


def _change(keyed: str, offered: Offered, today: date) -> Action | None:
    if keyed == NONE:
        return Action(Act.STOP)
    place = int(keyed) - 1 if keyed.isdigit() else -1
    return action(Act.CHANGE, of=CHANGES[place]) if 0 <= place < len(CHANGES) else None


def _services(keyed: str, offered: Offered, today: date) -> Action | None:
    if keyed not in offered.services:
        return None
    act = SERVICES[keyed]
    return action(Act.CHANGE, of="item") if act is Act.FIND else Action(act)


def _kinds(keyed: str, offered: Offered, today: date) -> Action | None:
    if keyed == NONE:
        return action(Act.CHANGE, of="purpose")
    if keyed == MORE:
        return action(Act.KIND, page=str(offered.page + 1))
    place = int(keyed) - 1 if keyed.isdigit() else -1
    return action(Act.KIND, of=offered.kinds[place]) if 0 <= place < len(offered.kinds) else None


_PLAIN = {
    Asks.START_DATE: Keys.DATE,
    Asks.DURATION: Keys.DAYS,
    Asks.SITE_ADDRESS: Keys.HOUSE_NUMBER,
}
_BY_KEYS: dict[Keys, Callable[[str, Offered, date], Action | None]] = {
    Keys.YES_NO: _yes_no,
    Keys.CHOICE: _choice,
    Keys.DATE: _date,
    Keys.DAYS: _days,
    Keys.COUNT: _count,
    Keys.HOUSE_NUMBER: _house_number,
    Keys.CHANGE: _change,
    Keys.SERVICES: _services,
    Keys.KINDS: _kinds,
}
