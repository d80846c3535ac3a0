"""A machine that broke down: reported at once, and another one offered where one is free."""

from __future__ import annotations

from dataclasses import replace

from appliance.dialogue.formats import format_of
from appliance.dialogue.services import ending
from appliance.dialogue.services.orders import order
from appliance.dialogue.services.service import Service, Wants
from appliance.dialogue.spoken import identifiers
from appliance.dialogue.work import Work
from appliance.ports.booking import BookedFacts

_DETAIL = 300


def propose(w: Work, service: Service, rental: BookedFacts) -> None:
    """Say back what will be reported; of several machines, ask which."""
    tag = tag_in(w, rental) if service.tag is None else service.tag
    if service.tag is None and not tag and len(rental.asset_tags) > 1:
        tags = tuple(w.values.spell(one) for one in rental.asset_tags)
        question = w.service_words.which_unit(rental)
        ending.ask(w, replace(service, rental=rental), Wants.UNIT, question, tags)
        return
    chosen = rental.asset_tags[0] if len(rental.asset_tags) == 1 else tag
    question = w.service_words.breakdown_back(rental, chosen)
    ending.ask(w, replace(service, rental=rental, tag=chosen), Wants.YES, question)


def tag_in(w: Work, rental: BookedFacts) -> str:
    """One of the rental's asset tags, where it was said; else empty."""
    said = {one.value for one in w.values.candidates(w.texts, format_of(w.yard, "asset_tag"))}
    named = [tag for tag in rental.asset_tags if identifiers.plain(tag) in said]
    return named[0] if len(named) == 1 else ""


def do(w: Work) -> None:
    """Report it, then offer the unit that the desk keeps for the exchange."""
    service = w.state.service
    if service is None or service.rental is None:
        return
    rental, tag = service.rental, service.tag or ""
    if not tag:
        _to_staff(w, rental, service.words)
        return
    result = w.desk.report_breakdown(order(w, rental, "breakdown"), tag, service.words[:_DETAIL])
    if not result.noted:
        w.say(w.service_words.refused(result.refused, rental))
        ending.over(w)
        return
    w.say(w.service_words.breakdown_reported(rental))
    if result.replacement is None:
        w.say(w.service_words.no_swap(rental.item))
        ending.over(w)
        return
    question = w.service_words.offer_swap(rental.item, result.replacement)
    ending.ask(w, replace(service, replacement=result.replacement), Wants.SWAP, question)


def _to_staff(w: Work, rental: BookedFacts, words: str) -> None:
    """Nobody can say which of them: staff find out."""
    w.desk.leave_task(
        w.call.call_id,
        f"{w.key}:breakdown",
        "callback",
        f"Breakdown: one {rental.item} of {rental.number}, {w.state.customer_name}",
        words[:_DETAIL],
    )
    w.say(w.service_words.breakdown_reported(rental))
    ending.over(w)


def swap(w: Work) -> None:
    """Yes to the other machine: staff bring it along."""
    service = w.state.service
    if service is None or service.rental is None:
        return
    rental = service.rental
    w.desk.leave_task(
        w.call.call_id,
        f"{w.key}:swap",
        "callback",
        f"Swap {service.tag} for {service.replacement}, {w.state.customer_name}",
        f"{rental.number}: bring {service.replacement}, kept until closing, to the site",
    )
    w.say(w.service_words.swap_noted(rental.item))
    ending.over(w)
