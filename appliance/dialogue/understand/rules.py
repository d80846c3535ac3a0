"""Closed questions answered without the language model, where the words leave no doubt.

A rule answers only if what it recognised explains the whole utterance: a leftover word that
carries meaning ("yes, but make it Thursday") sends the utterance to the model instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.gates import equipment
from appliance.dialogue.gates.customer import format_of
from appliance.dialogue.spoken import dates, identifiers, money, names, phones, yesno
from appliance.dialogue.state import ReadBackOf, RentalState
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.desk import Yard

_PERSON = re.compile(
    r"\b(?:speak|talk|transfer|put me|connect)\b.*\b(?:person|human|someone|somebody|manager|agent|staff|representative)\b"
    r"|\b(?:real person|a human|operator please|representative)\b", re.I)
_GOODBYE = re.compile(r"^(?:ok(?:ay)?,? |thanks?(?: you)?,? |no,? )*(?:good ?bye|bye(?: bye)?|that's all|that is all|that's it|that'll be all|nothing else)\b", re.I)
_REPEAT = re.compile(r"\b(?:say (?:that|it) again|repeat (?:that|it|please)|come again|pardon(?: me)?|what was that|didn'?t (?:catch|hear|get) (?:that|it|you))\b|^(?:repeat|pardon|sorry|what)\?*$", re.I)
_STOP = re.compile(r"^(?:oh |ok(?:ay)?,? |no,? |actually,? )*(?:never ?mind|forget (?:it|about it|the whole thing)|cancel (?:it|that|everything|the whole thing)|leave it|let's leave it|i changed my mind)\W*$", re.I)
_NONE_TO_GIVE = re.compile(r"\b(?:don'?t|do not|haven'?t|have no|without) (?:have |got |know )?(?:a |an |any |one|it|my |the )?", re.I)
_THIS_NUMBER = re.compile(r"\b(?:this (?:number|phone|one)|number i'?m calling from|same number|the one i'?m (?:calling|on))\b", re.I)
_CHEAPER = re.compile(r"\b(?:cheaper|discount|better (?:price|deal|rate|offer)|best (?:price|you can do)|lower|less|come down|too (?:much|expensive|high|steep|dear)|knock .* off|do better|wiggle room|final offer)\b", re.I)
_QUESTION = re.compile(r"^(?:and |but |so |um |uh )*(?:do you|does|what|when|where|how|can you|could you|are you|is there|why|which)\b|\?$", re.I)
_HOURS = re.compile(r"\b(?:hours|what time|open|close|closing|opening)\b", re.I)
_LOCATION = re.compile(r"\b(?:where are you|your address|located|location|find you|directions)\b", re.I)
_ORDINALS = {
    "first": "1", "1st": "1", "one": "1", "1": "1", "second": "2", "2nd": "2", "two": "2", "2": "2",
    "middle": "2", "third": "3", "3rd": "3", "three": "3", "3": "3",
}  # fmt: skip
_ORDINAL = re.compile(r"^(?:ok(?:ay)?,? |um,? |uh,? |i'?ll (?:take|have) |i want |let'?s (?:take|go with) |give me |make it |the |number |option |that )*(first|second|third|last|middle|1st|2nd|3rd|one|two|three|1|2|3)(?: one| option)?(?:,? please)?\W*$", re.I)
_NAME_LEAD = re.compile(
    r"^(?:um,? |uh,? |well,? |ok(?:ay)?,? |yes,? |yeah,? |sure,? )*"
    r"(?:(?:it(?:'s| is| will be|'ll be)|that(?:'s| is| will be|'d be|'ll be| would be)|(?:my|our|the) operator(?:'s name)?(?: is|'s| will be)?|(?:his|her|their|the) name(?: is|'s)|(?:operator|name)(?: is|:)?|i have|we have|use|put|this is|i(?:'ll| will) use)\b,? ?)?",
    re.I,
)
_NAME_TAIL = re.compile(r"(?:,? (?:will|is going to|can|is|'s gonna|gonna) (?:operate|run|drive|be (?:operating|running|driving|the operator)).*|,? please)?[.!]*$", re.I)
_ADDRESS_LEAD = re.compile(r"^(?:um,? |uh,? |well,? |ok(?:ay)?,? )*(?:(?:it'?s|it is|it'?ll be|that'?s|we'?re|we are|the (?:site|job|address|job site)(?: is|'s)?|job site is)\b,? ?)?(?:(?:at|on|to|going to)\b ?)?", re.I)
_FILLER = {
    *"a an the um uh er hmm well so ok okay please thanks thank you yes yeah it's it is i i'd we we'd need want like to for "
    "from on at starting start until till through of about just maybe probably let's let us make that's that would be will be "
    "and then pick up pickup picking it up go with say if possible my our me i'll we'll i'm take have get rent in this".split(),
}  # fmt: skip


def certain(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """Actions that the words leave no doubt about, or None."""
    text = heard.text.strip()
    if not re.search(r"\w", text):
        return (Action(Act.UNCLEAR),)
    universal = _universal(text, s)
    if universal:
        return universal
    rule = _BY_QUESTION.get(s.asks) if s.asks else None
    return rule(heard, s, yard, today) if rule else None


def _universal(text: str, s: RentalState) -> tuple[Action, ...] | None:
    if _PERSON.search(text):
        return (Action(Act.PERSON),)
    if _STOP.match(text):
        return (Action(Act.STOP),)
    if s.asks is not Asks.ANYTHING_ELSE and _GOODBYE.match(text) and "no" not in text.lower().split():
        return (Action(Act.GOODBYE),)
    if _REPEAT.search(text):
        return (Action(Act.REPEAT),)
    if _QUESTION.search(text) and len(text.split()) <= 10:
        if _LOCATION.search(text):
            return (action(Act.ASK, topic="location"),)
        if _HOURS.search(text):
            return (action(Act.ASK, topic="hours"),)
    return None


def _identifier(name: str) -> Callable[[Heard, RentalState, Yard, date], tuple[Action, ...] | None]:
    def rule(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
        texts = heard.alternatives or (heard.text,)
        found = identifiers.candidates(texts, format_of(yard, name))
        if found:
            return (action(Act.IDENTIFY, value=found[0].value),)
        return _nothing_to_give(heard.text)

    return rule


def _nothing_to_give(text: str) -> tuple[Action, ...] | None:
    if yesno.parse_yes_no(text) is False or _NONE_TO_GIVE.search(text):
        return (Action(Act.NO),)
    return None


def _confirm(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(heard.text)
    given = _reread(heard, s, yard)
    if answer is True and not _content(rest):
        return (Action(Act.YES),)
    if answer is False:
        return (action(Act.NO, value=rest),)
    if given:
        return (action(Act.IDENTIFY, value=given),)
    return (Action(Act.YES),) if answer is True and s.readback else None


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
    amount = money.parse_money(rest)
    if amount is not None and amount >= 10 and not _dated(rest, today):
        return (action(Act.OFFER, price=rest),)
    if _CHEAPER.search(rest or heard.text):
        return (Action(Act.CHEAPER),)
    if answer is not None and len(_content(rest)) <= 2:
        return (Action(Act.YES if answer else Act.NO),)
    return None


def _dated(text: str, today: date) -> bool:
    start, duration = dates.parse_period(text, today)
    return (start is not None or duration is not None) and "$" not in text and "dollar" not in text


def _period(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text
    start, duration = dates.parse_period(text, today)
    if start is None and duration is None:
        if s.asks is Asks.DURATION and s.start and dates.parse_end_date(text, s.start):
            return (action(Act.WHEN, until=text),)
        return None
    if len(_content(text)) > 8:
        return None
    return (action(Act.WHEN, start=text if start else "", for_=text if duration else ""),)


def _choice(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text
    ordinal = _ORDINAL.match(text)
    if ordinal:
        word = ordinal.group(1).lower()
        number = str(len(s.options)) if word == "last" else _ORDINALS[word]
        if int(number) <= len(s.options):
            return (action(Act.CHOOSE, option=number),)
    chosen = equipment.pick(s.options, text)
    if chosen is not None and len(_content(text)) <= len(chosen.name.split()) + 2:
        return (action(Act.CHOOSE, option=str(s.options.index(chosen) + 1), item=chosen.name),)
    answer, rest = yesno.split_yes_no(text)
    if answer is not None and not _content(rest):
        return (Action(Act.YES if answer else Act.NO),)
    start, duration = dates.parse_period(text, today)
    if (start or duration) and len(_content(text)) <= 5:
        return _period(heard, s, yard, today)
    return None


def _name(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text.strip()
    if _QUESTION.search(text):
        return None
    answer, rest = yesno.split_yes_no(text)
    if answer is False and not _content(rest):
        return (Action(Act.NO),)
    spoken = _NAME_TAIL.sub("", _NAME_LEAD.sub("", rest if answer is not None and rest else text))
    words = spoken.strip(" .,!").split()
    if 1 <= len(words) <= 4 and not any(ch.isdigit() for ch in spoken):
        return (action(Act.NAME, value=" ".join(words)),)
    return None


def _address(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    text = heard.text.strip()
    if _QUESTION.search(text):
        return None
    answer, rest = yesno.split_yes_no(text)
    if answer is False and len(_content(rest)) <= 2:
        return (Action(Act.NO),)
    spoken = _ADDRESS_LEAD.sub("", text).strip(" .")
    numbered = re.match(r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b", spoken, re.I)
    if numbered and 2 <= len(spoken.split()) <= 14:
        return (action(Act.ADDRESS, value=spoken),)
    return None


def _phone(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    if _THIS_NUMBER.search(heard.text):
        return (action(Act.PHONE, value="caller"),)
    number = phones.parse_phone(heard.alternatives or (heard.text,))
    if number:
        return (action(Act.PHONE, value=number),)
    return _nothing_to_give(heard.text)


def _more(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(heard.text)
    if _GOODBYE.match(heard.text) or (answer is False and len(_content(rest)) <= 3):
        return (Action(Act.GOODBYE),)
    if answer is True and not _content(rest):
        return (Action(Act.YES),)
    return _need(heard, s, yard, today)


def _need(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """A machine named outright, perhaps with dates: nothing else may be in the sentence."""
    phrases = {item.class_id: [item.name, *item.names] for item in yard.items}
    ranked = names.match_phrase(heard.text, phrases)
    if not ranked or ranked[0][1] < 95 or len(heard.text.split()) > 14 or _QUESTION.search(heard.text):
        return None
    named = next(item for item in yard.items if item.class_id == ranked[0][0])
    start, duration = dates.parse_period(heard.text, today)
    if money.parse_money(heard.text) is not None and start is None and duration is None:
        return None
    return (
        action(
            Act.FIND,
            item=named.name,
            start=heard.text if start else "",
            for_=heard.text if duration else "",
        ),
    )


def _content(text: str) -> list[str]:
    """The words that are not filler."""
    return [word for word in re.findall(r"[\w']+", text.lower()) if word not in _FILLER]


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
