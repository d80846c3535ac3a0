"""Orders at the counter, read by rule: what is to be done, and to which unit.

Staff speak in set phrases, so no language model is needed; an order that is not recognised is
asked for again with an example.
"""

from __future__ import annotations

import re

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.counter.named import said
from appliance.dialogue.counter.readings import condition_in, meter_in, tag_in
from appliance.dialogue.spoken import yesno
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard

_NAMED = r"(?:[ -](?!out\b|if\b|whether\b|is\b|on\b)[\w-]+){0,4}?"
_DONE: tuple[tuple[Act, re.Pattern[str]], ...] = (
    (
        Act.MAINTENANCE,
        said(
            "(?:is |came |bring(?:ing)? |brought |tak(?:e|ing) |put )?"
            "back (?:in|into|to|from) (?:the )?(?:service|maintenance|repairs?|shop)",
            "(?:going |goes )?out of (?:service|order|maintenance)",
            "(?:in|into|off|from|to|for) (?:service|maintenance)",
        ),
    ),
    (
        Act.CHECK_OUT,
        said(
            f"check(?:ing|ed)?{_NAMED}[ -]?out", "going out", "goes out", "pick(?:ed|ing)? up",
            "hand(?:ed|ing)? (?:out|over)", f"send(?:ing)?{_NAMED} out", "leav(?:es|ing)",
            "out the gate", "head(?:s|ed|ing) out",
        ),
    ),
    (
        Act.CHECK_IN,
        said(
            f"check(?:ing|ed)?{_NAMED}[ -]?(?:back )?in",
            r"return(?:ed|ing|s)?(?!.*\b(?:to|into) service)", "came back", "is back", "back in",
            "bring(?:ing)? back", "brought back", "tak(?:e|ing) back", "c[ao]mes? home",
            "dropp(?:ed|ing) off", "receiv(?:e|ed|ing)", "turn(?:ed|ing) in", "hand(?:ed|ing) back",
        ),
    ),
)  # fmt: skip
"""What is done to a unit: the first that is said counts, on a tie the first that stands here."""
_ASKED: tuple[tuple[Act, re.Pattern[str]], ...] = (
    (
        Act.OVERDUE,
        said(
            "overdue", "over due", "late", "should(?:'ve| have) been back", "not back yet",
            "past (?:their|its|the) (?:return|due)",
        ),
    ),
    (
        Act.WHERE,
        said(
            "who has", "who's got", "where is", "where's", "whereabouts", "status", "find",
            "look up", "track down", "locate",
        ),
    ),
    (
        Act.DUE_TODAY,
        said(
            "due", "coming back", "expected", r"bring(?:ing)? (?:\w+ )?back", "return(?:ed|ing|s)?"
        ),
    ),
)  # fmt: skip
_DUE = said("due", "coming back", "expected", "returns?")
"""Said, and not only asked."""
_CUED = said("unit", "tag", "number", "machine", "asset", "equipment", "eq")
_OF_ONE = re.compile(
    rf"{_CUED.pattern}|\b(?:it|them|this|that one|one|that's|order)\b|\bcheck|\d|"
    r"^\W*\w+(?:\W+\w+){0,3}\W*$",
    re.I,
)
"""What is done is done to some unit: "that bluebird is back" is no order."""
_MAINTENANCE = said(
    "maintenance", "repair(?:s|ed)?", "fixed", "broken?(?: down)?", "(?:to|in|into) the shop",
    "red tag(?:ged)?", "out of commission", "down for",
    r"(?:can|ready to|okay to|ok to) (?:\w+ ){0,2}rent(?:ed)?(?: again)?",
)  # fmt: skip
_QUESTION = re.compile(
    r"^\W*(?:(?:ok|okay|and|so|tell me|show me|list)\W+)*"
    r"(?:what|which|who|where|when|how many|any(?:thing)?|is anything|are any|list|show)\b",
    re.I,
)
_OF_IT = re.compile(r"^\W*(?:(?:ok|okay|and|so|hey)\W+)*(?:is|are|has|did|does)\b", re.I)
"""A question of a unit: "is unit seven back"."""
_RETURNS = re.compile(
    r"\b(?:returns?|returning|due|coming|back)\b.*\b(?:today|tonight|this (?:morning|afternoon))\b|"
    r"\b(?:today|tonight)'s returns\b",
    re.I,
)
_BACK = re.compile(
    r"\b(?:back in(?:to)? service|back from|out of maintenance|off maintenance|from maintenance|"
    r"(?<!be )(?<!get )(?<!not )fixed|(?<!not )ready|in service|(?:in)?to service|repaired|"
    r"can (?:\w+ ){0,2}(?:rent|go out)|(?:clear|end|lift)(?:ed)? (?:the |its )?maintenance|"
    r"maintenance (?:is )?(?:done|over|finished))\b",
    re.I,
)
_OUT_OF_SERVICE = re.compile(r"\b(?:out of (?:service|order)|not in service)\b", re.I)
_REPEAT = re.compile(r"\b(?:say (?:that|it) again|repeat|pardon|what was that)\b", re.I)
_DROP = re.compile(r"\b(?:cancel|don't|do not)\b", re.I)
_GIVE_UP = re.compile(
    r"\b(?:never ?mind|forget (?:it|that|about it|the whole)|cancel (?:that|this|it)\b(?! booking)|"
    r"leave it|scrap (?:that|it)|stop that)\b",
    re.I,
)
_NOTHING_MORE = re.compile(
    r"^\W*(?:(?:please|thanks?|thank you|do (?:it|that)|go ahead|book (?:it|them|that)|right|"
    r"correct|that's (?:it|right|fine|good|correct|all|the one)|it is|sure|great|perfect|"
    r"exactly|yes|yep|yeah|"
    r"sounds? good|(?:check|move|cancel|extend|make|put) (?:it|that|them)(?: (?:in|out|so))?|let's|"
    r"ok|okay|sir|ma'am|and|then|now|for me|you can|of course|absolutely|definitely)\b\W*)*$",
    re.I,
)
"""What may stand beside a yes that means it."""
_BYE = re.compile(r"\b(?:good ?bye|bye|that's all|see you)\b", re.I)
_GOODBYE = re.compile(
    r"\b(?:that's (?:all|it)|that is (?:all|it)|that(?:'ll| will) (?:be all|do)|goodbye|good bye|"
    r"bye(?: bye)?|thanks|thank you|"
    r"see you(?: later)?|(?:we're|i'm) (?:all )?done(?: here)?)\b",
    re.I,
)
_AROUND_GOODBYE = re.compile(
    r"\b(?:ok|okay|no|yes|great|good|alright|all right|well|and|so|for (?:now|today)|very much|"
    r"then|now|a lot|so much|have a (?:good|nice) (?:day|one))\b",
    re.I,
)
_UNKNOWN_UNIT = re.compile(r"\d|\b(?:unit|eq) (?!is\b)", re.I)
_UNIT_ORDERS = frozenset({Act.CHECK_IN, Act.CHECK_OUT, Act.MAINTENANCE, Act.IDENTIFY})


def read(heard: Heard, asks: Asks | None, yard: Yard, tags: tuple[str, ...]) -> tuple[Action, ...]:
    """The order in an utterance; UNCLEAR when there is none, IDENTIFY for a unit alone.

    An answer to a read-back comes first, and what was said besides of a unit follows it: "no,
    unit ten". `tags` are the yard's asset tags: a tag outside them is never made up.
    """
    text = heard.text.replace("\u2019", "'")
    answer, rest = yesno.split_yes_no(text)
    if gives_up(text):
        return (Action(Act.STOP),)
    if _DROP.search(text):
        answer, rest = False, ""
    if _is_goodbye(text) and (asks is not Asks.CONFIRM or _BYE.search(text)):
        return (Action(Act.GOODBYE),)
    order = _order(heard, text, yard, tags)
    if answer is not None and (asks is Asks.CONFIRM or not rest):
        return _answered(order, rest, yes=answer)
    if _REPEAT.search(text):
        return (Action(Act.REPEAT),)
    return (order,)


def _answered(order: Action, rest: str, *, yes: bool) -> tuple[Action, ...]:
    """A yes or no, and what it came with: a yes counts only where nothing else was said."""
    reply = Action(Act.YES if yes else Act.NO)
    if rest and _is_of_a_unit(order):
        return (reply, order)
    if yes and rest and _UNKNOWN_UNIT.search(rest):
        return (order,)
    return (reply,) if not yes or _NOTHING_MORE.search(rest) else (Action(Act.UNCLEAR),)


def gives_up(text: str) -> bool:
    """Whether an order is given up in words that answer no question: "never mind"."""
    return _GIVE_UP.search(text) is not None


def dropped(heard: Heard) -> Act | None:
    """Whether what was said gives an order up, ends the talk or wants the question again."""
    text = heard.text.replace("\u2019", "'")
    if _is_goodbye(text):
        return Act.GOODBYE
    if _DROP.search(text) or gives_up(text) or yesno.split_yes_no(text)[0] is False:
        return Act.STOP
    return Act.REPEAT if _REPEAT.search(text) else None


def _is_of_a_unit(order: Action) -> bool:
    named = any(order.slot(name) for name in ("tag", "meter", "condition"))
    return order.act in _UNIT_ORDERS and named


def _order(heard: Heard, text: str, yard: Yard, tags: tuple[str, ...]) -> Action:
    tag = tag_in(heard, yard, tags)
    act = _act(text, tag)
    if act is Act.MAINTENANCE:
        back = bool(_BACK.search(text)) and not _OUT_OF_SERVICE.search(text)
        return action(act, tag=tag, state="off" if back else "on")
    if act in (Act.CHECK_IN, Act.CHECK_OUT):
        return action(act, tag=tag, meter=meter_in(text), condition=condition_in(text))
    if act is not None:
        return action(act, tag=tag)
    alone = action(Act.IDENTIFY, tag=tag, meter=meter_in(text), condition=condition_in(text))
    return alone if alone.slots else Action(Act.UNCLEAR)


def _act(text: str, tag: str) -> Act | None:
    if not tag and _RETURNS.search(text):
        return Act.DUE_TODAY
    if _QUESTION.search(text) or (tag and _OF_IT.search(text)):
        asked = _first_of(_ASKED, text)
        if tag:
            return Act.WHERE
        if asked is not None:
            return asked
    found = [(m.start(), place) for place, (_, p) in enumerate(_DONE) if (m := p.search(text))]
    if found and (tag or _OF_ONE.search(text)):
        return _DONE[min(found)[1]][0]
    if _MAINTENANCE.search(text):
        return Act.MAINTENANCE
    stated = _first_of(_ASKED, text)
    if stated is Act.WHERE and not (tag or _CUED.search(text)):
        return None  # "while I find your booking, sir"
    return None if stated is Act.DUE_TODAY and not _DUE.search(text) else stated


def _first_of(orders: tuple[tuple[Act, re.Pattern[str]], ...], text: str) -> Act | None:
    return next((act for act, pattern in orders if pattern.search(text)), None)


def _is_goodbye(text: str) -> bool:
    """True where a goodbye is the whole utterance, but for a word such as a name."""
    rest, farewells = _GOODBYE.subn(" ", text)
    rest = _AROUND_GOODBYE.sub(" ", rest)
    words = re.findall(r"[\w']+", rest)
    if not farewells or len(words) > 1:
        return False
    return not words or (_act(rest, "") is None and not re.search(r"\d", rest))
