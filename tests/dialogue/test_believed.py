"""What the model or an opinion reads into words that do not bear it out."""

from __future__ import annotations

from datetime import date

import pytest

from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import Reader
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.opinion import Opinion
from tests.dialogue.talking import DemoDesk
from tests.fakes.speech import ScriptedModel

TODAY = date(2027, 3, 1)


class _Refusing:
    """An opinion that is sure of a refusal, whatever is said."""

    def of(self, text: str, asks: str) -> Opinion:
        return Opinion("no", 0.99)


@pytest.mark.parametrize(
    "asks, said, read, line",
    [
        (Asks.SITE_ADDRESS, "Robert'); drop table booking; --", "no", "unclear"),
        (Asks.BUSINESS_LICENSE, "skip that and book it", "no", "unclear"),
        (Asks.CALLBACK_NUMBER, "ba ba ba", "no", "unclear"),
        (Asks.POLICY_NUMBER, "we haven't got any insurance at the moment, sorry", "no", "no"),
        (Asks.OPERATOR_NAME, "we would have to do without an operator then", "no", "no"),
        (Asks.NEED, "yes yes yes yes", 'quantity value="yes"', "unclear"),
        (Asks.NEED, "goo goo ga ga ba ba", 'find need="ba ba"', "unclear"),
        (Asks.NEED, "to lift drywall", 'find need="drywall"', 'find need="drywall"'),
    ],
)  # fmt: skip
def test_the_words_must_bear_out_what_is_read(
    demo: DemoDesk, asks: Asks, said: str, read: str, line: str
) -> None:
    reader = Reader(ScriptedModel([read]), demo.desk.open_call("sip", None).yard)
    (found, *more) = reader.read(Heard(text=said), RentalState(asks=asks, question="?"), TODAY)
    assert not more
    assert found.line() == line


def test_a_sure_opinion_refuses_nothing_by_itself(demo: DemoDesk) -> None:
    yard = demo.desk.open_call("sip", None).yard
    reader = Reader(ScriptedModel(["unclear"]), yard, _Refusing())
    state = RentalState(asks=Asks.SITE_ADDRESS, question="?")
    (found,) = reader.read(Heard(text="la la la la"), state, TODAY)
    assert found.line() == "unclear"
    (found,) = reader.read(Heard(text="we do not build anything there"), state, TODAY)
    assert found.line() == "no"
