"""Closed questions answered without the language model, where the words leave no doubt.

A rule answers only if what it recognised explains the whole utterance: a leftover word that
carries meaning ("yes, but make it Thursday") sends the utterance to the model instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from appliance.dialogue import bad_input
from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.formats import format_of
from appliance.dialogue.gates import equipment
from appliance.dialogue.knowledge import reading as knowledge
from appliance.dialogue.services import reading as services
from appliance.dialogue.spoken import dates, identifiers, money, names, numbers, phones, yesno
from appliance.dialogue.state import ReadBackOf, RentalState
from appliance.dialogue.understand import beside, patterns, several
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard

_ALTERNATIVES = 5
_MACHINE_NAMED = 90.0
_SAME_DATES = re.compile(r"\bsame (?:days?|dates?|time|period|length|week)\b", re.I)
_ANSWERED_YES_OR_NO = frozenset(
    {
        Asks.CONFIRM,
        Asks.PRICE_OK,
        Asks.SITE_QUESTION,
        Asks.FINAL_CONFIRMATION,
        Asks.EQUIPMENT_CHOICE,
    }
)
"""Where "that's it" is a yes and no goodbye."""


def certain(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """Actions that the words leave no doubt about, or None.

    Where the best transcript tells nothing, the next ones may: each is the same audio.
    """
    texts = (heard.text, *heard.alternatives)
    tried = list(dict.fromkeys(text.strip() for text in texts))[:_ALTERNATIVES]
    for text in tried:
        found = _certain(replace(heard, text=text), s, yard, today)
        if found is not None and found[0].act is not Act.UNCLEAR:
            return found
    return None if re.search(r"\w", heard.text) else (Action(Act.UNCLEAR),)


def _certain(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text
    speech = several.from_speech(
        text, lambda part: _certain(Heard(text=part, by=heard.by), s, yard, today)
    )
    if speech is not None:
        return speech
    if s.override is not None and (held := _on_hold(heard, s, yard, today)):
        return held
    served = services.certain(heard, s, yard, today)
    if served is not None:
        return served
    odd = _odd(text, s) or several.certain(text, s, yard) or several.pair(text, s, yard, today)
    if odd is not None:
        return odd
    universal = _universal(text, s, yard) or _new_dates(text, today) or _question(text, yard)
    if universal:
        return universal
    rule = _BY_QUESTION.get(s.asks) if s.asks else None
    return rule(heard, s, yard, today) if rule else None


def _odd(text: str, s: RentalState) -> tuple[Action, ...] | None:
    """Profanity or another language; names and addresses may be of any."""
    return None if s.asks in (Asks.OPERATOR_NAME, Asks.SITE_ADDRESS) else bad_input.certain(text)


def _universal(text: str, s: RentalState, yard: Yard) -> tuple[Action, ...] | None:
    if patterns.PERSON.search(text):
        return (Action(Act.PERSON),)
    if patterns.STOP.match(text):
        return (Action(Act.STOP),)
    goodbye = patterns.BYE if s.asks in _ANSWERED_YES_OR_NO else patterns.GOODBYE
    if s.asks is not Asks.ANYTHING_ELSE and goodbye.match(text):
        return (Action(Act.GOODBYE),)
    if (
        patterns.WAIT.search(text)
        and not _has_digits(text)
        and not beside.gives_number(text, s, yard)
    ):
        return (Action(Act.WAIT),)
    if patterns.REPEAT.search(text):
        return (Action(Act.REPEAT),)
    if patterns.QUESTION.search(text) and len(text.split()) <= 10:
        if patterns.LOCATION.search(text):
            return (action(Act.ASK, topic="location"),)
        if patterns.HOURS.search(text):
            return (action(Act.ASK, topic="hours"),)
        if patterns.DEPOSIT.search(text):
            return (action(Act.ASK, topic="deposit"),)
        if s.item is not None and patterns.COST.search(text) and not _has_digits(text):
            return (action(Act.ASK, topic="price"),)
        if s.item is not None and patterns.NEEDS.search(text):
            return (action(Act.ASK, topic="requirements"),)
    return None


def _question(text: str, yard: Yard) -> tuple[Action, ...] | None:
    """A question on how the yard does things, unless a machine is named in it."""
    asked = knowledge.certain(text)
    if asked is None:
        return None
    phrases = {item.class_id: [item.name, *item.names] for item in yard.items}
    ranked = names.match_phrase(one_and_many(text), phrases)
    return None if ranked and ranked[0][1] >= _MACHINE_NAMED else asked


def one_and_many(text: str) -> list[str]:
    """The words as said, and with plural endings off: "two mini excavators" names one."""
    return [text, re.sub(r"(\w{4,})s\b", r"\1", text)]


def _has_digits(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _new_dates(text: str, today: date) -> tuple[Action, ...] | None:
    """ "Make it Thursday instead", at any question."""
    if not patterns.CHANGE.search(text) or len(_content(text)) > 6:
        return None
    start, duration = dates.parse_period(text, today)
    if start is None and duration is None:
        return None
    words = _when(text)
    return (action(Act.WHEN, start=words if start else "", for_=words if duration else ""),)


def _identifier(name: str) -> Callable[[Heard, RentalState, Yard, date], tuple[Action, ...] | None]:
    def rule(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
        texts = heard.alternatives or (heard.text,)
        found = identifiers.candidates(texts, format_of(yard, name))
        if found:
            return (action(Act.IDENTIFY, value=found[0].value),)
        return _nothing_to_give(heard.text)

    return rule


def _nothing_to_give(text: str) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(text)
    if answer is True and not _content(rest):
        return (Action(Act.YES),)
    if answer is False and len(_content(rest)) <= 1:
        return (Action(Act.NO),)
    if patterns.NONE_TO_GIVE.search(text) and len(_content(text)) <= 7:
        return (Action(Act.NO),)
    return None


def _confirm(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(heard.text)
    given = _reread(heard, s, yard)
    if answer is True and not _content(rest):
        return (Action(Act.YES),)
    if answer is False:
        return (action(Act.NO, value=rest),)
    if given and s.readback is not None and given == s.readback.value and answer is True:
        return (Action(Act.YES),)
    if given:
        return (action(Act.IDENTIFY, value=given),)
    if answer is True and patterns.DENIAL.search(rest):
        return (Action(Act.NO),)
    return None


def _reread(heard: Heard, s: RentalState, yard: Yard) -> str | None:
    """Another value of the kind that was read back."""
    if s.readback is None:
        return None
    if s.readback.of is ReadBackOf.CALLBACK:
        return phones.parse_phone(heard.alternatives or (heard.text,))
    name = {
        ReadBackOf.LICENSE: "business_license",
        ReadBackOf.CERTIFICATE: "certificate",
        ReadBackOf.POLICY: "policy",
    }.get(s.readback.of)
    if name is None:
        return None
    found = identifiers.candidates(heard.alternatives or (heard.text,), format_of(yard, name))
    if found:
        return found[0].value
    return identifiers.spoken_repair(s.readback.value, heard.text)


def _yes_no(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(heard.text)
    if answer is None or (len(_content(rest)) > 2 and s.asks is not Asks.SITE_QUESTION):
        return None
    return (Action(Act.YES if answer else Act.NO),)


def _price(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(heard.text)
    if _is_offer(rest) and not _dated(rest, today):
        return (action(Act.OFFER, price=rest),)
    if patterns.CHEAPER.search(rest or heard.text):
        return (Action(Act.CHEAPER),)
    if answer is not None and len(_content(rest)) <= 2:
        return (Action(Act.YES if answer else Act.NO),)
    return None


def _on_hold(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """While a manager is asked: "okay" is no yes to any price."""
    if patterns.NO_LONGER.search(heard.text):
        return (Action(Act.WITHDRAW),)
    found = _price(heard, s, yard, today)
    if found is None or found[0].act is Act.OFFER:
        return found
    return (Action(Act.WITHDRAW if found[0].act is Act.NO else Act.WAIT),)


def _is_offer(text: str) -> bool:
    """An amount, and nothing beside it but words of bargaining: an address is no price."""
    if money.parse_money(text) is None or patterns.NEGATIVE.search(text):
        return False
    rest = [
        word
        for word in _content(text)
        if word not in patterns.BARGAINING
        and not any(char.isdigit() for char in word)
        and numbers.words_to_number(word) is None
    ]
    return len(rest) <= 1


def _dated(text: str, today: date) -> bool:
    start, duration = dates.parse_period(text, today)
    return (start is not None or duration is not None) and "$" not in text and "dollar" not in text


def _period(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = patterns.counted_as_heard(heard.text)
    start, duration = dates.parse_period(text, today)
    length = patterns.DONE_IN.search(text) if s.asks is Asks.DURATION else None
    if length and dates.parse_duration(length.group(1)):
        return (action(Act.WHEN, for_=length.group(1)),)
    if start is None and duration is None and s.earlier_dates is not None:
        answer, rest = yesno.split_yes_no(text)
        if _SAME_DATES.search(text) and answer is not False:
            return (Action(Act.YES),)
        if answer is not None and not _content(rest):
            return (Action(Act.YES if answer else Act.NO),)
    if start is None and duration is None:
        if s.asks is Asks.DURATION and s.start and dates.parse_end_date(text, s.start):
            return (action(Act.WHEN, until=text),)
        return None
    if len(_content(text)) > 8:
        return None
    return (action(Act.WHEN, start=text if start else "", for_=text if duration else ""),)


def _choice(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text
    ordinal = patterns.ORDINAL.match(text)
    if ordinal:
        word = ordinal.group(1).lower()
        number = len(s.options) if word == "last" else patterns.ORDINALS[word]
        if 1 <= number <= len(s.options):
            return (action(Act.CHOOSE, option=str(number)),)
    chosen = equipment.pick(s.options, text)
    if chosen is not None and len(_content(text)) <= len(chosen.name.split()) + 2:
        return (action(Act.CHOOSE, option=str(s.options.index(chosen) + 1), item=chosen.name),)
    answer, rest = yesno.split_yes_no(text)
    if answer is not None and not _content(rest):
        return (Action(Act.YES if answer else Act.NO),)
    if chosen is None:
        other = _need(heard, s, yard, today)
        if other is None and answer is False and dates.parse_period(text, today) == (None, None):
            return (Action(Act.NO),)
        if other is not None:
            return other
    start, duration = dates.parse_period(text, today)
    if (start or duration) and len(_content(text)) <= 5:
        return _period(heard, s, yard, today)
    return None


def _name(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text.strip()
    if patterns.QUESTION.search(text):
        return None
    answer, rest = yesno.split_yes_no(text)
    if answer is not None and not _content(rest):
        return (Action(Act.YES if answer else Act.NO),)
    if answer is not True and patterns.NOBODY.search(text):
        return (Action(Act.NO),)
    spoken = patterns.NAME_TAIL.sub(
        "", patterns.NAME_LEAD.sub("", rest if answer is not None and rest else text)
    )
    words = spoken.strip(" .,!").split()
    if 1 <= len(words) <= 4 and not any(ch.isdigit() for ch in spoken):
        return (action(Act.NAME, value=" ".join(words)),)
    return None


def _address(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text.strip()
    if patterns.QUESTION.search(text):
        return None
    answer, rest = yesno.split_yes_no(text)
    if answer is False and len(_content(rest)) <= 2:
        return (Action(Act.NO),)
    spoken = patterns.ADDRESS_LEAD.sub("", text).strip(" .")
    numbered = patterns.HOUSE_NUMBER.match(spoken)
    if numbered and 2 <= len(spoken.split()) <= 14:
        return (action(Act.ADDRESS, value=spoken),)
    return None


def _phone(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    if patterns.THIS_NUMBER.search(heard.text):
        return (action(Act.PHONE, value="caller"),)
    number = phones.parse_phone(heard.alternatives or (heard.text,))
    if number:
        return (action(Act.PHONE, value=number),)
    return _nothing_to_give(heard.text)


def _more(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(heard.text)
    if patterns.GOODBYE.match(heard.text) or (answer is False and len(_content(rest)) <= 3):
        return (Action(Act.GOODBYE),)
    if answer is True and not _content(rest):
        return (Action(Act.YES),)
    return _need(heard, s, yard, today)


def _need(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """A machine named outright, perhaps with dates: nothing else may be in the sentence."""
    phrases = {item.class_id: [item.name, *item.names] for item in yard.items}
    words = patterns.COUNTED_FIRST.sub("", heard.text)
    ranked = names.match_phrase(one_and_many(words), phrases)
    if (
        not ranked
        or ranked[0][1] < 95
        or len(heard.text.split()) > 14
        or patterns.QUESTION.search(heard.text)
        or services.of_own(heard.text)
    ):
        return None
    named = next(item for item in yard.items if item.class_id == ranked[0][0])
    start, duration = dates.parse_period(heard.text, today)
    if money.parse_money(heard.text) is not None and start is None and duration is None:
        return None
    return (
        action(
            Act.FIND,
            item=named.name,
            start=_when(heard.text) if start else "",
            for_=_when(heard.text) if duration else "",
        ),
    )


def _when(text: str) -> str:
    """The utterance from its first word about time on."""
    found = patterns.TIME.search(text)
    return text[found.start() :] if found else text


def _content(text: str) -> list[str]:
    """The words that are not filler."""
    return [word for word in re.findall(r"[\w']+", text.lower()) if word not in patterns.FILLER]


_BY_QUESTION: dict[Asks, Callable[[Heard, RentalState, Yard, date], tuple[Action, ...] | None]] = {
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
