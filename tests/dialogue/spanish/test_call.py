"""Whole calls in Spanish by text: what is asked, what is said, and what the records then hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from appliance.dialogue.spanish.language import SPANISH
from appliance.domain.bookings import BookingState
from appliance.domain.calls import Asks, Outcome
from appliance.domain.verification import Gate
from tests.dialogue.talking import Caller, DemoDesk
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]

NORTHSIDE = ("be ele siete ocho dos tres cuatro uno", "sí, así es")
TO_PRICE = (
    "buenos días, necesito rentar una miniexcavadora desde el próximo martes por tres días",
    *NORTHSIDE,
    "mil cuatrocientos veinte Harbor Road",
)
TO_END = (
    "María López",
    "o ce cuarenta y ocho doscientos trece",
    "i ene ese cinco cinco cero uno siete dos",
    "quinientos doce, quinientos cincuenta y cinco, cero uno cuatro siete",
    "sí",
)
_ENGLISH = re.compile(
    r"\b(?:the|is|are|your|you|and|for|with|please|what|which|license|certificate|policy|number|"
    r"day|days|week|at|on|record|rental|excavator|booked|sorry)\b"
)


@pytest.fixture
def call(demo: DemoDesk) -> OpenCall:
    def open_call(model: ScriptedModel | None = None) -> Caller:
        return demo.call("sip", model or ScriptedModel(), language=SPANISH)

    return open_call


def in_spanish(said: str) -> bool:
    """No English in it, but for the names of places on record."""
    rest = said.replace("the main gate at 600 Ridgeline Road", "")
    return not _ENGLISH.search(rest)


def test_a_call_through_all_seven_gates_ends_booked(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    asked = [caller.asks]
    for said in (*TO_PRICE, "me parece bien", *TO_END, "sí, resérvela por favor"):
        caller.say(said)
        asked.append(caller.asks)
        assert in_spanish(caller.last.said), caller.last.said
    assert asked == [
        Asks.NEED,
        Asks.BUSINESS_LICENSE,
        Asks.CONFIRM,
        Asks.SITE_ADDRESS,
        Asks.PRICE_OK,
        Asks.OPERATOR_NAME,
        Asks.OPERATOR_CERTIFICATE,
        Asks.POLICY_NUMBER,
        Asks.CALLBACK_NUMBER,
        Asks.CONFIRM,
        Asks.FINAL_CONFIRMATION,
        Asks.ANYTHING_ELSE,
    ]
    end = caller.say("no, sería todo, gracias")
    assert (end.ended, end.outcome) == (True, Outcome.BOOKED)
    (booking,) = demo.new_bookings()
    assert booking.state is BookingState.RESERVED
    assert booking.customer_id == "northside-paving"
    assert booking.lines[0].class_id == "mini-excavator"
    assert booking.lines[0].total == Decimal(885)
    assert booking.lines[0].period.start.date() == date(2027, 3, 2)
    assert booking.callback_number == "5125550147"
    checks = demo.store.read(lambda r: r.calls.verifications(caller.conversation.call_id))
    passed = {c.verification.gate for c in checks if c.verification.passed}
    assert passed >= {Gate.CUSTOMER, Gate.SITE, Gate.OPERATOR, Gate.INSURANCE}


def test_the_summary_names_what_will_be_booked(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "está bien", *TO_END)
    assert caller.last.said == (
        "Entonces es una miniexcavadora a partir de mañana, martes dos de marzo por tres días, en "
        "mil cuatrocientos veinte Harbor Road, operador Maria Lopez, ochocientos ochenta y cinco "
        "dólares en total. ¿Hago la reserva?"
    )


@pytest.mark.parametrize(
    "license_, heard",
    [
        ("BL 540917", "no está registrada"),
        ("BL 904172", "suspendida"),
    ],
)
def test_a_license_that_does_not_pass_says_why(
    demo: DemoDesk, call: OpenCall, license_: str, heard: str
) -> None:
    caller = call()
    caller.say("necesito un minicargador", license_, "sí")
    assert caller.asks is Asks.BUSINESS_LICENSE
    assert in_spanish(caller.last.said), caller.last.said
    assert demo.new_bookings() == []
    assert heard in caller.last.said or "licencia" in caller.last.said


def test_three_unknown_licenses_end_in_a_callback(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("necesito un minicargador")
    for number in ("BL 540917", "BL 540918", "BL 540919"):
        assert caller.asks is Asks.BUSINESS_LICENSE
        caller.say(number, "correcto")
        assert "no está registrada" in caller.last.said
    assert caller.asks is Asks.CALLBACK_NUMBER
    end = caller.say("cinco uno dos cinco cinco cinco cero uno cuatro siete", "sí")
    assert end.ended
    assert "Alguien del mostrador le llama al 5 1 2, 5 5 5, 0 1 4 7." in end.said
    assert demo.new_bookings() == []


def test_an_unsafe_site_is_told_with_what_mends_it(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("una miniexcavadora para mañana por dos días", *NORTHSIDE)
    caller.say("es en el 88 de Mill Street", "sí")
    assert caller.asks is Asks.SITE_QUESTION
    assert "terreno" in caller.last.said
    caller.say("no, está muy disparejo")
    assert "no está nivelado y firme" in caller.last.said
    assert caller.asks is Asks.SITE_ADDRESS
    assert in_spanish(caller.last.said)


def test_a_price_is_bargained_down_and_never_under_the_floor(
    demo: DemoDesk, call: OpenCall
) -> None:
    caller = call()
    caller.say(*TO_PRICE, "está muy caro, ¿me hace un descuento?")
    assert caller.asks is Asks.PRICE_OK
    assert "doscientos ochenta y un dólares por día" in caller.last.said
    caller.say("le doy doscientos setenta dólares al día")
    assert caller.asks is Asks.PRICE_OK or "De acuerdo" in caller.last.said
    caller.say("sí", *TO_END, "sí")
    (booking,) = demo.new_bookings()
    assert booking.lines[0].day_rate >= Decimal(255)


def test_who_cannot_be_understood_gets_a_person(call: OpenCall) -> None:
    caller = call(ScriptedModel(["unclear", "unclear", "unclear"]))
    caller.say("blabla blublu", "fnord fnord", "xyzzy")
    assert caller.asks is Asks.CALLBACK_NUMBER
    assert "mejor que le ayude una persona" in caller.last.said


def test_english_is_answered_politely_in_spanish(call: OpenCall) -> None:
    caller = call()
    caller.say("I need to rent a machine please")
    assert "español" in caller.last.said
    assert caller.asks is Asks.NEED


def test_a_change_in_the_middle_is_a_change(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "está bien", *TO_END, "sí, pero mejor desde el jueves")
    assert "el jueves cuatro de marzo" in caller.all_said
    assert caller.asks is not Asks.ANYTHING_ELSE


def test_another_machine_is_named_at_any_question(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "en ese caso me llevo una zanjadora")
    assert "zanjadora" in caller.last.said.lower()


def test_so_many_or_a_day_by_what_the_yard_has(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "que sean dos")
    assert "dos miniexcavadoras" in caller.last.said.lower()
    caller.say("entonces nada más una", "que sean 11")
    assert "once de marzo" in caller.last.said
    assert "dos miniexcavadoras" not in caller.last.said.lower()


def test_who_speaks_is_told(call: OpenCall) -> None:
    caller = call()
    assert "asistente automático" in caller.say("¿estoy hablando con una máquina?").said
    assert caller.asks is Asks.NEED


def test_who_calls_another_time_is_let_go(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "lo consulto con mi jefe y luego le llamo")
    assert caller.last.ended


def test_what_is_out_and_a_cancellation(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("¿qué tengo rentado?", *NORTHSIDE)
    assert "placa compactadora" in caller.last.said
    assert in_spanish(caller.last.said), caller.last.said
    caller.say("quiero cancelar la reserva de la placa compactadora")
    assert caller.asks is Asks.CONFIRM
    caller.say("sí")
    assert "queda cancelada" in caller.last.said


def test_hours_are_told_from_the_records(call: OpenCall) -> None:
    caller = call()
    caller.say("¿a qué hora abren?")
    assert (
        "Abrimos de lunes a sábado, de las siete de la mañana a las cinco de la tarde. Los "
        "domingos está cerrado."
    ) in caller.last.said


def test_the_model_reads_a_need_and_its_spans_are_spanish(call: OpenCall) -> None:
    model = ScriptedModel(['find need="abrir una zanja" for="dos días"'])
    caller = call(model)
    caller.say("ocupamos algo para abrir una zanja como por dos días", *NORTHSIDE)
    assert "zanjadora" in caller.last.said or "excavadora" in caller.last.said
    assert caller.asks is Asks.EQUIPMENT_CHOICE
    caller.say("la primera")
    assert caller.asks is Asks.START_DATE


LAKESHORE = ("BL 328792", "sí, es correcto")


def test_a_rental_is_extended(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("quiero quedarme con las torres de iluminación dos días más", *LAKESHORE)
    assert caller.asks is Asks.CONFIRM
    assert "las dos torres de iluminación hasta el lunes ocho de marzo" in caller.last.said
    caller.say("sí")
    assert in_spanish(caller.last.said), caller.last.said
    towers = demo.desk.rentals("lakeshore-builders")
    assert date(2027, 3, 8) in {one.period.end.date() for one in towers}


def test_a_breakdown_is_reported_and_another_one_offered(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("la miniexcavadora no arranca", *LAKESHORE)
    assert "Reporto la miniexcavadora, la unidad E Q, 0 0 1, como descompuesta" in caller.last.said
    caller.say("sí")
    assert "otra miniexcavadora" in caller.last.said
    down = demo.store.read(lambda r: r.downtimes.open_of_unit(r.units.by_tag("EQ001").id))
    assert len(down) == 1


def test_a_pick_up_is_noted(call: OpenCall) -> None:
    caller = call()
    caller.say("ya terminé con la miniexcavadora, pueden pasar a recogerla", *LAKESHORE, "mañana")
    assert "Recogeríamos la miniexcavadora mañana" in caller.last.said
    caller.say("sí")
    assert "Nuestros choferes ya tienen el aviso" in caller.last.said


def test_two_machines_in_one_breath(call: OpenCall) -> None:
    caller = call()
    caller.say("un elevador de tijera y también un generador remolcable para mañana por dos días")
    assert caller.last.actions[0].startswith('find item="elevador de tijera"')
    assert 'item="generador remolcable"' in caller.last.actions[1]
    caller.say(*NORTHSIDE)
    assert "elevador de tijera" in caller.last.said


def test_a_license_denied_is_mended_by_one_character(call: OpenCall) -> None:
    caller = call()
    caller.say("una placa compactadora", "BL 782341", "no, el último es cinco")
    assert "7 8 2, 3 4 5" in caller.last.said
    assert caller.asks is Asks.CONFIRM
