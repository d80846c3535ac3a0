"""Paper from a person's side: choose units, make labels, open a contract, scan a code."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from web_process import RunningWeb, sign_in

from tests.paper.reading import flat


def test_labels_of_chosen_units_are_made(page: Page, web: RunningWeb) -> None:
    sign_in(page, "clerk")
    page.goto("/units?q=EQ00")
    page.get_by_label("Choose EQ001").check()
    page.get_by_label("Choose EQ003").check()
    page.get_by_role("button", name="Labels of the chosen").click()
    expect(page.get_by_role("heading", name="Labels")).to_be_visible()
    page.get_by_text("A4, 21 a sheet").click()
    page.get_by_label("Begin at label").fill("4")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Make the PDF").click()
    assert "format=L7160" in opened.value.url
    made = page.context.request.get(opened.value.url.removeprefix(web.address)).body()
    text = flat(made)
    assert "EQ001" in text
    assert "EQ003" in text
    assert "EQ002" not in text


def test_a_booking_has_the_papers_of_its_state(page: Page) -> None:
    sign_in(page, "clerk")
    page.goto("/bookings?state=out")
    page.locator("tbody a.row-link").first.click()
    contract = page.get_by_role("link", name="Contract")
    expect(contract).to_be_visible()
    expect(page.get_by_role("link", name="Quote", exact=True)).to_have_count(0)
    answer = page.context.request.get(contract.get_attribute("href") or "")
    assert answer.body().startswith(b"%PDF")


def test_a_scanned_label_opens_its_unit_after_signing_in(page: Page) -> None:
    page.goto("/u/EQ001")
    expect(page).to_have_url(re.compile(r"/login\?next=/u/EQ001$"))
    page.get_by_label("User name").fill("clerk")
    page.get_by_label("Password").fill("shovels and buckets")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="EQ001")).to_be_visible()
    expect(page.get_by_role("link", name="Label", exact=True)).to_be_visible()


def test_terms_are_written_on_the_paper_page(page: Page) -> None:
    sign_in(page, "admin")
    page.goto("/settings")
    page.get_by_role("link", name="Paper", exact=True).click()
    page.get_by_label("Rental terms").fill("One.\n\nTwo.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.get_by_label("Rental terms")).to_have_value("One.\n\nTwo.")
