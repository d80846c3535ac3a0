"""Unit labels on sheets as they are sold: a QR code, the asset tag large, what it is."""

from __future__ import annotations

from fpdf.enums import XPos, YPos

from appliance.domain.paper import LabelFormat
from appliance.paper.pictures import qr_png
from appliance.paper.sheet import INK, MUTED, Sheet, open_sheet
from appliance.ports.paper import LabelSheets, UnitLabel

_PAD = 2.5
_SMALL_MM = 30.0
"""Labels lower than this have room for the tag and the name only."""


def render_labels(sheets: LabelSheets) -> bytes:
    """The labels as PDF, row by row."""
    with open_sheet(sheets.form.size, sheets) as sheet:
        _draw(sheet, sheets)
        return bytes(sheet.output())


def _draw(sheet: Sheet, sheets: LabelSheets) -> None:
    form = sheets.form
    sheet.set_title("Unit labels")
    sheet.set_author(sheets.yard.name)
    sheet.set_margin(0)
    sheet.set_auto_page_break(False)
    for number, label in enumerate(sheets.labels, start=sheets.skip):
        place = number % form.a_sheet
        if place == 0 or number == sheets.skip:
            sheet.add_page()
        row, column = divmod(place, form.columns)
        x = form.left + column * form.pitch_x
        y = form.top + row * form.pitch_y
        _label(sheet, form, label, sheets.yard.name, x, y)


def _label(
    sheet: Sheet, form: LabelFormat, label: UnitLabel, yard: str, x: float, y: float
) -> None:
    side = min(form.height - 2 * _PAD, form.width * 0.42)
    sheet.picture(
        qr_png(label.link, error="q"),
        x + _PAD,
        y + (form.height - side) / 2,
        side,
        side,
        label.asset_tag,
    )
    left = x + _PAD + side + 2
    width = x + form.width - _PAD - left
    small = form.height < _SMALL_MM
    tag_points = 40 if form.height > 60 else 15 if small else 26
    rows: list[tuple[str, float, bool, tuple[int, int, int]]] = [
        (label.asset_tag, tag_points, True, INK),
        (label.item, 8 if small else 11, False, INK),
    ]
    if not small:
        rows += [
            (label.make_and_model, 9, False, MUTED),
            (f"Serial {label.serial}" if label.serial else "", 9, False, MUTED),
        ]
    rows.append((yard, 6.5 if small else 8, False, MUTED))
    rows = [row for row in rows if row[0]]
    heights = []
    for text, points, bold, _color in rows:
        fitted = _fitted(sheet, text, points, bold, width)
        heights.append((fitted, fitted * 0.3528 * 1.22))
    top = y + (form.height - sum(height for _, height in heights)) / 2
    for (text, _points, bold, color), (points, height) in zip(rows, heights, strict=True):
        sheet.type(points, bold=bold, color=color)
        sheet.set_xy(left, top)
        sheet.cell(width, height, _clipped(sheet, text, width), new_x=XPos.LEFT, new_y=YPos.NEXT)
        top += height


def _fitted(sheet: Sheet, text: str, points: float, bold: bool, width: float) -> float:
    """The largest size up to `points` at which the text fits, but no smaller than 60 % of it."""
    least = points * 0.6
    sheet.type(points, bold=bold)
    wide = sheet.get_string_width(text)
    return points if wide <= width else max(least, points * width / wide)


def _clipped(sheet: Sheet, text: str, width: float) -> str:
    if sheet.get_string_width(text) <= width:
        return text
    while text and sheet.get_string_width(text + "…") > width:
        text = text[:-1]
    return text + "…"
