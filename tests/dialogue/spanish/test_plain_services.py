"""Services put in the caller's own words, in Spanish."""

from __future__ import annotations

from datetime import date

import pytest

from appliance.dialogue.actions import Act
from appliance.dialogue.spanish import service_reading
from appliance.dialogue.state import RentalState
from appliance.domain.calls import Asks
from tests.dialogue.reading import BARE_YARD

NEED = RentalState(asks=Asks.NEED)


@pytest.mark.parametrize(
    "said, act",
    [
        ("¿qué traigo de ustedes todavía?", Act.MY_RENTALS),
        ("¿qué me tienen apuntado?", Act.MY_RENTALS),
        ("¿qué aparece a mi nombre?", Act.MY_RENTALS),
        ("¿estoy atrasado con algo?", Act.MY_RENTALS),
        ("échele otra semana a las torres de luz", Act.EXTEND),
        ("agrégame dos días a la excavadora", Act.EXTEND),
        ("todavía no terminamos con la grúa", Act.EXTEND),
        ("me quedo con la excavadora hasta el martes", Act.EXTEND),
        ("les llevo la grúa el miércoles", Act.RETURN),
        ("ya pueden llevarse la revolvedora", Act.RETURN),
        ("se las regreso mañana", Act.RETURN),
        ("suelten el telehandler que me están guardando", Act.CANCEL_BOOKING),
        ("quítenme la reserva de la placa", Act.CANCEL_BOOKING),
        ("ya no voy a ocupar las bombas que apartamos", Act.CANCEL_BOOKING),
        ("se le reventó la banda a la revolvedora", Act.BREAKDOWN),
        ("la grúa no quiere levantar", Act.BREAKDOWN),
        ("la torre de luz anda echando chispas", Act.BREAKDOWN),
    ],
)
def test_a_service_in_other_words(said: str, act: Act) -> None:
    assert _read(said) is act


@pytest.mark.parametrize(
    "said",
    [
        "necesito una excavadora por dos semanas",
        "¿me pueden llevar una grúa a la obra?",
        "quiero apartar un telehandler para el sábado",
        "¿cuánto sale la excavadora por semana?",
        "¿qué pasa si se descompone?",
    ],
)
def test_a_wish_or_a_question_is_none(said: str) -> None:
    assert _read(said) is None


def _read(said: str) -> Act | None:
    found = service_reading.certain(said, NEED, BARE_YARD, date(2027, 3, 1))
    return found[0].act if found else None
