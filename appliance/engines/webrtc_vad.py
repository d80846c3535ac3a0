"""Voice activity by WebRTC's detector. Refuses frames of other lengths and rates than it knows.

It keeps a little state from frame to frame: one detector per audio stream.
"""

from __future__ import annotations

import webrtcvad

from appliance.engines.pcm import loudest_dbfs, to_samples

RATES_HZ = (8000, 16000, 32000, 48000)
FRAMES_MS = (10, 20, 30)
MOST_AGGRESSIVE = 3


class WebRtcVad:
    """VoiceActivityDetector on webrtcvad.

    `aggressiveness` runs from 0 (keeps faint speech) to 3 (rejects most noise). A frame under
    `floor_dbfs` (RMS, dB under full scale) is never speech; None leaves it to the detector.
    """

    def __init__(self, *, aggressiveness: int = 2, floor_dbfs: float | None = None) -> None:
        if not 0 <= aggressiveness <= MOST_AGGRESSIVE:
            raise ValueError(f"aggressiveness is 0 to 3, not {aggressiveness}")
        self._vad = webrtcvad.Vad(aggressiveness)
        self._floor_dbfs = floor_dbfs

    def is_speech(self, frame: bytes, sample_rate_hz: int) -> bool:
        """True when a frame of 10, 20 or 30 ms at 8, 16, 32 or 48 kHz holds speech.

        Raises ValueError for any other rate or length."""
        frame_ms = len(frame) * 500 / sample_rate_hz if sample_rate_hz in RATES_HZ else 0
        if frame_ms not in FRAMES_MS:
            raise ValueError(
                f"{len(frame)} bytes at {sample_rate_hz} Hz is no frame of 10, 20 or 30 ms "
                "at 8, 16, 32 or 48 kHz"
            )
        if self._floor_dbfs is not None:
            level = loudest_dbfs(to_samples(frame), sample_rate_hz, window_ms=int(frame_ms))
            if level < self._floor_dbfs:
                return False
        return bool(self._vad.is_speech(frame, sample_rate_hz))
