"""When something was not understood or did not work, in Spanish."""

from __future__ import annotations

from appliance.dialogue.language import asking_again
from appliance.dialogue.language.phrasing import vary
from appliance.dialogue.spanish.wording.selection import site_question
from appliance.dialogue.state import ReadBackOf, RentalState
from appliance.domain.calls import Asks


def tell_license() -> str:
    return "¿Cuál es el número?"


def tell_address() -> str:
    return "¿Cuál es la dirección?"


def tell_name() -> str:
    return "¿Cómo se llama?"


def tell_certificate() -> str:
    return "¿Cuál es el número del certificado?"


def tell_policy() -> str:
    return "¿Cuál es el número de la póliza?"


def not_on_this_line(turn: int) -> str:
    return vary(
        turn,
        "Eso no lo puedo hacer en esta línea. Si pide hablar con una persona, le llaman.",
        "Aquí no puedo ayudarle con eso, pero si pide una persona, alguien le llama.",
    )


def refused(reason: str) -> str:
    """The desk's reason is in the yard's own language, so it is left to people."""
    return "Así no se puede reservar; en el mostrador le explican por qué."


def take_your_time() -> str:
    return "Tómese su tiempo."


def person() -> str:
    return "Le pido a alguien del mostrador que le llame."


def give_up() -> str:
    return "Disculpe, no le estoy entendiendo bien; mejor que le ayude una persona."


def line_trouble() -> str:
    return "En este momento no puedo ver los registros, pero el mostrador le puede llamar."


def thinking_trouble() -> str:
    return "Perdón, se me fue. ¿Me lo repite?"


_AGAIN: dict[Asks, tuple[str, str]] = {
    Asks.NEED: (
        "Perdón, ¿qué le gustaría rentar?",
        "Dígame la máquina o el trabajo, por ejemplo abrir una zanja.",
    ),
    Asks.BUSINESS_LICENSE: (
        "Perdón, no oí la licencia. ¿Me la dice letra por letra y número por número?",
        "¿Puede marcar los dígitos de la licencia en su teléfono y después la tecla de gato?",
    ),
    Asks.CONFIRM: ("Perdón, ¿es correcto, sí o no?", "Dígame sí, si está bien, o no."),
    Asks.EQUIPMENT_CHOICE: (
        "¿Cuál de esos, el primero o el último?",
        "Dígame por favor el nombre del que quiere.",
    ),
    Asks.START_DATE: ("Perdón, ¿a partir de qué día?", "Dígame un día, como martes, o una fecha."),
    Asks.DURATION: ("¿Cuántos días serían?", "Dígame por favor cuántos días o semanas."),
    Asks.PRICE_OK: (
        "¿Está bien ese precio, sí o no?",
        "Puede decir sí, no, o su precio por día.",
    ),
    Asks.OPERATOR_NAME: (
        "Perdón, ¿quién es el operador?",
        "Dígame por favor el nombre y apellido del operador.",
    ),
    Asks.OPERATOR_CERTIFICATE: (
        "Perdón, ¿cuál es el número del certificado, uno por uno?",
        "¿Puede marcar los dígitos del certificado en su teléfono y después la tecla de gato?",
    ),
    Asks.SITE_ADDRESS: (
        "Perdón, ¿cuál es la calle y el número?",
        "Dígame por favor el número y después la calle.",
    ),
    Asks.SITE_QUESTION: ("¿Eso es un sí o un no?", "Conteste por favor sí o no."),
    Asks.POLICY_NUMBER: (
        "Perdón, ¿cuál es el número de la póliza, uno por uno?",
        "¿Puede marcar los dígitos de la póliza en su teléfono y después la tecla de gato?",
    ),
    Asks.FINAL_CONFIRMATION: (
        "¿Hago la reserva, sí o no?",
        "Diga sí para reservar, o dígame qué cambio.",
    ),
    Asks.CALLBACK_NUMBER: (
        "Perdón, ¿cuál es el teléfono, número por número?",
        "¿Puede marcar el teléfono y después la tecla de gato?",
    ),
    Asks.ANYTHING_ELSE: ("¿Había algo más?", "¿Le ayudo en algo más, sí o no?"),
}


def not_understood(s: RentalState, misses: int) -> str:
    """The open question in other words; never twice the same."""
    return asking_again.not_understood(
        s,
        misses,
        _AGAIN,
        say_again="Perdón, ¿me lo repite?",
        sorry="Perdón.",
        site_question=site_question,
    )


_BACK_TO: dict[Asks, tuple[str, str]] = {
    Asks.NEED: ("Entonces, ¿qué le puedo ofrecer?", "¿Para qué necesita el equipo?"),
    Asks.BUSINESS_LICENSE: (
        "Volviendo a su licencia, ¿cuál es el número?",
        "¿Y el número de su licencia comercial, por favor?",
    ),
    Asks.EQUIPMENT_CHOICE: ("Entonces, ¿cuál prefiere?", "¿Cuál de esos le sirve?"),
    Asks.START_DATE: ("Entonces, ¿a partir de qué día?", "¿Y desde qué día lo necesita?"),
    Asks.DURATION: ("Entonces, ¿por cuánto tiempo?", "¿Y cuántos días serían?"),
    Asks.PRICE_OK: ("Entonces, ¿le parece el precio?", "¿Y el precio está bien?"),
    Asks.OPERATOR_NAME: ("Entonces, ¿quién lo va a operar?", "¿Y el nombre del operador?"),
    Asks.OPERATOR_CERTIFICATE: (
        "Entonces, ¿cuál es el número del certificado?",
        "¿Y el número del certificado, por favor?",
    ),
    Asks.SITE_ADDRESS: ("Entonces, ¿dónde se va a usar?", "¿Y la dirección de la obra?"),
    Asks.POLICY_NUMBER: (
        "Entonces, ¿cuál es el número de la póliza?",
        "¿Y el número de su póliza, por favor?",
    ),
    Asks.FINAL_CONFIRMATION: ("Entonces, ¿hago la reserva?", "¿Se lo reservo?"),
    Asks.CALLBACK_NUMBER: (
        "Entonces, ¿a qué número le podemos llamar?",
        "¿Y el número para llamarle, por favor?",
    ),
    Asks.ANYTHING_ELSE: ("¿Algo más?", "¿En qué más le ayudo?"),
}


def back_to(s: RentalState, turn: int) -> str:
    """The open question again; one that only its own words can put stays as it was."""
    return asking_again.back_to(s, turn, _BACK_TO)


_WHAT: dict[ReadBackOf, str] = {
    ReadBackOf.LICENSE: "el número de la licencia",
    ReadBackOf.CERTIFICATE: "el número del certificado",
    ReadBackOf.POLICY: "el número de la póliza",
    ReadBackOf.CALLBACK: "el teléfono",
    ReadBackOf.ADDRESS: "la dirección",
    ReadBackOf.NAME: "el nombre",
}


def ask_identifier_again(of: ReadBackOf, denials: int) -> str:
    if denials >= 2:
        return (
            f"Perdón. ¿Puede marcar en su teléfono {_WHAT[of]}, solo los dígitos, y después la "
            "tecla de gato?"
        )
    return f"Disculpe. Dígame otra vez {_WHAT[of]}, despacio, por favor."
