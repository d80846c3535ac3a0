"""Low-rank changes to a model file: applied where they fit, refused where they do not."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from appliance.bootstrap.ops import model_path
from appliance.engines.adapted_weights import TELEPHONE, Changes, changes_in
from tests import real_engines


def _packed(arrays: dict[str, np.ndarray]) -> bytes:
    """A model file in CTranslate2's layout (binary version 6)."""

    def text(words: str) -> bytes:
        return struct.pack("<H", len(words) + 1) + words.encode() + b"\0"

    out = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, len(arrays))
    for name, values in arrays.items():
        kind = {np.dtype(np.float16): 4, np.dtype(np.int8): 1}[values.dtype]
        out += text(name) + struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
        out += struct.pack("<BI", kind, values.nbytes) + values.tobytes()
    return out + struct.pack("<I", 0)


WEIGHT = np.arange(6, dtype=np.float16).reshape(2, 3)
BIAS = np.array([1, 2], dtype=np.float16)
MODEL = {"flag": np.array(3, dtype=np.int8), "layer/weight": WEIGHT, "layer/bias": BIAS}


def test_weights_gain_a_product_and_vectors_a_sum() -> None:
    down = np.array([[1, 0, 2]], dtype=np.float16)
    up = np.array([[3], [0.5]], dtype=np.float16)
    arrays = {
        "down:layer/weight": down,
        "up:layer/weight": up,
        "add:layer/bias": np.array([0.5, -1], dtype=np.float16),
    }
    changed = Changes("", arrays).applied_to(_packed(MODEL)).getvalue()
    assert changed == _packed(
        {**MODEL, "layer/weight": WEIGHT + up @ down, "layer/bias": BIAS + arrays["add:layer/bias"]}
    )


def test_changes_to_what_the_model_lacks_are_refused() -> None:
    arrays = {"add:layer/gamma": np.zeros(2, dtype=np.float16)}
    with pytest.raises(ValueError, match="the model has no layer/gamma"):
        Changes("", arrays).applied_to(_packed(MODEL))


def test_changes_fit_the_file_they_were_made_for_alone(tmp_path: Path) -> None:
    model = _packed(MODEL)
    made_for = hashlib.sha256(model).hexdigest()
    np.savez(tmp_path / "changes.npz", **{"made_for": made_for, "add:layer/bias": BIAS})
    changes = changes_in(tmp_path / "changes.npz")
    assert changes.fit(model)
    assert not changes.fit(model + b"\0")
    assert changes.arrays["add:layer/bias"].tolist() == BIAS.tolist()


def test_what_was_learned_for_the_telephone_fits_the_default_model() -> None:
    model = (model_path(real_engines.settings(), "transcriber") / "model.bin").read_bytes()
    changes = changes_in(TELEPHONE)
    assert changes.fit(model)
    changed = changes.applied_to(model).getbuffer()
    assert len(changed) == len(model)
    differing = np.frombuffer(changed, np.uint8) != np.frombuffer(model, np.uint8)
    assert 0.1 < differing.mean() < 0.6  # the linear layers, not the vocabulary
