"""Check-out and check-in of a booking's line: meter, fuel, condition, photos, pieces."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import File, Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import parse_whole, text_of
from appliance.admin.pages.bookings.forms import new_key, order_key, read_fuel, read_meter
from appliance.admin.pages.bookings.view import LineRow, find_booking, line_rows
from appliance.admin.parts import AdminParts
from appliance.admin.photos import (
    MOST_PHOTO_BYTES,
    MOST_PHOTOS,
    MOST_UPLOAD_BYTES,
    PhotoDraft,
    clean_photos,
    photo_path,
)
from appliance.admin.rendering import show
from appliance.domain.catalogue import Unit
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Role
from appliance.ports.rental_life import BulkOrder
from appliance.ports.store import Records
from appliance.rental.bulk import check_in_quantity, check_out_quantity
from appliance.rental.counter import check_in, check_out
from appliance.rental.handing_over import Reading

CLERK = allowed_to(Role.CLERK)
_STEPS = ("out", "in")


@dataclass
class HandoverForm:
    """What the form sends; `photos` may be left out."""

    key: str = ""
    meter_hours: str = ""
    fuel_percent: str = ""
    condition: str = ""
    quantity: str = ""
    lost: str = ""
    photos: list[UploadFile] = field(default_factory=list)
    _csrf_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverView:
    number: str
    customer: str
    row: LineRow
    unit: Unit | None
    step: str
    bulk: bool


@get("/bookings/{number:str}/lines/{line_id:str}/{step:str}", opt=CLERK, sync_to_thread=True)
def handover(
    number: FromPath[str], line_id: FromPath[str], step: FromPath[str], parts: Parts
) -> Template:
    return _page(parts, number, line_id, step)


@post(
    "/bookings/{number:str}/lines/{line_id:str}/{step:str}",
    opt=CLERK,
    status_code=200,
    request_max_body_size=MOST_UPLOAD_BYTES,
    sync_to_thread=True,
)
def hand_over(
    number: FromPath[str],
    line_id: FromPath[str],
    step: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    data: Annotated[HandoverForm, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Template | Redirect:
    """Carry it out with its photos, or show the form again with the reason (422)."""
    sent = {
        name: getattr(data, name)
        for name in ("key", "meter_hours", "fuel_percent", "condition", "quantity", "lost")
    }
    try:
        view = parts.store.read(lambda records: _view(records, parts, number, line_id, step))
        files = [one for one in data.photos if one.filename][: MOST_PHOTOS + 1]
        photos = clean_photos([one.file.read(MOST_PHOTO_BYTES + 1) for one in files])
        with PhotoDraft(parts.photos_dir, photos) as draft:
            refused = _carry_out(parts, request.user.username, view, sent, draft)
    except RecordNotFound:
        raise
    except RecordError as error:
        return _page(parts, number, line_id, step, sent, f"{error.what} {error.do}".strip())
    if refused:
        return _page(parts, number, line_id, step, sent, refused)
    return Redirect(f"/bookings/{number}?done={step}", status_code=303)


def _carry_out(
    parts: AdminParts, actor: str, view: HandoverView, sent: dict[str, str], draft: PhotoDraft
) -> str:
    """Why not, or empty."""
    now, key = parts.clock.now(), order_key(sent, view.step)
    condition = text_of(sent, "condition", 1000)
    if view.bulk:
        order = BulkOrder(
            key=key,
            actor=actor,
            number=view.number,
            line=view.row.line.id,
            quantity=parse_whole(0, 100_000)(sent["quantity"] or "0"),
            lost=parse_whole(0, 100_000)(sent["lost"] or "0"),
            note=condition,
        )
        carry_out = check_out_quantity if view.step == "out" else check_in_quantity

        def pieces(records: Records) -> str:
            refused = carry_out(records, now, order).refused
            if not refused:
                _attach(records, parts, actor, view, draft)
            return refused

        return parts.store.write(pieces)
    meter, reading = read_meter(sent), Reading(read_fuel(sent), condition)
    tag = view.row.unit

    def unit(records: Records) -> str:
        if view.step == "out":
            result = check_out(records, now, key, actor, tag, meter, reading)
        else:
            result = check_in(records, now, key, actor, tag, meter, condition, reading)
        if not result.refused:
            _attach(records, parts, actor, view, draft)
        return result.refused

    return parts.store.write(unit)


def _attach(
    records: Records, parts: AdminParts, actor: str, view: HandoverView, draft: PhotoDraft
) -> None:
    """The photos go with the handover that was just made."""
    for one in records.handovers.of_booking(view.number):
        if one.line_id == view.row.line.id and one.direction == view.step:
            draft.put(records, parts.clock.now(), actor, one.id)
            return


def _view(
    records: Records, parts: AdminParts, number: str, line_id: str, step: str
) -> HandoverView:
    """Raises RecordNotFound."""
    booking = find_booking(records, number)
    classes = records.classes.get_many(tuple({line.class_id for line in booking.lines}))
    units = records.units.get_many(tuple(line.unit_id for line in booking.lines if line.unit_id))
    rows = line_rows(records, parts.clock.now(), booking, classes, units)
    row = next((one for one in rows if one.line.id == line_id), None)
    if row is None or step not in _STEPS:
        raise RecordNotFound("There is no such line on the booking.", "Open the booking again.")
    customer = records.customers.get(booking.customer_id)
    return HandoverView(
        number=number,
        customer=customer.name if customer else "",
        row=row,
        unit=units.get(row.line.unit_id) if row.line.unit_id else None,
        step=step,
        bulk=row.line.unit_id is None,
    )


def _page(
    parts: AdminParts,
    number: str,
    line_id: str,
    step: str,
    sent: dict[str, str] | None = None,
    error: str = "",
) -> Template:
    empty = dict.fromkeys(("meter_hours", "fuel_percent", "condition", "quantity", "lost"), "")
    values: dict[str, Any] = {**empty, **(sent or {})}
    return show(
        parts,
        "bookings/handover.html",
        lambda records: _view(records, parts, number, line_id, step),
        status=422 if error else 200,
        active="bookings",
        error=error,
        values=values,
        key=new_key(),
        most_photos=MOST_PHOTOS,
    )


@get("/photos/{photo_id:str}", opt=CLERK, sync_to_thread=True)
def photo(photo_id: FromPath[str], parts: Parts) -> File | Response[Any]:
    """A photo to signed-in staff. Raises RecordNotFound."""
    path = photo_path(parts.photos_dir, photo_id)
    known = parts.store.read(lambda records: records.photos.get(photo_id))
    if known is None or not path.is_file():
        raise RecordNotFound("There is no such photo.", "It may have been erased.")
    return File(
        path,
        filename=f"{photo_id}.jpg",
        media_type="image/jpeg",
        content_disposition_type="inline",
    )


routes = [handover, hand_over, photo]
