"""Spanish yes and no, only where it is certain, and what was said besides.

"No hay problema" and "no, está bien" are yes, "para nada" is no, "tal vez" nothing. To be asked
only where a yes or a no is awaited.
"""

from __future__ import annotations

import re
from typing import Final

from appliance.dialogue.spanish.folding import tokens

_LEAD: Final = r"(?:(?:eh|este|pues|bueno|ah|mm|aja|ay|mire|oiga|gracias|y|entonces)[ ,.]+)*"
_UNSURE: Final = re.compile(
    rf"^{_LEAD}(?:no se\b(?! puede)|tal vez|quiza|quizas|a lo mejor|depende|no estoy segur[oa]|"
    r"espere|esperem|un momento|que\b|cual\b|como\b(?! no)|cuando\b|cuanto|perdon|mande|"
    r"no le entendi|no entiendo|no entendi|buen[oa]s (?:dias|tardes|noches))"
)
_YES: Final = (
    r"no hay (?:ningun )?(?:problema|inconveniente)|ningun problema|como no|por que no",
    r"no,? (?:asi )?(?:esta|es|queda) (?:muy |todo )?(?:bien|perfecto|correcto)",
    r"si|sip|simon|claro(?: que si)?|por supuesto|desde luego|correcto|exacto|exactamente|asi es",
    r"afirmativo|de acuerdo|conforme|okey|okay|ok|oquei|vale|sale(?: pues)?|orale|andale(?: pues)?",
    r"esta (?:muy |todo )?(?:bien|perfecto|correcto)|es correcto|eso (?:mismo|es)|ese es|esa es",
    r"perfecto|excelente|adelante|confirm[oa]d?o?|acepto|trato hecho|hecho|va|dele|dale",
    r"me (?:parece|sirve|funciona|conviene|gusta|late)(?: bien| muy bien| perfecto)?",
    r"(?:hagal[oae]|reservel[oae]|apartel[oae]|anotel[oae])(?: por favor)?",
    r"(?:me )?l[oa]s? (?:tomo|llevo|quiero|rento)|me quedo con (?:el|ella|ese|esa|eso)",
    r"(?:hag[ao]|quiero hacer) la reserva(?:cion)?|(?:nosotros )?si (?:hay|tenemos|tengo|esta|es)",
    r"bien|muy bien|con gusto|seguro|efectivamente",
)
_NO: Final = (
    r"no(?:,? (?:senor|senora|senorita|gracias))?|nel|nop|negativo|para nada|de ninguna manera",
    r"incorrecto|equivocado|esta mal|ningun[oa]|tampoco|todavia no|aun no|ya no|nunca|jamas|nada",
    r"(?:eso|ese|esa) no(?: es)?|mejor no|creo que no|me parece que no",
)
_END: Final = r"(?=[ ,.;:!?]|$)"
_YES_AT: Final = re.compile(rf"^{_LEAD}(?:{'|'.join(_YES)}){_END}[ ,.;:!?]*")
_NO_AT: Final = re.compile(rf"^{_LEAD}(?:{'|'.join(_NO)}){_END}[ ,.;:!?]*")
_LATE_YES: Final = re.compile(r"\b(?:es|esta) (?:correcto|bien)[ .!]*$|\bsi[ .!]*$")
_LATE_NO: Final = re.compile(r"\b(?:no (?:es|esta) (?:correcto|bien)|esta mal)[ .!]*$")
_FILLER: Final = re.compile(
    r"^(?:por favor|gracias|muchas gracias|senor|senora|senorita|esta bien|todo|pues|asi|pero|y|"
    r"es que|entonces|es|nada mas)[ ,.;:!?]+|^(?:por favor|gracias|muchas gracias|senorita|senor|"
    r"senora|pues|asi|esta bien)[ .!]*$"
)
_MOST_ROUNDS: Final = 6


def split_yes_no(text: str) -> tuple[bool | None, str]:
    """The answer and the folded rest: "sí, pero el jueves" is (True, "el jueves")."""
    said = re.sub(r" ([,.?!])", r"\1", " ".join(tokens(text))).replace("¿", "").replace("¡", "")
    said = said.strip()
    if not said or _UNSURE.search(said):
        return None, said
    answer, rest = _leading(said)
    if answer is None:
        if _LATE_NO.search(said):
            return False, said
        return (True if _LATE_YES.search(said) else None), said
    for _ in range(_MOST_ROUNDS):
        again, after = _leading(rest)
        if again is answer:
            rest = after
            continue
        if again is not None and not after:
            return None, said
        filler = _FILLER.match(rest)
        if filler is None or not filler.end():
            break
        rest = rest[filler.end() :]
    return answer, rest.strip(" ,.;:!?")


def parse_yes_no(text: str) -> bool | None:
    return split_yes_no(text)[0]


def _leading(said: str) -> tuple[bool | None, str]:
    yes, no = _YES_AT.match(said), _NO_AT.match(said)
    if yes and (not no or yes.end() >= no.end()):
        return True, said[yes.end() :]
    if no:
        return False, said[no.end() :]
    return None, said
