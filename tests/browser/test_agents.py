"""Agents in the browser: one set up in Spanish says at once that it has no voice here."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from web_process import PASSWORD, RunningWeb


def _sign_in(page: Page) -> None:
    page.goto("/login")
    page.fill("#username", "admin")
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Sign in')")


def test_an_agent_without_a_voice_says_so_where_it_is_set_up(page: Page) -> None:
    _sign_in(page)
    page.goto("/settings")
    page.click("a:has-text('Agents')")
    expect(page.locator("h1")).to_have_text("Agents")
    expect(page.locator("table")).to_contain_text("No Spanish voice is installed.")
    page.click("a:has-text('Add an agent')")
    page.fill("#f-name", "Lucia")
    page.fill("#f-line", "2002")
    page.select_option("#f-language", "spanish")
    page.fill("#f-persona", "Lucía")
    page.uncheck("input[value='bargain']")
    _shot(page, "agent-new")
    page.click("button:has-text('Add the agent')")
    expect(page.locator(".banner-bad")).to_contain_text(
        "Saved, but Lucia stays off. No Spanish voice is installed."
    )
    row = page.locator("tr", has_text="Lucia")
    expect(row).to_contain_text("Off")
    _shot(page, "agents")
    row.locator("a").click()
    expect(page.locator("input[value='bargain']")).not_to_be_checked()
    page.fill("#f-line", "sip")
    page.fill("#f-name", "Counter")
    page.click("button:has-text('Save')")
    expect(page.locator(".field-error")).to_contain_text("belongs to another record already")


def test_the_page_fits_a_tablet_and_the_dark(chromium: Browser, web: RunningWeb) -> None:
    context = chromium.new_context(
        base_url=web.address, viewport={"width": 820, "height": 1180}, color_scheme="dark"
    )
    context.set_default_timeout(8000)
    page = context.new_page()
    try:
        _sign_in(page)
        for address, name in (("/settings/agents", "list"), ("/settings/agents/alma", "form")):
            page.goto(address)
            expect(page.locator("h1")).to_be_visible()
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 820, f"{address} is {wide} pixels wide"
            _shot(page, f"agents-{name}-dark-tablet")
    finally:
        context.close()


def _shot(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
