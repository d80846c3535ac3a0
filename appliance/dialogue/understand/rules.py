"""Closed questions answered without the language model, where the words leave no doubt.

A rule answers only if what it recognised explains the whole utterance: a leftover word that
carries meaning ("yes, but make it Thursday") sends the utterance to the model instead.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from appliance.dialogue import bad_input
from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.formats import format_of
from appliance.dialogue.services import reading as services
from appliance.dialogue.spoken import dates, identifiers, money, numbers, phones, yesno
from appliance.dialogue.state import ReadBackOf, RentalState
from appliance.dialogue.understand import (
    anytime,
    choices,
    partings,
    patterns,
    periods,
    several,
    wishes,
)
from appliance.domain.calls import BINDING, Asks
from appliance.ports.conversation import Heard, HeardBy
from appliance.ports.facts import Yard

_ALTERNATIVES = 5
_AS_LIKELY = 3
"""So many of the first candidates must not contradict each other where a yes binds."""
_OPEN_ENDED = (Action(Act.EXTEND),)
"""A rental is to be kept longer, and the words that say how long were lost."""
_MOST_OF_NOBODY = 6
_MOST_WITH_AN_ADDRESS = 16
_MOST_BESIDE_NO = 3
_MOST_OF_A_STREET = 6
"""Words, where its number was keyed in before."""
_MONTHS = frozenset(name.lower() for name in calendar.month_name if name) - {"may"}
_DAYS_LISTED = re.compile(
    rf"^\W*(?:(?:{'|'.join(calendar.day_name)})\W+)+(?:{'|'.join(calendar.day_name)})\W*$", re.I
)
_YES_NOT_RIGHT = re.compile(r"^\W*(?:yes|yeah|yep)\W+(?:(?:that|it)'?s )?not right\W*$", re.I)


def certain(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """Actions that the words leave no doubt about, or None.

    Where the best transcript tells nothing, the next ones may: each is the same audio.
    """
    if _contradicts(heard, s):
        return (Action(Act.UNCLEAR),)
    texts = (heard.text, *heard.alternatives)
    tried = list(dict.fromkeys(text.strip() for text in texts))[:_ALTERNATIVES]
    if s.asks is Asks.START_DATE:
        tried = [text for text in tried if _months(heard.text) <= _months(text)]
    if s.asks in (Asks.START_DATE, Asks.DURATION) and patterns.GONE_BY.search(heard.text):
        tried = tried[:1]  # "last Monday" is no day to come, whatever else it may have been
    open_ended: tuple[Action, ...] | None = None
    for text in tried:
        found = _certain(replace(heard, text=text), s, yard, today)
        if found is None or found[0].act is Act.UNCLEAR:
            continue
        if found != _OPEN_ENDED:
            return found if open_ended is None or found[0].act is Act.EXTEND else open_ended
        open_ended = found
    if open_ended is not None:
        return open_ended
    return None if re.search(r"\w", heard.text) else (Action(Act.UNCLEAR),)


def _months(text: str) -> set[str]:
    """The months named: where one was heard, a candidate without it tells another day."""
    return {word for word in re.findall(r"[a-z]+", text.lower()) if word in _MONTHS}


def _certain(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text
    speech = several.from_speech(
        text, yard, lambda part: _certain(Heard(text=part, by=heard.by), s, yard, today)
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
    answer = anytime.after_waiting(text, s)
    if answer and (found := _given_after_all(replace(heard, text=answer), s, yard, today)):
        return found
    said = anytime.certain(text, s, yard, today)
    return said if said is not None else _by_question(heard, s, yard, today)


def _by_question(
    heard: Heard, s: RentalState, yard: Yard, today: date
) -> tuple[Action, ...] | None:
    """What the words are as an answer to the question."""
    rule = _BY_QUESTION.get(s.asks) if s.asks else None
    return rule(heard, s, yard, today) if rule else None


def _given_after_all(
    heard: Heard, s: RentalState, yard: Yard, today: date
) -> tuple[Action, ...] | None:
    """What was asked for, after "let me look": a day, a length, a plain yes or no."""
    found = _by_question(heard, s, yard, today)
    dated = s.asks in (Asks.START_DATE, Asks.DURATION)
    wanted = {Act.WHEN} if dated else {Act.YES, Act.NO, Act.GOODBYE}
    return found if found is not None and found[0].act in wanted else None


def _odd(text: str, s: RentalState) -> tuple[Action, ...] | None:
    """Profanity or another language; names and addresses may be of any."""
    return None if s.asks in (Asks.OPERATOR_NAME, Asks.SITE_ADDRESS) else bad_input.certain(text)


def _identifier(name: str) -> Callable[[Heard, RentalState, Yard, date], tuple[Action, ...] | None]:
    def rule(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
        texts = heard.texts
        found = identifiers.candidates(texts, format_of(yard, name))
        if found:
            return (action(Act.IDENTIFY, value=found[0].value),)
        return _nothing_to_give(heard.text)

    return rule


def _nothing_to_give(text: str) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(text)
    if answer is True and not patterns.content(rest):
        return (Action(Act.YES),)
    if answer is False and len(patterns.content(rest)) <= 1:
        return (Action(Act.NO),)
    none = patterns.NONE_TO_GIVE.search(text) and not patterns.INQUIRY.search(text)
    if none and len(patterns.content(text)) <= 7:
        return (Action(Act.NO),)
    if patterns.JUST_THAT.match(text):
        return (Action(Act.NO),)
    return None


def _confirm(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(heard.text)
    given = _reread(heard, s, yard)
    if answer is True and not patterns.content(rest):
        return (Action(Act.YES),)
    if answer is False:
        return (action(Act.NO, value=rest),)
    if given and s.readback is not None and given == s.readback.value and answer is True:
        return (Action(Act.YES),)
    if given:
        return (action(Act.IDENTIFY, value=given),)
    if answer is True and patterns.DENIAL.search(rest):
        return (Action(Act.NO),)
    if patterns.AGREES.match(heard.text):
        return (Action(Act.YES),)
    return None


def _contradicts(heard: Heard, s: RentalState) -> bool:
    """ "Yes, not right" and "Tuesday, Monday" were blurred by the line, as is a yes that may as
    well have been a no: to be asked once more."""
    if heard.by is not HeardBy.VOICE:
        return False
    if s.asks in BINDING:
        answers = {yesno.parse_yes_no(text) for text in heard.alternatives[:_AS_LIKELY]}
        if answers >= {True, False}:
            return True
    if s.asks is Asks.START_DATE and _DAYS_LISTED.match(heard.text):
        return len(set(re.findall(r"\w+", heard.text.lower()))) > 1
    return s.asks is Asks.CONFIRM and bool(_YES_NOT_RIGHT.match(heard.text))


def _reread(heard: Heard, s: RentalState, yard: Yard) -> str | None:
    """Another value of the kind that was read back."""
    if s.readback is None:
        return None
    if s.readback.of is ReadBackOf.CALLBACK:
        return phones.parse_phone(heard.texts)
    name = {
        ReadBackOf.LICENSE: "business_license",
        ReadBackOf.CERTIFICATE: "certificate",
        ReadBackOf.POLICY: "policy",
    }.get(s.readback.of)
    if name is None:
        return None
    found = identifiers.candidates(heard.texts, format_of(yard, name))
    if found:
        return found[0].value
    return identifiers.spoken_repair(s.readback.value, heard.text)


def _yes_no(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(heard.text)
    if answer is None and s.asks is Asks.FINAL_CONFIRMATION and patterns.IS_WRONG.match(heard.text):
        return (Action(Act.NO),)
    if answer and s.asks is Asks.FINAL_CONFIRMATION and _with_exception(heard.text, rest):
        return (Action(Act.NO),)  # "spot on, except the date": what to change is asked
    if answer is None or (len(patterns.content(rest)) > 2 and s.asks is not Asks.SITE_QUESTION):
        return None
    return (Action(Act.YES if answer else Act.NO),)


def _price(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(heard.text)
    whole = patterns.FOR_THE_WHOLE.sub("", rest)  # "eleven hundred for the two days" is no date
    if _is_offer(whole) and not _dated(whole, today):
        return (action(Act.OFFER, price=rest),)
    if patterns.CHEAPER.search(rest or heard.text):
        return (Action(Act.CHEAPER),)
    if answer and _with_exception(heard.text, rest):
        return None
    if answer is not None and len(patterns.content(rest)) <= 2:
        return (Action(Act.YES if answer else Act.NO),)
    return None


def _with_exception(text: str, rest: str) -> bool:
    """A yes that takes something back: "fair enough, not for me", "right, but the address"."""
    return bool(rest) and bool(patterns.DENIAL.search(rest) or patterns.EXCEPT.search(text))


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
        for word in patterns.content(text)
        if word not in patterns.BARGAINING
        and not any(char.isdigit() for char in word)
        and numbers.words_to_number(word) is None
    ]
    return len(rest) <= 1


def _dated(text: str, today: date) -> bool:
    start, duration = dates.parse_period(text, today)
    return (start is not None or duration is not None) and "$" not in text and "dollar" not in text


def _name(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text.strip()
    if patterns.INQUIRY.search(text) or text.endswith("?") or patterns.STREET.search(text):
        return None
    if "?" in text and patterns.WHO_RUNS.search(text):
        return None
    answer, rest = yesno.split_yes_no(text)
    if answer is not None and not patterns.content(rest):
        return (Action(Act.YES if answer else Act.NO),)
    none = patterns.NONE_TO_GIVE.search(rest) and len(patterns.content(rest)) <= _MOST_OF_NOBODY
    nobody = answer is not True and patterns.NOBODY.search(text)
    if (nobody or none) and not _named(text):
        return (Action(Act.NO),)
    capitals = _named(text)
    if len(capitals) == 1 and answer is None and dates.parse_date(capitals[0], today) is None:
        return (action(Act.NAME, value=re.sub(r"'s$", "", capitals[0])),)
    spoken = patterns.NAME_TAIL.sub(
        "", patterns.NAME_LEAD.sub("", rest if answer is not None and rest else text)
    )
    words = spoken.strip(" .,!").split()
    if not 1 <= len(words) <= 4 or any(ch.isdigit() for ch in spoken):
        return None
    if patterns.NO_NAME.issuperset(words[0].lower().split("'")[:1]):
        return (Action(Act.YES),) if answer is True else None
    if wishes.named(" ".join(words), yard) is not None:
        return None  # a machine, and nobody's name
    return (action(Act.NAME, value=" ".join(words)),)


def _named(text: str) -> list[str]:
    """Names in capitals, without one that is taken back."""
    return patterns.ONE_NAME.findall(patterns.NAMED_BEFORE.sub("", text))


def _address(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text.strip()
    if patterns.QUESTION.search(text):
        return None
    answer, rest = yesno.split_yes_no(text)
    if answer is False and len(patterns.content(rest)) <= 2:
        return (Action(Act.NO),)
    spoken = patterns.BESIDE_ADDRESS.sub("", patterns.ADDRESS_LEAD.sub("", text)).strip(" .,")
    if s.house_number and spoken and len(spoken.split()) <= _MOST_OF_A_STREET:
        return (action(Act.ADDRESS, value=spoken),)
    numbered = patterns.HOUSE_NUMBER.match(spoken)
    if numbered and 2 <= len(spoken.split()) <= 14:
        return (action(Act.ADDRESS, value=spoken),)
    street = patterns.STREET.search(text)
    if street is None or answer is False or len(text.split()) > _MOST_WITH_AN_ADDRESS:
        return None
    return (action(Act.ADDRESS, value=street.group()),)


def _phone(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    if patterns.THIS_NUMBER.search(heard.text):
        return (action(Act.PHONE, value="caller"),)
    number = phones.parse_phone(heard.texts)
    if number:
        return (action(Act.PHONE, value=number),)
    return _nothing_to_give(heard.text)


def _more(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(heard.text)
    ends = (partings.GOODBYE, partings.NOTHING_MORE, partings.ENOUGH)
    if any(one.match(heard.text) for one in ends) and not heard.text.rstrip().endswith("?"):
        return (Action(Act.GOODBYE),)
    none = answer is False and len(patterns.content(rest)) <= _MOST_BESIDE_NO
    none = none and not partings.MORE.search(rest)
    none = none or bool(partings.NONE_NOW.match(heard.text))
    if none and wishes.named(rest, yard) is None:
        return (Action(Act.GOODBYE),)
    if (answer is True and not patterns.content(rest)) or partings.THERE_IS.match(heard.text):
        return (Action(Act.YES),)
    return wishes.certain(heard, s, yard, today)


_BY_QUESTION: dict[Asks, Callable[[Heard, RentalState, Yard, date], tuple[Action, ...] | None]] = {
    Asks.NEED: wishes.certain,
    Asks.BUSINESS_LICENSE: _identifier("business_license"),
    Asks.CONFIRM: _confirm,
    Asks.EQUIPMENT_CHOICE: choices.certain,
    Asks.START_DATE: periods.certain,
    Asks.DURATION: periods.certain,
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
