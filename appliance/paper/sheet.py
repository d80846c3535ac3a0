"""A page of the yard's paper: fonts, running head and foot, and the pieces that documents share."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont
from PIL import Image

from appliance.domain.errors import RecordError
from appliance.domain.paper import PaperSize
from appliance.paper.fonts import FACE, SPARE, font_file, needs_spare, printable, right_to_left

INK = (28, 30, 33)
MUTED = (96, 102, 110)
LINE = (205, 208, 212)
SHADE = (244, 245, 246)
BRAND = (245, 184, 0)
MOST_PAGES = 40
_SIZES = {PaperSize.LETTER: "letter", PaperSize.A4: "a4"}
_MARGIN = 17.0
_FOOT = 18.0
_PAGES = "##"
"""Stands for the number of pages until it is known; as wide as two digits."""


def texts_of(facts: Any) -> Iterator[str]:
    """Every text in a dataclass, however deep."""
    if isinstance(facts, str):
        yield facts
    elif is_dataclass(facts):
        for field in fields(facts):
            yield from texts_of(getattr(facts, field.name))
    elif isinstance(facts, tuple):
        for one in facts:
            yield from texts_of(one)


@contextmanager
def open_sheet(
    size: PaperSize, facts: object, *, made_at: datetime | None = None
) -> Iterator[Sheet]:
    """A `Sheet` whose font files are closed in the end."""
    sheet = Sheet(size, facts, made_at=made_at)
    try:
        yield sheet
    finally:
        for font in sheet.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()


class Sheet(FPDF):
    """A document of some pages. The spare font and the shaping of joined scripts are taken in
    only when `facts` need them, and the date is the one given, so that equal facts make equal
    bytes."""

    def __init__(self, size: PaperSize, facts: object, *, made_at: datetime | None = None) -> None:
        super().__init__(format=_SIZES[size])
        text = printable("\n".join(texts_of(facts)))
        families = (FACE, SPARE) if needs_spare(text) else (FACE,)
        for family in families:
            for style in ("", "B"):
                self.add_font(family, style, font_file(family, style))
        if len(families) > 1:
            self.set_fallback_fonts([SPARE])
        if right_to_left(text):
            # Ligatures stay off: what is copied from the paper is what was written.
            self.set_text_shaping(True, features={"liga": False})
        self.set_creation_date(made_at or datetime(2000, 1, 1, tzinfo=UTC))
        self.set_lang("en-US")
        self.set_creator("The rental counter appliance")
        self.alias_nb_pages(_PAGES)
        self.c_margin = 0
        self.running_head = ""
        self.running_foot = ""
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, _FOOT + 4)
        self.set_draw_color(*LINE)
        self.set_line_width(0.2)
        self.type(10)

    def normalize_text(self, text: str) -> str:
        return str(super().normalize_text(printable(text)))

    def type(self, size: float, *, bold: bool = False, color: tuple[int, int, int] = INK) -> None:
        """What is written from now on: points, weight, color."""
        self.set_font(FACE, "B" if bold else "", size)
        self.set_text_color(*color)

    def header(self) -> None:
        if self.page_no() > MOST_PAGES:
            raise RecordError(
                f"The document would have more than {MOST_PAGES} pages.", "Shorten the terms."
            )
        if not self.running_head:
            return
        self.set_fill_color(*BRAND)
        self.rect(0, 0, self.w, 2.5, style="F")
        if self.page_no() > 1:
            self.set_y(9)
            self.type(8.5, color=MUTED)
            self.cell(0, 5, self.running_head, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.line(self.l_margin, 15, self.w - self.r_margin, 15)
            self.set_y(_MARGIN + 2)

    def footer(self) -> None:
        if not self.running_head:
            return
        self.set_y(-_FOOT)
        self.line(self.l_margin, self.h - _FOOT, self.w - self.r_margin, self.h - _FOOT)
        self.set_y(-_FOOT + 2)
        self.type(8, color=MUTED)
        self.cell(self.epw - 28, 5, self.running_foot)
        self.cell(28, 5, f"Page {self.page_no()} of {_PAGES}", align="R")

    def block(
        self,
        text: str,
        width: float = 0,
        *,
        leading: float = 1.32,
        align: str = "L",
    ) -> None:
        """A paragraph at the pen, which then stands at its left edge under it."""
        height = self.font_size * leading
        self.multi_cell(width, height, text, align=align, new_x=XPos.LEFT, new_y=YPos.NEXT)

    def need(self, height: float) -> None:
        """A new page when less than `height` is left of this one."""
        if self.will_page_break(height):
            self.add_page()

    def picture(
        self, content: bytes, x: float, y: float, width: float, height: float, alt: str
    ) -> None:
        """A picture at the upper left of a box, as large as fits whole."""
        with Image.open(io.BytesIO(content)) as found:
            across, down = found.size
        scale = min(width / across, height / down)
        self.image(io.BytesIO(content), x=x, y=y, w=across * scale, h=down * scale, alt_text=alt)

    @contextmanager
    def column(self, x: float, width: float) -> Iterator[None]:
        """What is written goes between `x` and `x + width`."""
        left, right = self.l_margin, self.r_margin
        self.set_left_margin(x)
        self.set_right_margin(self.w - x - width)
        self.set_x(x)
        try:
            yield
        finally:
            self.set_left_margin(left)
            self.set_right_margin(right)

    def pairs(self, found: Sequence[tuple[str, str]], label_width: float) -> None:
        """Names with their values, a row each, down the current column."""
        for label, value in found:
            top = self.get_y()
            self.type(8.5, color=MUTED)
            self.cell(label_width, 4.6, label)
            self.type(9.5)
            self.set_xy(self.l_margin + label_width, top)
            self.block(value, leading=1.3)
            self.set_xy(self.l_margin, max(self.get_y(), top + 4.6) + 0.4)
