"""Work left for staff: callbacks, reviews and transfers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.domain.bookings import BookingState
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Task, TaskState
from appliance.ports.store import Records
from appliance.rental.yard import AGENT

_KINDS = ("callback", "review", "transfer")


def leave_task(
    records: Records,
    now: datetime,
    key: str,
    kind: str,
    subject: str,
    detail: str,
    *,
    call_id: str | None,
    booking_number: str | None = None,
    actor: str = AGENT,
) -> Task:
    """A task for staff; the same `key` again brings an open one up to date and makes no second.
    Raises RecordError for a kind that staff do not know."""
    if kind not in _KINDS:
        raise RecordError(f"There are no tasks of the kind `{kind}`.", f"Use one of {_KINDS}.")
    existing = records.tasks.get(key)
    if existing is not None:
        return _updated(records, existing, subject, detail, actor)
    task = Task(
        id=key,
        kind=kind,
        created_at=now,
        call_id=call_id,
        subject=subject,
        detail=detail,
        booking_number=booking_number,
    )
    records.tasks.put(task)
    records.audit.append(actor, "leave_task", f"task:{key}", None, task)
    return task


def _updated(records: Records, before: Task, subject: str, detail: str, actor: str) -> Task:
    if before.state is TaskState.DONE or (before.subject, before.detail) == (subject, detail):
        return before
    after = replace(before, subject=subject, detail=detail)
    records.tasks.put(after)
    records.audit.append(actor, "update_task", f"task:{before.id}", before, after)
    return after


def resolve_task(records: Records, actor: str, task_id: str) -> Task:
    """Done; a task that was done before stays so. Raises RecordNotFound, and RecordError for the
    review of a booking that still waits: that is decided, not ticked off."""
    before = records.tasks.get(task_id)
    if before is None:
        raise RecordNotFound("That task is not on record.", "Reload the list of tasks.")
    if before.state is TaskState.DONE:
        return before
    booking = records.bookings.get(before.booking_number) if before.booking_number else None
    if (
        before.kind == "review"
        and booking is not None
        and booking.state is BookingState.PENDING_REVIEW
    ):
        raise RecordError(
            f"{booking.number} still waits for its review.", "Approve or refuse it under Reviews."
        )
    after = replace(before, state=TaskState.DONE)
    records.tasks.put(after)
    records.audit.append(actor, "resolve_task", f"task:{task_id}", before, after)
    return after


def close_reviews(records: Records, actor: str, booking_number: str) -> None:
    """The booking is decided: its review tasks are done."""
    for task in records.tasks.open():
        if task.kind == "review" and task.booking_number == booking_number:
            resolve_task(records, actor, task.id)
