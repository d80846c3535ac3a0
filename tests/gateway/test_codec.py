"""Arguments and results survive the way there and back, zones and amounts included."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.negotiation import OfferOutcome
from appliance.domain.periods import Period
from appliance.gateway.codec import METHODS, BadMessage, encode
from appliance.gateway.server import serve
from appliance.ports.counter import CounterDesk
from appliance.ports.deciding import DecidingDesk
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import EquipmentQuery, OfferAnswer, Quote
from appliance.ports.knowledge import KnowledgeDesk
from appliance.ports.rental_life import RentalLife
from tests.rental.yard import TestYard, days

ZONES = [ZoneInfo(name) for name in ("America/Chicago", "Europe/Berlin", "Asia/Kolkata")]


def test_every_method_of_the_protocol_is_there() -> None:
    wanted = {
        name
        for kind in (CounterDesk, RentalLife, KnowledgeDesk, DecidingDesk, RentalDesk)
        for name in vars(kind)
        if not name.startswith("_")
    }
    assert set(METHODS) == wanted
    assert {"book", "extend"} <= wanted


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.integers(1, 60),
    st.sampled_from(ZONES),
    st.decimals(min_value=0, max_value=10**9, places=2),
)
def test_a_quote_there_and_back(
    start: datetime, length: int, zone: ZoneInfo, amount: Decimal
) -> None:
    # By way of UTC: wall-clock arithmetic can name an hour that a clock change leaves out.
    moment = start.replace(tzinfo=zone).astimezone(UTC)
    end = moment + timedelta(days=length, hours=2)
    period = Period(moment.astimezone(zone), end.astimezone(zone))
    quote = Quote(
        class_id="k",
        quantity=1,
        period=period,
        days=period.days,
        day_rate=amount,
        total=amount,
        deposit=amount,
        mix="",
        minimum_days=1,
    )
    back = METHODS["quote"].decode_result(encode(quote))
    assert back == quote
    assert back.period.start.tzinfo == zone
    assert back.period.days == quote.days
    assert str(back.total) == str(amount)


def test_arguments_by_position_name_and_default() -> None:
    method = METHODS["close_call"]
    body = method.encode_arguments("c1", outcome="booked")
    assert method.decode_arguments(body) == {
        "call_id": "c1",
        "outcome": "booked",
        "recording": None,
    }
    with pytest.raises(TypeError):
        method.encode_arguments("c1")


def test_a_query_keeps_its_zone_through_nesting() -> None:
    method = METHODS["find_equipment"]
    query = EquipmentQuery(text="lift", period=days(13, 2), max_day_rate=Decimal("99.90"))
    given_back = method.decode_arguments(method.encode_arguments(query))["query"]
    assert given_back == query
    assert given_back.period.days == 2


def test_dates_and_enums_are_themselves_again() -> None:
    day = METHODS["due_back"].decode_arguments(
        METHODS["due_back"].encode_arguments(date(2027, 3, 1))
    )
    assert day == {"day": date(2027, 3, 1)}
    answer = OfferAnswer(
        outcome=OfferOutcome.FINAL, day_rate=Decimal(1), total=Decimal(2), round=3, rounds_left=0
    )
    assert METHODS["consider_offer"].decode_result(encode(answer)).outcome is OfferOutcome.FINAL


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{",
        b"\xff\xfe",
        b"[1,2]",
        b'{"zone":null,"value":{}}',
        b'{"zone":null,"value":{"license_number":7}}',
        b'{"zone":null,"value":{"license_number":"x","role":"admin"}}',
        b'{"zone":"../../etc/passwd","value":{"license_number":"x"}}',
        b'{"zone":"Nowhere/Land","value":{"license_number":"x"}}',
        b'{"zone":null,"value":{"license_number":"x"},"more":1}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessage):
        METHODS["verify_customer"].decode_arguments(body)


def test_a_period_that_ends_before_it_starts_is_refused_by_the_domain() -> None:
    body = json.loads(METHODS["quote"].encode_arguments("c", "k", days(2, 3), 1))
    body["value"]["period"]["end"] = body["value"]["period"]["start"]
    with pytest.raises(RecordError):
        METHODS["quote"].decode_arguments(json.dumps(body).encode())


@pytest.mark.parametrize("name", ["nothing", "__init__", "_store", "close", ""])
def test_only_the_protocols_methods_are_served(yard: TestYard, name: str) -> None:
    with pytest.raises(RecordNotFound):
        serve(yard.desk)(name, b'{"zone":null,"value":{}}')
