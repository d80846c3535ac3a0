"""Greeting, need and license, in Spanish."""

from __future__ import annotations

from appliance.dialogue.language.phrasing import vary
from appliance.dialogue.spanish import characters, reasons
from appliance.dialogue.spoken import identifiers
from appliance.domain.verification import Verification
from appliance.ports.facts import Yard


def greeting(yard: Yard) -> str:
    who = f"le atiende {yard.persona}" if yard.persona else "a sus órdenes"
    return yard.greeting or f"{yard.name}, {who}. ¿Para qué necesita el equipo?"


def ask_need(turn: int) -> str:
    return vary(turn, "¿Para qué necesita el equipo?", "¿Qué equipo le puedo ofrecer?")


def ask_need_again(turn: int) -> str:
    return vary(
        turn, "¿Qué trabajo va a hacer? Así le busco algo.", "¿Con qué más se podría hacer?"
    )


def ask_license(turn: int) -> str:
    return vary(
        turn,
        "Primero, ¿cuál es el número de su licencia comercial?",
        "Con gusto. ¿Cuál es el número de su licencia comercial?",
    )


def read_back_license(number: str, name: str | None) -> str:
    if name:
        return f"Es {identifiers.spell(number)}, {name}. ¿Es correcto?"
    return f"Es {identifiers.spell(number)}. ¿Es correcto?"


def read_back(number: str) -> str:
    return f"Entendí {identifiers.spell(number)}. ¿Es correcto?"


def read_back_name(name: str) -> str:
    return f"¿Se trata de {name}, que tenemos registrado?"


def read_back_phone(number: str) -> str:
    return f"Es el {characters.say_phone(number)}. ¿Es correcto?"


def customer_verified(name: str, turn: int) -> str:
    return vary(turn, f"Gracias, la cuenta de {name} está aprobada.", f"Gracias. {name}, listo.")


def ask_license_again(failures: int) -> str:
    if failures >= 2:
        return "¿Puede marcar los dígitos en su teléfono y después la tecla de gato?"
    return "¿Me repite el número de la licencia, despacio, por favor?"


def ask_other_license() -> str:
    return "¿Tiene otro número de licencia?"


def no_license() -> str:
    return "Sin una licencia registrada no puedo rentarle, pero en el mostrador le pueden ayudar."


def staff_will_help() -> str:
    return "Mejor que lo vea con usted alguien del mostrador."


def reason(verification: Verification) -> str:
    return reasons.reason(verification)


def to_review(verification: Verification) -> str:
    said = reasons.reason(verification, remedy=False)
    return f"{said} Nuestro personal lo tiene que revisar antes de que quede firme."
