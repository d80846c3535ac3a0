"""The callback number: for the booking, or for staff to ring when the call cannot go on."""

from __future__ import annotations

from appliance.dialogue.gates import again
from appliance.dialogue.state import LeftTask, ReadBackOf
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.ports.conversation import HeardBy

_FAILURES = 3
_DENIALS = 3
"""Read-backs of a phone number that the caller denied before the call goes on without one."""


def gate(w: Work) -> None:
    """Every booking has a number to call back."""
    if w.state.callback:
        return
    w.ask(Asks.CALLBACK_NUMBER, w.words.ask_callback(w.turn), Stage.CONFIRMATION)


def instead(w: Work, outcome: Outcome, *, kind: str, subject: str, detail: str) -> None:
    """The call cannot go on: leave the task at once and ask where staff can reach the caller."""
    left = LeftTask(f"{w.key}:{kind}", kind, subject, detail)
    w.set(left_task=left)
    w.notes.append(lambda desk: desk.leave_task(w.call.call_id, left.key, kind, subject, detail))
    if w.state.callback:
        _promise(w, outcome, w.state.callback)
        return
    w.set(callback_for=outcome, outcome=outcome)
    w.ask(Asks.CALLBACK_NUMBER, w.words.ask_callback_instead())


def to_a_person(w: Work, detail: str, outcome: Outcome = Outcome.TRANSFERRED) -> None:
    """What the caller says does not get through: say so, and have staff call back."""
    w.say(w.words.give_up())
    instead(w, outcome, kind="transfer", subject=subject(w), detail=detail)


def too_often(w: Work, gate: str, detail: str) -> bool:
    """A check has failed once more; True when staff take over, so that nobody goes in circles."""
    w.set(failures=(*w.state.failures, gate))
    if w.state.failures.count(gate) < _FAILURES:
        return False
    w.say(w.words.staff_will_help())
    instead(w, Outcome.VERIFICATION_FAILED, kind="callback", subject=subject(w), detail=detail)
    return True


def without_records(w: Work) -> None:
    """The records are away: offer a callback, which needs none; its note is kept until they
    are back."""
    w.say(w.words.line_trouble())
    instead(
        w, Outcome.ERROR, kind="callback", subject=subject(w), detail=w.state.wish or "Records away"
    )


def heard_number(w: Work) -> bool:
    """Read back the phone number digit by digit; False when none was heard.

    Of what was denied before nothing is read back again, unless it was keyed: then the next
    likely number is.
    """
    whole = w.values.parse_phone(w.texts)
    likely = [whole, *(w.values.parse_phone((text,)) for text in w.texts)]
    denied = () if w.heard.by is HeardBy.KEYS else w.state.denied
    number = next((one for one in likely if one and one not in denied), None)
    if number is None:
        return False
    read_back(w, number)
    return True


def read_back(w: Work, number: str) -> None:
    """Say a number back and wait for yes or no."""
    again.read_back(w, ReadBackOf.CALLBACK, number)
    w.ask(Asks.CONFIRM, w.words.read_back_phone(number))


def leave_note(w: Work, detail: str, kind: str = "callback") -> None:
    """A task for staff, unless the call has left one already."""
    who = subject(w)
    if w.state.left_task is None:
        w.notes.append(
            lambda desk: desk.leave_task(w.call.call_id, f"{w.key}:{kind}", kind, who, detail)
        )


def denied(w: Work) -> bool:
    """The number was wrong once more; True when the call ends over it, without one."""
    w.set(callback_denials=w.state.callback_denials + 1)
    if w.state.callback_denials < _DENIALS:
        return False
    w.say(w.words.give_up())
    leave_note(w, "The callback number could not be understood", kind="transfer")
    w.end(w.words.goodbye(w.turn), w.state.callback_for or Outcome.TRANSFERRED)
    return True


def confirmed(w: Work, number: str) -> None:
    """The number is right: go on, or promise the call and end."""
    w.set(callback=number)
    if w.state.callback_for is not None:
        _promise(w, w.state.callback_for, number)


def refused(w: Work) -> None:
    """No number to give: staff has the task all the same."""
    if w.state.callback_for is not None:
        w.end(w.words.goodbye(w.turn), w.state.callback_for)
    else:
        w.ask(Asks.CALLBACK_NUMBER, w.words.callback_needed(), Stage.CONFIRMATION)


def _promise(w: Work, outcome: Outcome, number: str) -> None:
    """The task that was left learns the number; beside a review stands a callback of its own."""
    left = w.state.left_task
    if left is None or left.kind == "review":
        left = LeftTask(f"{w.key}:callback", "callback", subject(w), "")
    task = left
    detail = f"Call back {number}. {task.detail}".strip()
    w.notes.append(
        lambda desk: desk.leave_task(w.call.call_id, task.key, task.kind, task.subject, detail)
    )
    w.end(w.words.callback_promised(number), outcome)


def subject(w: Work) -> str:
    return w.state.customer_name or w.call.caller or "Unknown caller"
