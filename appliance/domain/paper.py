"""What stands on the yard's printed paper, and the sheets of labels that it is printed on.

Pure data: how it is drawn is the adapter's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_TERMS = 30_000
"""Characters of the rental terms, some six pages."""


class PaperSize(StrEnum):
    LETTER = "letter"
    A4 = "a4"


class PaperKind(StrEnum):
    QUOTE = "quote"
    CONTRACT = "contract"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """How the yard presents itself on paper; paragraphs of `terms` are parted by empty lines."""

    address: str = ""
    phone: str = ""
    email: str = ""
    size: PaperSize = PaperSize.LETTER
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFormat:
    """A sheet of labels as it is sold. Lengths in millimetres; pitches from edge to edge."""

    key: str
    name: str
    size: PaperSize
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    pitch_x: float
    pitch_y: float

    @property
    def a_sheet(self) -> int:
        return self.columns * self.rows


_INCH = 25.4

LABEL_FORMATS: tuple[LabelFormat, ...] = (
    LabelFormat(
        key="5163",
        name="Letter, 10 a sheet, 4 × 2 in (Avery 5163)",
        size=PaperSize.LETTER,
        columns=2,
        rows=5,
        width=4 * _INCH,
        height=2 * _INCH,
        left=0.15625 * _INCH,
        top=0.5 * _INCH,
        pitch_x=4.1875 * _INCH,
        pitch_y=2 * _INCH,
    ),
    LabelFormat(
        key="5160",
        name="Letter, 30 a sheet, 2⅝ × 1 in (Avery 5160)",
        size=PaperSize.LETTER,
        columns=3,
        rows=10,
        width=2.625 * _INCH,
        height=_INCH,
        left=0.1875 * _INCH,
        top=0.5 * _INCH,
        pitch_x=2.75 * _INCH,
        pitch_y=_INCH,
    ),
    LabelFormat(
        key="5164",
        name="Letter, 6 a sheet, 4 × 3⅓ in (Avery 5164)",
        size=PaperSize.LETTER,
        columns=2,
        rows=3,
        width=4 * _INCH,
        height=10 / 3 * _INCH,
        left=0.15625 * _INCH,
        top=0.5 * _INCH,
        pitch_x=4.1875 * _INCH,
        pitch_y=10 / 3 * _INCH,
    ),
    LabelFormat(
        key="L7163",
        name="A4, 14 a sheet, 99.1 × 38.1 mm (Avery L7163)",
        size=PaperSize.A4,
        columns=2,
        rows=7,
        width=99.1,
        height=38.1,
        left=4.65,
        top=15.15,
        pitch_x=101.6,
        pitch_y=38.1,
    ),
    LabelFormat(
        key="L7160",
        name="A4, 21 a sheet, 63.5 × 38.1 mm (Avery L7160)",
        size=PaperSize.A4,
        columns=3,
        rows=7,
        width=63.5,
        height=38.1,
        left=7.2,
        top=15.15,
        pitch_x=66.05,
        pitch_y=38.1,
    ),
    LabelFormat(
        key="L7165",
        name="A4, 8 a sheet, 99.1 × 67.7 mm (Avery L7165)",
        size=PaperSize.A4,
        columns=2,
        rows=4,
        width=99.1,
        height=67.7,
        left=4.65,
        top=13.1,
        pitch_x=101.6,
        pitch_y=67.7,
    ),
)


def label_format(key: str) -> LabelFormat | None:
    return next((one for one in LABEL_FORMATS if one.key == key), None)
