"""Printed paper for the command line: the facts are read here, the PDF is made by who asked."""

from __future__ import annotations

from appliance.bootstrap.commands import Scene, record_command
from appliance.domain.errors import RecordNotFound
from appliance.domain.paper import LabelFormat, PaperKind
from appliance.ports.paper import BookingPaper, LabelSheets
from appliance.ports.store import Records


@record_command("paper.document")
def document(scene: Scene, *, kind: PaperKind, number: str, pages: str) -> BookingPaper:
    """The facts of a quote, contract or receipt."""
    from appliance.rental.documents import booking_paper

    return scene.read(lambda records: booking_paper(records, kind, number.upper(), pages))


@record_command("paper.labels")
def labels(
    scene: Scene,
    *,
    class_name: str,
    tags: tuple[str, ...],
    form: LabelFormat,
    skip: int,
    pages: str,
) -> LabelSheets:
    """Labels of units by tag, or of those of a class."""
    from appliance.rental.documents import label_sheets, units_of_class
    from appliance.rental.units import find_unit

    def find(records: Records) -> LabelSheets:
        units = list(units_of_class(records, class_name)) if class_name else []
        for tag in tags:
            unit = find_unit(records, tag)
            if unit is None:
                raise RecordNotFound(
                    f"There is no unit tagged {tag}.", "See `appliance units list`."
                )
            units.append(unit)
        return label_sheets(records, units, form, pages, skip)

    return scene.read(find)
