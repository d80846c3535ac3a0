"""Knowledge articles in the browser: previewed while they are written, kept, tried."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page, expect
from web_process import PASSWORD


def test_an_article_is_previewed_as_it_is_written(page: Page) -> None:
    page.goto("/login")
    page.fill("#username", "admin")
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Sign in')")
    page.goto("/knowledge")
    expect(page.locator("h1")).to_have_text("Knowledge")
    page.fill("#f-question", "do you take credit cards")
    page.click("button:has-text('Ask')")
    expect(page.locator("#tried")).to_contain_text("by card or company check")
    _shot(page, "knowledge")
    page.goto("/knowledge/new")
    page.fill("#f-title", "Chains")
    page.locator("#f-body").press_sequentially("We sharpen chains for $15. Come at 7:30 AM.")
    expect(page.locator("#spoken")).to_contain_text("fifteen dollars")
    expect(page.locator("#spoken")).to_contain_text("seven thirty a.m.")
    _shot(page, "article")
    page.click("button:has-text('Save article')")
    expect(page.locator("#results")).to_contain_text("Chains")


def _shot(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
