"""Callers' words recorded beforehand: each voiced once, then kept in a folder."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np

from appliance.evaluation.telephone import require_voices, spoken


class RecordedVoices:
    """16-bit mono PCM at 8 kHz. Files in `folder` are named by what is said and by whom."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelError when a program that voices callers is missing."""
        require_voices()
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def say(self, text: str, speaker: str) -> bytes:
        """`text` in a voice of `telephone.VOICES`. Raises ModelError when the voice fails."""
        name = sha256(f"{speaker}\n{text}".encode()).hexdigest()[:24]
        path = self._folder / f"{name}.s16"
        if path.exists():
            return path.read_bytes()
        samples = np.clip(spoken(text, speaker), -1.0, 1.0) * 32767
        pcm = samples.astype(np.int16).tobytes()
        draft = path.with_suffix(f".{id(samples):x}.new")
        draft.write_bytes(pcm)
        draft.replace(path)
        return pcm
