"""Spanish values, both ways."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from appliance.dialogue.spanish import characters, days, money, numbers, values, yesno
from appliance.dialogue.spanish.wording import phrasing
from appliance.dialogue.spoken.identifiers import IdentifierFormat

MONDAY = date(2027, 3, 1)
LICENSE = IdentifierFormat(name="business_license", prefixes=("BL",), digits=(6, 6))
CERTIFICATE = IdentifierFormat(name="certificate", prefixes=("OC",), digits=(5, 5))
POLICY = IdentifierFormat(name="policy", prefixes=("INS",), digits=(6, 6))


@pytest.mark.parametrize(
    "said, start, length",
    [
        ("mañana por tres días", date(2027, 3, 2), 3),
        ("pasado mañana, dos semanas", date(2027, 3, 3), 14),
        ("el próximo martes por una semana", date(2027, 3, 2), 7),
        ("desde el lunes hasta el viernes", date(2027, 3, 8), 5),
        ("el martes de la próxima semana", date(2027, 3, 9), None),
        ("del tres al siete de marzo", date(2027, 3, 3), 5),
        ("el primero de abril por quince días", date(2027, 4, 1), 15),
        ("dentro de dos semanas por un mes", date(2027, 3, 15), 28),
        ("el jueves que viene a las siete de la mañana, un par de días", date(2027, 3, 4), 2),
        ("el fin de semana", date(2027, 3, 6), 2),
        ("hoy mismo", MONDAY, None),
        ("necesito una excavadora", None, None),
        ("mil cuatrocientos veinte Harbor Road", None, None),
    ],
)
def test_days_and_lengths(said: str, start: date | None, length: int | None) -> None:
    found, duration = days.parse_period(said, MONDAY)
    assert (found, duration.days if duration else None) == (start, length)


@pytest.mark.parametrize(
    "said, amount, a_day",
    [
        ("doscientos cincuenta dólares al día", 250, 250),
        ("le doy doscientos", 200, 200),
        ("mil quinientos en total", 1500, 500),
        ("dos cincuenta", 250, 250),
        ("$1,400 a la semana", 1400, 200),
        ("novecientos ochenta y cinco", 985, 985),
    ],
)
def test_amounts(said: str, amount: int, a_day: int) -> None:
    assert money.parse_money(said) == amount
    assert money.parse_day_rate(said, 3) == a_day


@pytest.mark.parametrize(
    "said, fmt, value",
    [
        ("be ele siete ocho dos tres cuatro uno", LICENSE, "BL782341"),
        ("mi licencia es la BL 782341", LICENSE, "BL782341"),
        (
            "es be de burro, ele de limón, siete, ochenta y dos, treinta y cuatro, uno",
            LICENSE,
            "BL782341",
        ),
        ("ve ele setecientos ochenta y dos trescientos cuarenta y uno", LICENSE, "BL782341"),
        ("be como en Barcelona ele como en Lima 78 23 41", LICENSE, "BL782341"),
        ("o ce cuarenta y ocho doscientos trece", CERTIFICATE, "OC48213"),
        ("i ene ese doble cinco cero uno siete dos", POLICY, "INS550172"),
    ],
)
def test_identifiers(said: str, fmt: IdentifierFormat, value: str) -> None:
    assert characters.candidates([said], fmt)[0].value == value


def test_a_wish_is_no_identifier() -> None:
    for said in ("no la tengo a la mano", "quiero dos por tres días", "¿cuánto cuesta al día?"):
        assert characters.candidates([said], LICENSE) == []


@pytest.mark.parametrize(
    "said", ["quinientos doce quinientos cincuenta y cinco cero uno tres cuatro", "512 555 0134"]
)
def test_phone_numbers(said: str) -> None:
    assert characters.parse_phone(said) == "5125550134"


@pytest.mark.parametrize(
    "said, answer",
    [
        ("sí", True),
        ("sí, así es", True),
        ("claro que sí, por favor", True),
        ("no hay problema", True),
        ("no, está bien", True),
        ("órale, sale", True),
        ("me parece bien", True),
        ("no", False),
        ("no, gracias", False),
        ("para nada", False),
        ("eso no es", False),
        ("todo está bien", True),
        ("el martes está bien", True),
        ("el número está correcto", True),
        ("el martes no está bien", False),
        ("el número no es correcto", False),
        ("el número está mal", False),
        ("tal vez", None),
        ("no sé", None),
        ("¿cómo?", None),
        ("una excavadora", None),
    ],
)
def test_yes_and_no(said: str, answer: bool | None) -> None:
    assert yesno.parse_yes_no(said) is answer


def test_what_follows_an_answer_is_kept() -> None:
    assert yesno.split_yes_no("sí, pero que sea el jueves") == (True, "que sea el jueves")


def test_a_number_repaired() -> None:
    assert characters.spoken_repair("BL782341", "no, el último es cinco") == "BL782345"


@pytest.mark.parametrize(
    "number", [0, 1, 15, 16, 21, 22, 30, 31, 99, 100, 101, 116, 200, 555, 999, 1000, 1001, 2027,
               15000, 21000, 100000, 999999, 1000000, 2500000]
)  # fmt: skip
def test_what_is_said_is_read_back(number: int) -> None:
    assert numbers.words_to_number(numbers.say_number(number)) == number


def test_spoken_values() -> None:
    assert days.say_date(MONDAY, MONDAY) == "hoy, lunes primero de marzo"
    assert days.say_date(date(2027, 3, 9), MONDAY) == "el martes nueve de marzo"
    assert days.say_time(time(13, 30)) == "la una y media de la tarde"
    assert days.say_duration(21) == "tres semanas"
    assert money.say_money(Decimal("1234.50")) == (
        "mil doscientos treinta y cuatro dólares con cincuenta centavos"
    )
    assert money.say_money(Decimal(1000000)) == "un millón de dólares"
    assert money.say_money(Decimal(21)) == "veintiún dólares"


@pytest.mark.parametrize(
    "name, one, two",
    [
        ("miniexcavadora", "una miniexcavadora", "dos miniexcavadoras"),
        ("torre de iluminación", "una torre de iluminación", "dos torres de iluminación"),
        ("montacargas", "un montacargas", "dos montacargas"),
        ("elevador articulado", "un elevador articulado", "dos elevadores articulados"),
        ("camión", "un camión", "dos camiones"),
    ],
)
def test_machines_are_counted(name: str, one: str, two: str) -> None:
    assert (phrasing.counted(name, 1), phrasing.counted(name, 2)) == (one, two)


def test_an_address_is_matched_by_its_number_in_words() -> None:
    known = ("1420 Harbor Road", "1402 Harbor Road")
    said = "es en mil cuatrocientos veinte Harbor Road"
    assert values.match_address(said, known).address == "1420 Harbor Road"


def test_how_many() -> None:
    assert numbers.parse_quantity("dos minicargadores por tres días") == 2
    assert numbers.parse_quantity("por tres días") is None
    assert numbers.parse_quantity("una excavadora para el lunes") is None
