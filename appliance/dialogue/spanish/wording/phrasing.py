"""Small pieces that Spanish sentences are made of: articles by gender, plurals, listings."""

from __future__ import annotations

import re
from typing import Final

from appliance.dialogue.spanish.folding import fold
from appliance.dialogue.spanish.numbers import say_number
from appliance.dialogue.spoken import address as addresses

_FEMININE: Final = re.compile(r"(?:a|cion|sion|dad|tud|umbre)$")
_FEMININE_WORDS: Final = frozenset({"torre", "torres", "llave", "base", "noria", "bobcat"})
_MASCULINE_WORDS: Final = frozenset({"dia", "mapa", "clima", "sistema", "camion", "avion"})
_CERTIFICATES: Final = {
    "excavator": "excavadora", "loader": "cargador", "forklift": "montacargas",
    "aerial lift": "plataforma elevadora", "aerial": "plataforma elevadora", "crane": "grúa",
    "telehandler": "manipulador telescópico", "dozer": "buldócer", "bulldozer": "buldócer",
    "backhoe": "retroexcavadora", "roller": "rodillo", "trencher": "zanjadora",
    "heavy equipment": "maquinaria pesada", "boom lift": "elevador articulado",
    "scissor lift": "elevador de tijera", "rigging": "maniobras", "chainsaw": "motosierra",
}  # fmt: skip
"""Certifications as the trade calls them; one that is not here is said as it stands on record."""


def listed(names: list[str], last: str = "o") -> str:
    """ "a, b o c"; before a word with the same sound "o" is "u" and "y" is "e"."""
    if len(names) < 2:
        return "".join(names)
    final = fold(names[-1])
    if last == "o" and re.match(r"h?o", final):
        last = "u"
    if last == "y" and re.match(r"h?i(?![aeo])", final):
        last = "e"
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def feminine(name: str) -> bool:
    """The gender of a machine's name, by its first word."""
    head = fold(name).split()[0] if name.split() else ""
    if head in _FEMININE_WORDS:
        return True
    return head not in _MASCULINE_WORDS and bool(_FEMININE.search(head))


def the(name: str) -> str:
    return f"{'la' if feminine(name) else 'el'} {name}"


def of_the(name: str) -> str:
    return f"de la {name}" if feminine(name) else f"del {name}"


def an(name: str) -> str:
    return f"{'una' if feminine(name) else 'un'} {name}"


def plural(name: str) -> str:
    """The name of several: its first word, and an adjective that follows it at once."""
    head, *rest = name.split()
    many = [_several(head)]
    for i, word in enumerate(rest):
        if word in {"de", "para", "todo", "en", "a"}:
            return " ".join([*many, *rest[i:]])
        many.append(_several(word))
    return " ".join(many)


def _several(word: str) -> str:
    if word.endswith("s"):
        return word
    if word.endswith(("a", "e", "i", "o", "u", "é", "ó")):
        return f"{word}s"
    if word.endswith("z"):
        return f"{word[:-1]}ces"
    ending = {"ón": "on", "ín": "in", "án": "an"}.get(word[-2:])
    return f"{word[:-2]}{ending}es" if ending else f"{word}es"


def counted(name: str, quantity: int) -> str:
    if quantity == 1:
        return an(name)
    return f"{say_number(quantity, feminine=feminine(name), noun=True)} {plural(name)}"


def the_counted(name: str, quantity: int) -> str:
    """ "la miniexcavadora", "las dos torres de iluminación"."""
    if quantity == 1:
        return the(name)
    return f"{'las' if feminine(name) else 'los'} {counted(name, quantity)}"


def agree(name: str, quantity: int, stem: str) -> str:
    """An adjective such as "reservad" with the ending that fits."""
    return f"{stem}{'a' if feminine(name) else 'o'}{'' if quantity == 1 else 's'}"


def certificate(kind: str) -> str:
    """ "certificado de montacargas"."""
    return f"certificado de {_CERTIFICATES.get(kind.lower(), kind)}"


def say_address(address: str) -> str:
    """The house number as a number; the street's name is left as it is."""
    said = addresses.normalise_address(address)
    return re.sub(r"^\d{1,5}\b", lambda m: say_number(int(m[0])), said)
