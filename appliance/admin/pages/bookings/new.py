"""A booking made by staff: a customer, several lines, what is free and what it costs as one types.

The rules are those of every booking: each gate is checked when it is made. What no record can
decide is left for review only where the person at the counter says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FieldError, FormData, parse_whole, text_of
from appliance.admin.pages.bookings.detail import booking_page
from appliance.admin.pages.bookings.forms import new_key, order_key, read_period
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.customers import (
    BusinessLicense,
    Certification,
    Customer,
    InsurancePolicy,
    Operator,
    Site,
)
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Role
from appliance.domain.periods import Period
from appliance.ports.booking import BookingItem, BookingRequest
from appliance.ports.facts import SiteQuestion
from appliance.ports.rental_life import QuoteAcceptance
from appliance.ports.store import Records
from appliance.rental.allocating import Allocation
from appliance.rental.asked_about import numbers_of_quote, numbers_of_request
from appliance.rental.at_counter import best_certificate
from appliance.rental.booking import book
from appliance.rental.checking import Refusal, check, items_of
from appliance.rental.kits import kit_items
from appliance.rental.pricing import total_at
from appliance.rental.quoting import accept_quote, make_quote
from appliance.rental.repricing import list_price
from appliance.rental.requirements import check_site
from appliance.rental.yard import class_of, customer_of, hours_of

CLERK = allowed_to(Role.CLERK)
ROWS = 5
_REVIEWED = ("site", "operator", "insurance")
_ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the form offers; without a customer, the customers that were searched for."""

    customer: Customer | None
    customers: tuple[Customer, ...] = ()
    licenses: tuple[BusinessLicense, ...] = ()
    certified: tuple[tuple[Operator, Certification | None], ...] = ()
    policies: tuple[InsurancePolicy, ...] = ()
    sites: tuple[Site, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    """Value and name: `class:ID` and `kit:ID`."""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    name: str
    period: Period
    quantity: int
    free: int
    owned: int
    mix: str
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The lines as they would be booked, and what stands in the way."""

    lines: tuple[PreviewLine, ...] = ()
    total: Decimal = Decimal(0)
    deposit: Decimal = Decimal(0)
    questions: tuple[SiteQuestion, ...] = ()
    refused: str = ""
    reviews: tuple[str, ...] = ()


@get("/bookings/new", opt=CLERK, sync_to_thread=True)
def new_booking(parts: Parts, customer: FromQuery[str] = "", q: FromQuery[str] = "") -> Template:
    return _form(parts, customer, q.strip()[:100])


@post("/bookings/new/{customer_id:str}/preview", opt=CLERK, sync_to_thread=True, status_code=200)
def preview_new(customer_id: FromPath[str], parts: Parts, data: FormData) -> Template:
    """Availability, price and what stands in the way; changes nothing."""
    now = parts.clock.now()

    def look(records: Records) -> Preview:
        try:
            request = _request(records, customer_id, "", data)
        except (FieldError, RecordError) as error:
            return Preview(refused=error.what)
        return _preview(records, now, customer_id, request)

    return show(parts, "bookings/new_preview.html", look, sent=data)


@post("/bookings/new/{customer_id:str}", opt=CLERK, sync_to_thread=True, status_code=200)
def make(
    customer_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Template | Redirect:
    """Book all lines or none, or keep them as a quote; refused with the form as it was (422)."""
    now, actor = parts.clock.now(), request.user.username
    quoted = text_of(data, "do", 10) == "quote"
    try:
        key = order_key(data, "quote" if quoted else "book")

        answers = parts.registries.ask(
            parts.store.read(
                lambda records: numbers_of_request(
                    records, _request(records, customer_id, key, data)
                )
            )
        )

        def use(records: Records) -> tuple[str, str]:
            asked = _request(records, customer_id, key, data)
            if quoted:
                made = make_quote(records, now, asked, actor)
            else:
                made = book(records, now, asked, actor, answers=answers)
            return (made.booking.number if made.booking else "", made.refused)

        number, refused = parts.store.write(use)
    except RecordNotFound:
        raise
    except RecordError as error:
        number, refused = "", f"{error.what} {error.do}".strip()
    if not number:
        return _form(parts, customer_id, "", data, refused)
    return Redirect(f"/bookings/{number}?done={'quoted' if quoted else 'booked'}", status_code=303)


@post("/bookings/{number:str}/accept", opt=CLERK, sync_to_thread=True, status_code=200)
def accept(
    number: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Template | Redirect:
    """Turn a quote into a booking."""
    now, actor = parts.clock.now(), request.user.username
    acceptance = QuoteAcceptance(key=order_key(data, "accept"), actor=actor, number=number)
    answers = parts.registries.ask(
        parts.store.read(lambda records: numbers_of_quote(records, acceptance))
    )
    result = parts.store.write(
        lambda records: accept_quote(records, now, acceptance, answers=answers)
    )
    if result.booking is None:
        return booking_page(parts, request.user, number, error=result.refused, status=422)
    return Redirect(f"/bookings/{number}?done=booked", status_code=303)


def _request(
    records: Records, customer_id: str, key: str, data: Mapping[str, Any]
) -> BookingRequest:
    """The form as a request. Raises FieldError naming the row, RecordNotFound."""
    customer_of(records, customer_id)
    items = _items(records, customer_id, data)
    if not items:
        raise FieldError("Choose at least one item.")
    chosen = text_of(data, "operator", 200)
    if chosen == "auto":
        items = tuple(_certified(records, customer_id, item) for item in items)
    else:
        operator_id, _, certificate = chosen.partition("|")
        items = tuple(
            replace(item, operator_id=operator_id or None, certificate_number=certificate or None)
            for item in items
        )
    first, *others = items
    review = _REVIEWED if text_of(data, "review", 5) else ()
    own = {license_.number for license_ in records.licenses.of_customer(customer_id)}
    license_number = text_of(data, "license", 60)
    if license_number not in own:
        raise FieldError("Choose one of the customer's licenses.")
    return BookingRequest(
        call_id="",
        key=key,
        license_number=license_number,
        class_id=first.class_id,
        quantity=first.quantity,
        period=first.period,
        day_rate=first.day_rate,
        operator_id=first.operator_id,
        certificate_number=first.certificate_number,
        policy_number=text_of(data, "policy", 60),
        site_address=text_of(data, "other_site", 200) or text_of(data, "site", 200),
        site_answers=tuple(
            (name.removeprefix("answer_"), _ANSWERS[value])
            for name, value in data.items()
            if name.startswith("answer_") and value in _ANSWERS
        ),
        callback_number=text_of(data, "callback", 40),
        review=review,
        additional=tuple(others),
    )


def _certified(records: Records, customer_id: str, item: BookingItem) -> BookingItem:
    """The item with the customer's operator whose certificate lasts longest, where one is
    needed."""
    best = best_certificate(records, customer_id, class_of(records, item.class_id))
    if best is None:
        return item
    return replace(item, operator_id=best.operator_id, certificate_number=best.number)


def _items(records: Records, customer_id: str, data: Mapping[str, Any]) -> tuple[BookingItem, ...]:
    hours = hours_of(records)
    items: list[BookingItem] = []
    common: Period | None = None
    for row in range(ROWS):
        sent = {
            name: text_of(data, f"{name}_{row}", 80)
            for name in ("item", "quantity", "start", "start_time", "end", "end_time")
        }
        kind, _, item_id = sent["item"].partition(":")
        if not item_id:
            continue
        try:
            quantity = parse_whole(1, 10_000)(sent["quantity"] or "1")
            own = sent["start"] or sent["end"] or common is None
            period = read_period(sent, hours) if own else common
        except FieldError as error:
            raise FieldError(f"Line {row + 1}: {error.what}") from error
        if period is None:
            raise FieldError(f"Line {row + 1}: give its days.")
        common = common or period
        if kind == "kit":
            items.extend(kit_items(records, customer_id, item_id, period, quantity))
        else:
            listed = list_price(records, customer_id, class_of(records, item_id), period, quantity)
            items.append(
                BookingItem(
                    class_id=item_id, quantity=quantity, period=period, day_rate=listed.day_rate
                )
            )
    return tuple(items)


def _preview(records: Records, now: datetime, customer_id: str, request: BookingRequest) -> Preview:
    items = items_of(request)
    classes = [class_of(records, item.class_id) for item in items]
    wants = [(one, item.period) for one, item in zip(classes, items, strict=True)]
    allocation = Allocation(records, now, wants)
    lines, total, deposit = [], Decimal(0), Decimal(0)
    questions: dict[str, SiteQuestion] = {}
    for item, equipment in zip(items, classes, strict=True):
        free = allocation.free(equipment, item.period)
        allocation.take(equipment, item.period, item.quantity)
        quoted = list_price(records, customer_id, equipment, item.period, item.quantity)
        price = Decimal(0) if item.included_in else total_at(quoted, item.day_rate)
        site = check_site(
            records, customer_id, equipment.id, request.site_address, request.site_answers
        )
        questions |= {question.key: question for question in site.questions}
        total, deposit = total + price, deposit + quoted.deposit
        lines.append(
            PreviewLine(
                name=equipment.name,
                period=item.period,
                quantity=item.quantity,
                free=free,
                owned=allocation.owned(equipment),
                mix="included in the kit" if item.included_in else f"as {quoted.mix}",
                total=price,
            )
        )
    refused, reviews = "", tuple[str, ...]()
    try:
        checked = check(records, now, request)
        reviews = tuple(one.reason for one in checked.reviews)
    except Refusal as refusal:
        refused = refusal.result.refused
    return Preview(
        lines=tuple(lines),
        total=total,
        deposit=deposit,
        questions=tuple(questions.values()),
        refused=refused,
        reviews=reviews,
    )


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _form(
    parts: AdminParts,
    customer_id: str,
    search: str,
    sent: Mapping[str, Any] | None = None,
    error: str = "",
) -> Template:
    now = parts.clock.now()
    return show(
        parts,
        "bookings/new.html",
        lambda records: _choices(records, now, customer_id, search),
        status=422 if error else 200,
        active="bookings",
        q=search,
        rows=ROWS,
        sent=sent or {},
        error=error,
        key=new_key(),
    )


def _choices(records: Records, now: datetime, customer_id: str, search: str) -> Choices:
    """Raises RecordNotFound for a customer that is not there."""
    if not customer_id:
        found = records.customers.page(search=search, limit=20).items
        return Choices(customer=None, customers=found)
    customer = customer_of(records, customer_id)
    certified: list[tuple[Operator, Certification | None]] = []
    for operator in records.operators.of_customer(customer_id):
        own = records.certifications.of_operator(operator.id)
        certified.extend((operator, one) for one in own)
        if not own:
            certified.append((operator, None))
    hours = hours_of(records)
    today = hours.local(now).date()
    first = hours.next_open_day(today if now < hours.at_closing(today) else _after(today))
    items = [(f"class:{one.id}", one.name) for one in records.classes.all()]
    kits = [(f"kit:{one.id}", f"{one.name} (kit)") for one in records.kits.page(limit=200).items]
    return Choices(
        customer=customer,
        licenses=records.licenses.of_customer(customer_id),
        certified=tuple(certified),
        policies=records.policies.of_customer(customer_id),
        sites=records.sites.of_customer(customer_id),
        items=(*kits, *items),
        start=first.isoformat(),
        end=hours.next_open_day(_after(first)).isoformat(),
    )


routes = [new_booking, preview_new, make, accept]
