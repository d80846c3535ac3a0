"""Deciding a turn: actions change what is known, then the gates ask for what is missing."""

from __future__ import annotations

from collections.abc import Callable

from appliance.dialogue import answers, bad_input, misses, noise, permitted, readback
from appliance.dialogue.actions import Act, Action
from appliance.dialogue.gates import (
    booking,
    callback,
    customer,
    equipment,
    insurance,
    later,
    manager,
    operator,
    periods,
    price,
    refusals,
    resuming,
    site,
)
from appliance.dialogue.keypad import menus
from appliance.dialogue.language import Words
from appliance.dialogue.services import deciding as services
from appliance.dialogue.state import ReadBack, RentalState
from appliance.dialogue.understand import beside
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage

_GATES: tuple[Callable[[Work], None], ...] = (
    equipment.need_gate,
    customer.gate,
    equipment.choice_gate,
    periods.gate,
    site.requirements_gate,
    site.gate,
    price.gate,
    operator.gate,
    insurance.gate,
    callback.gate,
    booking.gate,
)

_CHANGES = (Act.FIND, Act.WHEN, Act.QUANTITY, Act.ADDRESS, Act.NAME, Act.CHOOSE)
_REPEATS = 3
"""How often on a call something is said again before it counts as not understood."""


def decide(w: Work, actions: tuple[Action, ...]) -> None:
    """Apply the actions, changes first, and walk the gates. Always leaves something to say."""
    if w.state.override is not None and manager.stays(w, actions):
        return
    actions = permitted.only(w, noise.borne_out(w, bad_input.backed(w, actions)))
    if not actions:
        return
    if resuming.heard(w, actions) or services.heard(w, actions):
        w.set(misses=0)
        advance(w)
        return
    ordered = sorted(actions, key=lambda a: 0 if a.act in _CHANGES else 1)
    changed = any(a.act in _CHANGES for a in actions)
    understood = False
    for action in ordered:
        if changed and action.act in (Act.YES, Act.NO) and w.state.asks is not Asks.CONFIRM:
            continue  # "yes, but make it Thursday" is a change; the new summary asks again
        understood = _apply(w, action) or understood
        if w.waiting and action.act not in _CHANGES:
            break
    if not understood:
        misses.missed(w)
        return
    if changed and not w.waiting:
        w.set(callback_for=None)  # the caller goes on with the rental after all
    w.set(misses=0)
    advance(w)


def advance(w: Work) -> None:
    """Walk the gates until one asks, a write must come first, or the call has ended."""
    if w.settled():
        return
    s = w.state
    if s.readback is not None:
        w.ask(Asks.CONFIRM, s.question)
        return
    if s.callback_for is None and s.service is None:
        resuming.offer(w)
        if w.settled():
            return
    if s.service is not None and s.callback_for is None:
        services.gate(w)
        if w.settled():
            return
        s = w.state
    if (s.booking is not None or s.served) and not _wants_more(s):
        w.ask(Asks.ANYTHING_ELSE, w.words.anything_else(w.turn), Stage.CONFIRMATION)
        return
    for gate in _GATES:
        gate(w)
        if w.settled():
            return


def _wants_more(s: RentalState) -> bool:
    return bool(s.item or s.wish or s.wished_ids or s.category or s.options)


def _apply(w: Work, action: Action) -> bool:
    """Carry one action out; False when it makes no sense here."""
    handler = _HANDLERS.get(action.act)
    return handler(w, action) if handler else False


def _find(w: Work, action: Action) -> bool:
    if later.keep(w, action):
        return True
    found = equipment.find(w, action)
    if w.phrases.says_same_dates(w.heard.text):
        return later.same_dates(w, True) or found
    return found


def _when(w: Work, action: Action) -> bool:
    return periods.when(w, action)


def _quantity(w: Work, action: Action) -> bool:
    w.set(changing="")
    periods.change_quantity(w, action.slot("value"))
    return True


def _choose(w: Work, action: Action) -> bool:
    return equipment.choose(w, action)


_EARLY = {"certificate": Asks.OPERATOR_CERTIFICATE, "policy": Asks.POLICY_NUMBER}
"""Numbers that are kept until they are asked for."""


def _identify(w: Work, action: Action) -> bool:
    if w.state.readback is not None:
        open_readback = w.state.readback
        w.set(readback=None, denied=(*w.state.denied, open_readback.value), unclear=open_readback)
        return readback.corrected(w, open_readback) or _restore(w, open_readback)
    number = action.slot("value")
    kind = beside.kind_of(number, w.yard)
    if kind in _EARLY and w.state.asks is not _EARLY[kind]:
        w.state = w.state.giving(kind, number)
        return True
    if not w.state.customer_id and w.state.callback_for is None:
        return customer.heard_license(w)
    by_question: dict[Asks | None, Callable[[Work], bool]] = {
        Asks.OPERATOR_CERTIFICATE: operator.heard_certificate,
        Asks.POLICY_NUMBER: insurance.heard_policy,
        Asks.CALLBACK_NUMBER: callback.heard_number,
    }
    handler = by_question.get(w.state.asks)
    return handler(w) if handler else False


def _restore(w: Work, open_readback: ReadBack) -> bool:
    w.set(readback=open_readback, denied=w.state.denied[:-1], unclear=None)
    return False


def _name(w: Work, action: Action) -> bool:
    name = action.slot("value")
    if not name:
        return False
    if not w.state.customer_id:
        if w.phrases.operator_named(w.heard.text):
            w.state = w.state.giving("operator", name)
            return True
        return False
    return operator.heard_name(w, name)


def _address(w: Work, action: Action) -> bool:
    address = action.slot("value")
    if address and not w.state.customer_id:
        w.state = w.state.giving("address", address)
        return True
    return bool(address) and site.heard_address(w, address)


def _phone(w: Work, action: Action) -> bool:
    if action.slot("value") == "caller" and w.call.caller:
        callback.read_back(w, w.call.caller)
        return True
    return callback.heard_number(w)


def _offer(w: Work, action: Action) -> bool:
    if w.state.quote is None:
        return False
    price.offered(w, action.slot("price"))
    return True


def _cheaper(w: Work, _action: Action) -> bool:
    if w.state.quote is None:
        return False
    price.offered(w, "")
    return True


_TELL_ME: dict[Asks, Callable[[Words], str]] = {
    Asks.BUSINESS_LICENSE: lambda words: words.tell_license(),
    Asks.SITE_ADDRESS: lambda words: words.tell_address(),
    Asks.OPERATOR_NAME: lambda words: words.tell_name(),
    Asks.OPERATOR_CERTIFICATE: lambda words: words.tell_certificate(),
    Asks.POLICY_NUMBER: lambda words: words.tell_policy(),
}
"""What to say to a bare yes where the thing itself is wanted."""


def _yes(w: Work, _action: Action) -> bool:
    asks = w.state.asks
    if asks is Asks.CONFIRM:
        return readback.confirmed(w)
    if asks is Asks.START_DATE and later.same_dates(w, True):
        return True
    if asks is Asks.SITE_QUESTION:
        site.answered(w, True)
    elif asks is Asks.PRICE_OK and w.state.quote is not None:
        price.accepted(w)
    elif asks is Asks.FINAL_CONFIRMATION:
        if w.state.changing:
            return False  # a yes to "what should I change?" books nothing
        booking.accepted(w)
    elif asks is Asks.EQUIPMENT_CHOICE and len(w.state.options) == 1:
        return equipment.choose(w, Action(Act.CHOOSE, (("option", "1"),)))
    elif asks is Asks.ANYTHING_ELSE:
        w.ask(Asks.NEED, w.words.ask_need(w.turn))
    elif asks is not None and asks in _TELL_ME:
        w.ask(asks, _TELL_ME[asks](w.words))
    else:
        return False
    return True


def _no(w: Work, _action: Action) -> bool:
    asks = w.state.asks
    if asks is Asks.CONFIRM:
        return readback.denied(w)
    if asks is Asks.SITE_QUESTION:
        site.answered(w, False)
        return True
    if asks is Asks.START_DATE and later.same_dates(w, False):
        return True
    if asks is Asks.START_DATE and w.state.outcome is Outcome.UNAVAILABLE:
        w.end(w.words.unavailable_goodbye(w.turn), Outcome.UNAVAILABLE)
        return True
    by_question: dict[Asks | None, Callable[[Work], None]] = {
        Asks.BUSINESS_LICENSE: customer.refused,
        Asks.EQUIPMENT_CHOICE: refusals.refused,
        Asks.SITE_ADDRESS: site.refused,
        Asks.PRICE_OK: price.refused,
        Asks.OPERATOR_NAME: operator.refused,
        Asks.OPERATOR_CERTIFICATE: operator.refused,
        Asks.POLICY_NUMBER: insurance.refused,
        Asks.CALLBACK_NUMBER: callback.refused,
        Asks.FINAL_CONFIRMATION: booking.refused,
        Asks.ANYTHING_ELSE: _farewell,
    }
    refuse = by_question.get(asks)
    if refuse is None:
        return False
    refuse(w)
    return True


def _farewell(w: Work) -> None:
    w.end(w.words.goodbye(w.turn))


def _ask(w: Work, action: Action) -> bool:
    told = answers.answer(w, action.slot("topic"))
    unknown = told == w.words.not_known()
    if unknown and bad_input.is_noisy(w.heard):
        return False  # most likely it was no question
    w.say(told)
    if unknown and w.state.said.startswith(told):
        return False  # twice in a row
    if w.state.question:
        w.set(question=w.words.back_to(w.state, w.turn))
        w.ask_again()
    return True


def _person(w: Work, _action: Action) -> bool:
    w.say(w.words.person())
    callback.instead(
        w,
        Outcome.TRANSFERRED,
        kind="transfer",
        subject=callback.subject(w),
        detail="Asked for a person",
    )
    return True


def _rude(w: Work, _action: Action) -> bool:
    """Answered politely; the third time a person takes over."""
    w.set(rude=w.state.rude + 1)
    if w.state.rude >= misses.BEFORE_A_PERSON and w.state.callback_for is None:
        return _person(w, _action)
    w.say(w.words.calm(w.turn))
    w.set(question=w.words.back_to(w.state, w.turn))
    w.ask_again()
    return True


def _foreign(w: Work, _action: Action) -> bool:
    """Another language: say so; who goes on in it is left to a person."""
    w.set(foreign=w.state.foreign + 1)
    w.say(w.words.english_only(w.turn))
    if w.state.foreign > 1 and w.state.callback_for is None:
        return _person(w, _action)
    w.set(question=w.words.back_to(w.state, w.turn))
    w.ask_again()
    return True


def _long(w: Work, _action: Action) -> bool:
    """More than can be taken in at once, with nothing certain in it."""
    w.say(w.words.too_much_at_once(w.turn))
    return False


def _repeat(w: Work, _action: Action) -> bool:
    w.say(w.state.said.removesuffix(w.state.question).strip())
    w.set(repeats=w.state.repeats + 1)
    w.ask_again()
    return w.state.repeats <= _REPEATS


def _wait(w: Work, _action: Action) -> bool:
    w.say(w.words.take_your_time())
    w.ask_again()
    return True


def _withdraw(w: Work, _action: Action) -> bool:
    """Said while a manager is asked, and `manager.stays` has taken the request back."""
    if w.state.standing is None:
        return False
    manager.back_to_own_price(w, w.state.standing)
    return True


def _stop(w: Work, _action: Action) -> bool:
    outcome = w.state.outcome if w.state.booking else Outcome.DECLINED_BY_CUSTOMER
    w.end(w.words.declined_goodbye(w.turn), outcome)
    return True


def _goodbye(w: Work, _action: Action) -> bool:
    _farewell(w)
    return True


_HANDLERS: dict[Act, Callable[[Work, Action], bool]] = {
    Act.FIND: _find,
    Act.WHEN: _when,
    Act.QUANTITY: _quantity,
    Act.CHOOSE: _choose,
    Act.IDENTIFY: _identify,
    Act.NAME: _name,
    Act.ADDRESS: _address,
    Act.PHONE: _phone,
    Act.OFFER: _offer,
    Act.CHEAPER: _cheaper,
    Act.YES: _yes,
    Act.NO: _no,
    Act.ASK: _ask,
    Act.PERSON: _person,
    Act.RUDE: _rude,
    Act.FOREIGN: _foreign,
    Act.LONG: _long,
    Act.REPEAT: _repeat,
    Act.WAIT: _wait,
    Act.WITHDRAW: _withdraw,
    Act.CHANGE: menus.change,
    Act.KIND: menus.kind,
    Act.STOP: _stop,
    Act.GOODBYE: _goodbye,
}
