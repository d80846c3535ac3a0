from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.domain.calls import Asks
from tests.dialogue.talking import Caller, DemoDesk
from tests.dialogue.test_talk import FlakyDesk
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]
NEED = "a mini excavator from next Tuesday for three days"
TO_CERTIFICATE = (NEED, "BL 782341", "yes", "1420 Harbor Road", "yes", "Maria Lopez")


def suffices(caller: Caller, *texts: str) -> bool:
    judge = caller.last.hints.suffices
    assert judge is not None
    return judge(texts)


def test_a_license_on_record_is_enough_and_another_is_not(call: OpenCall) -> None:
    caller = call()
    caller.say(NEED)
    assert caller.asks is Asks.BUSINESS_LICENSE
    assert suffices(caller, "B-L-7-8-2-3-4-1.")
    assert not suffices(caller, "B-L-7-8-2-3-4-2.")
    assert not suffices(caller, "B-L-7-8-2-3-4-2.", "B-L-7-8-2-3-4-1.")
    assert not suffices(caller, "I don't have it here.")
    assert not suffices(caller)


def test_a_certificate_counts_for_its_own_customer_alone(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_CERTIFICATE)
    assert caller.asks is Asks.OPERATOR_CERTIFICATE
    assert suffices(caller, "O-C-4-8-2-1-3.")
    others = [
        one.number
        for customer in demo.store.read(lambda r: r.customers.page(limit=50)).items
        for one in demo.desk.credentials(customer.id)
        if one.kind == "certificate" and one.number != "OC48213"
    ]
    strangers = [number for number in others if not suffices(caller, number)]
    assert strangers
    assert not suffices(caller, "I-N-S-5-5-0-1-7-2.")


def test_after_a_denial_everything_is_wanted(call: OpenCall) -> None:
    caller = call()
    caller.say(NEED, "BL 782341", "no, that's wrong")
    assert caller.asks is Asks.BUSINESS_LICENSE
    assert caller.last.hints.suffices is None


@pytest.mark.parametrize("said", [(), (NEED, "BL 782341"), (NEED, "BL 782341", "yes")])
def test_where_no_identifier_is_asked_for_nothing_is_looked_up(
    call: OpenCall, said: tuple[str, ...]
) -> None:
    caller = call()
    caller.say(*said)
    assert caller.last.hints.suffices is None


def test_records_that_are_away_leave_it_open(demo: DemoDesk) -> None:
    desk = FlakyDesk(demo.desk)
    caller = demo.call("sip", ScriptedModel(), desk)  # type: ignore[arg-type]
    caller.say(NEED)
    desk.away = True
    assert not suffices(caller, "B-L-7-8-2-3-4-1.")
