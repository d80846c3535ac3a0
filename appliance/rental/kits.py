"""Kits: a main item that is rented together with its attachments, as managers set them up."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.kits import Kit
from appliance.domain.periods import Period
from appliance.ports.booking import BookingItem, BookingRequest
from appliance.ports.store import Records
from appliance.rental.allocating import Allocation
from appliance.rental.repricing import list_price
from appliance.rental.yard import class_of, local_period

MOST_PARTS = 20


def kit_of(records: Records, kit_id: str) -> Kit:
    """Raises RecordNotFound."""
    kit = records.kits.get(kit_id)
    if kit is None:
        raise RecordNotFound("That kit is not on record.", "Look it up in the inventory pages.")
    return kit


def put_kit(records: Records, actor: str, kit: Kit) -> Kit:
    """Make a kit or change it. Raises RecordError naming what is wrong with it."""
    if not kit.name.strip():
        raise RecordError("A kit needs a name.")
    class_of(records, kit.class_id)
    if not 1 <= len(kit.parts) <= MOST_PARTS:
        raise RecordError(f"A kit has 1 to {MOST_PARTS} parts beside its main item.")
    seen = {kit.class_id}
    for part in kit.parts:
        equipment = class_of(records, part.class_id)
        if part.class_id in seen:
            raise RecordError(f"{equipment.name} stands twice in the kit.", "Name each part once.")
        if not 1 <= part.quantity <= 1000:
            raise RecordError(f"The quantity of {equipment.name} lies between 1 and 1000.")
        seen.add(part.class_id)
    same = records.kits.by_name(kit.name)
    if same is not None and same.id != kit.id:
        raise RecordError(f"Another kit is called {kit.name}.", "Choose another name.")
    before = records.kits.get(kit.id)
    if before == kit:
        return kit
    records.kits.put(kit)
    records.audit.append(actor, "edit_kit", f"kit:{kit.id}", before, kit)
    return kit


def delete_kit(records: Records, actor: str, kit_id: str) -> None:
    """Bookings made of it stay as they are. Raises RecordNotFound."""
    before = kit_of(records, kit_id)
    records.kits.delete(kit_id)
    records.audit.append(actor, "delete_kit", f"kit:{kit_id}", before, None)


def kit_items(
    records: Records, customer_id: str, kit_id: str, period: Period, quantity: int
) -> tuple[BookingItem, ...]:
    """The items of a booking request for kits at list price, the main one first. Raises
    RecordNotFound."""
    kit = kit_of(records, kit_id)
    period = local_period(records, period)
    wanted = [(kit.class_id, quantity, False)]
    wanted += [(part.class_id, part.quantity * quantity, part.included) for part in kit.parts]
    return tuple(
        BookingItem(
            class_id=class_id,
            quantity=count,
            period=period,
            day_rate=Decimal(0)
            if included
            else list_price(
                records, customer_id, class_of(records, class_id), period, count
            ).day_rate,
            included_in=kit.id if included else None,
        )
        for class_id, count, included in wanted
    )


def kits_free(records: Records, now: datetime, kit_id: str, period: Period) -> int:
    """How many whole kits are free: of the part that is shortest. Raises RecordNotFound."""
    kit = kit_of(records, kit_id)
    period = local_period(records, period)
    wanted = {kit.class_id: 1, **{part.class_id: part.quantity for part in kit.parts}}
    classes = {class_id: class_of(records, class_id) for class_id in wanted}
    allocation = Allocation(records, now, [(one, period) for one in classes.values()])
    return min(
        allocation.free(classes[class_id], period) // count for class_id, count in wanted.items()
    )


def kit_includes(records: Records, request: BookingRequest, item: BookingItem) -> bool:
    """Whether an item that costs nothing is included in a kit whose main item the request has:
    no more of it than the kits hold, no other period."""
    kit = records.kits.get(item.included_in) if item.included_in else None
    if kit is None:
        return False
    each = sum(
        part.quantity for part in kit.parts if part.included and part.class_id == item.class_id
    )
    others = [(request.class_id, request.quantity, request.period)]
    others += [
        (one.class_id, one.quantity, one.period)
        for one in request.additional
        if not one.included_in
    ]
    mains = sum(
        quantity
        for class_id, quantity, period in others
        if class_id == kit.class_id
        and period.start <= item.period.start
        and item.period.end <= period.end
    )
    claimed = sum(
        one.quantity
        for one in request.additional
        if one.included_in == kit.id and one.class_id == item.class_id
    )
    return 0 < claimed <= each * mains
