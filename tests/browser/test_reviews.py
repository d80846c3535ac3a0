"""A booking that nobody could decide: seen in the queue, released or refused by a manager; and
the pages for rates, tax and lines."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from web_process import PASSWORD, sign_in

from appliance.domain.calls import Outcome, Stage, Turn
from appliance.domain.periods import Period
from appliance.gateway.client import GatewayDesk
from appliance.ports.booking import BookedFacts, BookingRequest

expect.set_options(timeout=20_000)  # a busy machine is given time
SHOTS = os.environ.get("SCREENSHOTS")
"""A folder for screenshots, when somebody wants to look."""


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def next_weekday(zone: object) -> datetime:
    day = datetime.now().astimezone(zone) + timedelta(days=9)  # type: ignore[arg-type]
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.replace(hour=7, minute=0, second=0, microsecond=0)


def pending(desk: GatewayDesk) -> BookedFacts:
    """A booking by phone with an insurance policy that is not on record."""
    from zoneinfo import ZoneInfo

    opened = desk.open_call("sip", "5125550100")
    start = next_weekday(ZoneInfo(opened.yard.timezone))
    period = Period(start, start + timedelta(days=2))
    customer = desk.verify_customer("BL782341").customer_id
    assert customer is not None
    insurance = desk.verify_insurance(customer, "mini-excavator", period, 1, "INS999999")
    turn = Turn(
        call_id=opened.call_id,
        number=0,
        at=start,
        heard="",
        said="hello",
        asks=None,
        stage=Stage.DISCOVERY,
    )
    desk.record_turn(turn, (insurance,))
    operator = desk.verify_operator(customer, "mini-excavator", period, "Maria Lopez", "OC48213")
    result = desk.book(
        BookingRequest(
            call_id=opened.call_id,
            key=uuid4().hex,
            license_number="BL782341",
            class_id="mini-excavator",
            quantity=1,
            period=period,
            day_rate=Decimal(295),
            operator_id=operator.operator_id,
            certificate_number="OC48213",
            policy_number="INS999999",
            site_address="1420 Harbor Road",
            site_answers=(),
            callback_number="5125550147",
            review=("insurance",),
        )
    )
    desk.close_call(opened.call_id, Outcome.PENDING_REVIEW)
    assert result.booking is not None, result
    assert result.booking.state == "pending_review"
    return result.booking


def test_a_manager_releases_one_review_and_refuses_another(page: Page, desk: GatewayDesk) -> None:
    released, refused = pending(desk), pending(desk)
    sign_in(page, "manager")
    page.goto("/reviews")
    card = page.get_by_role("region", name=f"Review of {released.number}")
    expect(card).to_contain_text("not on record")
    expect(card).to_contain_text("INS999999")
    expect(card).to_contain_text("left, until")
    shot(page, "reviews")
    page.get_by_role("button", name=f"Approve {released.number}").click()
    expect(page.get_by_role("status")).to_contain_text("reserved")
    expect(card).to_have_count(0)
    page.get_by_role("button", name=f"Refuse {refused.number}").click()
    expect(page.get_by_text("needs its reason")).to_be_visible()
    page.goto("/reviews")
    other = page.get_by_role("region", name=f"Review of {refused.number}")
    other.get_by_label("Reason").fill("No certificate of insurance came")
    page.get_by_role("button", name=f"Refuse {refused.number}").click()
    expect(page.get_by_role("status")).to_contain_text("cancelled")
    page.goto(f"/bookings/{released.number}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reserved")
    page.goto(f"/bookings/{refused.number}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cancelled")
    expect(page.locator("body")).to_contain_text("No certificate of insurance came")


def test_a_manager_sets_a_pin_without_a_mouse_and_a_review_is_decided_by_it(
    page: Page, desk: GatewayDesk
) -> None:
    booking = pending(desk)
    sign_in(page, "manager")
    page.get_by_role("link", name="Your account").click()
    card = page.get_by_role("region", name="Counter PIN")
    expect(card).to_contain_text("You have no PIN.")
    card.get_by_label("Current password").focus()
    for typed in (PASSWORD, "1234", "1234"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card.get_by_role("alert")).to_contain_text("run of digits")
    card.get_by_label("Current password").focus()
    for typed in (PASSWORD, "2580", "2580"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your counter PIN is set.")
    shot(page, "account")
    done = desk.decide_review_by_pin(uuid4().hex, "2580", booking.number, False, "")
    assert (done.refused, done.decided_by) == ("", "The manager")
    page.goto(f"/bookings/{booking.number}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cancelled")
    page.goto("/account")
    card.get_by_text("Remove the PIN").focus()
    page.keyboard.press("Enter")
    card.get_by_label("Current password").last.fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your counter PIN is removed.")
    expect(card).to_contain_text("You have no PIN.")


def test_a_review_is_not_ticked_off_as_a_task(page: Page, desk: GatewayDesk) -> None:
    booking = pending(desk)
    sign_in(page, "clerk")
    page.goto("/reviews")
    card = page.get_by_role("region", name=f"Review of {booking.number}")
    expect(card).to_contain_text("A manager decides")
    expect(card.get_by_role("button")).to_have_count(0)
    page.goto("/tasks")
    expect(page.get_by_role("link", name=re.compile(f"Review ?: {booking.number}"))).to_be_visible()


def test_rates_tax_and_lines_are_edited(page: Page) -> None:
    sign_in(page, "admin")
    page.goto("/settings")
    page.get_by_label("Sales tax, %").fill("8.25")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    shot(page, "settings")
    page.goto("/settings/lines")
    page.get_by_label("Line", exact=True).fill("sip")
    page.get_by_label("Opens over list, %").fill("4")
    page.get_by_label("At most, %").fill("400")
    page.get_by_role("button", name="Save the line").click()
    expect(page.get_by_text("from 0 to 100")).to_be_visible()
    page.get_by_label("At most, %").fill("10")
    page.get_by_role("button", name="Save the line").click()
    expect(page.get_by_role("row", name=re.compile("sip"))).to_contain_text("4 %")
    shot(page, "lines")
    page.get_by_role("button", name="Remove sip").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove sip").click()
    expect(page.get_by_role("status")).to_contain_text("follows the yard")
    page.goto("/customers/northside-paving")
    page.get_by_label("Exemption certificate").fill("TX-EX-4471")
    page.locator("form[action$='/tax'] button").click()
    expect(page.get_by_label("Exemption certificate")).to_have_value("TX-EX-4471")
    page.get_by_text("Add a rate").click()
    page.get_by_label("Equipment").select_option("mini-excavator")
    page.get_by_label("Day rate").fill("281")
    page.get_by_role("button", name="Add the rate").click()
    row = page.get_by_role("row", name=re.compile("Mini Excavator"))
    expect(row).to_contain_text("$281")
    shot(page, "customer-rates")
    page.get_by_role("button", name="End the rate for Mini Excavator").click()
    expect(page.get_by_text("rents by the yard's list")).to_be_visible()
    page.goto("/settings")
    page.get_by_label("Sales tax, %").fill("0")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    page.goto("/customers/northside-paving")
    page.get_by_label("Exemption certificate").fill("")
    page.locator("form[action$='/tax'] button").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")


@pytest.mark.parametrize("width", [834, 420])
def test_the_pages_fit_a_tablet_and_a_phone(page: Page, desk: GatewayDesk, width: int) -> None:
    pending(desk)
    page.set_viewport_size({"width": width, "height": 1000})
    sign_in(page, "admin")
    for address in (
        "/reviews",
        "/overrides",
        "/settings/lines",
        "/customers/northside-paving",
    ):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (address, wide)
