"""The grammar of a turn (GBNF): only what may be meant now can be written."""

from __future__ import annotations

from appliance.dialogue.actions import Act
from appliance.dialogue.answers import TOPICS
from appliance.dialogue.state import RentalState
from appliance.domain.calls import Asks

_LIKELY: dict[Asks, tuple[Act, ...]] = {
    Asks.BUSINESS_LICENSE: (Act.IDENTIFY, Act.NO),
    Asks.CONFIRM: (Act.YES, Act.NO, Act.IDENTIFY),
    Asks.EQUIPMENT_CHOICE: (Act.CHOOSE, Act.YES, Act.NO),
    Asks.PRICE_OK: (Act.YES, Act.NO, Act.OFFER, Act.CHEAPER),
    Asks.OPERATOR_NAME: (Act.NAME, Act.NO),
    Asks.OPERATOR_CERTIFICATE: (Act.IDENTIFY, Act.NAME, Act.NO),
    Asks.SITE_ADDRESS: (Act.ADDRESS, Act.NO),
    Asks.SITE_QUESTION: (Act.YES, Act.NO),
    Asks.POLICY_NUMBER: (Act.IDENTIFY, Act.NO),
    Asks.FINAL_CONFIRMATION: (Act.YES, Act.NO, Act.ADDRESS, Act.NAME),
    Asks.CALLBACK_NUMBER: (Act.PHONE, Act.NO),
    Asks.ANYTHING_ELSE: (Act.YES, Act.NO),
}

_ANY_TIME = (
    Act.FIND, Act.WHEN, Act.QUANTITY, Act.ASK, Act.PERSON, Act.REPEAT, Act.STOP, Act.GOODBYE,
    Act.UNCLEAR, Act.MY_RENTALS, Act.EXTEND, Act.RETURN, Act.CANCEL_BOOKING, Act.BREAKDOWN,
)  # fmt: skip


_SMALL_TALK = (Act.ASK, Act.PERSON, Act.REPEAT, Act.STOP, Act.GOODBYE, Act.UNCLEAR)


def allowed(s: RentalState) -> tuple[Act, ...]:
    """The acts that may be meant in this state; a safety question is not the time for wishes."""
    if s.asks is Asks.CONFIRM:
        return (Act.YES, Act.NO, Act.IDENTIFY, *_SMALL_TALK)
    if s.asks is Asks.SITE_QUESTION:
        return (Act.YES, Act.NO, Act.ADDRESS, Act.PERSON, Act.REPEAT, Act.STOP, Act.UNCLEAR)
    return (*(_LIKELY.get(s.asks, ()) if s.asks else ()), *_ANY_TIME)


def build(s: RentalState, items: tuple[str, ...]) -> str:
    """The grammar for this turn; `items` are the only equipment names that can be written."""
    acts = allowed(s)
    rules = [
        'root ::= act ("\\n" act)? ("\\n" act)?',
        f"act ::= {' | '.join(act.value.replace('_', '') for act in acts)}",
        'words ::= "\\"" [^"\\n=<>]{1,80} "\\""',
    ]
    for act in acts:
        name = act.value.replace("_", "")
        rules.append(f"{name} ::= {_rule(act, s, items)}")
    return "\n".join(rules)


def _rule(act: Act, s: RentalState, items: tuple[str, ...]) -> str:
    if act is Act.FIND:
        item = " | ".join(_quoted(name) for name in items)
        what = f'(" item=" ({item}) | " need=" words)' if items else '(" need=" words)'
        return (
            f'"find" {what} (" quantity=" words)? (" start=" words)? '
            f'(" for=" words)? (" until=" words)? (" max=" words)?'
        )
    if act is Act.WHEN:
        return (
            '"when" (" start=" words (" for=" words | " until=" words)? '
            '| " for=" words | " until=" words)'
        )
    if act is Act.CHOOSE:
        numbers = " | ".join(f'"\\"{n}\\""' for n in range(1, max(1, len(s.options)) + 1))
        return f'"choose option=" ({numbers})'
    if act is Act.ASK:
        return f'"ask topic=" ({" | ".join(_quoted(topic) for topic in TOPICS)})'
    if act is Act.EXTEND:
        return '"extend" (" for=" words | " until=" words)?'
    slot = {
        Act.IDENTIFY: "value", Act.NAME: "value", Act.ADDRESS: "value", Act.PHONE: "value",
        Act.QUANTITY: "value", Act.OFFER: "price",
    }.get(act)  # fmt: skip
    return f'"{act.value} {slot}=" words' if slot else f'"{act.value}"'


def _quoted(words: str) -> str:
    clean = words.replace("\\", "").replace('"', "").replace("\n", " ")
    return f'"\\"{clean}\\""'
