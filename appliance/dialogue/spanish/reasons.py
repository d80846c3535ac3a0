"""Why a check did not pass, and what would mend it, in Spanish, by its cause and its facts.

What has no cause, such as a registry's own English words, is not translated: the caller is told
that it did not pass and that the counter can explain it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from appliance.dialogue.spanish.days import MONTHS
from appliance.dialogue.spanish.money import say_money
from appliance.dialogue.spanish.numbers import say_number
from appliance.dialogue.spanish.wording.phrasing import certificate
from appliance.domain.verification import Cause, Verification

_OFFICE: Final = "En la oficina le dicen qué hace falta."
_OTHER_OPERATOR: Final = "Puede ser otro operador certificado"


def day(iso: str) -> str:
    """ "el tres de marzo de dos mil veintisiete"."""
    named = date.fromisoformat(iso)
    number = "primero" if named.day == 1 else say_number(named.day)
    return f"el {number} de {MONTHS[named.month - 1]} de {say_number(named.year)}"


def dollars(amount: str) -> str:
    return say_money(Decimal(amount))


WEIGHTS: Final = {
    "Light": "ligera", "Medium": "mediana", "Medium Heavy": "mediana pesada", "Heavy": "pesada",
    "Super Heavy": "superpesada",
}  # fmt: skip
"""Weight classes, as of a machine."""

UNSAFE: Final[dict[str, tuple[str, str]]] = {
    "ground": (
        "El terreno no está nivelado y firme.",
        "Puede nivelarlo y compactarlo antes, o elegir una máquina para terreno irregular.",
    ),
    "overhead_lines": (
        "Hay cables eléctricos arriba del área de trabajo.",
        "La compañía de luz puede desconectarlos o protegerlos; después sí podemos.",
    ),
    "access": (
        "La entrada es demasiado angosta.",
        "Hace falta una entrada de diez pies, o una máquina más chica.",
    ),
    "buried_lines": (
        "Las líneas enterradas no están marcadas.",
        "Primero hay que llamar al servicio que las localiza; tardan unos días.",
    ),
    "drop_offs": (
        "Hay hoyos o desniveles por donde pasaría el elevador.",
        "Primero hay que taparlos o cercarlos.",
    ),
    "floor_load": (
        "El piso no está calculado para esa carga.",
        "Hay que verificar el piso, o dejar la máquina en suelo firme.",
    ),
    "ventilation": (
        "El escape no tendría salida.",
        "Puede ponerlo afuera, o pedir una máquina eléctrica.",
    ),
    "lift_plan": (
        "No hay plan de izaje.",
        "Primero hay que preparar el plan y nombrar a quien dé las señales.",
    ),
}
QUESTIONS: Final[dict[str, str]] = {
    "ground": "¿El terreno está nivelado y firme?",
    "overhead_lines": "¿Hay cables eléctricos arriba, cerca del área de trabajo?",
    "access": "¿La entrada tiene por lo menos diez pies de ancho?",
    "buried_lines": "¿Ya marcaron las líneas enterradas?",
    "drop_offs": "¿Hay hoyos, pendientes o desniveles por donde va a pasar el elevador?",
    "floor_load": "¿Va a pasar por un piso o rampa que no esté calculado para la carga?",
    "ventilation": "¿Va a trabajar afuera o donde salga el humo del escape?",
    "lift_plan": "¿Hay un plan de izaje y una persona que dé las señales?",
}
"""The site checklist, by its keys."""

_BY_CAUSE: Final[dict[Cause, Callable[..., tuple[str, str]]]] = {
    Cause.LICENSE_UNKNOWN: lambda: (
        "Esa licencia comercial no está registrada.",
        "La oficina la puede registrar cuando vea una copia.",
    ),
    Cause.LICENSE_INACTIVE: lambda: (
        "Esa licencia comercial está suspendida o revocada.",
        "Cuando la autoridad la reactive, con gusto le rentamos.",
    ),
    Cause.LICENSE_EARLY: lambda start: (
        f"Esa licencia comercial apenas vale desde {day(start)}.",
        "Llámenos a partir de ese día, o deme otra licencia.",
    ),
    Cause.LICENSE_EXPIRED: lambda end: (
        f"Esa licencia comercial venció {day(end)}.",
        "Mande la renovación a la oficina y seguimos.",
    ),
    Cause.ACCOUNT_CLOSED: lambda: ("La cuenta está cerrada.", _OFFICE),
    Cause.ACCOUNT_SUSPENDED: lambda: ("La cuenta está suspendida.", _OFFICE),
    Cause.ACCOUNT_PENDING: lambda: (
        "La cuenta todavía no está aprobada.",
        "La oficina la tiene que aprobar antes de rentarle.",
    ),
    Cause.CREDIT_HOLD: lambda: (
        "La cuenta tiene el crédito detenido.",
        "En cuanto se liquide el saldo con la oficina, con gusto le rentamos.",
    ),
    Cause.CERTIFICATE_UNKNOWN: lambda kind: (
        "Ese certificado no está registrado.",
        f"La oficina necesita ver un {certificate(kind)} vigente.",
    ),
    Cause.CERTIFICATE_MISSING: lambda kind: (
        "No me dio ningún certificado de operador.",
        f"La oficina necesita ver un {certificate(kind)} vigente.",
    ),
    Cause.CERTIFICATE_OF_ANOTHER: lambda: (
        "Ese certificado es de otro operador.",
        "Deme el nombre y el certificado de quien va a operar la máquina.",
    ),
    Cause.CERTIFICATE_KIND: lambda kind, needed: (
        f"Ese es un {certificate(kind)}, y aquí hace falta un {certificate(needed)}.",
        f"{_OTHER_OPERATOR} que lo tenga.",
    ),
    Cause.CERTIFICATE_INACTIVE: lambda: (
        "Ese certificado está suspendido o revocado.",
        f"{_OTHER_OPERATOR}, o hay que reactivarlo.",
    ),
    Cause.CERTIFICATE_EARLY: lambda start: (
        f"Ese certificado apenas vale desde {day(start)}, después de que empieza la renta.",
        f"{_OTHER_OPERATOR}, o empezamos más tarde.",
    ),
    Cause.CERTIFICATE_ENDS: lambda end, last: (
        f"Ese certificado vence {day(end)}, y debe valer hasta el final de la renta, {day(last)}.",
        f"{_OTHER_OPERATOR}, o hay que renovarlo antes.",
    ),
    Cause.POLICY_UNKNOWN: lambda needed: (
        "Esa póliza de seguro no está registrada.",
        f"La oficina necesita un certificado de seguro por {dollars(needed)} o más.",
    ),
    Cause.POLICY_MISSING: lambda needed: (
        "No me dio ninguna póliza de seguro.",
        f"La oficina necesita un certificado de seguro por {dollars(needed)} o más.",
    ),
    Cause.POLICY_INACTIVE: lambda: (
        "Esa póliza está suspendida o cancelada.",
        "Deme otra póliza, o hay que reactivarla.",
    ),
    Cause.POLICY_EARLY: lambda start: (
        f"Esa póliza apenas empieza {day(start)}, después que la renta.",
        "Deme otra póliza, o empezamos más tarde.",
    ),
    Cause.POLICY_ENDS: lambda end, last: (
        f"Esa póliza termina {day(end)}, y debe cubrir hasta el final de la renta, {day(last)}.",
        "Deme otra póliza, o hay que extender esa.",
    ),
    Cause.POLICY_TOO_SMALL: lambda covers, needed: (
        f"Esa póliza cubre {dollars(covers)}, y hacen falta {dollars(needed)}.",
        "Deme una póliza con más cobertura, o elija una máquina más chica.",
    ),
    Cause.NO_ADDRESS: lambda: (
        "Falta la dirección de la obra.",
        "Dígame dónde va a trabajar la máquina.",
    ),
    Cause.SITE_TOO_SOFT: lambda limit, weight: (
        f"En esa obra el límite es una máquina {WEIGHTS[limit]}, y esta es {WEIGHTS[weight]}.",
        "Puede ser una máquina más ligera, o que la oficina vuelva a evaluar el sitio.",
    ),
    Cause.SITE_UNSAFE: lambda key: (
        f"{UNSAFE[key][0]} Ahí la máquina no puede trabajar con seguridad.",
        UNSAFE[key][1],
    ),
    Cause.SITE_NEW: lambda weight: (
        f"Esa obra es nueva para nosotros, y con una máquina {WEIGHTS[weight]} nuestro personal "
        "primero revisa el sitio.",
        "Alguien le llama sobre el sitio.",
    ),
}


def reason(verification: Verification, *, remedy: bool = True) -> str:
    """The cause in words, with what would mend it."""
    if verification.cause is None:
        return "Eso no pasó la revisión; en el mostrador se lo pueden explicar."
    why, mends = _BY_CAUSE[verification.cause](*verification.facts)
    return f"{why} {mends}" if remedy else why
