"""Giving a machine back early, or having it picked up."""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.dialogue.actions import Act
from appliance.dialogue.services import cancelling, ending
from appliance.dialogue.services.orders import at_closing, at_opening, day_in, order
from appliance.dialogue.services.service import Service, Wants
from appliance.dialogue.work import Work
from appliance.domain.bookings import BookingState
from appliance.ports.booking import BookedFacts

PICK_UP = re.compile(r"\b(?:pick\w*|collect\w*|come|send|fetch|get it|off[- ]?rent)\b", re.I)
NOW = re.compile(r"\b(?:now|right away|any ?time|as soon as|asap|ready)\b", re.I)


def propose(w: Work, service: Service, rental: BookedFacts) -> None:
    """Ask from which day, or say back the earlier end and the price as the desk gives them."""
    if rental.state != BookingState.OUT.value:
        w.say(w.service_words.not_out_yet(rental))
        cancelling.propose(w, replace(service, act=Act.CANCEL_BOOKING), rental)
        return
    today = w.now.date()
    words = f"{service.until} {service.length} {service.words}"
    day = day_in(w, service.until) or w.values.parse_date(words, today)
    if day is None and w.phrases.says_now(words):
        day = today
    if day is None:
        question = w.service_words.back_from_when(
            rental, service.asked, pick_up=_picked_up(w, service)
        )
        ending.ask(w, service, Wants.UNTIL, question)
        return
    if w.state.poor_line and service.pick_up is None and not _picked_up(w, service):
        question = w.service_words.ask_pick_up(rental)
        dated = replace(service, until=day.isoformat(), length="")
        ending.ask(w, dated, Wants.PICK_UP, question)
        return
    end = at_closing(w, rental, day) if day == today else at_opening(w, rental, day)
    if end >= rental.period.end:
        _as_booked(w, replace(service, end=end), rental)
        return
    result = w.desk.preview_return_early(order(w, rental, "return"), end)
    if result.refused:
        w.say(w.service_words.refused(result.refused, rental))
        ending.over(w)
        return
    question = w.service_words.return_back(rental, result, w.now, pick_up=_picked_up(w, service))
    ending.ask(w, replace(service, end=end), Wants.YES, question)


def _as_booked(w: Work, service: Service, rental: BookedFacts) -> None:
    """Not earlier than agreed: nothing changes but, where it was asked for, who drives."""
    if not _picked_up(w, service):
        w.say(w.service_words.due_anyway(rental, w.now))
        ending.over(w)
        return
    if service.end is not None:
        question = w.service_words.pick_up_back(rental, service.end, w.now)
        ending.ask(w, service, Wants.YES, question)


def _picked_up(w: Work, service: Service) -> bool:
    told = service.pick_up
    return told if told is not None else w.phrases.says_pick_up(service.words)


def do(w: Work) -> None:
    """End it early where it is early, and leave staff the pick-up."""
    service = w.state.service
    if service is None or service.rental is None or service.end is None:
        return
    rental = service.rental
    if service.end < rental.period.end:
        result = w.desk.return_early(order(w, rental, "return"), service.end)
        if result.refused:
            w.say(w.service_words.refused(result.refused, rental))
            ending.over(w)
            return
        w.say(w.service_words.returned(result, w.now))
    if _picked_up(w, service):
        w.desk.leave_task(
            w.call.call_id,
            f"{w.key}:pickup",
            "callback",
            f"Pick up {rental.item} from {w.state.customer_name}",
            f"{rental.number}, {', '.join(rental.asset_tags)}: from {service.end:%Y-%m-%d}",
        )
        w.say(w.service_words.pick_up_noted(rental))
    ending.over(w)
