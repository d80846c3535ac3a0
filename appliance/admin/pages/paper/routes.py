"""PDF of bookings and labels, each made in a thread: facts are read first, then drawn."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Template

from appliance.admin.auth import allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FieldError
from appliance.admin.pages.paper.letterhead import routes as letterhead_routes
from appliance.admin.pages.paper.view import MOST_CHOSEN, chosen_units
from appliance.admin.rendering import show
from appliance.domain.errors import RecordNotFound
from appliance.domain.paper import LABEL_FORMATS, PaperKind, label_format
from appliance.domain.people import Role
from appliance.ports.paper import LabelSheets
from appliance.ports.store import Records
from appliance.rental.documents import MOST_LABELS, booking_paper, label_sheets

CLERK = allowed_to(Role.CLERK)
PDF = "application/pdf"

Units = Annotated[list[str] | None, QueryParameter(name="unit", required=False)]
OfClass = Annotated[str, QueryParameter(name="class")]
Form = Annotated[str, QueryParameter(name="format")]


def pdf(content: bytes, name: str) -> Response[bytes]:
    """Shown by the browser, saved under `name`."""
    return Response(
        content,
        media_type=PDF,
        headers={"content-disposition": f'inline; filename="{name}.pdf"'},
    )


@get("/bookings/{number:str}/paper/{document:str}", opt=CLERK, sync_to_thread=True)
def booking_document(
    number: FromPath[str], document: FromPath[str], parts: Parts
) -> Response[bytes]:
    """The quote, contract or receipt of a booking, from its rows."""
    if document not in tuple(PaperKind):
        raise RecordNotFound("There is no such document.", "Print a quote, contract or receipt.")
    kind, pages = PaperKind(document), parts.addresses.pages
    facts = parts.store.read(lambda records: booking_paper(records, kind, number, pages))
    return pdf(parts.paper.document(facts), f"{facts.number}-{kind.value}")


@get("/labels", opt=CLERK, sync_to_thread=True)
def labels(parts: Parts, unit: Units = None, of_class: OfClass = "") -> Template:
    """Which sheet the labels go on, and where on it they begin."""
    wanted = _chosen(unit)
    return show(
        parts,
        "paper/labels.html",
        lambda records: chosen_units(records, wanted, of_class),
        active="inventory",
        formats=LABEL_FORMATS,
        most=MOST_LABELS,
    )


@get("/labels.pdf", opt=CLERK, sync_to_thread=True)
def labels_pdf(
    parts: Parts,
    unit: Units = None,
    of_class: OfClass = "",
    sheet: Form = LABEL_FORMATS[0].key,
    first: FromQuery[int] = 1,
) -> Response[bytes]:
    """Labels of the chosen units; `first` is the place on the sheet where they begin."""
    wanted, form, pages = _chosen(unit), label_format(sheet), parts.addresses.pages
    if form is None:
        raise FieldError("There is no such sheet of labels.")

    def read(records: Records) -> LabelSheets:
        units = chosen_units(records, wanted, of_class).units
        return label_sheets(records, units, form, pages, first - 1)

    return pdf(parts.paper.labels(parts.store.read(read)), "labels")


def _chosen(unit: list[str] | None) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(unit or ()))
    if len(found) > MOST_CHOSEN:
        raise FieldError(f"Choose at most {MOST_CHOSEN} units, or print a whole class.")
    return found


routes = [booking_document, labels, labels_pdf, *letterhead_routes]
