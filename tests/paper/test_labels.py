"""Sheets of labels: every code reads, every label lies on the sheet."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from appliance.domain.paper import LABEL_FORMATS, LabelFormat, PaperSize
from appliance.paper import FpdfPaper
from appliance.ports.paper import LabelSheets, UnitLabel
from tests.paper.facts import YARD
from tests.paper.reading import codes_of, flat, pages_of

MAKER = FpdfPaper()
PAGE_MM = {PaperSize.LETTER: (215.9, 279.4), PaperSize.A4: (210.0, 297.0)}


def label(number: int, **changes: str) -> UnitLabel:
    facts = {
        "asset_tag": f"EQ{number:03}",
        "item": "Boom Lift 60 ft",
        "make_and_model": "JLG 600S",
        "serial": f"0300-{number:05}",
        "link": f"https://yard.local:8443/u/EQ{number:03}",
    }
    return UnitLabel(**{**facts, **changes})


def sheets(form: LabelFormat, number: int, skip: int = 0) -> LabelSheets:
    labels = tuple(label(one) for one in range(1, number + 1))
    return LabelSheets(yard=YARD, labels=labels, form=form, skip=skip)


@pytest.mark.parametrize("form", LABEL_FORMATS, ids=lambda form: form.key)
def test_a_format_lies_on_its_page_and_its_labels_apart(form: LabelFormat) -> None:
    across, down = PAGE_MM[form.size]
    assert form.left + (form.columns - 1) * form.pitch_x + form.width <= across
    assert form.top + (form.rows - 1) * form.pitch_y + form.height <= down
    assert form.pitch_x >= form.width
    assert form.pitch_y >= form.height


@pytest.mark.parametrize("form", LABEL_FORMATS, ids=lambda form: form.key)
def test_every_code_of_a_full_sheet_is_read(form: LabelFormat, tmp_path: Path) -> None:
    made = MAKER.labels(sheets(form, form.a_sheet))
    assert pages_of(made) == 1
    wanted = {f"https://yard.local:8443/u/EQ{one:03}" for one in range(1, form.a_sheet + 1)}
    assert set(codes_of(made, tmp_path)) == wanted
    text = flat(made)
    assert "EQ001" in text
    assert "Boom Lift 60 ft" in text
    assert "Ridgeline Equipment Rental" in text


def test_one_label_begins_where_the_sheet_has_room(tmp_path: Path) -> None:
    form = LABEL_FORMATS[0]
    made = MAKER.labels(sheets(form, 1, skip=form.a_sheet - 1))
    assert pages_of(made) == 1
    assert codes_of(made, tmp_path) == ["https://yard.local:8443/u/EQ001"]


def test_labels_go_on_over_sheets() -> None:
    form = LABEL_FORMATS[0]
    assert pages_of(MAKER.labels(sheets(form, 25))) == 3
    assert pages_of(MAKER.labels(sheets(form, 10, skip=1))) == 2


@pytest.mark.parametrize("form", LABEL_FORMATS, ids=lambda form: form.key)
def test_long_names_are_cut_and_odd_ones_harmless(form: LabelFormat, tmp_path: Path) -> None:
    odd = (
        label(1, asset_tag="T" * 60, item="Very long name " * 20),
        label(2, item="Grúa 🚜 مثقاب", serial=""),
    )
    made = MAKER.labels(LabelSheets(yard=YARD, labels=odd, form=form))
    assert len(codes_of(made, tmp_path)) == 2
    assert "…" in flat(made)


def test_printing_leaves_an_event_loop_alone() -> None:
    """Rendered in a thread, as the pages do it, a large sheet holds the loop up only briefly."""

    async def longest_gap_s() -> float:
        printing = asyncio.create_task(asyncio.to_thread(MAKER.labels, many))
        gap, last = 0.0, time.perf_counter()
        while not printing.done():
            await asyncio.sleep(0.002)
            now = time.perf_counter()
            gap, last = max(gap, now - last), now
        assert len(await printing) > 10_000
        return gap

    many = sheets(LABEL_FORMATS[1], 90)
    assert asyncio.run(longest_gap_s()) < 0.5


def test_the_same_labels_make_the_same_bytes() -> None:
    assert MAKER.labels(sheets(LABEL_FORMATS[1], 31)) == MAKER.labels(sheets(LABEL_FORMATS[1], 31))
