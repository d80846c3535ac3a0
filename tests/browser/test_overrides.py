"""A caller waits for a price, a manager decides in the browser, the conversation goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from web_process import RunningWeb, sign_in

from tests.box.chatting import Chat, chatting

expect.set_options(timeout=20_000)  # a busy machine is given time
SHOTS = os.environ.get("SCREENSHOTS")
"""A folder for screenshots, when somebody wants to look."""
TO_PRICE = ("A mini excavator please.", "BL 782341")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.fixture
def chat(web: RunningWeb) -> Iterator[Chat]:
    with chatting(web.settings.data_dir, "--caller", "5125550100") as found:
        found.next()
        yield found


def to_price(chat: Chat) -> dict[str, Any]:
    """Answer what is asked until a price is on the table."""
    answers = {
        "need": "A mini excavator please.",
        "business_license": "BL 782341",
        "confirm": "yes that's right",
        "equipment_choice": "The mini excavator please.",
        "start_date": "Next Tuesday.",
        "duration": "Three days.",
        "site_address": "1420 Harbor Road",
    }
    latest = chat.objects[-1]
    for _ in range(10):
        if latest["asks"] == "price_ok":
            return latest
        latest = chat.say(answers[latest["asks"]])
    raise AssertionError(chat.objects)


def test_a_manager_accepts_while_the_caller_holds(page: Page, web: RunningWeb, chat: Chat) -> None:
    sign_in(page, "manager")
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    to_price(chat)
    chat.say("could you do 200 a day")
    held = chat.say("I can pay 257 a day")
    assert held["waits"] is True, chat.objects
    assert held["asks"] is None
    card = page.get_by_role("region", name="A caller waits for a price")
    expect(card).to_contain_text("$257")
    expect(card).to_contain_text("Northside")
    expect(page.locator("[data-override-count]")).to_have_text("1")
    floor = card.locator("dt", has_text="Floor").first.locator("xpath=../dd")
    expect(floor).to_contain_text("$")
    shot(page, "override-waiting")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    shot(page, "override-waiting-dark")
    waits = chat.say("okay")
    assert waits["waits"] is True
    page.get_by_role("button", name="Accept $257").click()
    decided = chat.next()
    assert "manager agrees" in decided["said"]
    assert decided["asks"] == "operator_name"
    expect(card).to_have_count(0)
    end = chat.book(
        {
            "operator_name": ("Maria Lopez",),
            "operator_certificate": ("OC 48213",),
            "policy_number": ("INS 550172",),
            "callback_number": ("512 555 0147",),
            "final_confirmation": ("Yes, please book it.",),
            "anything_else": ("No thank you, that is all.",),
        }
    )
    assert end["outcome"] == "booked"
    page.goto(f"/bookings/{end['booking']}")
    expect(page.locator("body")).to_contain_text("$257")
    page.goto("/overrides")
    expect(page.locator("tbody tr").first).to_contain_text("Accepted")
    shot(page, "overrides")
    page.locator("tbody a").first.click()
    expect(page.locator("body")).to_contain_text("Accept override")
    shot(page, "override-detail")


def test_a_counter_under_the_floor_has_to_be_meant(page: Page, chat: Chat) -> None:
    page.set_viewport_size({"width": 834, "height": 1100})
    sign_in(page, "manager")
    page.goto("/inventory")
    expect(page.get_by_role("heading", name="Inventory")).to_be_visible()
    to_price(chat)
    chat.say("could you do 200 a day")
    assert chat.say("I can pay 210 a day")["waits"] is True
    expect(page.get_by_role("button", name="Accept under the floor")).to_be_visible()
    shot(page, "override-under-floor")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 834
    page.get_by_label("Your price a day").fill("240")
    page.get_by_role("button", name="Counter").click()
    expect(page.get_by_role("alert")).to_contain_text("under the floor")
    page.get_by_label("Under the floor is meant").check()
    page.get_by_role("button", name="Counter").click()
    countered = chat.next()
    assert "two hundred forty dollars a day" in countered["said"]
    assert countered["asks"] == "price_ok"
    chat.hang_up()


def test_clerks_see_no_request_and_no_floor(page: Page, web: RunningWeb) -> None:
    sign_in(page, "clerk")
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    assert page.locator("[data-overrides]").count() == 0
    for address in ("/overrides", "/overrides/waiting", "/overrides/events"):
        assert page.request.get(f"{web.address}{address}").status == 403
