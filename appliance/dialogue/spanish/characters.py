"""Spanish spelling: letters by their names, "be de burro", "doble cuatro", numbers in any grouping.

Everything becomes the letters and figures that the identifier reader of `spoken` takes; a word
that is none becomes one that ends a run there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from appliance.dialogue.spanish.folding import tokens
from appliance.dialogue.spanish.numbers import read_number
from appliance.dialogue.spoken import identifiers, phones, repair
from appliance.dialogue.spoken.identifiers import Candidate, IdentifierFormat

_LETTERS: Final = {
    "be": "B", "ce": "C", "efe": "F", "ge": "G", "hache": "H", "jota": "J", "ka": "K", "ca": "K",
    "ele": "L", "eme": "M", "ene": "N", "enie": "N", "pe": "P", "cu": "Q", "qu": "Q", "erre": "R",
    "ere": "R", "ese": "S", "te": "T", "uve": "V", "ve": "V", "equis": "X", "ye": "Y",
    "zeta": "Z", "seta": "Z",
}  # fmt: skip
_PAIRS: Final = {
    ("i", "griega"): "Y", ("i", "latina"): "I", ("doble", "u"): "W", ("doble", "ve"): "W",
    ("uve", "doble"): "W", ("ve", "doble"): "W", ("be", "grande"): "B", ("be", "larga"): "B",
    ("be", "alta"): "B", ("ve", "chica"): "V", ("ve", "corta"): "V", ("ve", "baja"): "V",
}  # fmt: skip
_WHOLE_WORDS: Final = {"bele": "BL", "oce": "OC", "inese": "INS", "bl": "BL", "vl": "BL"}
"""Letter names run together by a transcriber."""
_LINKS: Final = (("como", "en"), ("como", "de"), ("de",), ("como",))
_REPEATS: Final = {"doble": 2, "triple": 3}
_BREAK: Final = "thing"
_IGNORED: Final = frozenset(
    {"guion", "espacio", "raya", "letra", "letras", "numero", "y", "luego", "despues", "punto", ","}
)
_AMBIGUOUS: Final = frozenset({"a", "e", "o", "y", "u", "de"})
_MOST_DIGITS: Final = 12


def characters(text: str) -> str:
    """The spelled letters and figures of an utterance, one break for whatever is no character."""
    said = tokens(text)
    out: list[str] = []
    i = 0
    while i < len(said):
        read, end = _read(said, i)
        if read and (read != _BREAK or out[-1:] != [_BREAK]):
            out.append(read)
        i = end
    return " ".join(out)


def _read(said: Sequence[str], i: int) -> tuple[str, int]:
    word = said[i]
    after = said[i + 1] if i + 1 < len(said) else ""
    if (word, after) in _PAIRS:
        return _PAIRS[word, after], i + 2
    linked = _linked(said, i)
    if linked is not None:
        return linked
    if word in _REPEATS and (number := read_number(said, i + 1)) is not None:
        digits = str(number[0])
        return " ".join([digits[0]] * _REPEATS[word] + list(digits[1:])), number[1]
    if word in _WHOLE_WORDS:
        return " ".join(_WHOLE_WORDS[word]), i + 1
    if word.isdigit():
        return word, i + 1
    number = read_number(said, i)
    if number is not None and len(str(number[0])) <= _MOST_DIGITS:
        return str(number[0]), number[1]
    if word in _LETTERS:
        return _LETTERS[word], i + 1
    if len(word) == 1 and word.isalpha():
        near = (i == 0 or _is_character(said[i - 1])) and (not after or _is_character(after))
        return (word.upper(), i + 1) if word not in _AMBIGUOUS or near else ("", i + 1)
    if word in _IGNORED:
        return "", i + 1
    if word == "de":
        near = i > 0 and _is_character(said[i - 1]) and _is_character(after)
        return ("D", i + 1) if near else ("", i + 1)
    if word.isalpha() and len(word) <= 4 and after[:1].isdigit():
        return " ".join(word.upper()), i + 1
    if re.search(r"\d", word):
        return re.sub(r"\D", " ", word), i + 1
    return _BREAK, i + 1


def _linked(said: Sequence[str], i: int) -> tuple[str, int] | None:
    """ "be de burro", "ele como en Lima": the letter, by its word's initial."""
    letter = _letter(said[i])
    if letter is None:
        return None
    for link in _LINKS:
        end = i + 1 + len(link)
        if tuple(said[i + 1 : end]) == link and end < len(said):
            word = said[end]
            if len(word) > 2 and word[0].upper() == letter and word not in _LETTERS:
                return letter, end + 1
    return None


def _letter(word: str) -> str | None:
    if len(word) == 1 and word.isalpha():
        return word.upper()
    return _LETTERS.get(word)


def _is_character(word: str) -> bool:
    return word.isdigit() or _letter(word) is not None or read_number((word,), 0) is not None


def candidates(texts: Sequence[str], fmt: IdentifierFormat) -> list[Candidate]:
    """Identifiers that may have been said, best first. B and V sound alike, so a V is also a B
    where the format has one."""
    spelled: list[str] = []
    for text in texts:
        read = characters(text)
        spelled.append(read)
        if any("B" in prefix for prefix in fmt.prefixes) and "V" in read:
            spelled.append(read.replace("V", "B"))
    return identifiers.candidates(spelled, fmt)


def spoken_repair(previous: str, text: str) -> str | None:
    """ "no, el último es cinco": the value with a few characters changed, or None."""
    said = " ".join(tokens(text))
    parts = {"ultim": "the last one is", "primer": "the first one is"}
    for stem, lead in parts.items():
        found = re.search(rf"\b{stem}[oa]?(?: (?:numero|digito|letra|cifra))? es (.+)", said)
        if found:
            return repair.spoken_repair(previous, f"{lead} {characters(found[1])}")
    instead = re.search(r"\b(?:es|son) (.+?),? (?:y )?no (?:es |son )?(.+)", said)
    if instead:
        mended = f"{characters(instead[1])} not {characters(instead[2])}"
        return repair.spoken_repair(previous, mended)
    return None


def parse_phone(texts: Sequence[str] | str) -> str | None:
    several = [texts] if isinstance(texts, str) else list(texts)
    return phones.parse_phone([characters(text) for text in several])


def say_phone(number: str) -> str:
    return phones.say_phone(number).replace("plus ", "más ")
