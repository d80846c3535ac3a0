"""Few who pause in mid-sentence are cut off; the whole set: `python -m tests.voice.pausing`."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.bootstrap.engines import build_transcriber, build_vad
from appliance.config import Settings
from tests.voice.pausing import listen, utterances

pytestmark = [pytest.mark.models, pytest.mark.slow]

EVERY = 4
MOST_CUT = 0.05


def test_few_callers_who_pause_are_cut_off(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    transcriber = build_transcriber(settings)
    both = [*enumerate(utterances("build")), *enumerate(utterances("aside"))]
    heard = [
        listen(transcriber, build_vad(settings), asks, text, at)
        for at, (asks, text) in both[::EVERY]
    ]
    cut = [one for one in heard if one.cut_ms is not None]
    assert len(heard) >= 20
    assert len(cut) <= MOST_CUT * len(heard), cut
    whole = sorted(one.end_ms for one in heard if one.cut_ms is None)
    assert whole[len(whole) // 2] <= 760, "turns that were not cut still end soon"
