"""The reports' pages: who may open which, plots with their table, files, bad questions."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from admin_yard import YardSite, sign_in
from litestar import Litestar
from litestar.testing import TestClient

from appliance.admin.plots import Mark, bars, columns, nice_ceiling
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.people import Role
from appliance.domain.reports import REPORTS
from appliance.ports.store import Records

EVERY = [(spec, one) for spec in REPORTS for one in spec.breakdowns]
NAMES = [f"{spec.name}-{one.name}" for spec, one in EVERY]
FOR_MANAGERS = {"revenue", "concessions"}


@pytest.mark.parametrize("spec, by", EVERY, ids=NAMES)
def test_each_is_a_page_and_two_files(
    client: TestClient[Litestar], spec: object, by: object, tmp_path: Path
) -> None:
    sign_in(client, "manager")
    name, chosen = spec.name, by.name  # type: ignore[attr-defined]
    page = client.get(f"/reports/{name}?by={chosen}")
    assert page.status_code == 200, page.text
    asked = {"by": chosen, "first": "2026-01-01", "last": "2027-12-31", "ahead": "90"}
    found = client.get(f"/reports/{name}/csv", params=asked)
    assert found.headers["content-type"].startswith("text/csv")
    assert found.headers["content-disposition"].endswith('.csv"')
    rows = list(csv.reader(io.StringIO(found.text)))
    assert rows[0] == [column.name for column in by.columns]  # type: ignore[attr-defined]
    file = tmp_path / "report.parquet"
    file.write_bytes(client.get(f"/reports/{name}/parquet", params=asked).content)
    with duckdb.connect(":memory:") as connection:
        count = connection.execute(f"SELECT count(*) FROM '{file}'").fetchone()  # noqa: S608
    assert count == (len(rows) - 1,)


def test_a_clerk_gets_no_prices_conceded_and_no_revenue(client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    index = client.get("/reports").text
    for spec in REPORTS:
        manager_only = spec.name in FOR_MANAGERS
        assert (spec.role is Role.MANAGER) == manager_only
        assert (f'href="/reports/{spec.name}"' in index) != manager_only
        for address in (f"/reports/{spec.name}", f"/reports/{spec.name}/csv"):
            assert client.get(address).status_code == (403 if manager_only else 200)


def test_no_report_holds_a_floor(site: YardSite, client: TestClient[Litestar]) -> None:
    sign_in(client, "admin")

    def mark_floors(records: Records) -> tuple[EquipmentClass, ...]:
        """Cents that no price has."""
        records.classes.put_many(
            [
                replace(one, floor_day_rate=one.floor_day_rate - Decimal("0.87"))
                for one in records.classes.all()
            ]
        )
        return records.classes.all()

    classes = site.parts.store.write(mark_floors)
    for spec, by in EVERY:
        found = client.get(f"/reports/{spec.name}/csv?by={by.name}").text
        assert "floor" not in found.lower()
        page = client.get(f"/reports/{spec.name}?by={by.name}").text
        for one in classes:
            assert f"{one.floor_day_rate:.2f}" not in found + page


@pytest.mark.parametrize(
    "address, status",
    [
        ("/reports/floors", 404),
        ("/reports/calls/xlsx", 404),
        ("/reports/calls?by=caller", 422),
        ("/reports/calls?first=yesterday", 422),
        ("/reports/calls?first=2026-02-01&last=2026-01-01", 422),
        ("/reports/expiring?ahead=-3", 422),
        ("/reports/expiring?ahead=99999", 422),
    ],
)
def test_a_bad_question_is_told(client: TestClient[Litestar], address: str, status: int) -> None:
    sign_in(client, "manager")
    assert client.get(address).status_code == status


def test_the_plot_says_in_words_what_it_shows(client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    page = client.get("/reports/utilization").text
    svg = page[page.index('<svg class="chart plot"') : page.index("</svg>", page.index("plot"))]
    assert 'role="img" aria-label="Utilization. ' in svg
    assert "Concrete Mixer" in svg
    assert page.index("<table>") > page.index('<svg class="chart plot"')


class TestGeometry:
    MARKS = tuple(Mark(label=f"m{n}", values=(float(n), 1.0), text=str(n)) for n in range(20))

    def test_bars_are_as_long_as_their_values(self) -> None:
        drawing = bars(self.MARKS[::-1], ("a", "b"), "Title")
        drawn = [box for box in drawing.boxes if box.fill == "plot-a"]
        assert len(drawn) == 15
        assert drawn[0].width / drawn[9].width == pytest.approx(19 / 10, rel=0.01)
        seconds = [box for box in drawing.boxes if box.fill == "plot-b"]
        assert seconds[0].x == pytest.approx(drawn[0].x + drawn[0].width, abs=0.1)
        assert drawing.legend == (("plot-a", "a"), ("plot-b", "b"))

    def test_columns_stand_on_the_axis(self) -> None:
        drawing = columns(self.MARKS, ("a",), "Title")
        base = max(line.y1 for line in drawing.lines)
        drawn = [box for box in drawing.boxes if box.fill == "plot-a"]
        assert {round(box.y + box.height, 1) for box in drawn} == {base}
        assert len([word for word in drawing.words if word.anchor == "middle"]) <= 12

    @pytest.mark.parametrize(
        "most, ceiling", [(0, 4), (3, 4), (4, 4), (7, 8), (11, 20), (230, 240), (100000, 100000)]
    )
    def test_scales_end_in_round_numbers(self, most: float, ceiling: float) -> None:
        assert nice_ceiling(most) == ceiling

    def test_names_cannot_break_out_of_the_drawing(self, client: TestClient[Litestar]) -> None:
        sign_in(client, "manager")
        page = client.get("/reports/revenue?by=customer").text
        start = page.index('<svg class="chart plot"')
        ElementTree.fromstring(page[start : page.index("</svg>", start) + 6])  # noqa: S314
