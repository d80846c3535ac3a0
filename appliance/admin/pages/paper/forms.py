"""The letterhead as a form, and what an address of labels asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from appliance.admin.forms import FieldError, parse_choice, text_of
from appliance.domain.paper import MOST_TERMS, Letterhead, PaperSize

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_PHONE = re.compile(r"[0-9+()./ x-]*")


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise FieldError("Digits, spaces and + ( ) - . /, like +1 563 555 0142.")
    return text


def _email(text: str) -> str:
    if text and not _EMAIL.fullmatch(text):
        raise FieldError("An e-mail address like counter@yard.example.")
    return text


def _lines(text: str) -> str:
    """Line breaks as one sign each, however the browser sends them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _at_most(most: int, text: str) -> str:
    if len(text) > most:
        raise FieldError(f"At most {most} characters.")
    return text


_FIELDS: dict[str, tuple[int, Callable[[str], Any]]] = {
    "address": (300, str),
    "phone": (40, _phone),
    "email": (100, _email),
    "size": (10, parse_choice(PaperSize)),
    "terms": (MOST_TERMS, str),
}


def read_letterhead(
    before: Letterhead, data: Mapping[str, Any]
) -> tuple[Letterhead, dict[str, str]]:
    """The letterhead as sent, and what is wrong by field; with errors it is not to be kept."""
    errors: dict[str, str] = {}
    values = {}
    for name, (most, parse) in _FIELDS.items():
        try:
            # A browser sends two characters a line break and counts one.
            values[name] = parse(_at_most(most, _lines(text_of(data, name, most * 2))))
        except FieldError as error:
            errors[name] = error.what
    return (before, errors) if errors else (replace(before, **values), {})
