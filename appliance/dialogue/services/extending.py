"""Keeping a machine longer: until when, what the desk says to it, and a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from appliance.dialogue.services import ending
from appliance.dialogue.services.orders import at_opening, day_in, order
from appliance.dialogue.services.service import Service, Wants
from appliance.dialogue.work import Work
from appliance.ports.booking import BookedFacts


def propose(w: Work, service: Service, rental: BookedFacts) -> None:
    """Ask until when, or say back the new end and price as the desk gives them."""
    day = last_day(w, service, rental)
    if day is None:
        question = w.service_words.until_when(rental, w.now, service.asked)
        ending.ask(w, service, Wants.UNTIL, question)
        return
    if day <= rental.period.end.date():
        w.say(w.service_words.not_later(rental, w.now))
        again = replace(service, length="", until="", asked=service.asked + 1)
        ending.ask(w, again, Wants.UNTIL, w.service_words.until_when(rental, w.now, again.asked))
        return
    end = at_opening(w, rental, day)
    asked = order(w, rental, "extend")
    result = w.desk.preview_extend(asked, end)
    if result.refused:
        w.say(w.service_words.refused(result.refused, rental))
        nearest = result.nearest_end
        if nearest is None or nearest <= rental.period.end:
            w.say(w.service_words.cannot_extend(rental, w.now))
            ending.over(w)
            return
        result = w.desk.preview_extend(asked, nearest)
        end = nearest
    if result.refused:
        ending.over(w)
        return
    question = w.service_words.extend_back(rental, result, w.now)
    ending.ask(w, replace(service, end=end), Wants.YES, question)


def last_day(w: Work, service: Service, rental: BookedFacts) -> date | None:
    """The day it is to be due: named, or so many days after it is due now (or after today,
    where it is overdue)."""
    today = w.now.date()
    for text in (service.until, service.length):
        length = w.values.parse_duration(text) if text else None
        if length is not None and text == service.length:
            return max(rental.period.end.date(), today) + timedelta(days=length.days)
        days = w.values.days_until(text, today) if text else None
        if days is not None:
            return today + timedelta(days=days)
        day = day_in(w, text)
        if day is not None:
            return day
    return None


def do(w: Work) -> None:
    """Extend it, and say what the committed row says."""
    service = w.state.service
    if service is None or service.rental is None or service.end is None:
        return
    result = w.desk.extend(order(w, service.rental, "extend"), service.end)
    if result.refused:
        w.say(w.service_words.refused(result.refused, service.rental))
    else:
        w.say(w.service_words.extended(result, w.now))
    ending.over(w)
