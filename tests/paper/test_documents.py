"""Quotes, contracts and receipts, read back with poppler and zbar from what was made."""

from __future__ import annotations

import io
import threading
import time
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from appliance.domain.errors import ConfigurationError, DeskUnreachable, RecordError
from appliance.domain.paper import MOST_TERMS, PaperKind, PaperSize
from appliance.paper import FpdfPaper, fonts
from appliance.ports.paper import PaperAmount, PaperHandover, RatePart
from tests.paper.facts import LINK, YARD, ZONE, line, named, paper, with_terms
from tests.paper.reading import codes_of, flat, page_size, pages_of, text_of

MAKER = FpdfPaper()


def test_a_contract_holds_every_fact() -> None:
    text = flat(MAKER.document(paper()))
    for fact in (
        "Rental contract",
        "R-1042",
        "Ridgeline Equipment Rental",
        "600 Ridgeline Road",
        "Joliet, IL 60433",
        "counter@ridgeline.example",
        "Northside Paving",
        "C-100",
        "+1 312 555 0101",
        "BL782341, valid to Sat 1 May 2027",
        "María López",
        "OC48213, valid to Mon 1 Feb 2027 (Aerial Lift)",
        "Prairie Mutual, INS550172, $2,000,000.00, valid to Fri 1 Jan 2027",
        "1420 Harbor Road, Joliet",
        "Gate 2",
        "Boom Lift 60 ft",
        "JLG 600S",
        "BL001",
        "0300-00001",
        "Sat 21 Nov 2026, 07:00",
        "Mon 30 Nov 2026, 07:00",
        "1 week at $980.00 + 2 days at $245.00",
        "$1,470.00",
        "Total $1,470.00",
        "Deposit, refundable $500.00",
        "1. Use. As the maker intends.",
        "2. Care. Kept clean and fueled.",
        "For Northside Paving",
        "For Ridgeline Equipment Rental",
        "Page 1 of 1",
    ):
        assert fact in text, fact


@pytest.mark.parametrize("kind", list(PaperKind))
@pytest.mark.parametrize("size", list(PaperSize))
def test_each_kind_on_each_size_links_to_its_booking(
    tmp_path: Path, kind: PaperKind, size: PaperSize
) -> None:
    yard = replace(YARD, letterhead=replace(YARD.letterhead, size=size))
    made = MAKER.document(paper(kind, yard=yard))
    assert codes_of(made, tmp_path) == [LINK]
    assert ("letter" if size is PaperSize.LETTER else "A4") in page_size(made)


def test_a_quote_says_that_it_is_no_reservation_and_asks_for_no_signature() -> None:
    until = datetime(2026, 11, 27, 17, tzinfo=ZONE)
    text = flat(MAKER.document(paper(PaperKind.QUOTE, holds_until=until)))
    assert "an offer, not a reservation" in text
    assert "The prices hold until Fri 27 Nov 2026, 17:00." in text
    assert "By signing" not in text


def test_a_receipt_shows_when_each_machine_came_back() -> None:
    out = datetime(2026, 11, 21, 7, 12, tzinfo=ZONE)
    back = datetime(2026, 11, 29, 16, 45, tzinfo=ZONE)
    facts = paper(PaperKind.RECEIPT)
    facts = replace(facts, lines=(line(out_at=out, returned_at=back),))
    text = flat(MAKER.document(facts))
    assert "Return receipt" in text
    assert "Sat 21 Nov 2026, 07:12" in text
    assert "Sun 29 Nov 2026, 16:45" in text
    assert "1. Use." not in text


def test_what_was_handed_over_stands_with_its_readings() -> None:
    out = PaperHandover(
        asset_tag="BL001",
        quantity=1,
        back=False,
        at=datetime(2026, 11, 21, 7, 12, tzinfo=ZONE),
        by="cleo",
        meter_hours=Decimal("1204.50"),
        fuel_percent=100,
        condition="Scratch on the left door, " * 12,
    )
    back = replace(out, back=True, by="sam", meter_hours=Decimal(1260), fuel_percent=None)
    text = flat(MAKER.document(paper(PaperKind.RECEIPT, handovers=(out, back))))
    for fact in ("Handed over", "1204.5 h", "1260 h", "100 %", "cleo", "sam"):
        assert fact in text
    assert text.count("Scratch on the left door,") == 24


def test_another_operator_and_what_is_included_are_said() -> None:
    kit = line(2, operator="Sam Dietrich, CERT-2001", rates=(), total=Decimal(0))
    text = flat(MAKER.document(replace(paper(), lines=(line(), kit))))
    assert "Operator: Sam Dietrich, CERT-2001" in text
    assert "9 days, included" in text


def test_a_receipt_says_what_became_of_the_deposit() -> None:
    facts = paper(
        PaperKind.RECEIPT,
        additions=tuple(
            PaperAmount(label=f"Fee {number}: {'a long note ' * 8}", amount=Decimal(number))
            for number in range(1, 31)
        ),
        settled=(PaperAmount(label="Deposit returned", amount=Decimal(420)),),
    )
    text = flat(MAKER.document(facts))
    assert "Deposit returned $420.00" in text
    assert "refundable" not in text
    assert "$30.00" in text


def test_what_is_added_stands_between_rental_and_total() -> None:
    facts = paper(
        additions=(
            PaperAmount(label="Sales tax 8.25 %", amount=Decimal("121.28")),
            PaperAmount(label="Credit", amount=Decimal(-20)),
        ),
        total=Decimal("1571.28"),
    )
    text = flat(MAKER.document(facts))
    assert "Sales tax 8.25 % $121.28" in text
    assert "−$20.00" in text
    assert "Total $1,571.28" in text


def test_forty_lines_run_over_pages_with_their_heading() -> None:
    made = MAKER.document(paper(lines=40))
    text = text_of(made)
    assert all(f"BL{number:03}" in text for number in range(1, 41))
    assert "$58,800.00" in text
    pages = text.split("\f")
    with_lines = [page for page in pages if "BL0" in page]
    assert len(with_lines) > 1
    assert all("Equipment" in page and "Total" in page for page in with_lines)
    assert f"Page {pages_of(made)} of {pages_of(made)}" in text


def test_bulk_lines_and_agreed_prices_are_worded() -> None:
    cones = line(
        item="Traffic Cone",
        make_and_model="",
        asset_tag="",
        serial="",
        quantity=40,
        rates=(RatePart(9, "day", Decimal(2)),),
        total=Decimal(720),
    )
    agreed = line(2, rates=(), total=Decimal(1400))
    text = flat(MAKER.document(replace(paper(), lines=(cones, agreed))))
    assert "40 pieces" in text
    assert "40 × (9 days at $2.00)" in text
    assert "9 days, agreed price" in text


def test_terms_of_many_pages_keep_their_paragraphs() -> None:
    paragraph = "The customer keeps the equipment clean, oiled and out of the weather. " * 9
    terms = "\n\n".join(f"{number}. {paragraph}" for number in range(1, 46))[:MOST_TERMS]
    made = MAKER.document(with_terms(terms))
    assert 5 <= pages_of(made) <= 9
    text = flat(made)
    assert all(f" {number}. The customer" in text for number in range(1, 44))
    assert text.index("44. The customer") < text.index("By signing")


@pytest.mark.parametrize(
    "name",
    [
        "Peña Núñez Hermanos, S.A. de C.V. — Construcción y Excavación",
        "Łódź Żuraw & Søn GmbH",
        "N" * 300,
        "Very " * 60 + "long",
        "Ωmega Ж Строй",
    ],
)
def test_names_of_all_lengths_and_accents_are_printed_whole(name: str) -> None:
    text = text_of(MAKER.document(named(name)))
    assert "".join(name.split()) in "".join(text.split())


def test_hebrew_and_arabic_are_printed() -> None:
    text = flat(MAKER.document(named("שלום ציוד בע״מ")))
    assert "שלום" in text
    assert "ציוד" in text
    assert MAKER.document(named("شركة المعدات"))


@pytest.mark.parametrize(
    "name", ["Bob 🚜 Digs", "日本 K.K.", "a\u200db\ufe0f\x07c", "\ud800", "", "👩‍👩‍👧"]
)
def test_what_no_font_has_is_a_box_and_never_an_error(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    text = flat(MAKER.document(named(name)))
    assert "R-1042" in text
    assert "missing" not in caplog.text
    if "🚜" in name:
        assert "Bob □ Digs" in text
    if name.startswith("a"):
        assert "abc" in text


def test_the_same_facts_make_the_same_bytes() -> None:
    facts = named("Peña שלום 🚜")
    first = MAKER.document(facts)
    time.sleep(1.1)
    assert FpdfPaper().document(facts) == first


def test_a_logo_stands_at_the_head() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (3000, 900), "#204060").save(picture, "JPEG", comment=b"where it was taken")
    logo = MAKER.logo(picture.getvalue())
    assert logo.startswith(b"\x89PNG")
    assert b"where it was taken" not in logo
    with Image.open(io.BytesIO(logo)) as kept:
        assert max(kept.size) <= 800
    plain = MAKER.document(paper())
    made = MAKER.document(paper(yard=replace(YARD, logo=logo)))
    assert made.count(b"/Subtype /Image") > plain.count(b"/Subtype /Image")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n" + b"x" * 50,
        b"x" * 2_000_001,
    ],
)
def test_what_is_no_picture_is_no_logo(content: bytes) -> None:
    with pytest.raises(RecordError, match="picture"):
        MAKER.logo(content)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(RecordError, match="pixels"):
        MAKER.logo(bomb.getvalue())


def test_a_document_without_end_is_refused() -> None:
    with pytest.raises(RecordError, match="more than 40 pages"):
        MAKER.document(paper(lines=900))


def test_a_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_FOLDERS", (Path("/nowhere"),))
    with pytest.raises(ConfigurationError, match="fonts-liberation"):
        MAKER.document(paper())


def test_only_so_many_print_at_once() -> None:
    busy = FpdfPaper(at_once=1, wait_s=0.05)
    begun, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with busy._place():
            begun.set()
            go_on.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(5)
    try:
        with pytest.raises(DeskUnreachable, match="at once"):
            busy.document(paper())
    finally:
        go_on.set()
        holder.join()
    assert busy.document(paper())
