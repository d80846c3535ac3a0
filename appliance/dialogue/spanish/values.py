"""Spoken values in Spanish, as decisions ask for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from appliance.dialogue.spanish.characters import candidates, parse_phone, spoken_repair
from appliance.dialogue.spanish.days import days_until, parse_date, parse_duration, parse_period
from appliance.dialogue.spanish.folding import fold
from appliance.dialogue.spanish.money import is_by_day, parse_day_rate, parse_money
from appliance.dialogue.spanish.numbers import figures, parse_quantity, words_to_number
from appliance.dialogue.spoken import address, names
from appliance.dialogue.spoken.address import AddressMatch
from appliance.dialogue.spoken.identifiers import spell
from appliance.dialogue.spoken.names import NameMatch

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
    "without_lead",
    "words_to_number",
]

_ADDRESS_LEAD = re.compile(
    r"^(?:(?:si|pues|bueno|este|eh|es|esta|queda|va a ser|seria|la obra|el sitio|el trabajo|"
    r"la direccion|en|ahi|alla|y|la|el) )+"
)
_NAME_LEAD = re.compile(
    r"^(?:(?:si|pues|bueno|este|eh|es|va a ser|sera|seria|lo va a operar|la va a operar|lo opera|"
    r"la opera|el operador|la operadora|se llama|mi operador|nombre|a nombre de) )+"
)


def match_phrase(
    heard: str | Sequence[str], phrases: Mapping[str, Sequence[str]]
) -> list[tuple[str, float]]:
    """As in English, with accents left aside on both sides."""
    texts = [heard] if isinstance(heard, str) else list(heard)
    folded = {key: [fold(phrase) for phrase in group] for key, group in phrases.items()}
    return names.match_phrase([fold(text) for text in texts], folded)


def match_name(heard: Sequence[str], known: Sequence[str]) -> NameMatch:
    """The one of `known` that was said; accents are left aside on both sides."""
    by_fold = {fold(name): name for name in known}
    texts = [without_lead(fold(text)) for text in heard]
    found = names.match_name(texts, list(by_fold))
    return NameMatch(
        by_fold[found.name] if found.name else None,
        found.score,
        by_fold[found.best] if found.best else found.best,
        found.runner_up,
        found.sure,
    )


def without_lead(text: str) -> str:
    """The folded words without "el operador es" and the like before a name."""
    return _NAME_LEAD.sub("", text)


def match_address(heard: str | Sequence[str], known: Sequence[str]) -> AddressMatch:
    texts = [heard] if isinstance(heard, str) else list(heard)
    return address.match_address([normalise_address(text) for text in texts], known)


def misheard_site(heard: Sequence[str], known: Sequence[str]) -> str | None:
    return address.misheard_site([normalise_address(text) for text in heard], known)


def normalise_address(text: str) -> str:
    """The address with its numbers in figures; street names are those of the place."""
    said = _ADDRESS_LEAD.sub("", figures(text))
    said = re.sub(r"\b(\d{2}) (\d{2})\b", r"\1\2", said)
    return address.normalise_address(re.sub(r"^(\d+) de (?:la )?", r"\1 ", said))
