"""Deciding a service: who calls, which rental, what is to be done, and a yes before it is.

Refuses to change anything for a caller whose license has not been verified on this call, or
whose yes was not to a question that named the rental.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.gates import callback, customer
from appliance.dialogue.services import (
    breakdown,
    cancelling,
    choosing,
    ending,
    extending,
    returning,
)
from appliance.dialogue.services.service import CLOSED, SERVICES, Service, Wants
from appliance.dialogue.work import Work
from appliance.domain.bookings import BookingState
from appliance.ports.booking import BookedFacts
from appliance.ports.conversation import HeardBy

_SHOWN = 3
_ASKED = 3
"""How often one question is put before a person takes over."""
_REMEMBERED_TURNS = 2
"""For so long "it" is the rental that was told of."""
_OF: dict[Act, tuple[BookingState, ...]] = {
    Act.EXTEND: (BookingState.OUT, BookingState.RESERVED),
    Act.RETURN: (BookingState.OUT, BookingState.RESERVED),
    Act.CANCEL_BOOKING: (BookingState.RESERVED, BookingState.PENDING_REVIEW, BookingState.OUT),
    Act.BREAKDOWN: (BookingState.OUT,),
}
"""In which states a rental may be meant by a service; what cannot be done says so by name."""
_KNOWN = (BookingState.OUT, BookingState.RESERVED, BookingState.PENDING_REVIEW)
_FIRST: dict[Act, tuple[BookingState, ...]] = {
    **_OF,
    Act.RETURN: (BookingState.OUT,),
    Act.CANCEL_BOOKING: (BookingState.RESERVED, BookingState.PENDING_REVIEW),
}
"""In which it is meant unless another one is named."""
_PROPOSE: dict[Act, Callable[[Work, Service, BookedFacts], None]] = {
    Act.EXTEND: extending.propose,
    Act.RETURN: returning.propose,
    Act.CANCEL_BOOKING: cancelling.propose,
    Act.BREAKDOWN: breakdown.propose,
}
_DO: dict[Act, Callable[[Work], None]] = {
    Act.EXTEND: extending.do,
    Act.RETURN: returning.do,
    Act.CANCEL_BOOKING: cancelling.do,
    Act.BREAKDOWN: breakdown.do,
}


def heard(w: Work, actions: tuple[Action, ...]) -> bool:
    """Take what belongs to a service; False leaves the turn to the rental."""
    if w.state.callback_for is not None or w.state.readback is not None:
        return False
    service = w.state.service
    for one in actions:
        if one.act in SERVICES:
            if service is not None and _adds_nothing(w, service, one):
                continue
            _begin(w, one)
            return True
    if service is None or not w.state.customer_id:
        return False
    acts = {one.act for one in actions}
    if Act.FIND in acts and service.wants is not Wants.WHICH:
        w.set(service=None)  # the caller wants to rent something after all
        return False
    if Act.STOP in acts:
        w.say(w.service_words.left_as_it_was(w.turn))
        ending.over(w)
        return True
    return any(_answered(w, service, one) for one in actions)


def gate(w: Work) -> None:
    """Go on with the service: ask for what is missing, say back, or be done with it."""
    s = w.state
    service = s.service
    if service is None:
        return
    if not s.customer_id:
        customer.gate(w)
        return
    found = _in_states(w.desk.rentals(s.customer_id), _KNOWN)
    if service.act is Act.MY_RENTALS:
        _list(w, service, found)
        return
    rental = service.rental or _resolve(w, service, found)
    if rental is None:
        return
    _PROPOSE[service.act](w, replace(service, rental=rental), rental)


def _adds_nothing(w: Work, service: Service, action: Action) -> bool:
    """The same service once more where its end is asked for, and no word of that: misheard."""
    return (
        service.act is action.act
        and service.wants is Wants.UNTIL
        and not (action.slot("for") or action.slot("until"))
        and w.heard.by is HeardBy.VOICE
    )


def _begin(w: Work, action: Action) -> None:
    """A new service, or more words on the one in progress."""
    service = w.state.service
    length, until = action.slot("for"), action.slot("until")
    if service is not None and service.act is action.act:
        changed = bool(length or until)
        words = f"{service.words} {w.heard.text}" if service.rental is None else service.words
        w.set(
            service=replace(
                service,
                words=words,
                length=length if changed else service.length,
                until=until if changed else service.until,
                wants=None,
            )
        )
        return
    words = "" if w.heard.by is HeardBy.KEYS else w.heard.text
    w.set(service=Service(act=action.act, words=words, length=length, until=until))


def _answered(w: Work, service: Service, action: Action) -> bool:
    act = action.act
    if act in (Act.WHEN, Act.EXTEND) and service.act in (Act.EXTEND, Act.RETURN):
        length = action.slot("for")
        until = action.slot("until") or action.slot("start") or action.slot("on")
        dated = replace(service, length=length, until=until, wants=None)
        if service.wants is Wants.UNTIL and not _tells_when(w, dated):
            return False
        w.set(service=dated)
        return True
    if service.wants is Wants.WHICH and act in (Act.CHOOSE, Act.FIND, Act.IDENTIFY, Act.YES):
        return _choose(w, service, action)
    if service.wants is Wants.UNIT and service.rental is not None:
        tag = breakdown.tag_in(w, service.rental) or _tag_at(service.rental, action)
        if not tag and act is not Act.NO:
            return False
        w.set(service=replace(service, tag=tag, wants=None))
        return True
    if service.wants is Wants.PICK_UP and act in (Act.YES, Act.NO):
        w.set(service=replace(service, pick_up=act is Act.YES, wants=None))
        return True
    if act is Act.NO and service.wants is not None:
        if service.wants is Wants.SWAP:
            w.say(w.service_words.no_swap_wanted())
            ending.over(w)
            return True
        if service.wants is not Wants.MORE:
            w.say(w.service_words.left_as_it_was(w.turn))
        ending.over(w)
        return True
    if act is Act.YES and service.wants is Wants.YES:
        w.pending = _DO[service.act]
        return True
    if act is Act.YES and service.wants is Wants.SWAP:
        w.pending = breakdown.swap
        return True
    if act is Act.YES and service.wants is Wants.MORE:
        w.set(service=replace(service, wants=None, listed=service.listed + _SHOWN))
        return True
    return False


def _tag_at(rental: BookedFacts, action: Action) -> str:
    """The tag at the place that was keyed."""
    option = action.slot("option")
    at = int(option) if option.isdigit() else 0
    return rental.asset_tags[at - 1] if 1 <= at <= len(rental.asset_tags) else ""


def _tells_when(w: Work, service: Service) -> bool:
    """False for "a while": words that hold no day to go by."""
    if service.rental is None or service.act is not Act.EXTEND:
        words = f"{service.until} {service.length}"
        return w.values.parse_date(words, w.now.date()) is not None or w.phrases.says_now(words)
    return extending.last_day(w, service, service.rental) is not None


def _choose(w: Work, service: Service, action: Action) -> bool:
    option = action.slot("option")
    if option.isdigit() and 1 <= int(option) <= len(service.choices):
        w.set(service=replace(service, rental=service.choices[int(option) - 1], wants=None))
        return True
    if action.act is Act.YES:
        if len(service.choices) != 1:
            return False
        w.set(service=replace(service, rental=service.choices[0], wants=None))
        return True
    for text in w.texts:
        found = choosing.meant(service.choices, text, w.yard, w.now.date(), w.values)
        if len(found) == 1:
            w.set(service=replace(_with_times(w, service, found[0], text), rental=found[0]))
            return True
    return False


def _with_times(w: Work, service: Service, rental: BookedFacts, text: str) -> Service:
    """The service, with the new end where it was said along: "the crane, until Tuesday". A day
    that tells the rental itself, being its first or its last, is no new end."""
    service = replace(service, wants=None)
    if service.act is not Act.EXTEND or service.until or service.length:
        return service
    if w.values.parse_duration(text) is not None:
        return replace(service, length=text)
    day = w.values.parse_date(text, w.now.date())
    own = (rental.period.start.date(), rental.period.end.date())
    return replace(service, until=text) if day is not None and day not in own else service


def missed(w: Work) -> bool:
    """What was heard answers no question of the service: ask it in other words; a person after
    the third time. False when no service is waiting."""
    service = w.state.service
    if service is None or service.wants is None or w.state.callback_for is not None:
        return False
    asked = service.asked + 1
    if asked >= _ASKED:
        w.set(service=None)
        callback.to_a_person(
            w, f"Wanted: {service.act.value.replace('_', ' ')}; said: {service.words[:200]}"
        )
        return True
    service = replace(service, asked=asked)
    if service.wants in CLOSED:
        w.set(service=service, question=w.service_words.yes_or_no(asked, service.question))
        w.ask_again()
    else:
        w.set(service=service)
        gate(w)
    return True


def _resolve(w: Work, service: Service, found: tuple[BookedFacts, ...]) -> BookedFacts | None:
    """The rental that is meant; None once the caller has been asked or told that there is none."""
    act, today = service.act, w.now.date()
    rentals = _in_states(found, _OF[act])
    talked_of = _talked_of(w, service, rentals)
    if talked_of is not None:
        w.set(service=replace(service, rental=talked_of))
        return talked_of
    stranger = choosing.foreign(rentals, service.words, w.yard, w.values)
    meant = choosing.meant(rentals, service.words, w.yard, today, w.values)
    if len(meant) != 1 or len(rentals) == 1 or stranger is not None:
        first = _in_states(found, _FIRST[act])
        named = choosing.names_any(rentals, service.words, w.yard, w.values)
        rentals = first or (rentals if named else ())
        meant = choosing.meant(rentals, service.words, w.yard, today, w.values)
    if not rentals:
        w.say(
            w.service_words.none_of_that_kind(act.value) if found else w.service_words.no_rentals()
        )
        ending.over(w)
        return None
    if stranger is not None and service.wants is None:
        w.say(w.service_words.not_yours(stranger))
    if len(meant) == 1 and stranger is None:
        w.set(service=replace(service, rental=meant[0]))
        return meant[0]
    question = w.service_words.which(act.value, meant, w.now, service.asked)
    likely = tuple(one.item for one in meant)
    ending.ask(w, replace(service, choices=meant), Wants.WHICH, question, likely)
    return None


def _talked_of(w: Work, service: Service, rentals: tuple[BookedFacts, ...]) -> BookedFacts | None:
    """The rental that was told of right before, where the words name no other: "keep it longer"."""
    number, turn = w.state.talked_of
    if not number or w.turn - turn > _REMEMBERED_TURNS:
        return None
    if choosing.names_any(rentals, service.words, w.yard, w.values) or choosing.foreign(
        rentals, service.words, w.yard, w.values
    ):
        return None
    return next((one for one in rentals if one.number == number), None)


def _in_states(
    found: tuple[BookedFacts, ...], states: tuple[BookingState, ...]
) -> tuple[BookedFacts, ...]:
    return tuple(one for one in found if one.state in {state.value for state in states})


def _list(w: Work, service: Service, found: tuple[BookedFacts, ...]) -> None:
    """What is out and booked, three at a time; of one machine alone where it was named."""
    if not found:
        w.say(w.service_words.no_rentals())
        ending.over(w)
        return
    stranger = choosing.foreign(found, service.words, w.yard, w.values)
    if stranger is not None and not service.listed:
        w.say(w.service_words.not_yours(stranger))
    meant = choosing.meant(found, service.words, w.yard, w.now.date(), w.values)
    w.say(w.service_words.rentals(meant, service.listed, w.now))
    if len(meant) == 1:
        w.set(talked_of=(meant[0].number, w.turn))
    if len(meant) > service.listed + _SHOWN:
        ending.ask(w, service, Wants.MORE, w.service_words.shall_i_go_on(w.turn))
        return
    ending.over(w)
