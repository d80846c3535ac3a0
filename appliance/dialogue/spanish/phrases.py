"""Set phrases that decisions ask about, in Spanish."""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.spanish import patterns, yesno
from appliance.dialogue.spanish.days import MONTHS
from appliance.dialogue.spanish.folding import fold

_LENGTH_WORDS = ("dos días", "tres días", "una semana", "dos semanas", "un mes")
_ANSWER_WORDS = ("Sí", "no", "así es", "está bien", "de acuerdo")
_A_PERSON = re.compile(r"\b(?:persona|humano|representante)\b")
_WHEN = re.compile(
    r"\W*(?:(?:y|pues|hola|oiga|eh)\W+)*(?:cuando|por que|quien|hasta cuando|a que hora)\b"
)
_REFUSES = re.compile(
    r"\b(?:no|nada|nadie|ningun[oa]?|nunca|tampoco|perdi|perdio|olvide|olvido|equivoque|"
    r"equivocad[oa]|adios|hasta luego|que (?:tenga|le vaya|este)|me tengo que ir)\b"
)
_NO_CALL_FOR_ONE = re.compile(
    r"\b(?:una sola|otra|dos|misma|que|cual) personas?\b"
    r"|\b(?:es|usted|hablo con) .*\bpersona real\b"
)
_PLAIN_YES = re.compile(r"\b(?:si|correcto|asi es)\b")


def time_words(today: date) -> tuple[str, ...]:
    return (*patterns.TIME_WORDS, MONTHS[today.month - 1], MONTHS[today.month % 12])


def length_words() -> tuple[str, ...]:
    return _LENGTH_WORDS


def answer_words() -> tuple[str, ...]:
    return _ANSWER_WORDS


def booking_words() -> tuple[str, ...]:
    return ("Resérvelo",)


def agrees(text: str) -> bool:
    return bool(yesno.parse_yes_no(text)) or bool(patterns.AGREES.search(fold(text)))


def says_yes(text: str) -> bool:
    return bool(_PLAIN_YES.search(fold(text)))


def declines(text: str) -> bool:
    said = fold(text)
    if yesno.parse_yes_no(text) is False:
        return True
    if any(one.match(said) for one in (patterns.STOP, patterns.GOODBYE, patterns.BYE)):
        return True
    leaves = (patterns.CALLS_AGAIN, patterns.NONE_TO_GIVE, patterns.NOBODY)
    return any(one.search(said) for one in (*leaves, _REFUSES))


def names_a_person(text: str) -> bool:
    said = fold(text)
    return bool(_A_PERSON.search(said)) and not _NO_CALL_FOR_ONE.search(said)


def asks_what_is_required(text: str) -> bool:
    return True  # by the words of the question itself, which `reading` has looked at


def asks_when(text: str) -> bool:
    return bool(_WHEN.match(fold(text)))


def topic_named(text: str) -> str:
    said = fold(text)
    if patterns.HOURS.search(said):
        return "hours"
    return "location" if patterns.LOCATION.search(said) else ""


def goes_on(text: str) -> bool:
    return fold(text) in patterns.OPEN_ENDS


def says_also(text: str) -> bool:
    return bool(patterns.ALSO.search(fold(text)))


def says_instead(text: str) -> bool:
    return bool(patterns.INSTEAD.search(fold(text)))


def says_same_dates(text: str) -> bool:
    return bool(patterns.SAME_DATES.search(fold(text)))


def says_begin(text: str) -> bool:
    said = fold(text)
    return bool(patterns.BEGINS.search(said) or patterns.INSTEAD.search(said))


def asks_who_speaks(text: str) -> bool:
    return bool(patterns.WHO_SPEAKS.search(fold(text)))


def says_now(text: str) -> bool:
    return bool(patterns.NOW.search(fold(text)))


def says_pick_up(text: str) -> bool:
    return bool(patterns.PICK_UP.search(fold(text)))


def operator_named(text: str) -> str:
    found = patterns.OPERATOR.search(fold(text))
    return next((one.strip() for one in found.groups() if one), "") if found else ""
