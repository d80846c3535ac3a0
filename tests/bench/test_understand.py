"""Understanding with the language model: as quick as it can be, and as right as the plain way."""

from __future__ import annotations

import json

import pytest

from appliance.cli import main


@pytest.mark.timeout(900)  # some seventy readings with the real model, two of which are loaded
def test_every_utterance_is_understood_alike_whatever_else_is_going_on(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The labelled utterances that rules leave to the model: prepared and beside other calls,
    or alone, unprepared and token by token."""
    with pytest.raises(SystemExit) as ended:
        main(["bench", "understand", "--readings", "12", "--json"])
    said = capfd.readouterr()
    assert ended.value.code == 0, said.err
    report = json.loads(said.out)
    assert report["bench"] == "understand"
    found = {one["case"]: one for one in report["results"]}
    for calls in ("1 call at once", "2 calls at once", "4 calls at once"):
        # Passes of other sizes add up in another order: two words as likely may change places.
        assert report["ratios"][f"{calls}: understood alike"] >= 0.9
        as_it_is, plainly = (found[f"tokens read, {calls}{way}"] for way in ("", ", plainly"))
        assert as_it_is["p50"] < plainly["p50"]
        assert found[f"understanding, {calls}"]["n"] == 12
        assert found[f"tokens written, {calls}"]["unit"] == "tokens"
