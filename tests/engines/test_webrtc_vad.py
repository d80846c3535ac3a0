from __future__ import annotations

from collections.abc import Iterator

import pytest

from appliance.engines.webrtc_vad import WebRtcVad
from tests.engines.callers import noise, telephoned


def _frames(audio: bytes, rate_hz: int, frame_ms: int) -> Iterator[bytes]:
    size = 2 * rate_hz * frame_ms // 1000
    for at in range(0, len(audio) - size + 1, size):
        yield audio[at : at + size]


def _share_voiced(vad: WebRtcVad, audio: bytes, rate_hz: int, frame_ms: int = 20) -> float:
    voiced = [vad.is_speech(frame, rate_hz) for frame in _frames(audio, rate_hz, frame_ms)]
    return sum(voiced) / len(voiced)


@pytest.mark.parametrize("rate_hz", [8000, 16000, 32000, 48000])
@pytest.mark.parametrize("frame_ms", [10, 20, 30])
def test_speech_is_voiced_and_silence_is_not(rate_hz: int, frame_ms: int) -> None:
    speech = telephoned("I need a mini excavator for the weekend.", "rms", rate_hz)
    vad = WebRtcVad(aggressiveness=2)
    assert _share_voiced(vad, speech, rate_hz, frame_ms) > 0.6
    assert _share_voiced(WebRtcVad(), bytes(2 * rate_hz), rate_hz, frame_ms) == 0


def test_the_floor_silences_what_is_faint() -> None:
    faint = noise(2.0, -60.0)
    speech = telephoned("Yes, that is correct.", "awb")
    assert _share_voiced(WebRtcVad(aggressiveness=0, floor_dbfs=-50), faint, 8000) == 0
    assert _share_voiced(WebRtcVad(aggressiveness=2, floor_dbfs=-50), speech, 8000) > 0.5


@pytest.mark.parametrize(
    "size, rate_hz", [(320, 44100), (321, 8000), (0, 8000), (640, 8000), (320, 0)]
)
def test_other_frames_are_refused(size: int, rate_hz: int) -> None:
    with pytest.raises(ValueError, match="no frame of 10, 20 or 30 ms"):
        WebRtcVad().is_speech(bytes(size), rate_hz)


@pytest.mark.parametrize("aggressiveness", [-1, 4])
def test_unknown_aggressiveness_is_refused(aggressiveness: int) -> None:
    with pytest.raises(ValueError, match="0 to 3"):
        WebRtcVad(aggressiveness=aggressiveness)
