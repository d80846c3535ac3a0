"""What answers the question that is open, in Spanish: one rule for each kind of question.

As in English, a rule answers only if what it recognised explains the whole utterance.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.formats import format_of
from appliance.dialogue.gates import equipment
from appliance.dialogue.spanish import (
    characters,
    days,
    machines,
    money,
    patterns,
    values,
    yesno,
)
from appliance.dialogue.spanish import service_reading as services
from appliance.dialogue.spanish.folding import fold
from appliance.dialogue.spanish.numbers import figures, parse_quantity
from appliance.dialogue.state import ReadBackOf, RentalState
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard

Found = tuple[Action, ...] | None
Rule = Callable[[Heard, RentalState, Yard, date], Found]

MOST_WORDS = 18
_BARGAINING = frozenset(
    re.findall(
        r"\w+",
        """
    dolar dolares peso pesos dia diario diarios semana mes total todo cada doy ofrezco ofrece puedo
    puede pago pagar pagaria maximo cuando mucho mas que deja dejar deje dejamelo dejemelo dejaria
    va vaya hasta dar darle cien mil ciento cerrado quedamos cerramos tengo pensado pensaba
        """,
    )
)
_KINDS = {
    ReadBackOf.LICENSE: "business_license",
    ReadBackOf.CERTIFICATE: "certificate",
    ReadBackOf.POLICY: "policy",
}
_MOST_OF_A_STREET = 6
"""Words, where its number was keyed in before."""


def _identifier(name: str) -> Rule:
    def rule(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
        texts = heard.texts
        found = characters.candidates(texts, format_of(yard, name))
        if found:
            return (action(Act.IDENTIFY, value=found[0].value),)
        return _nothing_to_give(heard.text)

    return rule


def _nothing_to_give(text: str) -> Found:
    answer, rest = yesno.split_yes_no(text)
    if patterns.NONE_TO_GIVE.search(fold(text)) and len(_content(text)) <= 7:
        return (Action(Act.NO),)
    if answer is not None and len(_content(rest)) <= (0 if answer else 1):
        return (Action(Act.YES if answer else Act.NO),)
    return None


def _confirm(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    answer, rest = yesno.split_yes_no(heard.text)
    given = _reread(heard, s, yard)
    if given and s.readback is not None and given == s.readback.value and answer is True:
        return (Action(Act.YES),)
    if answer is True and not _content(rest):
        return (Action(Act.YES),)
    if answer is False:
        return (action(Act.NO, value=rest),)
    if given:
        return (action(Act.IDENTIFY, value=given),)
    return None


def _reread(heard: Heard, s: RentalState, yard: Yard) -> str | None:
    """Another value of the kind that was read back."""
    if s.readback is None:
        return None
    texts = heard.texts
    if s.readback.of is ReadBackOf.CALLBACK:
        return characters.parse_phone(texts)
    kind = _KINDS.get(s.readback.of)
    if kind is None:
        return None
    found = characters.candidates(texts, format_of(yard, kind))
    return found[0].value if found else characters.spoken_repair(s.readback.value, heard.text)


def _yes_no(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    answer, rest = yesno.split_yes_no(heard.text)
    if answer is None or (len(_content(rest)) > 2 and s.asks is not Asks.SITE_QUESTION):
        return None
    return (Action(Act.YES if answer else Act.NO),)


def _price(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    answer, rest = yesno.split_yes_no(heard.text)
    if _is_offer(rest) and days.parse_period(rest, today)[0] is None:
        return (action(Act.OFFER, price=rest),)
    if patterns.CHEAPER.search(fold(rest or heard.text)):
        return (Action(Act.CHEAPER),)
    if answer is not None and len(_content(rest)) <= 2:
        return (Action(Act.YES if answer else Act.NO),)
    return None


def on_hold(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    """While a manager is asked: a "bueno" is no yes to any price."""
    if patterns.NO_LONGER.search(fold(heard.text)):
        return (Action(Act.WITHDRAW),)
    found = _price(heard, s, yard, today)
    if found is None or found[0].act is Act.OFFER:
        return found
    return (Action(Act.WITHDRAW if found[0].act is Act.NO else Act.WAIT),)


def _is_offer(text: str) -> bool:
    """An amount, and nothing beside it but words of bargaining."""
    if money.parse_money(text) is None:
        return False
    rest = [
        word
        for word in _content(figures(text))
        if word not in _BARGAINING and not any(char.isdigit() for char in word)
    ]
    return len(rest) <= 1


def _period(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    text = heard.text
    start, duration = days.parse_period(text, today)
    if start is None and duration is None:
        if s.earlier_dates is not None:
            answer, rest = yesno.split_yes_no(text)
            if patterns.SAME_DATES.search(fold(text)) and answer is not False:
                return (Action(Act.YES),)
            if answer is not None and not _content(rest):
                return (Action(Act.YES if answer else Act.NO),)
        if s.asks is Asks.DURATION and s.start:
            if days.days_until(text, s.start):
                return (action(Act.WHEN, until=text),)
            bare = parse_quantity(text)
            if bare and len(_content(text)) <= 1:
                return (action(Act.WHEN, for_=f"{bare} días"),)
        answer, rest = yesno.split_yes_no(text)
        return (Action(Act.NO),) if answer is False and not _content(rest) else None
    if len(_content(text)) > 8:
        return None
    ends = s.asks is Asks.DURATION and s.start is not None and duration is None
    if ends and s.start and days.days_until(f"hasta {text}", s.start):
        return (action(Act.WHEN, until=f"hasta {text}"),)
    return (action(Act.WHEN, start=text if start else "", for_=text if duration else ""),)


def _choice(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    text = heard.text
    number = services.ordinal(text, len(s.options))
    if number is not None:
        return (action(Act.CHOOSE, option=str(number)),)
    chosen = equipment.pick(s.options, text, values.match_phrase)
    if chosen is not None and len(_content(text)) <= len(chosen.name.split()) + 2:
        at = str(s.options.index(chosen) + 1)
        return (action(Act.CHOOSE, option=at, item=chosen.name),)
    answer, rest = yesno.split_yes_no(text)
    if answer is not None and not _content(rest):
        return (Action(Act.YES if answer else Act.NO),)
    if chosen is None:
        other = _need(heard, s, yard, today)
        if other is not None:
            return other
        if answer is False and days.parse_period(text, today) == (None, None):
            return (Action(Act.NO),)
    start, duration = days.parse_period(text, today)
    return _period(heard, s, yard, today) if (start or duration) else None


def _name(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    said = fold(heard.text)
    if patterns.QUESTION.search(said):
        return None
    answer, rest = yesno.split_yes_no(heard.text)
    if answer is not None and not _content(rest):
        return (Action(Act.YES if answer else Act.NO),)
    if answer is not True and patterns.NOBODY.search(said):
        return (Action(Act.NO),)
    name = re.sub(r" (?:lo|la) (?:va a operar|va a manejar|opera|maneja)\b.*$", "", said)
    name = values.without_lead(re.sub(r"^(?:si|no)[ ,]+", "", name)).strip(" .,¿?¡!")
    if 1 <= len(name.split()) <= 4 and not any(char.isdigit() for char in name):
        return (action(Act.NAME, value=_as_said(heard.text, name)),)
    return None


def _as_said(text: str, folded: str) -> str:
    """The words of the utterance, accents and all, that fold to these."""
    words = re.findall(r"[^\W\d_]+", text)
    wanted = folded.split()
    for at in range(len(words) - len(wanted) + 1):
        run = words[at : at + len(wanted)]
        if [fold(word) for word in run] == wanted:
            return " ".join(run)
    return folded


def _address(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    text = heard.text
    if patterns.QUESTION.search(fold(text)):
        return None
    answer, rest = yesno.split_yes_no(text)
    if answer is False and len(_content(rest)) <= 2:
        return (Action(Act.NO),)
    address = values.normalise_address(text)
    if s.house_number and address and len(address.split()) <= _MOST_OF_A_STREET:
        return (action(Act.ADDRESS, value=address),)
    if re.match(r"\d+\w? \w", address) and 2 <= len(address.split()) <= 14:
        return (action(Act.ADDRESS, value=address),)
    return None


def _phone(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    if patterns.THIS_NUMBER.search(fold(heard.text)):
        return (action(Act.PHONE, value="caller"),)
    number = characters.parse_phone(heard.texts)
    if number:
        return (action(Act.PHONE, value=number),)
    return _nothing_to_give(heard.text)


def _more(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    answer, rest = yesno.split_yes_no(heard.text)
    said = fold(heard.text)
    ends = patterns.GOODBYE.match(said) or patterns.ENOUGH.match(said)
    if ends or (answer is False and len(_content(rest)) <= 3):
        return (Action(Act.GOODBYE),)
    if answer is True and not _content(rest):
        return (Action(Act.YES),)
    return _need(heard, s, yard, today)


def _need(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    """A machine named outright, perhaps with a number and dates."""
    text = heard.text
    name = machines.named(text, yard)
    if name is None or len(text.split()) > MOST_WORDS or patterns.QUESTION.search(fold(text)):
        return None
    start, duration = days.parse_period(text, today)
    ceiling = re.search(r"\b(?:menos de|hasta|maximo|no mas de) (.*dolares.*)", fold(text))
    count = parse_quantity(text)
    dated = start is not None or duration is not None
    if ceiling is None and count is None and not dated and money.parse_money(text) is not None:
        return None
    return (
        action(
            Act.FIND,
            item=name,
            quantity=str(count) if count else "",
            start=text if start else "",
            for_=text if duration else "",
            max=ceiling[1] if ceiling else "",
        ),
    )


def _content(text: str) -> list[str]:
    """The words that are not filler."""
    return [word for word in re.findall(r"[\w']+", fold(text)) if word not in patterns.FILLER]


BY_QUESTION: dict[Asks, Rule] = {
    Asks.NEED: _need,
    Asks.BUSINESS_LICENSE: _identifier("business_license"),
    Asks.CONFIRM: _confirm,
    Asks.EQUIPMENT_CHOICE: _choice,
    Asks.START_DATE: _period,
    Asks.DURATION: _period,
    Asks.PRICE_OK: _price,
    Asks.OPERATOR_NAME: _name,
    Asks.OPERATOR_CERTIFICATE: _identifier("certificate"),
    Asks.SITE_ADDRESS: _address,
    Asks.SITE_QUESTION: _yes_no,
    Asks.POLICY_NUMBER: _identifier("policy"),
    Asks.FINAL_CONFIRMATION: _yes_no,
    Asks.CALLBACK_NUMBER: _phone,
    Asks.ANYTHING_ELSE: _more,
}
