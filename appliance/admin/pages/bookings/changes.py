"""Orders that change a booking: another end, another period, another unit, given up, charged.

Each form carries a key, so that sending it twice carries it out once. A refusal shows the booking
again with the reason and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FieldError, FormData, parse_choice, parse_money, text_of
from appliance.admin.pages.bookings.detail import booking_page
from appliance.admin.pages.bookings.forms import order_key, read_lines, read_moment, read_period
from appliance.admin.pages.bookings.view import find_booking
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.charges import ChargeKind
from appliance.domain.errors import NotPermitted, RecordError, RecordNotFound
from appliance.domain.people import Role
from appliance.ports.rental_life import ChangeOrder, ChangeResult
from appliance.ports.store import Records
from appliance.rental.asked_about import numbers_of_booking
from appliance.rental.cancelling import cancel, mark_no_show
from appliance.rental.charging import MANAGERS_KINDS, charge_booking
from appliance.rental.confirming import Answers
from appliance.rental.extending import extend
from appliance.rental.moving import move
from appliance.rental.returning import return_early
from appliance.rental.swapping import swap_unit
from appliance.rental.yard import hours_of

CLERK = allowed_to(Role.CLERK)
_PREVIEW_KEY = "preview"

Use = Callable[[Records], ChangeResult]


def _asked_about(parts: AdminParts, number: str) -> Answers:
    """The registries' word on everyone concerned, asked before the transaction."""
    numbers = parts.store.read(lambda records: numbers_of_booking(records, number))
    return parts.registries.ask(numbers)


def _new_end(
    parts: AdminParts, number: str, actor: str, key: str, data: dict[str, Any], *, commit: bool
) -> Use:
    """A later end needs valid credentials, so registries are asked; an earlier one needs none."""
    now, reviewed = parts.clock.now(), bool(text_of(data, "reviewed", 5))
    order = ChangeOrder(key=key, actor=actor, number=number, lines=read_lines(data))

    def read_end(records: Records) -> tuple[datetime, bool]:
        end = read_moment(data, "end", hours_of(records))
        booking = find_booking(records, number)
        wanted = [line for line in booking.lines if line.id in order.lines] or booking.lines
        return end, end > max(line.period.end for line in wanted)

    _, was_later = parts.store.read(read_end)
    answers = _asked_about(parts, number) if was_later else None

    def use(records: Records) -> ChangeResult:
        end, is_later = read_end(records)
        if not is_later:
            return return_early(records, now, order, end, commit=commit)
        if answers is None:
            raise RecordError("The rental was changed meanwhile.", "Look at it again.")
        return extend(records, now, order, end, commit=commit, answers=answers, reviewed=reviewed)

    return use


def _moved(
    parts: AdminParts, number: str, actor: str, key: str, data: dict[str, Any], *, commit: bool
) -> Use:
    answers = _asked_about(parts, number)
    now = parts.clock.now()
    order = ChangeOrder(key=key, actor=actor, number=number, lines=read_lines(data))
    return lambda records: move(
        records,
        now,
        order,
        read_period(data, hours_of(records)),
        commit=commit,
        answers=answers,
    )


def _swapped(
    parts: AdminParts, number: str, actor: str, key: str, data: dict[str, Any], *, commit: bool
) -> Use:
    answers = _asked_about(parts, number)
    now = parts.clock.now()
    order = ChangeOrder(key=key, actor=actor, number=number, lines=read_lines(data))
    tag = text_of(data, "asset_tag", 60) or None
    return lambda records: swap_unit(records, now, order, tag, None, commit=commit, answers=answers)


_CHANGES = {"end": _new_end, "move": _moved, "swap": _swapped}
_DONE = {"end": "extended", "move": "moved", "swap": "swapped"}


@get("/bookings/{number:str}/preview/{what:str}", opt=CLERK, sync_to_thread=True)
def preview(
    number: FromPath[str], what: FromPath[str], request: AdminRequest, parts: Parts
) -> Template:
    """What a change would cost, or why it cannot be; changes nothing."""
    if what not in _CHANGES:
        raise RecordNotFound("There is no such change.")
    sent = {name: value for name, value in request.query_params.items()}
    found: ChangeResult | None = None
    wrong = ""
    try:
        use = _CHANGES[what](parts, number, request.user.username, _PREVIEW_KEY, sent, commit=False)
        found = parts.store.read(use)
    except RecordNotFound:
        raise
    except RecordError as error:
        wrong = f"{error.what} {error.do}".strip()
    return show(parts, "bookings/preview.html", lambda _records: None, result=found, wrong=wrong)


@post("/bookings/{number:str}/change/{what:str}", opt=CLERK, sync_to_thread=True, status_code=200)
def change(
    number: FromPath[str],
    what: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    data: FormData,
) -> Template | Redirect:
    if what not in _CHANGES:
        raise RecordNotFound("There is no such change.")
    if text_of(data, "reviewed", 5) and not request.user.role.includes(Role.MANAGER):
        raise NotPermitted("Only a manager may vouch for what is not on record.")

    def prepared() -> Use:
        return _CHANGES[what](
            parts, number, request.user.username, order_key(data, what), data, commit=True
        )

    return _carry_out(parts, request, number, prepared, _DONE[what])


@post("/bookings/{number:str}/cancel", opt=CLERK, sync_to_thread=True, status_code=200)
def give_up(
    number: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Template | Redirect:
    def prepared() -> Use:
        now, reason = parts.clock.now(), text_of(data, "reason", 300)
        order = ChangeOrder(
            key=order_key(data, "cancel", repeatable=True),
            actor=request.user.username,
            number=number,
        )
        return lambda records: cancel(records, now, order, reason)

    return _carry_out(parts, request, number, prepared, "cancelled")


@post("/bookings/{number:str}/no-show", opt=CLERK, sync_to_thread=True, status_code=200)
def nobody_came(
    number: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Template | Redirect:
    def prepared() -> Use:
        now = parts.clock.now()
        order = ChangeOrder(
            key=order_key(data, "no_show", repeatable=True),
            actor=request.user.username,
            number=number,
        )
        return lambda records: mark_no_show(records, now, order)

    return _carry_out(parts, request, number, prepared, "no_show")


@post("/bookings/{number:str}/charges", opt=CLERK, sync_to_thread=True, status_code=200)
def charge(
    number: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Template | Redirect:
    """An entry on the ledger. Credits and kept deposits are a manager's."""
    try:
        kind = parse_choice(ChargeKind)(text_of(data, "kind", 40))
        amount = parse_money(text_of(data, "amount", 20))
        note, key = text_of(data, "note", 200), order_key(data, "charge")
        if kind in MANAGERS_KINDS and not request.user.role.includes(Role.MANAGER):
            raise NotPermitted("Only a manager may do that.", "Ask one to add the entry.")
        now, actor = parts.clock.now(), request.user.username
        parts.store.write(
            lambda records: charge_booking(records, now, actor, key, number, kind, amount, note)
        )
    except RecordNotFound:
        raise
    except RecordError as error:
        words = f"{error.what} {error.do}".strip()
        return booking_page(parts, request.user, number, error=words, status=422)
    return Redirect(f"/bookings/{number}?done=charged#ledger", status_code=303)


def _carry_out(
    parts: AdminParts,
    request: AdminRequest,
    number: str,
    prepared: Callable[[], Use],
    done: str,
) -> Template | Redirect:
    try:
        result = parts.store.write(prepared())
    except RecordNotFound:
        raise
    except (FieldError, RecordError) as error:
        words = f"{error.what} {error.do}".strip()
        return booking_page(parts, request.user, number, error=words, status=422)
    if result.refused:
        words = result.refused
        if result.nearest_end is not None:
            words += f" Possible until {result.nearest_end:%Y-%m-%d}."
        return booking_page(parts, request.user, number, error=words, status=422)
    return Redirect(f"/bookings/{number}?done={done}", status_code=303)


routes = [preview, change, give_up, nobody_came, charge]
