"""What came of dictated identifiers, as figures: the shape of `appliance eval identifiers --json`.

Fixed formats and people's digits are told apart; so are identifiers that are on nobody's record,
where any record that is proposed is a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from appliance.evaluation.dictated import RECORDED, Account, Field
from appliance.evaluation.dictating import Course
from appliance.evaluation.shares import share, spread

_FIXED = (Field.LICENSE, Field.CERTIFICATE, Field.POLICY, Field.TAG)


def summary(courses: Sequence[Course], known: Iterable[Account]) -> dict[str, Any]:
    """Shares by field and voice, sums over all, and each that went wrong at the first hearing."""
    licenses = {one.license for one in known}
    nothing = [one for one in courses if not one.dictated.value]
    courses = [one for one in courses if one.dictated.value]
    spoken = [one for one in courses if not one.dictated.voice.startswith(RECORDED)]
    human = [one for one in courses if one.dictated.voice.startswith(RECORDED)]
    fixed = [one for one in spoken if one.dictated.field in _FIXED]
    absent = [one for one in courses if not one.dictated.on_record]
    return {
        "identifiers": len(courses),
        "fixed_formats": _shares(fixed, licenses),
        "phones": _shares([one for one in spoken if one.dictated.field is Field.PHONE], licenses),
        "human_digits": _shares(human, licenses),
        "fields": _by(spoken, lambda one: one.dictated.field.value, licenses),
        "voices": _by(courses, lambda one: one.dictated.voice, licenses),
        "matched": _matched([one for one in courses if _on_record(one)], licenses),
        "not_on_record": {
            "n": len(absent),
            "wrong_record_proposed": sum(_proposes_wrong(one, licenses) for one in absent),
        },
        "nothing_dictated": {
            "n": len(nothing),
            "made_up": sum(any(one.proposed) for one in nothing),
        },
        "wrong_used": sum(bool(one.used) and one.used != one.dictated.value for one in courses),
        "transcription_ms": spread([one.ms for one in courses]),
        "wrong": [_told(one) for one in courses if not (one.first and one.found)],
    }


def _on_record(one: Course) -> bool:
    """Said of identifiers that are matched to records: a phone number is not."""
    return one.dictated.on_record and one.dictated.field is not Field.PHONE


def _shares(courses: Sequence[Course], licenses: set[str]) -> dict[str, Any]:
    return {
        "n": len(courses),
        "first_hearing": share([one.first for one in courses]),
        "right_proposed": share([one.found for one in courses]),
        "wrong_record_proposed": sum(_proposes_wrong(one, licenses) for one in courses),
        "after_one_repeat": share([one.again for one in courses]),
        "in_the_end": share([one.dictated.value in one.proposed for one in courses]),
        "keyed": sum(one.keyed for one in courses),
    }


def _matched(courses: Sequence[Course], licenses: set[str]) -> dict[str, Any]:
    return {
        "n": len(courses),
        "right_record": share([one.found for one in courses]),
        "wrong_record": share([_proposes_wrong(one, licenses) for one in courses]),
    }


def _proposes_wrong(one: Course, licenses: set[str]) -> bool:
    """Somebody else's record, or another of the caller's own, was the first to be proposed."""
    proposed = one.proposed[0] if one.proposed else ""
    if not proposed or proposed == one.dictated.value:
        return False
    match one.dictated.field:
        case Field.LICENSE:
            return proposed in licenses
        case Field.CERTIFICATE:
            return proposed in one.dictated.account.certificates
        case Field.POLICY:
            return proposed in one.dictated.account.policies
        case Field.TAG:
            return True
        case Field.PHONE:
            return False


def _by(
    courses: Sequence[Course], key: Callable[[Course], str], licenses: set[str]
) -> dict[str, Any]:
    keys = dict.fromkeys(key(one) for one in courses)
    return {name: _shares([one for one in courses if key(one) == name], licenses) for name in keys}


def _told(one: Course) -> dict[str, Any]:
    said = one.dictated
    return {
        "field": said.field.value,
        "voice": said.voice,
        "value": said.value,
        "on_record": said.on_record,
        "said": said.said,
        "heard": list(one.heard),
        "by_format": one.by_format,
        "proposed": list(one.proposed),
        "keyed": one.keyed,
        "used": one.used,
    }


def as_table(result: dict[str, Any]) -> Any:
    """The same for a terminal."""
    from rich.table import Table

    columns = ("n", "first_hearing", "right_proposed", "wrong_record_proposed",
               "after_one_repeat", "in_the_end", "keyed")  # fmt: skip
    table = Table("", *(name.replace("_", " ") for name in columns))
    rows = {
        "fixed formats": result["fixed_formats"],
        "phone numbers": result["phones"],
        "human digits": result["human_digits"],
        **result["fields"],
        **result["voices"],
    }
    for name, shares in rows.items():
        if shares["n"]:
            table.add_row(name, *(_cell(shares[column]) for column in columns))
    return table


def _cell(value: float | int | None) -> str:
    return f"{value * 100:.1f} %" if isinstance(value, float) else str(value or 0)
