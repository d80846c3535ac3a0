"""Records kept by hand and by file, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from web_process import RunningWeb, sign_in


def test_a_customer_with_a_license_is_added_and_approved(page: Page) -> None:
    sign_in(page, "manager")
    page.goto("/customers")
    page.get_by_role("link", name="Add a customer").click()
    page.get_by_role("textbox", name="Account").fill("A-500")
    page.get_by_role("textbox", name="Name").fill("Bridge & Beam")
    page.get_by_label("Phones").fill("312 555 01")
    page.get_by_role("button", name="Add customer").click()
    expect(page.get_by_role("alert")).to_contain_text("telephone number")
    page.get_by_label("Phones").fill("(312) 555-0155")
    page.get_by_role("button", name="Add customer").click()
    expect(page.get_by_role("heading", name="Bridge & Beam")).to_be_visible()
    licenses = page.locator("#license")
    licenses.get_by_text("Add a license").first.click()
    licenses.get_by_label("License number").fill("BL500500")
    licenses.get_by_label("Valid from").fill("2026-01-01")
    licenses.get_by_label("Valid to").fill("2025-01-01")
    licenses.get_by_role("button", name="Add a license").click()
    expect(licenses.get_by_role("alert")).to_contain_text("is before Valid from")
    licenses.get_by_label("Valid to").fill("2031-01-01")
    licenses.get_by_role("button", name="Add a license").click()
    expect(page.locator("#license tbody tr")).to_contain_text("BL500500")
    approval = page.locator("[data-field=approval]")
    approval.get_by_role("button").click()
    approval.get_by_label("Approval").select_option("approved")
    expect(approval).to_contain_text("Approved")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove BL500500").click()
    expect(page.locator("#license")).to_contain_text("No license on record")


def test_of_two_stale_pages_the_second_is_told_what_changed(
    page: Page, chromium: Browser, web: RunningWeb
) -> None:
    other_context = chromium.new_context(base_url=web.address)
    other = other_context.new_page()
    cells = []
    for tab in (page, other):
        sign_in(tab, "manager")
        expect(tab.get_by_role("heading", name="Today", exact=True)).to_be_visible()
        tab.goto("/customers/harper-roofing")
        cell = tab.locator("[data-field=name]").last
        cell.get_by_role("button").click()
        expect(cell.get_by_label("Name")).to_be_focused()
        cells.append(cell)
    for cell, name in zip(cells, ("Harper One", "Harper Two"), strict=True):
        cell.get_by_label("Name").fill(name)
        cell.get_by_label("Name").press("Enter")
    expect(cells[0]).to_contain_text("Harper One")
    expect(cells[1].get_by_role("alert")).to_contain_text("Name is now “Harper One”")
    expect(cells[1].get_by_label("Name")).to_have_value("Harper Two")
    other_context.close()


def test_a_file_is_checked_then_imported(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("account;name;phone\nA-600;=Risk & Co;312 555 0166\n", encoding="utf-16")
    sign_in(page, "manager")
    page.goto("/files")
    expect(page.locator(".tile")).to_have_count(11)
    page.get_by_role("link", name="Import Customers").click()
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator("#import-fine")).to_contain_text("1 to add")
    page.get_by_role("button", name="Import the file").click()
    expect(page.locator("#import-done")).to_contain_text("1 added")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as it stands").click()
    assert "'=Risk & Co" in download.value.path().read_text("utf-8-sig")


@pytest.mark.parametrize("width", [1366, 834, 420])
def test_pages_fit(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    sign_in(page, "admin")
    expect(page).to_have_url(re.compile("/today"))
    for address in (
        "/files",
        "/files/classes",
        "/customers",
        "/customers/new",
        "/customers/northside-paving",
        "/inventory/new",
        "/inventory/scissor-lift",
    ):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (address, wide)
