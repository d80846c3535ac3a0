"""Prices under hostile sequences: whatever is offered, put to managers and listed for a customer,
no committed line lies under the floor without a manager's grant, nor above max; and the tax,
the minimum charge and the customer's own list as stated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.errors import RecordError
from appliance.domain.negotiation import LinePolicy, NegotiationPolicy
from appliance.domain.overrides import OverrideDecision, OverrideState
from appliance.domain.price_lists import CustomerRate
from appliance.domain.rates import plan_for
from appliance.ports.store import Records
from appliance.rental.overrides import decide_override, expire_overrides
from appliance.rental.price_lists import end_rate, keep_rate
from tests.rental.yard import FLOOR, LIFT, TestYard, days

RATES = st.decimals(min_value=1, max_value=260, places=2) | st.sampled_from(
    [FLOOR, FLOOR - 1, LIFT.day_rate, LIFT.max_day_rate, Decimal("157.25"), Decimal(140)]
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("offer"), RATES),
        st.tuples(st.just("ask"), RATES),
        st.tuples(st.just("decide"), st.sampled_from(OverrideDecision), RATES, st.booleans()),
        st.tuples(st.just("own"), RATES),
        st.tuples(
            st.just("line"),
            st.integers(0, 5),
            st.integers(0, 100),
            st.integers(0, 100),
            st.integers(0, 60),
        ),
        st.tuples(st.just("book"), RATES),
        st.tuples(st.just("book granted")),
        st.tuples(st.just("longer"), st.integers(1, 9)),
    ),
    min_size=1,
    max_size=9,
)


class Bargain:
    """One call that tries everything; what is refused is refused."""

    def __init__(self, yard: TestYard) -> None:
        self.yard = yard
        self.call = yard.call()
        self.days = 2

    @property
    def period(self) -> Any:
        return days(2, self.days)

    def take(self, step: tuple[Any, ...]) -> None:
        try:
            getattr(self, step[0].replace(" ", "_"))(*step[1:])
        except RecordError:
            return

    def offer(self, rate: Decimal) -> None:
        desk = self.yard.desk
        answer = desk.consider_offer(self.call, "c1", "lift", self.period, 1, rate)
        desk.record_offer(self.call, uuid4().hex, "lift", rate, answer)
        self.book(answer.day_rate)

    def ask(self, rate: Decimal) -> None:
        self.yard.desk.request_override(self.call, uuid4().hex, "c1", "lift", self.period, 1, rate)

    def decide(self, decision: OverrideDecision, rate: Decimal, meant: bool) -> None:
        def use(records: Records) -> None:
            for one in records.overrides.waiting():
                decide_override(
                    records,
                    self.yard.clock.now(),
                    "dana",
                    one.id,
                    decision,
                    day_rate=rate,
                    under_floor=meant,
                )

        self.yard.store.write(use)

    def own(self, rate: Decimal) -> None:
        own = CustomerRate(
            id="own", customer_id="c1", class_id="lift", day_rate=rate, valid_from=date(2027, 1, 1)
        )
        self.yard.store.write(lambda records: keep_rate(records, "dana", own))

    def line(self, rounds: int, step: int, authority: int, opening: int) -> None:
        policy = NegotiationPolicy(
            rounds=rounds,
            step_percent=Decimal(step),
            authority_percent=Decimal(authority),
            opening_percent=Decimal(opening),
        )
        self.yard.store.write(
            lambda records: records.line_policies.put(LinePolicy(line="sip", policy=policy))
        )

    def longer(self, number: int) -> None:
        self.days = number

    def book(self, rate: Decimal) -> None:
        request = self.yard.request(self.call, uuid4().hex, period=self.period, day_rate=rate)
        result = self.yard.desk.book(request)
        if result.booking is not None:
            self.check(result.booking.number)
            self.yard.store.write(lambda records: records.bookings.delete(result.booking.number))  # type: ignore[union-attr]

    def book_granted(self) -> None:
        granted = self.yard.store.read(lambda records: records.overrides.of_call(self.call))
        for one in granted:
            if one.granted_day_rate is not None:
                self.book(one.granted_day_rate)

    def check(self, number: str) -> None:
        booking, overrides = self.yard.store.read(
            lambda records: (records.bookings.get(number), records.overrides.of_call(self.call))
        )
        assert booking is not None
        for line in booking.lines:
            assert line.day_rate <= LIFT.max_day_rate
            lowest = min(FLOOR, plan_for(LIFT, line.period.days).day_rate)
            if line.day_rate < lowest:
                assert any(
                    one.state in (OverrideState.ACCEPTED, OverrideState.COUNTERED)
                    and one.decided_by == "dana"
                    and one.granted_day_rate == line.day_rate
                    and one.period.start == line.period.start
                    and one.period.end == line.period.end
                    and one.quantity == line.quantity
                    for one in overrides
                ), (line, overrides)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_no_line_is_under_the_floor_without_a_grant_nor_above_max(
    shared_yard: TestYard, steps: list[tuple[Any, ...]]
) -> None:
    shared_yard.clear()

    def reset(records: Records) -> None:
        records.customer_rates.delete("own")
        records.line_policies.delete("sip")

    shared_yard.store.write(reset)
    bargain = Bargain(shared_yard)
    for step in steps:
        bargain.take(step)
    shared_yard.store.write(reset)
    shared_yard.clear()


def asked(yard: TestYard, rate: int = 140, **changes: Any) -> tuple[str, str]:
    call = yard.call()
    request = {"class_id": "lift", "period": days(2, 2), "quantity": 1} | changes
    facts = yard.desk.request_override(
        call, uuid4().hex, "c1", offered_day_rate=Decimal(rate), **request
    )
    assert facts.state is OverrideState.WAITING
    return call, facts.id


def decide(yard: TestYard, override_id: str, decision: OverrideDecision, **more: Any) -> Any:
    return yard.store.write(
        lambda records: decide_override(
            records, yard.clock.now(), "dana", override_id, decision, **more
        )
    )


def test_a_grant_holds_for_its_own_rental_alone(yard: TestYard) -> None:
    call, override_id = asked(yard)
    decide(yard, override_id, OverrideDecision.ACCEPT, under_floor=True)
    wrong = (
        {"period": days(2, 3)},
        {"quantity": 2},
        {"day_rate": Decimal(139)},
        {"day_rate": Decimal(141)},
    )
    fits = {"period": days(2, 2), "day_rate": Decimal(140)}
    for changes in wrong:
        request = yard.request(call, uuid4().hex, **{**fits, **changes})
        assert yard.desk.book(request).booking is None, changes
    other = yard.request(yard.call(), uuid4().hex, **fits)
    assert yard.desk.book(other).booking is None
    assert yard.desk.book(yard.request(call, uuid4().hex, **fits)).booking is not None


def test_the_floor_leaves_the_desk_in_no_answer(yard: TestYard) -> None:
    _, override_id = asked(yard)
    assert str(FLOOR) not in repr(yard.desk.override(override_id))


def test_under_the_floor_has_to_be_meant(yard: TestYard) -> None:
    _, override_id = asked(yard)
    with pytest.raises(RecordError, match="under the floor"):
        decide(yard, override_id, OverrideDecision.ACCEPT)
    with pytest.raises(RecordError, match="under the floor"):
        decide(yard, override_id, OverrideDecision.COUNTER, day_rate=Decimal(149))
    for rate in (Decimal(140), Decimal(186), Decimal("150.001"), Decimal("NaN"), None):
        with pytest.raises(RecordError):
            decide(yard, override_id, OverrideDecision.COUNTER, day_rate=rate, under_floor=True)
    assert yard.desk.override(override_id).state is OverrideState.WAITING
    decide(yard, override_id, OverrideDecision.COUNTER, day_rate=Decimal(151))
    with pytest.raises(RecordError, match="already"):
        decide(yard, override_id, OverrideDecision.DECLINE)


def test_a_request_closes_by_itself_and_is_not_decided_afterwards(yard: TestYard) -> None:
    _, override_id = asked(yard)
    yard.clock.forward(seconds=90)
    assert yard.desk.override(override_id).state is OverrideState.EXPIRED
    with pytest.raises(RecordError, match="expired"):
        decide(yard, override_id, OverrideDecision.ACCEPT, under_floor=True)
    now = yard.clock.now()
    assert len(yard.store.write(lambda records: expire_overrides(records, now))) == 1
    assert yard.store.write(lambda records: expire_overrides(records, now)) == ()


def test_what_the_agent_may_give_itself_is_not_asked(yard: TestYard) -> None:
    with pytest.raises(RecordError, match="agent may take"):
        asked(yard, 180)
    yard.change(lambda records: records.yard.put(replace(records.yard.get(), override_seconds=0)))
    with pytest.raises(RecordError, match="not asked"):
        asked(yard)


def test_asking_again_withdraws_and_repeating_does_not(yard: TestYard) -> None:
    call, first = asked(yard)
    again = yard.desk.request_override(call, first, "c1", "lift", days(2, 2), 1, Decimal(140))
    assert again.state is OverrideState.WAITING
    yard.desk.request_override(call, "second", "c1", "lift", days(2, 2), 1, Decimal(141))
    assert yard.desk.override(first).state is OverrideState.WITHDRAWN
    assert yard.store.read(lambda records: len(records.overrides.waiting())) == 1


def own(rate: int, **more: Any) -> CustomerRate:
    made = CustomerRate(
        id=f"own-{rate}",
        customer_id="c1",
        class_id="lift",
        day_rate=Decimal(rate),
        valid_from=date(2027, 1, 1),
    )
    return replace(made, **more)


def test_a_customers_own_rate_is_quoted_to_that_customer_alone(yard: TestYard) -> None:
    yard.change(lambda records: keep_rate(records, "dana", own(160)))
    assert yard.desk.quote("c1", "lift", days(2, 2), 1).day_rate == Decimal(160)
    assert yard.desk.quote("c2", "lift", days(2, 2), 1).day_rate == Decimal(185)
    week = yard.desk.quote("c1", "lift", days(1, 7), 1)
    assert week.total == Decimal(600), "the yard's week is cheaper than seven of the own days"
    booked = yard.desk.book(
        yard.request(yard.call(), "own", period=days(2, 2), day_rate=Decimal(160))
    ).booking
    assert booked is not None
    assert booked.total == Decimal(320)
    yard.change(lambda records: end_rate(records, "dana", "c1", "own-160", date(2027, 3, 1)))
    assert yard.desk.quote("c1", "lift", days(2, 2), 1).day_rate == Decimal(185)


@pytest.mark.parametrize(
    "rate, words",
    [
        (own(186), "dearer"),
        (own(160, week_rate=Decimal(601)), "dearer"),
        (own(149), "floor"),
        (own(160, valid_to=date(2026, 12, 31)), "before the first"),
        (own(160, valid_from=date(2027, 2, 1)), "Another rate"),
    ],
)
def test_a_rate_that_breaks_a_rule_is_refused(
    yard: TestYard, rate: CustomerRate, words: str
) -> None:
    yard.change(lambda records: keep_rate(records, "dana", own(170)))
    with pytest.raises(RecordError, match=words):
        yard.store.write(lambda records: keep_rate(records, "dana", replace(rate, id="new")))


def policy(yard: TestYard, **changes: Any) -> None:
    yard.change(lambda records: records.yard.put(replace(records.yard.get(), **changes)))


def test_tax_is_rounded_once_and_stands_on_the_booking(yard: TestYard) -> None:
    policy(yard, tax_percent=Decimal("8.25"))
    quoted = yard.desk.quote("c1", "lift", days(2, 3), 1)
    assert (quoted.total, quoted.tax) == (Decimal(555), Decimal("45.79"))
    booked = yard.desk.book(yard.request(yard.call(), "taxed")).booking
    assert booked is not None
    assert (booked.total, booked.tax) == (Decimal(555), Decimal("45.79"))
    policy(yard, tax_percent=Decimal(20))
    kept = yard.store.read(lambda records: records.bookings.get(booked.number))
    assert kept is not None
    assert kept.tax == Decimal("45.79")


def test_an_exempt_customer_pays_no_tax_and_the_certificate_is_kept(yard: TestYard) -> None:
    policy(yard, tax_percent=Decimal("8.25"))

    def exempt(records: Records) -> None:
        customer = records.customers.get("c1")
        assert customer is not None
        records.customers.put(replace(customer, tax_certificate="TX-4471"))

    yard.change(exempt)
    assert yard.desk.quote("c1", "lift", days(2, 3), 1).tax == 0
    booked = yard.desk.book(yard.request(yard.call(), "exempt")).booking
    assert booked is not None
    kept = yard.store.read(lambda records: records.bookings.get(booked.number))
    assert kept is not None
    assert (kept.tax, kept.tax_certificate) == (Decimal(0), "TX-4471")


def test_the_minimum_charge_binds_each_line(yard: TestYard) -> None:
    policy(yard, minimum_charge=Decimal(250))
    assert yard.desk.quote("c1", "lift", days(2, 1), 2).total == Decimal(500)
    assert yard.desk.quote("c1", "cones", days(2, 1), 10).total == Decimal(250)
    assert yard.desk.quote("c1", "lift", days(2, 2), 1).total == Decimal(370)


def test_a_line_opens_over_list_and_never_above_max(yard: TestYard) -> None:
    terms = NegotiationPolicy(opening_percent=Decimal(10))
    yard.change(lambda records: records.line_policies.put(LinePolicy(line="sip", policy=terms)))
    call = yard.call()
    assert yard.desk.quote("c1", "lift", days(2, 2), 1, call).day_rate == Decimal(203)
    assert yard.desk.quote("c1", "lift", days(2, 2), 1).day_rate == Decimal(185)
    high = replace(terms, opening_percent=Decimal(90))
    yard.change(lambda records: records.line_policies.put(LinePolicy(line="sip", policy=high)))
    assert yard.desk.quote("c1", "lift", days(2, 2), 1, call).day_rate == LIFT.max_day_rate
    yard.change(lambda records: keep_rate(records, "dana", own(160)))
    assert yard.desk.quote("c1", "lift", days(2, 2), 1, call).day_rate == Decimal(160)
