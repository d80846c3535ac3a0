"""Quote, contract and receipt: one layout, on Letter or A4, of as many pages as they need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fpdf import FontFace
from fpdf.enums import TableBordersLayout, TableCellFillMode

from appliance.domain.paper import PaperKind
from appliance.domain.words import counted
from appliance.paper.formats import at, day, money, rate_words
from appliance.paper.pictures import qr_png
from appliance.paper.sheet import INK, LINE, MUTED, SHADE, Sheet, open_sheet
from appliance.ports.paper import BookingPaper, PaperLine

_TITLES = {
    PaperKind.QUOTE: "Quote",
    PaperKind.CONTRACT: "Rental contract",
    PaperKind.RECEIPT: "Return receipt",
}
_QR_MM = 27.0
_LOGO_MM = (62.0, 20.0)
_NONE = "–"


def render_document(facts: BookingPaper) -> bytes:
    """The document as PDF."""
    with open_sheet(facts.yard.letterhead.size, facts, made_at=facts.created_at) as sheet:
        _draw(sheet, facts)
        return bytes(sheet.output())


def _draw(sheet: Sheet, facts: BookingPaper) -> None:
    title = _TITLES[facts.kind]
    sheet.set_title(f"{title} {facts.number}")
    sheet.set_author(facts.yard.name)
    sheet.running_head = f"{facts.yard.name} · {title} {facts.number}"
    contact = (facts.yard.letterhead.phone, facts.yard.letterhead.email)
    sheet.running_foot = " · ".join(part for part in (facts.yard.name, *contact) if part)
    sheet.add_page()
    _head(sheet, facts, title)
    _parties(sheet, facts)
    _lines(sheet, facts)
    _sums(sheet, facts)
    _handovers(sheet, facts)
    if facts.kind is PaperKind.QUOTE:
        _remark(
            sheet,
            "This is an offer, not a reservation: machines are kept for you once it is booked. "
            + (
                f"The prices hold until {at(facts.holds_until)}."
                if facts.holds_until
                else "The prices hold for the machines and dates above."
            ),
        )
    if facts.kind is not PaperKind.RECEIPT:
        _terms(sheet, facts)
    if facts.kind is not PaperKind.QUOTE:
        _signatures(sheet, facts)


def _head(sheet: Sheet, facts: BookingPaper, title: str) -> None:
    """Who issues it on the left, what it is on the right, its QR code in the corner."""
    top, right = 11.0, sheet.w - sheet.r_margin
    letterhead = facts.yard.letterhead
    sheet.picture(
        qr_png(facts.link), right - _QR_MM + 3, top - 3, _QR_MM, _QR_MM, f"Link to {facts.number}"
    )
    middle = sheet.l_margin + sheet.epw * 0.47
    sheet.set_xy(sheet.l_margin, top)
    with sheet.column(sheet.l_margin, middle - sheet.l_margin - 4):
        if facts.yard.logo is not None:
            sheet.picture(
                facts.yard.logo, sheet.l_margin, top, *_LOGO_MM, f"Logo of {facts.yard.name}"
            )
            sheet.set_y(top + _LOGO_MM[1] + 2)
            sheet.type(10.5, bold=True)
        else:
            sheet.type(15, bold=True)
        sheet.block(facts.yard.name, leading=1.2)
        sheet.type(9, color=MUTED)
        for part in (letterhead.address, letterhead.phone, letterhead.email):
            if part:
                sheet.block(part)
        left_end = sheet.get_y()
    sheet.set_xy(middle, top)
    with sheet.column(middle, right - _QR_MM - middle):
        sheet.type(18, bold=True)
        sheet.block(title, leading=1.15, align="R")
        sheet.type(13, bold=True)
        sheet.block(facts.number, leading=1.4, align="R")
        sheet.type(9, color=MUTED)
        sheet.block(f"Made {day(facts.created_at)}", align="R")
        sheet.block(facts.state.replace("_", " ").capitalize(), align="R")
    sheet.set_xy(sheet.l_margin, max(left_end, sheet.get_y(), top + _QR_MM - 3) + 4)


def _parties(sheet: Sheet, facts: BookingPaper) -> None:
    """The customer and what was verified on the left, where and when on the right."""
    customer, operator, insurance = facts.customer, facts.operator, facts.insurance
    left = [
        ("Name", customer.name or _NONE),
        ("Account", customer.account or _NONE),
        ("Phone", customer.phone or _NONE),
        ("License", _until(customer.license_number, customer.license_until)),
    ]
    first = min(line.period.start for line in facts.lines) if facts.lines else None
    last = max(line.due for line in facts.lines) if facts.lines else None
    right = [
        ("Pick-up", at(first) if first else _NONE),
        ("Due back", at(last) if last else _NONE),
        ("At", facts.yard.pickup_place or facts.yard.name),
        ("Job site", facts.site_address or _NONE),
    ]
    if operator is not None:
        named = _until(operator.certificate_number, operator.certificate_until)
        kind = f" ({operator.certificate_kind})" if operator.certificate_kind else ""
        right.append(("Operator", operator.name or _NONE))
        if operator.certificate_number:
            right.append(("Certificate", named + kind))
    if insurance is not None:
        cover = (
            f", {money(insurance.coverage, facts.yard.currency)}"
            if insurance.coverage is not None
            else ""
        )
        insurer = f"{insurance.insurer}, " if insurance.insurer else ""
        named = _until(f"{insurer}{insurance.policy_number}{cover}", insurance.until)
        left.append(("Insurance", named))
    _two_columns(sheet, ("Customer", left), ("Rental", right))


def _until(text: str, last: date | None) -> str:
    if not text:
        return _NONE
    return f"{text}, valid to {day(last)}" if last is not None else text


def _two_columns(
    sheet: Sheet,
    left: tuple[str, Sequence[tuple[str, str]]],
    right: tuple[str, Sequence[tuple[str, str]]],
) -> None:
    top, gap = sheet.get_y(), 7.0
    width = (sheet.epw - gap) / 2
    start = sheet.l_margin
    ends = []
    for x, (heading, found) in ((start, left), (start + width + gap, right)):
        sheet.set_xy(x, top)
        with sheet.column(x, width):
            _heading(sheet, heading)
            sheet.pairs(found, 22)
            ends.append(sheet.get_y())
    sheet.set_xy(start, max(ends) + 4)


def _heading(sheet: Sheet, text: str) -> None:
    sheet.type(10.5, bold=True)
    sheet.block(text, leading=1.3)
    sheet.set_draw_color(*INK)
    sheet.line(sheet.l_margin, sheet.get_y(), sheet.w - sheet.r_margin, sheet.get_y())
    sheet.set_draw_color(*LINE)
    sheet.set_xy(sheet.l_margin, sheet.get_y() + 1.6)


def _lines(sheet: Sheet, facts: BookingPaper) -> None:
    _heading(sheet, "Equipment")
    sheet.type(9)
    receipt = facts.kind is PaperKind.RECEIPT
    head = ("Equipment", "Unit", "Out and back" if receipt else "From – to", "Rate", "Total")
    with sheet.table(
        col_widths=(45, 29, 38, 39, 26),
        text_align=("L", "L", "L", "L", "R"),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", size_pt=8.5, color=MUTED, fill_color=SHADE),
        cell_fill_mode=TableCellFillMode.NONE,
        line_height=4.2,
        padding=(1.1, 1.5),
        v_align="T",
        align="LEFT",
        width=sheet.epw,
    ) as table:
        table.row(head)
        for line in facts.lines:
            table.row(
                (
                    "\n".join(
                        part for part in (line.item, line.make_and_model, _operator(line)) if part
                    ),
                    _unit(line),
                    _when(line, receipt=receipt),
                    _rate(line, facts.yard.currency),
                    money(line.total, facts.yard.currency),
                )
            )
    sheet.set_x(sheet.l_margin)
    if any(part.noun == "month" for line in facts.lines for part in line.rates):
        sheet.set_y(sheet.get_y() + 1)
        sheet.type(8, color=MUTED)
        sheet.block("A month is 28 days, a week 7 days.")


def _operator(line: PaperLine) -> str:
    return f"Operator: {line.operator}" if line.operator else ""


def _unit(line: PaperLine) -> str:
    if not line.asset_tag:
        return counted(line.quantity, "piece")
    return f"{line.asset_tag}\n{line.serial}" if line.serial else line.asset_tag


def _when(line: PaperLine, *, receipt: bool) -> str:
    start = line.out_at if receipt and line.out_at else line.period.start
    end = line.returned_at if receipt and line.returned_at else line.period.end
    return f"{at(start)}\n{at(end)}"


def _rate(line: PaperLine, currency: str) -> str:
    mix = rate_words(line.rates, line.days, line.total, currency)
    return f"{line.quantity} × ({mix})" if line.quantity > 1 and line.total else mix


def _sums(sheet: Sheet, facts: BookingPaper) -> None:
    """Down the right: what makes the total, and the deposit, which is no part of it."""
    currency = facts.yard.currency
    rows = [("Rental", facts.subtotal)]
    rows += [(one.label, one.amount) for one in facts.additions]
    sheet.need(6.5 * (min(len(rows), 20) + 4))
    width, amount = 102.0, 30.0
    x = sheet.w - sheet.r_margin - width - amount
    sheet.set_y(sheet.get_y() + 2)

    def row(label: str, value: str, *, bold: bool = False) -> None:
        sheet.type(10.5 if bold else 9.5, bold=bold)
        sheet.need(12)
        top = sheet.get_y()
        sheet.set_x(x + width)
        sheet.cell(amount, 6, value, align="R")
        sheet.set_xy(x, top)
        sheet.multi_cell(width, 6, label, align="R", new_x="LMARGIN", new_y="NEXT")

    for label, value in rows:
        row(label, money(value, currency))
    sheet.set_draw_color(*INK)
    sheet.line(x + 60, sheet.get_y() + 0.5, sheet.w - sheet.r_margin, sheet.get_y() + 0.5)
    sheet.set_draw_color(*LINE)
    sheet.set_y(sheet.get_y() + 1)
    row("Total", money(facts.total, currency), bold=True)
    for one in facts.settled:
        row(one.label, money(one.amount, currency))
    if facts.deposit and facts.kind is not PaperKind.RECEIPT:
        row("Deposit, refundable", money(facts.deposit, currency))
    sheet.set_y(sheet.get_y() + 3)


def _handovers(sheet: Sheet, facts: BookingPaper) -> None:
    if not facts.handovers:
        return
    sheet.need(22)
    _heading(sheet, "Handed over")
    sheet.type(9)
    with sheet.table(
        col_widths=(24, 14, 38, 20, 16, 65),
        text_align=("L", "L", "L", "R", "R", "L"),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", size_pt=8.5, color=MUTED, fill_color=SHADE),
        line_height=4.2,
        padding=(1.1, 1.5),
        v_align="T",
        align="LEFT",
        width=sheet.epw,
    ) as table:
        table.row(("Unit", "", "When, by whom", "Meter", "Fuel", "Condition"))
        for one in facts.handovers:
            meter = f"{one.meter_hours.normalize():f} h" if one.meter_hours is not None else _NONE
            fuel = f"{one.fuel_percent} %" if one.fuel_percent is not None else _NONE
            table.row(
                (
                    one.asset_tag or counted(one.quantity, "piece"),
                    "back" if one.back else "out",
                    f"{at(one.at)}\n{one.by}",
                    meter,
                    fuel,
                    one.condition or _NONE,
                )
            )
    sheet.set_xy(sheet.l_margin, sheet.get_y() + 4)


def _remark(sheet: Sheet, text: str) -> None:
    sheet.need(12)
    sheet.type(9, color=MUTED)
    sheet.block(text)
    sheet.set_y(sheet.get_y() + 3)


def _terms(sheet: Sheet, facts: BookingPaper) -> None:
    paragraphs = [
        part.strip()
        for part in facts.yard.letterhead.terms.replace("\r\n", "\n").split("\n\n")
        if part.strip()
    ]
    if not paragraphs:
        return
    sheet.need(24)
    _heading(sheet, "Terms")
    for text in paragraphs:
        sheet.type(8.5)
        sheet.block(text, leading=1.35)
        sheet.set_y(sheet.get_y() + 1.8)
    sheet.set_y(sheet.get_y() + 2)


def _signatures(sheet: Sheet, facts: BookingPaper) -> None:
    """Two lines to sign on, never parted from their words."""
    said = {
        PaperKind.CONTRACT: "By signing, the customer takes the equipment as described and agrees "
        "to the terms.",
        PaperKind.RECEIPT: "By signing, both sides agree on what came back and when.",
    }
    sheet.need(40)
    sheet.type(9)
    sheet.block(said[facts.kind])
    gap = 12.0
    width = (sheet.epw - gap) / 2
    y = sheet.get_y() + 15
    start = sheet.l_margin
    for x, who in (
        (start, facts.customer.name or "Customer"),
        (start + width + gap, facts.yard.name),
    ):
        sheet.set_draw_color(*INK)
        sheet.line(x, y, x + width, y)
        sheet.set_draw_color(*LINE)
        sheet.set_xy(x, y + 1)
        with sheet.column(x, width):
            sheet.type(8.5, color=MUTED)
            sheet.block(f"For {who}")
            sheet.block("Name and date")
    sheet.set_y(y + 14)
