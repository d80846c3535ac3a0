"""Low-rank changes to a model file: applied where they fit, refused where they do not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from appliance.bootstrap.ops import model_path
from appliance.engines.adapted_weights import TELEPHONE, Changes, changes_in
from tests import real_engines
from tests.engines.model_files import model_file

WEIGHT = np.arange(6, dtype=np.float16).reshape(2, 3)
BIAS = np.array([1, 2], dtype=np.float16)
MODEL = {"flag": np.array(3, dtype=np.int8), "layer/weight": WEIGHT, "layer/bias": BIAS}


def _changed(folder: Path, arrays: dict[str, np.ndarray]) -> bytes:
    (folder / "model.bin").write_bytes(model_file(MODEL))
    (folder / "config.json").write_text("{}")
    with Changes("", arrays).applied(folder) as changed:
        assert sorted(path.name for path in changed.iterdir()) == ["config.json", "model.bin"]
        assert (folder / "model.bin").read_bytes() == model_file(MODEL)
        return (changed / "model.bin").read_bytes()


def test_weights_gain_a_product_and_vectors_a_sum(tmp_path: Path) -> None:
    down = np.array([[1, 0, 2]], dtype=np.float16)
    up = np.array([[3], [0.5]], dtype=np.float16)
    arrays = {
        "down:layer/weight": down,
        "up:layer/weight": up,
        "add:layer/bias": np.array([0.5, -1], dtype=np.float16),
    }
    assert _changed(tmp_path, arrays) == model_file(
        {**MODEL, "layer/weight": WEIGHT + up @ down, "layer/bias": BIAS + arrays["add:layer/bias"]}
    )


def test_changes_to_what_the_model_lacks_are_refused(tmp_path: Path) -> None:
    arrays = {"add:layer/gamma": np.zeros(2, dtype=np.float16)}
    with pytest.raises(ValueError, match="the model has no layer/gamma"):
        _changed(tmp_path, arrays)


def test_changes_fit_the_file_they_were_made_for_alone(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(model_file(MODEL))
    made_for = hashlib.sha256(model_file(MODEL)).hexdigest()
    np.savez(tmp_path / "changes.npz", **{"made_for": made_for, "add:layer/bias": BIAS})
    changes = changes_in(tmp_path / "changes.npz")
    assert changes.fit(tmp_path)
    assert changes.arrays["add:layer/bias"].tolist() == BIAS.tolist()
    (tmp_path / "model.bin").write_bytes(model_file({**MODEL, "layer/bias": BIAS + 1}))
    assert not changes.fit(tmp_path)


def test_what_was_learned_for_the_telephone_fits_the_default_model() -> None:
    folder = model_path(real_engines.settings(), "transcriber")
    changes = changes_in(TELEPHONE)
    assert changes.fit(folder)
    model = np.fromfile(folder / "model.bin", np.uint8)
    with changes.applied(folder) as changed:
        differing = np.fromfile(changed / "model.bin", np.uint8) != model
    assert 0.1 < differing.mean() < 0.6  # the linear layers, not the vocabulary


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no archive"])
def test_a_damaged_file_of_changes_says_so(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "changes.npz").write_bytes(damage)
    with pytest.raises(ValueError, match="damaged"):
        changes_in(tmp_path / "changes.npz")


def test_half_a_change_and_one_of_another_shape_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "half.npz", **{"made_for": "", "down:layer/weight": BIAS})
    with pytest.raises(ValueError, match="stands alone"):
        changes_in(tmp_path / "half.npz")
    with pytest.raises(ValueError, match=r"shape|broadcast"):
        _changed(tmp_path, {"add:layer/bias": np.zeros(3, dtype=np.float16)})
