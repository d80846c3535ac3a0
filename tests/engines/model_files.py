"""Model files made for tests."""

from __future__ import annotations

import struct

import numpy as np


def model_file(arrays: dict[str, np.ndarray]) -> bytes:
    """A model file in CTranslate2's layout (binary version 6)."""

    def text(words: str) -> bytes:
        return struct.pack("<H", len(words) + 1) + words.encode() + b"\0"

    out = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, len(arrays))
    for name, values in arrays.items():
        kind = {np.dtype(np.float16): 4, np.dtype(np.int8): 1}[values.dtype]
        out += text(name) + struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
        out += struct.pack("<BI", kind, values.nbytes) + values.tobytes()
    return out + struct.pack("<I", 0)
