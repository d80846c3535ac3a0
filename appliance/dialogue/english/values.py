"""Spoken values in English (US), from `spoken`."""

from __future__ import annotations

from appliance.dialogue.spoken.address import match_address, misheard_site, normalise_address
from appliance.dialogue.spoken.dates import days_until, parse_date, parse_period
from appliance.dialogue.spoken.durations import parse_duration
from appliance.dialogue.spoken.identifiers import candidates, spell
from appliance.dialogue.spoken.money import parse_day_rate, parse_money
from appliance.dialogue.spoken.names import match_name, match_phrase
from appliance.dialogue.spoken.numbers import parse_quantity, words_to_number
from appliance.dialogue.spoken.phones import parse_phone
from appliance.dialogue.spoken.repair import spoken_repair

__all__ = [
    "candidates",
    "days_until",
    "is_by_day",
    "match_address",
    "match_name",
    "match_phrase",
    "misheard_site",
    "normalise_address",
    "parse_date",
    "parse_day_rate",
    "parse_duration",
    "parse_money",
    "parse_period",
    "parse_phone",
    "parse_quantity",
    "spell",
    "spoken_repair",
    "words_to_number",
]


def is_by_day(text: str) -> bool:
    """ "two hundred a day", "a daily rate"."""
    return "da" in text.lower()
