"""Spanish numbers, both ways: "doscientos treinta y cinco" is 235, and 235 is said so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from num2words import num2words

from appliance.dialogue.spanish.folding import tokens

_UNITS: Final = {
    "cero": 0, "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
}  # fmt: skip
_TEENS: Final = {
    "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
    "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veintiuno": 21,
    "veintiun": 21, "veintiuna": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24,
    "veinticinco": 25, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
_TENS: Final = {
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90,
}  # fmt: skip
_HUNDREDS: Final = {
    "cien": 100, "ciento": 100,
    **{
        f"{stem}{gender}s": value
        for stem, value in {
            "doscient": 200, "trescient": 300, "cuatrocient": 400, "quinient": 500,
            "seiscient": 600, "setecient": 700, "novecient": 900, "ochocient": 800,
        }.items()
        for gender in ("o", "a")
    },
}  # fmt: skip
_MILLIONS: Final = frozenset({"millon", "millones"})
_FIGURE: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_MEASURES: Final = frozenset(
    re.findall(
        r"\w+",
        """
    dia dias semana semanas mes meses ano anos hora horas dolar dolares peso pesos pie pies
    metro metros tonelada toneladas pulgada pulgadas por kilo kilos quincena minuto minutos
    centavo centavos mil
        """,
    )
)
_NO_COUNT_BEFORE: Final = frozenset(
    {"el", "del", "al", "calle", "numero", "licencia", "poliza", "certificado", "unidad", "los"}
)
_MOST_COUNTED: Final = 999


def read_number(said: Sequence[str], i: int) -> tuple[int, int] | None:
    """The cardinal that begins at token `i`, and where it ends; figures count as one."""
    millions = 0
    found = _below_million(said, i)
    if found is None:
        return None
    value, end = found
    if end < len(said) and said[end] in _MILLIONS:
        millions, value, end = value * 1_000_000, 0, end + 1
        more = _below_million(said, end)
        if more is not None and not said[end].isdigit():
            value, end = more
    return millions + value, end


def _below_million(said: Sequence[str], i: int) -> tuple[int, int] | None:
    if i < len(said) and said[i] == "mil":
        thousands, end = 1, i
    else:
        found = _below_thousand(said, i)
        if found is None:
            return None
        thousands, end = found
    if end >= len(said) or said[end] != "mil":
        return thousands, end
    rest = _below_thousand(said, end + 1)
    if rest is None or said[end + 1].isdigit():
        return thousands * 1000, end + 1
    return thousands * 1000 + rest[0], rest[1]


def _below_thousand(said: Sequence[str], i: int) -> tuple[int, int] | None:
    if i >= len(said):
        return None
    word = said[i]
    if word.isdigit():
        return int(word), i + 1
    if word in _HUNDREDS:
        rest = _below_hundred(said, i + 1)
        if rest is None or said[i + 1].isdigit():
            return _HUNDREDS[word], i + 1
        return _HUNDREDS[word] + rest[0], rest[1]
    return _below_hundred(said, i)


def _below_hundred(said: Sequence[str], i: int) -> tuple[int, int] | None:
    if i >= len(said):
        return None
    word = said[i]
    if word in _TENS:
        unit = _UNITS.get(said[i + 2]) if i + 2 < len(said) and said[i + 1] == "y" else None
        if unit and word != "veinte":
            return _TENS[word] + unit, i + 3
        return _TENS[word], i + 1
    if word in _TEENS:
        return _TEENS[word], i + 1
    if word in _UNITS:
        return _UNITS[word], i + 1
    return None


def figures(text: str, *, one: bool = False) -> str:
    """The folded text with numbers in figures. "un", "una" and "uno" stay words unless `one`."""
    said = tokens(text)
    out: list[str] = []
    i = 0
    while i < len(said):
        if _FIGURE.fullmatch(said[i]) and not said[i].isdigit():
            out.append(said[i].replace(",", ""))
            i += 1
            continue
        found = read_number(said, i)
        lone = found is not None and found[1] == i + 1 and said[i] in {"un", "una", "uno"}
        if found is None or (lone and not one):
            out.append(said[i])
            i += 1
            continue
        out.append(str(found[0]))
        i = found[1]
    return " ".join(out)


def words_to_number(text: str) -> Decimal | None:
    """A number and nothing else, in words or figures; None otherwise."""
    said = tokens(text)
    found = read_number(said, 0)
    return Decimal(found[0]) if found and found[1] == len(said) else None


def parse_quantity(text: str) -> int | None:
    """How many are wanted: "dos minicargadores", "solo una", "un par"; no length, no price."""
    said = tokens(text)
    for i, word in enumerate(said):
        if word == "par" and i and said[i - 1] == "un" and not _measured(said, i + 1):
            return 2
        found = read_number(said, i)
        if found is None or (i and read_number(said, i - 1)):
            continue
        value, end = found
        lone = word in {"un", "una", "uno"}
        if lone and not (len(said) <= 2 or (i and said[i - 1] in {"solo", "solamente", "nomas"})):
            continue
        if i and said[i - 1] in _NO_COUNT_BEFORE and not lone:
            continue
        if 1 <= value <= _MOST_COUNTED and not _measured(said, end):
            return value
    return 2 if "ambos" in said or "ambas" in said else None


def _measured(said: Sequence[str], end: int) -> bool:
    at = end + 1 if end < len(said) and said[end] == "de" else end
    return at < len(said) and said[at] in _MEASURES


def say_number(number: int | Decimal, *, feminine: bool = False, noun: bool = False) -> str:
    """A number in words; before a `noun` "uno" is "un", or "una" where that is feminine."""
    said = str(num2words(number, lang="es"))
    if feminine:
        said = re.sub(r"cientos\b", "cientas", said).replace("quinientos", "quinientas")
        return re.sub(r"(veinti)?uno$", lambda m: f"{m[1] or ''}una", said)
    if not noun:
        return said
    return re.sub(r"veintiuno$", "veintiún", re.sub(r"\buno$", "un", said))
