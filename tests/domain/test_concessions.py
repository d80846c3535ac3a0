"""Negotiation: bounded by floor, authority and list whatever is offered."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.concessions import Concession, Terms, consider_offer, rate_allowed
from appliance.domain.errors import RecordError
from appliance.domain.negotiation import NegotiationPolicy, Offer, OfferOutcome

AT = datetime(2027, 3, 1, tzinfo=UTC)
POLICY = NegotiationPolicy(rounds=3, step_percent=Decimal(5), authority_percent=Decimal(15))


def terms(floor: int = 150, list_rate: int = 200, customer: int = 0) -> Terms:
    return Terms(Decimal(list_rate), Decimal(floor), POLICY, Decimal(customer))


def played(conditions: Terms, offers: list[Decimal | None]) -> list[Concession]:
    """The agent's answers to these offers, one after the other."""
    history: list[Offer] = []
    answers = []
    for offered in offers:
        answer = consider_offer(conditions, history, offered)
        answers.append(answer)
        history.append(
            Offer(
                call_id="c",
                class_id="k",
                round=answer.round,
                at=AT,
                offered_day_rate=offered or Decimal(0),
                answered_day_rate=answer.day_rate,
                outcome=answer.outcome,
            )
        )
    return answers


def test_comes_down_by_steps_and_ends_with_a_final_price() -> None:
    answers = played(terms(), [Decimal(100)] * 5)
    assert [answer.day_rate for answer in answers] == [190, 180, 170, 170, 170]
    assert [answer.outcome.value for answer in answers] == [
        "countered",
        "countered",
        "final",
        "refused",
        "refused",
    ]
    assert [answer.rounds_left for answer in answers] == [2, 1, 0, 0, 0]


def test_an_offer_that_the_round_permits_is_accepted_at_the_offer() -> None:
    assert played(terms(), [Decimal(192)])[0] == Concession(
        OfferOutcome.ACCEPTED, Decimal(192), 1, 2
    )


def test_more_than_list_is_answered_with_list() -> None:
    assert played(terms(), [Decimal(260)])[0].day_rate == 200


def test_a_wish_without_a_figure_is_countered() -> None:
    answer = played(terms(), [None])[0]
    assert (answer.outcome, answer.day_rate) == (OfferOutcome.COUNTERED, 190)


def test_an_accepted_price_does_not_fall_after_the_last_round() -> None:
    answers = played(terms(), [Decimal(100), Decimal(100), Decimal(175), Decimal(179), None])
    assert [answer.day_rate for answer in answers] == [190, 180, 175, 175, 175]


def test_the_floor_cuts_whole_steps_off_and_is_not_a_price_itself() -> None:
    answers = played(terms(floor=183), [Decimal(1)] * 3)
    assert [answer.day_rate for answer in answers] == [190, 190, 190]
    assert answers[0].outcome is OfferOutcome.FINAL


def test_a_list_price_under_the_floor_is_not_negotiated() -> None:
    answer = played(terms(floor=210), [Decimal(190)])[0]
    assert (answer.outcome, answer.day_rate) == (OfferOutcome.FINAL, 200)


def test_a_customers_authority_widens_the_steps() -> None:
    answers = played(terms(floor=100, customer=6), [Decimal(1)] * 3)
    assert [answer.day_rate for answer in answers] == [186, 172, 158]


@pytest.mark.parametrize("offer", ["0", "-5", "NaN", "Infinity"])
def test_an_offer_of_nothing_is_refused(offer: str) -> None:
    with pytest.raises(RecordError):
        consider_offer(terms(), (), Decimal(offer))


rates = st.decimals(min_value=1, max_value=1000, places=2)


@given(
    list_rate=rates,
    floor=rates,
    rounds=st.integers(0, 6),
    step=st.decimals(min_value=0, max_value=40, places=1),
    authority=st.decimals(min_value=0, max_value=100, places=1),
    customer=st.decimals(min_value=0, max_value=100, places=1),
    offers=st.lists(st.none() | rates, min_size=1, max_size=8),
)
def test_no_sequence_of_offers_gets_under_floor_or_authority(
    list_rate: Decimal,
    floor: Decimal,
    rounds: int,
    step: Decimal,
    authority: Decimal,
    customer: Decimal,
    offers: list[Decimal | None],
) -> None:
    policy = NegotiationPolicy(rounds=rounds, step_percent=step, authority_percent=authority)
    conditions = Terms(list_rate, floor, policy, customer)
    before = list_rate
    for answer in played(conditions, offers):
        bound = max(floor, list_rate * (1 - min(Decimal(100), authority + customer) / 100))
        assert answer.day_rate >= min(bound, list_rate)
        assert answer.day_rate <= before
        before = answer.day_rate


@given(rate=rates, answered=st.lists(rates, max_size=3))
def test_a_booking_rate_needs_an_answer_that_came_down_to_it(
    rate: Decimal, answered: list[Decimal]
) -> None:
    conditions = terms()
    history = [
        Offer(
            call_id="c",
            class_id="k",
            round=number,
            at=AT,
            offered_day_rate=one,
            answered_day_rate=one,
            outcome=OfferOutcome.COUNTERED,
        )
        for number, one in enumerate(answered, start=1)
    ]
    if rate_allowed(conditions, history, rate):
        assert rate == 200 or (170 <= rate < 200 and min(answered) <= rate)
    assert rate_allowed(conditions, history, Decimal(200))
