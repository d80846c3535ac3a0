"""The facts of printed paper, read from the committed rows. Writes nothing, words nothing.

A floor, a margin or a limit of authority is on no paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.calendar import OpeningHours
from appliance.domain.catalogue import EquipmentClass, Unit, UnitState
from appliance.domain.customers import Operator
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.handover import Direction
from appliance.domain.identifiers import bare
from appliance.domain.paper import LabelFormat, PaperKind
from appliance.ports.paper import (
    BookingPaper,
    LabelSheets,
    PaperCustomer,
    PaperHandover,
    PaperInsurance,
    PaperLine,
    PaperOperator,
    PaperYard,
    RatePart,
    UnitLabel,
)
from appliance.ports.store import Records
from appliance.rental.booked import booking_of
from appliance.rental.document_sums import rates_of, sums_of
from appliance.rental.yard import hours_of

MOST_LABELS = 300
"""In one file, some ten seconds' work on a busy box; a yard prints the rest in another."""

_STATES: dict[PaperKind, frozenset[BookingState]] = {
    PaperKind.QUOTE: frozenset(
        {BookingState.QUOTE, BookingState.PENDING_REVIEW, BookingState.RESERVED}
    ),
    PaperKind.CONTRACT: frozenset({BookingState.RESERVED, BookingState.OUT, BookingState.RETURNED}),
    PaperKind.RECEIPT: frozenset({BookingState.OUT, BookingState.RETURNED}),
}


def papers_of(booking: Booking) -> tuple[PaperKind, ...]:
    """The documents that a booking as it stands can be printed as."""
    return tuple(kind for kind in PaperKind if not _refusal(booking, kind))


def _refusal(booking: Booking, kind: PaperKind) -> str:
    if booking.state not in _STATES[kind]:
        state = booking.state.value.replace("_", " ")
        return f"{booking.number} is {state}: there is no {kind.value} for it."
    if kind is PaperKind.RECEIPT and not any(line.returned_at for line in booking.lines):
        return f"Nothing of {booking.number} has come back: there is no receipt yet."
    return ""


def booking_paper(records: Records, kind: PaperKind, number: str, pages: str) -> BookingPaper:
    """The facts of a document; `pages` is the address of this box's pages, for the link.

    A receipt has only the lines that came back. Raises RecordError when the booking's state has
    no such document, RecordNotFound.
    """
    booking = booking_of(records, number)
    refusal = _refusal(booking, kind)
    if refusal:
        raise RecordError(refusal, "Print another document, or look at the booking's state.")
    kept = [line for line in booking.lines if kind is not PaperKind.RECEIPT or line.returned_at]
    hours = hours_of(records)
    sums = sums_of(records, booking, kind, kept)
    return BookingPaper(
        kind=kind,
        number=booking.number,
        state=booking.state.value,
        created_at=hours.local(booking.created_at),
        yard=paper_yard(records),
        customer=_customer(records, booking),
        operator=_operator(records, booking),
        insurance=_insurance(records, booking),
        site_address=booking.site_address,
        lines=_lines(records, booking, kept, hours),
        handovers=_handovers(records, booking, kind, kept, hours),
        subtotal=sums.subtotal,
        additions=sums.additions,
        total=sums.total,
        deposit=booking.deposit,
        settled=sums.settled,
        holds_until=hours.local(booking.quote_until) if booking.quote_until else None,
        link=f"{pages}/bookings/{booking.number}",
    )


def paper_yard(records: Records) -> PaperYard:
    policy = records.yard.get()
    return PaperYard(
        name=policy.name,
        letterhead=policy.letterhead,
        currency=policy.currency,
        pickup_place=policy.pickup_place,
        logo=records.yard.logo(),
    )


def _lines(
    records: Records, booking: Booking, lines: Sequence[BookingLine], hours: OpeningHours
) -> tuple[PaperLine, ...]:
    classes = records.classes.get_many(tuple({line.class_id for line in lines}))
    units = records.units.get_many(tuple({line.unit_id for line in lines if line.unit_id}))
    operators = records.operators.get_many(
        tuple({line.operator_id for line in lines if line.operator_id})
    )
    made = []
    for line in lines:
        local = replace(line, period=hours.local_period(line.period))
        equipment, unit = classes.get(line.class_id), units.get(line.unit_id or "")
        rates = rates_of(records, booking, equipment, local)
        found = _line(local, equipment, unit, rates, hours)
        operator = operators.get(line.operator_id or "")
        made.append(replace(found, operator=_named(operator, line.certificate_number)))
    return tuple(made)


def _named(operator: Operator | None, certificate_number: str) -> str:
    return ", ".join(
        part for part in (operator.name if operator else "", certificate_number) if part
    )


def _line(
    line: BookingLine,
    equipment: EquipmentClass | None,
    unit: Unit | None,
    rates: tuple[RatePart, ...],
    hours: OpeningHours,
) -> PaperLine:
    return PaperLine(
        item=equipment.name if equipment else line.class_id,
        make_and_model=f"{equipment.make} {equipment.model}".strip() if equipment else "",
        asset_tag=unit.asset_tag if unit else "",
        serial=unit.serial if unit else "",
        quantity=line.quantity,
        period=line.period,
        due=hours.due(line.period.end),
        days=line.period.days,
        day_rate=line.day_rate,
        rates=rates,
        total=line.total,
        out_at=hours.local(line.out_at) if line.out_at else None,
        returned_at=hours.local(line.returned_at) if line.returned_at else None,
    )


def _handovers(
    records: Records,
    booking: Booking,
    kind: PaperKind,
    lines: Sequence[BookingLine],
    hours: OpeningHours,
) -> tuple[PaperHandover, ...]:
    """What was read when machines left, and on a receipt when they came back, in order."""
    if kind is PaperKind.QUOTE:
        return ()
    kept = {line.id for line in lines}
    found = [
        one
        for one in records.handovers.of_booking(booking.number)
        if one.line_id in kept and (kind is PaperKind.RECEIPT or one.direction is Direction.OUT)
    ]
    units = records.units.get_many(tuple({one.unit_id for one in found if one.unit_id}))
    return tuple(
        PaperHandover(
            asset_tag=units[one.unit_id].asset_tag if one.unit_id in units else "",
            quantity=one.quantity,
            back=one.direction is Direction.IN,
            at=hours.local(one.at),
            by=one.by,
            meter_hours=one.meter_hours,
            fuel_percent=one.fuel_percent,
            condition=one.condition,
        )
        for one in sorted(found, key=lambda one: (one.at, one.id))
    )


def _customer(records: Records, booking: Booking) -> PaperCustomer:
    found = records.customers.get(booking.customer_id)
    license_ = records.licenses.get(booking.license_number) if booking.license_number else None
    phones = found.phones if found else ()
    return PaperCustomer(
        name=found.name if found else "",
        account=found.account if found else "",
        phone=booking.callback_number or (phones[0] if phones else ""),
        license_number=booking.license_number,
        license_until=license_.valid_to if license_ else None,
    )


def _operator(records: Records, booking: Booking) -> PaperOperator | None:
    found = records.operators.get(booking.operator_id) if booking.operator_id else None
    if found is None and not booking.certificate_number:
        return None
    certificate = (
        records.certifications.get(booking.certificate_number)
        if booking.certificate_number
        else None
    )
    return PaperOperator(
        name=found.name if found else "",
        certificate_number=booking.certificate_number,
        certificate_kind=certificate.kind if certificate else "",
        certificate_until=certificate.valid_to if certificate else None,
    )


def _insurance(records: Records, booking: Booking) -> PaperInsurance | None:
    if not booking.policy_number:
        return None
    policy = records.policies.get(booking.policy_number)
    return PaperInsurance(
        policy_number=booking.policy_number,
        insurer=policy.insurer if policy else "",
        coverage=policy.coverage if policy else None,
        until=policy.valid_to if policy else None,
    )


def label_sheets(
    records: Records, units: Sequence[Unit], form: LabelFormat, pages: str, skip: int = 0
) -> LabelSheets:
    """Labels of units by asset tag. Raises RecordError for none, too many, or a first label that
    is not on the sheet."""
    if not units:
        raise RecordError("There is no unit to print a label for.", "Choose some units.")
    if len(units) > MOST_LABELS:
        raise RecordError(
            f"{len(units)} labels are too many for one file.",
            f"Print at most {MOST_LABELS} at a time, a class after the other.",
        )
    if not 0 <= skip < form.a_sheet:
        raise RecordError(
            f"A sheet has {form.a_sheet} labels; {skip} of them cannot be missing.",
            f"Skip 0 to {form.a_sheet - 1}.",
        )
    classes = records.classes.get_many(tuple({unit.class_id for unit in units}))
    return LabelSheets(
        yard=paper_yard(records),
        labels=tuple(
            _label(unit, classes.get(unit.class_id), pages)
            for unit in sorted(units, key=lambda one: one.asset_tag)
        ),
        form=form,
        skip=skip,
    )


def _label(unit: Unit, equipment: EquipmentClass | None, pages: str) -> UnitLabel:
    return UnitLabel(
        asset_tag=unit.asset_tag,
        item=equipment.name if equipment else "",
        make_and_model=f"{equipment.make} {equipment.model}".strip() if equipment else "",
        serial=unit.serial,
        link=f"{pages}/u/{_in_address(unit.asset_tag)}",
    )


def _in_address(asset_tag: str) -> str:
    """A tag as one segment of a path; its letters and digits alone where it has a `/` itself."""
    return quote(bare(asset_tag) if "/" in asset_tag else asset_tag, safe="")


def units_of_class(records: Records, class_name: str) -> tuple[Unit, ...]:
    """Units not retired of the class with that name. Raises RecordNotFound."""
    found = records.classes.by_name(class_name)
    if found is None:
        raise RecordNotFound(f"There is no class called {class_name}.", "See the inventory.")
    units = records.units.of_class(found.id)
    return tuple(unit for unit in units if unit.state is not UnitState.RETIRED)
