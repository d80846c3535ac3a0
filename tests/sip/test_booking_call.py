"""The main job on real input: a second SIP user agent with a flite voice books equipment.

The whole appliance runs under `serve`: real telephone audio, real models, real records.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.box.appliance_box import Box, running_box
from tests.sip.caller_script import Caller

pytestmark = [pytest.mark.models, pytest.mark.timeout(900)]

NORTHSIDE = {
    "need": ("I need something to dig with.", "I want to dig a trench."),
    "business_license": ("B L. seven eight two. three four one.",),
    "equipment_choice": ("The mini excavator please.",),
    "start_date": ("Next Tuesday.",),
    "duration": ("Three days.", "I need it for three days."),
    "site_address": ("Fourteen twenty Harbor Road.",),
    "price_ok": ("Yes, that works for me.",),
    "operator_name": ("Maria Lopez.",),
    "operator_certificate": ("O C. four eight two. one three.",),
    "policy_number": ("I N S. five five zero. one seven two.",),
    "callback_number": ("Five one two. Five five five. Zero one four seven.",),
    "final_confirmation": ("Yes, please book it.",),
    "anything_else": ("No thank you. That is all.",),
}
NORTHSIDE_KEYS = {
    "business_license": "782341",
    "operator_certificate": "48213",
    "policy_number": "550172",
    "callback_number": "5125550147",
}
NORTHSIDE_TRUTHS = ("BL782341", "OC48213", "INS550172", "5125550147", "harborroad")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running_box(tmp_path_factory.mktemp("box") / "data") as box:
        yield box


def test_a_spoken_call_through_all_seven_gates_is_booked(box: Box) -> None:
    before = {booking["number"] for booking in box.bookings()}
    caller = Caller(NORTHSIDE, keys=NORTHSIDE_KEYS, truths=NORTHSIDE_TRUTHS, voice="awb")
    call = caller.call(box)
    transcript = "\n".join(caller.log)
    print(transcript)
    assert call["outcome"] == "booked", f"{transcript}\n{box.logs()}"
    (booking,) = [b for b in box.bookings() if b["number"] not in before]
    assert booking["number"] == call["booking_number"]
    assert booking["state"] == "reserved"
    turns = box.turns(call["id"])
    assert {turn["asks"] for turn in turns} >= {
        "need",
        "business_license",
        "confirm",
        "site_address",
        "price_ok",
        "operator_name",
        "operator_certificate",
        "policy_number",
        "callback_number",
        "final_confirmation",
        "anything_else",
        None,
    }
    timed = [turn["timings"]["voice_to_voice_ms"] for turn in turns if turn.get("timings")]
    print(f"voice to voice, ms: {timed}")
    assert len(timed) >= 10
    assert booking["number"] in box.page("/bookings")
    detail = box.page(f"/bookings/{booking['number']}")
    assert "Northside Paving" in detail
    assert "Maria Lopez" in detail
    page = box.page(f"/calls/{call['id']}")
    assert booking["number"] in page
    assert "Harbor Road" in page
    recording = box.pages.get(f"/calls/{call['id']}/recording")
    assert recording.status_code in (200, 206)
    assert recording.content[:4] == b"RIFF"
    assert len(recording.content) > 30 * 8000


def test_an_expired_certificate_is_told_and_nothing_is_booked(box: Box) -> None:
    before = len(box.bookings())
    answers = {
        **NORTHSIDE,
        "need": ("I would like a mini excavator, next Tuesday, for three days.",),
        "business_license": ("B L. six three zero. four nine four.",),
        "site_address": ("Two three zero zero County Line Road.",),
        "operator_name": ("Tom Becker.", "No."),
        "operator_certificate": ("O C. eight nine one. seven one.",),
    }
    keys = {"business_license": "630494", "operator_certificate": "89171"}
    caller = Caller(
        answers, keys=keys, truths=("BL630494", "OC89171", "countylineroad"), voice="rms"
    )
    call = caller.call(box)
    transcript = "\n".join(caller.log)
    print(transcript)
    assert call["outcome"] == "verification_failed", f"{transcript}\n{box.logs()}"
    assert "expired" in transcript
    assert len(box.bookings()) == before
