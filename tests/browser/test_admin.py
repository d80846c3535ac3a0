"""An administrator's morning in a real browser, against the real web process."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from web_process import RunningWeb, sign_in

from appliance.domain.calls import Asks, Outcome, Stage, Timings, Turn
from appliance.gateway.client import GatewayDesk

HEADER = (
    "Equipment ID,Equipment Name,Category,Daily Rate,Status,Operator Cert Required,"
    "Min Insurance,Storage Location,Max Rate,Weight Class\n"
)
GOOD = [
    "TD01,Tow Dolly,Trailers,45,AVAILABLE,None,0,Row Z-1,60,Light",
    "TD02,Tow Dolly,Trailers,45,MAINTENANCE,None,0,Row Z-2,60,Light",
]
BAD = [
    "TD03,Tow Dolly,Trailers,cheap,AVAILABLE,None,0,Row Z-3,60,Light",
    "TD04,Tow Dolly,Trailers,45,LOST,None,0,Row Z-4,60,Light",
]


def turn(call_id: str, number: int, heard: str, said: str) -> Turn:
    return Turn(
        call_id=call_id,
        number=number,
        at=datetime.now(UTC),
        heard=heard,
        said=said,
        asks=Asks.NEED,
        stage=Stage.DISCOVERY,
        actions=(f'find item="{heard}"',) if heard else (),
    )


def test_a_wrong_password_is_refused_in_words(page: Page) -> None:
    sign_in(page, "admin", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    expect(page).to_have_url(re.compile("/login$"))


def test_signing_in_and_out(page: Page) -> None:
    sign_in(page, "admin")
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/today")
    expect(page).to_have_url(re.compile(r"/login\?next=/today$"))


def test_a_rate_is_changed_in_its_cell(page: Page) -> None:
    sign_in(page, "manager")
    page.goto("/inventory?q=telescopic")
    cell = page.locator("[data-field=day_rate]").first
    before = cell.inner_text()
    cell.get_by_role("button").click()
    box = cell.get_by_label("Day rate")
    expect(box).to_be_focused()
    box.fill("nonsense")
    box.press("Enter")
    expect(cell.get_by_role("alert")).to_contain_text("is not an amount")
    cell.get_by_label("Day rate").press("Escape")
    expect(cell).to_contain_text(before.split(",")[0])
    cell.get_by_role("button").click()
    rate = str(int(before.split("\n")[0].split(",")[0].strip("$")) + 7)
    cell.get_by_label("Day rate").fill(rate)
    cell.get_by_label("Day rate").press("Enter")
    expect(cell).to_contain_text(f"${rate}")
    expect(cell.get_by_role("button")).to_be_focused()
    page.reload()
    expect(page.locator("[data-field=day_rate]").first).to_contain_text(f"${rate}")
    page.goto("/audit")
    expect(page.locator("tbody tr").first).to_contain_text("Edit class")


def test_a_unit_is_added_and_sent_to_maintenance(page: Page) -> None:
    sign_in(page, "manager")
    page.goto("/inventory?q=bulldozer")
    page.get_by_role("link", name="Bulldozer").click()
    form = page.locator("#add-unit")
    form.get_by_label("Asset tag").fill("EQ777")
    form.get_by_label("Location").fill("Row A-7")
    form.get_by_role("button", name="Add unit").click()
    row = page.get_by_role("row", name=re.compile("EQ777"))
    expect(row).to_contain_text("Available")
    state = row.locator("[data-field=state]")
    state.get_by_role("button").click()
    state.get_by_label("State").select_option("maintenance")
    expect(state.get_by_role("button")).to_contain_text("Maintenance")
    page.reload()
    expect(page.get_by_role("row", name=re.compile("EQ777"))).to_contain_text("Maintenance")


def test_a_csv_with_bad_rows_is_refused_whole_then_a_good_one_goes_in(
    page: Page, tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text(HEADER + "\n".join([GOOD[0], *BAD, GOOD[1]]) + "\n")
    good.write_text(HEADER + "\n".join(GOOD) + "\n")
    sign_in(page, "manager")
    page.goto("/files/inventory")
    page.get_by_label("CSV file").set_input_files(bad)
    page.get_by_role("button", name="Check the file").click()
    refused = page.locator("#import-result")
    expect(refused.get_by_role("alert")).to_contain_text("Refused: 2 bad cells")
    rows = refused.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("3Daily Ratecheap")
    expect(rows.nth(1)).to_contain_text("4StatusLOST")
    page.goto("/units?q=TD0")
    expect(page.get_by_text("No unit matches.")).to_be_visible()

    page.goto("/files/inventory")
    page.get_by_label("CSV file").set_input_files(good)
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator("#import-fine")).to_contain_text("2 to add")
    page.get_by_role("button", name="Import the file").click()
    expect(page.locator("#import-done")).to_contain_text("2 added")
    page.goto("/units?q=TD0")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.get_by_role("row", name=re.compile("TD02"))).to_contain_text("Maintenance")


def test_a_clerk_has_no_way_to_change_rates_or_people(page: Page) -> None:
    sign_in(page, "clerk")
    page.goto("/inventory")
    expect(page.locator("tbody tr").first).to_be_visible()
    assert page.locator(".cell-edit").count() == 0
    assert page.get_by_role("columnheader", name="Floor").count() == 0
    assert page.get_by_role("link", name="Users").count() == 0
    for address in ("/users", "/settings", "/audit", "/files/inventory"):
        page.goto(address)
        expect(page.get_by_role("heading", name="Not allowed")).to_be_visible()
        expect(page.locator(".reference")).to_be_visible()


def test_a_call_under_way_appears_turn_by_turn(page: Page, desk: GatewayDesk) -> None:
    call_id = desk.open_call("sip", "+15125550177").call_id
    desk.record_turn(turn(call_id, 0, "", "Ridgeline Rental, what do you need?"))
    sign_in(page, "clerk")
    page.get_by_role("link", name="+15125550177").click()
    expect(page.locator("#turn-0")).to_contain_text("what do you need?")
    expect(page.locator("#live-state")).to_have_text("Live")
    desk.record_turn(turn(call_id, 1, "a scissor lift <b>now</b>", "For which days?"))
    expect(page.locator("#turn-1")).to_contain_text("a scissor lift <b>now</b>")
    desk.record_timings(call_id, 1, Timings(understand_ms=600, voice_to_voice_ms=912))
    expect(page.locator("#turn-1")).to_contain_text("912 ms voice to voice")
    desk.close_call(call_id, Outcome.QUOTED)
    expect(page.locator("#live-state")).to_have_text("Ended: quoted")
    page.get_by_role("link", name="Show the whole call").click()
    expect(page.locator("#turn-1 svg.waterfall")).to_be_visible()


def test_a_recording_plays_from_where_one_clicks(
    page: Page, desk: GatewayDesk, tmp_path: Path
) -> None:
    import wave

    path = tmp_path / "call.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(b"\x00\x10" * 8000 * 6)
    call_id = desk.open_call("sip", "+15125550178").call_id
    desk.record_turn(turn(call_id, 0, "", "Hello."))
    desk.upload_recording(call_id, path)
    desk.close_call(call_id, Outcome.ABANDONED)
    sign_in(page, "clerk")
    page.goto(f"/calls/{call_id}")
    reached = page.locator("audio").evaluate(
        """async (player) => {
            await new Promise((go) => { player.onloadedmetadata = go; player.load(); });
            player.currentTime = 4.5;
            await new Promise((go) => { player.onseeked = go; });
            return [player.duration, player.currentTime];
        }"""
    )
    assert reached == pytest.approx([6.0, 4.5], abs=0.05)


def test_dark_and_light(page: Page) -> None:
    sign_in(page, "clerk")
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.get_by_role("button", name="Dark theme").click()
    dark = page.evaluate(background)
    assert light != dark
    page.goto("/bookings")
    assert page.evaluate(background) == dark
    page.get_by_role("button", name="theme").click()
    assert page.evaluate(background) == light


def test_the_systems_dark_theme_is_followed(page: Page) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    page.goto("/login")
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(background) != light


def test_a_rate_can_be_changed_without_a_mouse(page: Page) -> None:
    page.goto("/login")
    expect(page.locator("[autofocus]")).to_be_focused()
    page.keyboard.type("manager")
    page.keyboard.press("Tab")
    page.keyboard.type("shovels and buckets")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.goto("/inventory?q=telehandler")
    expect(page.locator("[data-field=week_rate]").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-field=week_rate]') !== null"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    cell = page.locator("[data-field=week_rate]").first
    expect(cell.get_by_label("Week rate")).to_be_focused()
    page.keyboard.type("1777")
    page.keyboard.press("Enter")
    expect(cell).to_contain_text("$1,777")


def test_searching_narrows_the_list_as_one_types(page: Page) -> None:
    sign_in(page, "clerk")
    page.goto("/customers")
    expect(page.locator("tbody tr").nth(1)).to_be_visible()
    page.get_by_role("searchbox").press_sequentially("lakeshore")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=lakeshore"))


@pytest.mark.parametrize("width", [834, 420])
def test_pages_fit_a_tablet_and_a_phone(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    sign_in(page, "admin")
    for address in (
        "/today",
        "/inventory",
        "/bookings",
        "/calls",
        "/settings",
        "/users",
        "/account",
    ):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (address, wide)


def test_text_has_enough_contrast(page: Page) -> None:
    """Every visible text against the nearest background behind it: WCAG AA, 4.5 to 1."""
    sign_in(page, "admin")
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    for theme in ("light", "dark"):
        page.evaluate(f"localStorage.setItem('theme', '{theme}')")
        for address in (
            "/today",
            "/inventory",
            "/bookings",
            "/settings",
            "/audit",
            "/users",
            "/account",
        ):
            page.goto(address)
            assert page.evaluate(_LOW_CONTRAST) == [], (theme, address)


_LOW_CONTRAST = """() => {
  const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const numbers = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = numbers(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const e = walker.currentNode.parentElement;
    if (!text || !e.checkVisibility() || e.closest('svg, .sr-only, option, script')) continue;
    const a = light(numbers(getComputedStyle(e).color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(text.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return found;
}"""


def test_the_socket_is_not_on_the_network(page: Page, web: RunningWeb) -> None:
    sign_in(page, "admin")
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    answer = page.request.post(f"{web.address}/internal/v1/desk/asset_tags", data="{}")
    assert answer.status in (403, 404)
    assert web.settings.web_socket.stat().st_mode & 0o777 == 0o660
