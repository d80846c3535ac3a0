"""Services in Spanish, and the answers to their questions, read by rule."""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.services import choosing
from appliance.dialogue.services.service import CLOSED, Service, Wants
from appliance.dialogue.spanish import days, patterns, values, yesno
from appliance.dialogue.spanish.folding import fold
from appliance.dialogue.state import RentalState
from appliance.ports.facts import Yard


def _said(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})")


_RENTED = r"(?:rentad[oa]s?|alquilad[oa]s?|reservad[oa]s?|apartad[oa]s?|afuera|en renta)"
_RENTAL = r"(?:renta|rentas|reserva|reservas|reservacion|reservaciones|pedido|apartado)"
_THE = r"(?:la|el|las|los|mi|mis|es[ea]|es[oa]s|est[ea]|est[oa]s|nuestr[oa]s?)"
_HELD = (
    r"que (?:ya )?(?:apart\w+|reserv\w+|(?:tengo|tenemos) (?:apartad|reservad)[oa]s?|"
    r"(?:me|nos) (?:tienen|estan|guardaron|apartaron)(?: (?:guardad|apartad)[oa]s?| guardando)?)\b"
)
_MY_RENTALS = _said(
    rf"que (?:es lo que )?(?:tengo|tenemos|maquinas? (?:tengo|tenemos))\b.*\b{_RENTED}\b",
    r"que (?:tengo|tenemos) (?:de ustedes|con ustedes|ahorita)\b",
    rf"(?:mis|nuestras) {_RENTAL}\b",
    r"cuando (?:tengo|tenemos|hay) que (?:devolver|entregar|regresar)",
    r"(?:para )?cuando (?:se )?(?:vence|entrega|devuelve|regresa)\b",
    r"que (?:\w+ )?(?:de ustedes )?(?:tengo|tenemos|traigo|traemos) (?:todavia )?"
    r"(?:de ustedes|aca|aqui)\b",
    r"que (?:me|nos) tienen (?:apuntad|anotad|registrad|rentad)[oa]s?\b",
    r"que (?:sale|aparece|hay|tienen) (?:a|en|bajo) (?:mi|nuestr[oa]) (?:nombre|cuenta)\b",
    r"(?:estoy|estamos|voy|vamos) atrasad[oa]s? (?:con|en)\b",
    r"hasta cuando (?:tengo|tenemos|la tengo|lo tengo|puedo)",
)
_EXTEND = _said(
    r"exten\w+", r"alarg\w+", r"prolong\w+", r"ampli\w+ (?:la|mi|el)",
    r"(?:quedar\w*|tener\w*|dejar\w*|usar\w*)\b.*\b(?:mas (?:dias|tiempo|semanas)|"
    r"(?:dias?|semanas?) mas|hasta|otr[oa]s? (?:\w+ )?(?:dias?|semanas?))\b",
    r"(?:la|lo|las|los) (?:necesito|necesitamos|ocupo|ocupamos)\b.*\b(?:mas|otr[oa]s?|hasta)\b",
    r"(?:ech|d|sum|agreg|pon|aument)(?:ar?|er|en|e|ale|enle)?(?:me|le|les|nos)? (?:\w+ ){1,2}"
    rf"(?:dias?|semanas?|mes)(?: mas)? a {_THE}\b",
    rf"aguant\w+ (?:con )?{_THE}\b.*\b(?:hasta|mas|otr[oa]s?)\b",
    rf"(?:me|nos) qued(?:o|amos|aria|ariamos) con {_THE}\b.*\b(?:hasta|mas|otr[oa]s?)\b",
    r"no (?:he |hemos )?(?:termin|acab)\w+ (?:todavia )?con\b", rf"renov\w+ {_THE}\b",
)  # fmt: skip
_RETURN = _said(
    r"(?:pas\w+|veng\w+|vien\w+|mand\w+)(?: a)? (?:por|recoger|a recoger)\b",
    r"(?:recoj\w+|recog\w+)\b", r"(?:devolver|regresar|entregar)\w*\b",
    r"(?:ya )?(?:termine|terminamos|acabe|acabamos) con\b",
    r"ya no (?:l[oa]s? )?(?:necesito|necesitamos|ocupo|ocupamos)\b",
    rf"(?:les|se) (?:regres|llev|devuelv|entreg)\w+ {_THE}\b", r"se l[oa]s? (?:regres|llev)\w+\b",
    r"(?:pueden?|podrian?) (?:llevarse|venir por|pasar por)\b",
    r"llev(?:ense|esel[oa]s?|ensel[oa]s?)\b",
)  # fmt: skip
_CANCEL = _said(
    rf"cancel\w* (?:.*\b)?{_RENTAL}\b",
    r"cancel\w* (?:la|el|mi|nuestr[oa]) \w+",
    r"(?:tach|borr|quit|baj|tumb|anul|elimin|suelt|solt|liber)\w*(?: de)? "
    rf"{_THE} (?:\w+ ){{0,3}}?(?:{_RENTAL}\b|{_HELD})",
    rf"olvid\w+ de {_THE} (?:\w+ ){{0,3}}?(?:{_RENTAL}\b|{_HELD})",
    rf"ya no (?:voy a |vamos a )?(?:quier|quer|ocup|necesit|us)\w+ {_THE} (?:\w+ ){{0,3}}?"
    rf"(?:{_RENTAL}\b|{_HELD})",
)
_BREAKDOWN = _said(
    r"descompus\w+", r"descompuest[oa]", r"descompostura", r"averi\w+",
    r"se (?:paro|murio|apago)\b",
    r"no (?:arranca|enciende|prende|funciona|jala|sirve|levanta|sube|baja|camina|trabaja)\b",
    r"dejo de (?:funcionar|trabajar|jalar)", r"se (?:le )?(?:rompio|quebro|daño|dano)\b",
    r"(?:tira|gotea|fuga de|pierde) aceite", r"llanta (?:ponchada|baja)", r"se sobrecal\w+",
    r"no quiere (?:arrancar|prender|encender|jalar|subir|bajar|levantar|trabajar|caminar)\b",
    r"se (?:le )?(?:trono|revento|zafo|atoro|atasco|calento|poncho|fundio|quemo)\b",
    r"(?:anda|esta) (?:tirando|echando|pitando|sacando)\b", r"echa humo",
    r"esta fallando", r"se le salio la (?:oruga|cadena)", r"bateria (?:muerta|baja)",
)  # fmt: skip
_SUPPOSED = _said(r"que pasa si\b", r"en caso de\b", r"si (?:se|la|lo) (?:descompone|devuelvo)\b")
_MINE = _said(r"mi\b", r"mis\b", r"nuestr[oa]s?\b", rf"{_RENTAL}\b", r"que (?:tengo|tenemos)\b")
_NEW = _said(
    r"(?:necesito|quiero|quisiera|ocupo|busco|rentar|me renta)(?: rentar)? "
    r"(?:un|una|otr[oa]|dos|tres|algo)\b(?! (?:dia|semana|mes|extension))"
)
_CANNOT_TELL = _said(
    r"no (?:se|sabemos|sabria|veo|alcanzo a (?:ver|leer)|puedo (?:ver|leer|decir))\b", r"ni idea\b"
)
_UNTIL = re.compile(r"\b(?:hasta|para) .*")
_MOST_WORDS = 40


def certain(text: str, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """A service, or an answer to what a service asks; None where the words leave doubt."""
    said = fold(text)
    if len(said.split()) > _MOST_WORDS:
        return None
    service = s.service
    if service is not None and service.wants is not None and s.readback is None:
        answered = _answer(text, service, yard, today)
        if answered is not None:
            return answered
    act = _service(said, s)
    if act is Act.EXTEND:
        return (_extension(text, today),)
    return (Action(act),) if act else None


def _service(said: str, s: RentalState) -> Act | None:
    if s.callback_for is not None or re.search(r"\d{5,}", re.sub(r"[\s-]", "", said)):
        return None
    if _SUPPOSED.search(said) or (_NEW.search(said) and not _MINE.search(said)):
        return None
    if s.item is not None and not _MINE.search(said):
        return Act.BREAKDOWN if _BREAKDOWN.search(said) else None
    for act, pattern in (
        (Act.MY_RENTALS, _MY_RENTALS),
        (Act.CANCEL_BOOKING, _CANCEL),
        (Act.BREAKDOWN, _BREAKDOWN),
        (Act.EXTEND, _EXTEND),
        (Act.RETURN, _RETURN),
    ):
        if pattern.search(said):
            return act
    return None


def _extension(text: str, today: date) -> Action:
    until = _UNTIL.search(fold(text))
    if until is not None and days.parse_date(until.group(), today) is not None:
        return action(Act.EXTEND, until=until.group())
    return action(Act.EXTEND, for_=text if days.parse_duration(text) else "")


def _answer(text: str, service: Service, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(text)
    words = [word for word in re.findall(r"\w+", rest) if word not in patterns.FILLER]
    if service.wants in CLOSED and answer is not None:
        if len(words) <= 2:
            return (Action(Act.YES if answer else Act.NO),)
        if _times(rest, today):
            return (_until_or_for(rest),)
        no = answer is False and service.wants in (Wants.SWAP, Wants.PICK_UP)
        return (Action(Act.NO),) if no else None
    if service.wants in (Wants.UNTIL, Wants.YES) and _times(text, today):
        return (_until_or_for(text),)
    if service.wants is Wants.UNIT:
        if answer is False or patterns.NONE_TO_GIVE.search(fold(text)):
            return (Action(Act.NO),)
        if _CANNOT_TELL.search(fold(text)):
            return (Action(Act.NO),)
        return (action(Act.IDENTIFY, value=text),)
    if service.wants is Wants.WHICH:
        return _chosen(text, answer, words, service, yard, today)
    return None


def _chosen(
    text: str, answer: bool | None, words: list[str], service: Service, yard: Yard, today: date
) -> tuple[Action, ...] | None:
    number = ordinal(text, len(service.choices))
    if number is not None:
        return (action(Act.CHOOSE, option=str(number)),)
    found = choosing.meant(service.choices, text, yard, today, values)
    if found and len(found) < len(service.choices):
        return (action(Act.CHOOSE, item=text),)
    if answer is not None and len(words) <= 2:
        return (Action(Act.YES if answer else Act.NO),)
    return None


def ordinal(text: str, offered: int) -> int | None:
    """ "la segunda", "el último": which of those offered, from one."""
    found = patterns.ORDINAL.match(fold(text))
    if found is None:
        return None
    word = found[1]
    number = offered if word.startswith("ultim") else None
    for stem, value in patterns.ORDINALS.items():
        if word.startswith(stem):
            number = value
    return number if number is not None and 1 <= number <= offered else None


def _times(text: str, today: date) -> bool:
    return days.parse_duration(text) is not None or days.parse_date(text, today) is not None


def _until_or_for(text: str) -> Action:
    length = days.parse_duration(text)
    return action(Act.WHEN, for_=text if length else "", until="" if length else text)
