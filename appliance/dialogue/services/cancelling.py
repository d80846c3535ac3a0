"""Giving a booking up before anything left."""

from __future__ import annotations

from dataclasses import replace

from appliance.dialogue.actions import Act
from appliance.dialogue.services import ending
from appliance.dialogue.services.orders import order
from appliance.dialogue.services.service import Service, Wants
from appliance.dialogue.work import Work
from appliance.domain.bookings import BookingState
from appliance.ports.booking import BookedFacts


def propose(w: Work, service: Service, rental: BookedFacts) -> None:
    """Say back what will be canceled, and what it costs by the desk's own answer."""
    if rental.state == BookingState.OUT.value:
        w.say(w.service_words.out_already(rental))
        question = w.service_words.back_from_when(rental, service.asked, pick_up=False)
        ending.ask(w, replace(service, act=Act.RETURN, rental=rental), Wants.UNTIL, question)
        return
    result = w.desk.preview_cancel(order(w, rental, "cancel"))
    if result.refused:
        w.say(w.service_words.refused(result.refused, rental))
        ending.over(w)
        return
    question = w.service_words.cancel_back(rental, result, w.now)
    ending.ask(w, replace(service, rental=rental), Wants.YES, question)


def do(w: Work) -> None:
    """Cancel it, and say what the committed row says."""
    service = w.state.service
    if service is None or service.rental is None:
        return
    result = w.desk.cancel(order(w, service.rental, "cancel"), "Canceled by phone")
    if result.refused:
        w.say(w.service_words.refused(result.refused, service.rental))
    else:
        w.say(w.service_words.canceled(result))
    ending.over(w)
