"""Reports, upkeep and an erasure in a real browser, light and dark, by keyboard and on a tablet."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import Page, expect
from web_process import sign_in

from appliance.domain.reports import REPORTS


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_report_is_drawn_and_fits_a_tablet(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 800, "height": 1100})
    sign_in(page, "manager")
    page.goto("/reports")
    for spec in REPORTS:
        page.get_by_role("link", name=spec.title, exact=True).first.click()
        expect(page.get_by_role("heading", name=spec.title, exact=True)).to_be_visible()
        if spec.name in ("utilization", "revenue", "overdue"):
            plot = page.get_by_role("img", name=f"{spec.title}. ")
            expect(plot).to_be_visible()
            assert plot.locator("rect").count() >= 1
            label = plot.locator("text").first
            shown = label.evaluate("one => getComputedStyle(one).fill")
            behind = label.evaluate("one => getComputedStyle(one.closest('.card')).backgroundColor")
            assert shown != behind
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (spec.name, wide)
        page.go_back()


def test_a_range_is_chosen_and_downloaded(page: Page) -> None:
    sign_in(page, "clerk")
    page.goto("/reports/utilization?by=unit")
    page.get_by_label("From").fill("2026-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"by=unit&first=2026-01-01"))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    with waiting.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = page.locator("tbody tr").first.locator("th").inner_text()
    assert rows[0]["asset_tag"] == first


def test_an_erasure_from_the_customers_page(page: Page) -> None:
    sign_in(page, "admin")
    page.goto("/customers?q=A-1010")
    page.locator("tbody tr a").first.click()
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Erase…").click()
    expect(page.get_by_role("heading", name="What will go")).to_be_visible()
    page.get_by_label("Reason").fill("asked for by letter")
    page.get_by_label("Type the account").fill("A-1010")
    if page.get_by_label("Erase although not settled").count():
        page.get_by_label("Erase although not settled").check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Erased.")
    page.goto("/customers?q=A-1010")
    expect(page.get_by_text(name, exact=True)).to_have_count(0)
    page.goto("/audit?check=true")
    expect(page.get_by_role("status").first).to_contain_text("The chain is whole")
