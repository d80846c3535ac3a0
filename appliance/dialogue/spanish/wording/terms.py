"""Price, operator and insurance, in Spanish."""

from __future__ import annotations

import re
from decimal import Decimal

from appliance.dialogue.language.phrasing import sentence_case, vary
from appliance.dialogue.spanish import days
from appliance.dialogue.spanish.money import say_money
from appliance.dialogue.spanish.numbers import say_number
from appliance.dialogue.spanish.wording.phrasing import certificate, counted, feminine
from appliance.dialogue.spoken import identifiers
from appliance.dialogue.state import RentalState
from appliance.ports.booking import EquipmentOption
from appliance.ports.facts import OfferAnswer, OperatorCheck, Quote

_PART = re.compile(r"(\d+) (day|week|month)s?")
_UNITS = {"day": ("día", "días"), "week": ("semana", "semanas"), "month": ("mes", "meses")}


def _mix(mix: str) -> str:
    """ "1 week and 2 days" of the quote is "una semana y dos días"."""
    parts = []
    for number, unit in _PART.findall(mix):
        one, many = _UNITS[unit]
        count = say_number(int(number), feminine=unit == "week", noun=True)
        parts.append(f"{count} {one if number == '1' else many}")
    return " y ".join(parts)


def quoted(item: EquipmentOption, quote: Quote) -> str:
    what = sentence_case(counted(item.name, quote.quantity))
    comes = "sale" if quote.quantity == 1 else "salen"
    said = f"{what} por {days.say_duration(quote.days)} {comes} en {say_money(quote.total)}"
    said += " más impuestos" if quote.tax else ""
    if quote.days > 1 or quote.quantity > 1:
        said += f", o sea {say_money(quote.day_rate)} por día"
        said += f" cada un{'a' if feminine(item.name) else 'o'}" if quote.quantity > 1 else ""
    if "week" in quote.mix or "month" in quote.mix:
        said += f", a precio de {_mix(quote.mix)}"
    if quote.minimum_charge and quote.total == quote.minimum_charge:
        said += ", nuestro cargo mínimo"
    return f"{said}, con un depósito reembolsable de {say_money(quote.deposit)}."


def price_stands(s: RentalState) -> str:
    rate, total = s.day_rate, s.total
    if rate is None or total is None:
        return ""
    return f"Son {say_money(rate)} por día, {in_all(total, s.tax)}."


def in_all(total: Decimal, tax: Decimal) -> str:
    if not tax:
        return f"{say_money(total)} en total"
    with_tax = say_money(total + tax)
    return f"{say_money(total)} más {say_money(tax)} de impuestos, {with_tax} en total"


def ask_price_ok(turn: int) -> str:
    return vary(turn, "¿Le parece bien?", "¿Está de acuerdo?")


def _standing(answer: OfferAnswer) -> str:
    return f"{say_money(answer.day_rate)} por día, {in_all(answer.total, answer.tax)}"


def price_kept(answer: OfferAnswer) -> str:
    return f"Le respeto el precio que acordamos: {_standing(answer)}."


def offer_accepted(answer: OfferAnswer, quantity: int) -> str:
    return f"De acuerdo: {_standing(answer)}."


def counter_offer(answer: OfferAnswer, *, final: bool, turn: int) -> str:
    if final:
        return f"Lo menos que puedo darle es {_standing(answer)}."
    return vary(
        turn, f"Se lo puedo dejar en {_standing(answer)}.", f"Puedo bajar a {_standing(answer)}."
    )


def ask_manager(turn: int) -> str:
    return vary(
        turn,
        "Eso es menos de lo que yo puedo autorizar. Le pregunto a mi gerente, un momento.",
        "Yo no puedo bajar tanto. Permítame consultarlo con mi gerente, un momento.",
    )


def still_asking(turn: int) -> str:
    return vary(
        turn, "Sigo esperando a mi gerente, un momento.", "Un momento, mi gerente lo está viendo."
    )


def manager_agreed(answer: OfferAnswer) -> str:
    return f"Mi gerente está de acuerdo: {_standing(answer)}."


def manager_counters(answer: OfferAnswer) -> str:
    return f"Mi gerente se lo puede dejar en {_standing(answer)}."


def manager_declined() -> str:
    return "Lo siento, mi gerente no puede bajar tanto."


def manager_away() -> str:
    return "Lo siento, mi gerente no me contestó a tiempo."


def ask_counter(turn: int) -> str:
    return vary(turn, "¿Se lo lleva a ese precio?", "¿Cómo lo ve?")


def ask_final_price() -> str:
    return "Es mi último precio. ¿Se lo lleva?"


def ask_their_price() -> str:
    return "¿Qué precio por día tenía pensado?"


def held(turn: int) -> str:
    return vary(turn, "Se lo aparto mientras terminamos.", "Ya está apartado para usted.")


def ask_operator(certification: str, turn: int) -> str:
    return vary(
        turn,
        f"¿Quién lo va a operar? Necesito a alguien con {certificate(certification)}.",
        f"¿Qué operador con {certificate(certification)} lo va a manejar?",
    )


def ask_certificate(name: str, certification: str) -> str:
    return f"¿Cuál es el número del {certificate(certification)} de {name}?"


def operator_passed(check: OperatorCheck, number: str) -> str:
    who = check.operator_name
    return f"El certificado {identifiers.spell(number)} está vigente. {who} puede operarlo."


def ask_other_operator() -> str:
    return "¿Hay otro operador?"


def operator_needed(item: EquipmentOption | None) -> str:
    if item and item.operator_certification:
        return f"Sin un {certificate(item.operator_certification)} no puedo rentarlo."
    return "Sin un operador certificado no puedo rentarlo."


def ask_policy(item: EquipmentOption, quantity: int, turn: int) -> str:
    amount = say_money(item.minimum_insurance * quantity)
    return vary(
        turn,
        "¿Cuál es el número de su póliza de seguro?",
        f"Ahora el número de su póliza de seguro, por {amount} o más.",
    )


def ask_other_policy() -> str:
    return "¿Tiene otra póliza?"


def policy_needed(item: EquipmentOption | None) -> str:
    if item is None:
        return "Sin seguro no puedo rentarlo."
    return f"Necesito una cobertura de {say_money(item.minimum_insurance)} durante toda la renta."


def insurance_passed(number: str) -> str:
    return f"La póliza {identifiers.spell(number)} lo cubre."
